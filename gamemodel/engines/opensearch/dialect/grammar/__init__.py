"""The templates that OpenSearch 2.19 accepts, as closed grammars: whatever they do not know is a problem."""

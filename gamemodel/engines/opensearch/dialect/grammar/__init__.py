"""The templates that OpenSearch 2.19 accepts, as closed grammars: what they do not list is a problem."""

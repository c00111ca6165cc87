"""gamemodel: versioned migrations for Cassandra, MySQL, OpenSearch and Redis from one model."""

__version__ = "0.1.0"

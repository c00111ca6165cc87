"""Compare two schemas: the changes between them, and what is refused."""

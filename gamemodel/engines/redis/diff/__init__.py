"""Compares two schemas: the changes between them, and what no server can do in place."""

"""Compares two schemas: the changes between them, and what cannot be changed in place."""

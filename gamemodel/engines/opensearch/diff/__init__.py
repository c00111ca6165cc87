"""Compares two schemas: the changes between them, and the refusals."""

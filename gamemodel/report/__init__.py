"""Formats the output of commands as text, JSON or annotations."""

"""Warnings for the reviewer, one rule per file; each file is found by its constant RULE."""

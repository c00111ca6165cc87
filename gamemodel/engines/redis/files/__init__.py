"""Migrations, generated files at head, and drafts."""

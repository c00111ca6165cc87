"""Migrations, files at head and drafts as text."""

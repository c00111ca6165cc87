"""Generated files: migrations, the schema at head, and drafts."""

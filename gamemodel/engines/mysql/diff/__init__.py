"""Two schemas -> the changes between them, and what no server does in place."""

"""What can be proved of the model offline; one subject per file."""

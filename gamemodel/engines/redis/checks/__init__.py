"""What can be proved of a model's Redis store offline, one subject per file."""

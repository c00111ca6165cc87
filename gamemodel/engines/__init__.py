"""One folder per engine, the same file names in each; engines know nothing of one another."""

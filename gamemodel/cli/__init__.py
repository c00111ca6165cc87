"""The command line: one file per command, which imports click alone until it is invoked; what it prints is left to report/."""

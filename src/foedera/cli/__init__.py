"""Floor 9: the command line. Parsing comes first; what a command needs is imported when it is known."""

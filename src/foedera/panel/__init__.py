"""Units of analysis and their measures."""

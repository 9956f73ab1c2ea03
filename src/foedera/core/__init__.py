"""Floor 0: errors, units, references, random streams, parameter records."""

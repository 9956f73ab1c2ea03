"""Floor 8: what a run says, as figures, tables, sentences and one self-contained page."""

"""The chapters of the page, in the order of a crisis's life; each turns a brief into blocks."""

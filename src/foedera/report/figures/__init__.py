"""Figures of a report: each function takes finished numbers and returns a figure; none shows or saves."""

"""Official data sets in, tidy tables out."""

"""One file per data set: where it comes from, its columns, and the parser of the owner's own format."""

"""How each data set comes to the rows of a panel. One file per kind of measure; the list is in ``panel.additions``."""

"""Gross domestic product by state and year, from the World Bank's World Development Indicators."""

from __future__ import annotations

from foedera.data.sources.wb import indicator
from foedera.data.tables import Column

SOURCE = indicator(
    "wb.gdp", "World Bank: GDP (current US$)", "NY.GDP.MKTP.CD",
    Column("wb_gdp", "float", "current USD", "gross domestic product", raw="Value"), (1960, 2023),
    ("econ/gdp.csv", "https://raw.githubusercontent.com/datasets/gdp/822019c80142c162e4ca4eb1a63699ae36075078/data/"
     "gdp.csv", (1960, 2023)),
)  # fmt: skip

"""Population by state and year, from the World Bank's World Development Indicators."""

from __future__ import annotations

from foedera.data.sources.wb import indicator
from foedera.data.tables import Column

SOURCE = indicator(
    "wb.population", "World Bank: population, total", "SP.POP.TOTL",
    Column("wb_pop", "int64", "persons", "total population in the middle of the year", raw="Value"), (1960, 2024),
    ("econ/population.csv", "https://raw.githubusercontent.com/datasets/population/"
     "425fc447a53a26c767a15a7de60c4cc2478a0595/data/population.csv", (1960, 2024)),
)  # fmt: skip

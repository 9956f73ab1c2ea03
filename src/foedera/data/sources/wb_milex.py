"""Military expenditure as a share of GDP by state and year, as the World Bank passes it on from SIPRI."""

from __future__ import annotations

from foedera.data.sources.wb import indicator
from foedera.data.tables import Column

SOURCE = indicator(
    "wb.milex", "World Bank: military expenditure (% of GDP)", "MS.MIL.XPND.GD.ZS",
    Column("wb_milex", "float", "% of GDP", "military expenditure as a share of gross domestic product", raw="Value"),
    (1960, 2023),
)  # fmt: skip

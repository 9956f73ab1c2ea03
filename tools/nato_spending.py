"""Compile the table of what the allies spend that ships with the reference world.

    python tools/nato_spending.py NATO_EXPENDITURE.CSV NATO_2014_2019.CSV GDP.CSV

Reads shares of GDP of 2014 and 2024 and days of accession (NATO, June 2024), shares of 2019 (NATO, June 2019), and
GDP in current US dollars of 2014 and 2019 (World Bank); GDP of 2024 is that of the reference world. Writes
nato_spending.csv beside its states: one row per ally and year, for the allies at the end of that year.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from foedera.world import World

HERE = Path(__file__).resolve().parent.parent / "src/foedera/world/reference"
HEAD = """\
# What the allies spend on defence: the members of the North Atlantic Treaty at the end of each year, military
# spending as per cent of GDP (NATO, Defence Expenditure of NATO Countries: 2014 and 2024 as in June 2024, 2024 being
# estimates; 2019 as in June 2019, estimates), and GDP in bn current USD (World Bank, World Development Indicators,
# NY.GDP.MKTP.CD, CC BY 4.0). Spending in dollars is their product. Iceland has no armed forces.
iso3,year,share_pct,gdp_busd,source,status,note
"""
NOTES = {
    ("LUX", 2024): "share of gross national income",
}


def rows(path: str) -> list[dict[str, str]]:
    """Read a CSV file."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main(allies: str, release_2019: str, gdp: str) -> None:
    """Write the table."""
    output = {(r["Country Code"], r["Year"]): float(r["Value"]) / 1e9 for r in rows(gdp)}
    at_2019 = {r["country_stanag"]: r["pct_real_gdp"] for r in rows(release_2019) if r["year"] == "2019"}
    world = World.reference()
    now = dict(world.states.select("iso3", "gdp_busd").iter_rows())
    lines = []
    for ally in rows(allies):
        state = ally["iso3"]
        for year, share, source in (
            (2014, ally["gdp_pct_2014"], "NATO24"),
            (2019, at_2019.get(state) or "0", "NATO19"),
            (2024, ally["gdp_pct_2024e_jun2024"], "NATO24"),
        ):
            if ally["party_since"] > f"{year}-12-31":
                continue
            size = now[state] if year == world.year else output[state, str(year)]
            note = NOTES.get((state, year), "")
            lines.append(f"{state},{year},{float(share):g},{size:.3f},{source};WDI,found,{note}")
    lines.sort(key=lambda line: (line.split(",")[1], line))
    (HERE / "nato_spending.csv").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

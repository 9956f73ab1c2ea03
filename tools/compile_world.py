"""Compile the reference world from the fact sheet: ``python tools/compile_world.py FACTS_FOLDER``.

Reads state_facts, borders, rivalries, trade_shares, trade_matrix_2023, trade_filled_2023 and unga_ideal, and
two hand-made tables kept beside the result (sea_borders, own_facts). Writes states.csv, dyads.csv, facts.csv
and world.json into ``src/foedera/world/reference``. Figures without an open licence are left out: CINC,
rivalries known from the Peace Data only, and notes that quote either.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path

import numpy as np

from foedera.panel.capability import capability_index
from foedera.panel.distance import distance_matrix
from foedera.world.schema import FACTS, STATES

HERE = Path(__file__).resolve().parent.parent / "src/foedera/world/reference"
MAJORS = ("USA", "GBR", "FRA", "RUS", "CHN", "DEU", "JPN")
DROPPED = ("cinc_2022",)
RIVALRY_SOURCES = ("TSS21", "UCDP241")
FACT_COLUMNS = [column.name for column in FACTS]

# source variable -> (column, factor, decimals kept after scaling, unit)
NUMBERS = {
    "cow_code": ("cow_code", 1, 0, ""),
    "cap_lat": ("lat", 1, 4, "degree"),
    "cap_lon": ("lon", 1, 4, "degree"),
    "pop_k": ("population", 1000, 0, "person"),
    "gdp_usd_bn": ("gdp_busd", 1, 6, "busd"),
    "gdp_ppp_bn": ("gdp_ppp_busd", 1, 6, "busd"),
    "milex_usd_bn": ("milex_busd", 1, 6, "busd"),
    "milex_pct_gdp": ("milex_share", 0.01, 6, "share"),
    "active_personnel": ("personnel", 1, 0, "person"),
    "warheads_inventory": ("warheads", 1, 0, "count"),
    "warheads_stockpile": ("warheads_stockpile", 1, 0, "count"),
    "warheads_deployed": ("warheads_deployed", 1, 0, "count"),
    "vdem_polyarchy": ("polyarchy", 1, 4, "share"),
    "vdem_ldi": ("liberal_democracy", 1, 4, "share"),
    "unga_ideal_point": ("ideal_point", 1, 6, "1"),
    "energy_import_dep": ("energy_import_share", 0.01, 6, "share"),
    "un_peacekeepers": ("peacekeepers", 1, 0, "person"),
    "ncpi_rank": ("cyber_rank", 1, 0, "count"),
}
TEXTS = {"name": "name", "capital": "capital", "gov_type": "government", "region": "region",
         "unsc_2024": "unsc", "energy_suppliers": "energy_suppliers"}  # fmt: skip
ORDER = [column.name for column in STATES]

Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    """Read a CSV file, '#' lines left out."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def write(path: Path, columns: list[str], table: list[Row]) -> None:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


def plain(value: float, decimals: int) -> str:
    """Write a number without a tail of zeros."""
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def clean_note(note: str) -> str:
    """Drop what quotes COW NMC or Peace Data from a note."""
    kept = [
        part.strip() for part in re.split(r";(?![^(]*\))", note) if not re.search(r"NMC|Peace Data", part)
    ]
    return "; ".join(part for part in kept if part)


def seat(text: str) -> str:
    """Return the kind of Security Council seat."""
    return "permanent" if text == "P5" else "elected" if text.startswith("elected") else ""


def fact(iso3: str, variable: str, value: str, unit: str, year: str, source: str, status: str, note: str = "",
         partner: str = "") -> Row:  # fmt: skip
    """Return one row of the facts table."""
    return dict(
        zip(FACT_COLUMNS, (iso3, partner, variable, value, unit, year, source, status, note), strict=True)
    )


def state_facts(source: list[Row]) -> list[Row]:
    """Return the states' facts in the columns and units of the world."""
    out = []
    for row in source:
        variable, value, unit = row["variable"], row["value"], row["unit"]
        if variable in DROPPED:
            continue
        if variable in TEXTS:
            column = TEXTS[variable]
            value = seat(value) if variable == "unsc_2024" else value
        else:
            column, factor, decimals, unit = NUMBERS[variable]
            value = plain(float(row["value"]) * factor, decimals)
        price = "; " + row["unit"] if "prices" in row["unit"] else ""
        note = (clean_note(row["note"]) + price).removeprefix("; ")
        out.append(fact(row["iso3"], column, value, unit, row["year"], row["source"], row["status"], note))
    return out


def quantile_facts(source: list[Row]) -> list[Row]:
    """Return the 5 and 95 % quantiles of the ideal points."""
    return [
        fact(row["iso3"], f"ideal_{quantile}", row[quantile], "1", "2024", "BSV2507", "found")
        for row in source
        for quantile in ("p05", "p95")
    ]


def wide(facts: list[Row]) -> list[Row]:
    """Return the states table out of the facts."""
    table: dict[str, Row] = {}
    for row in facts:
        if not row["partner"]:
            table.setdefault(row["iso3"], {"iso3": row["iso3"]})[row["variable"]] = row["value"]
    states = [table[code] for code in sorted(table)]
    columns = (np.array([float(s[c]) for s in states])
               for c in ("milex_busd", "personnel", "gdp_ppp_busd", "population"))  # fmt: skip
    for state, share in zip(states, capability_index(*columns), strict=True):
        state["capability"] = repr(float(share))
        state["major"] = str(state["iso3"] in MAJORS).lower()
        energy = float(state["energy_import_share"])
        state["energy_import_share"] = plain(min(energy, 1.0), 6)
    return [{column: state.get(column, "") for column in ORDER} for state in states]


def pair_facts(folder: Path) -> list[Row]:
    """Return the facts about borders and rivalries."""
    out = [
        fact(r["iso3_a"], "land_border", "true", "", "2025", r["source"], r["status"], r["note"], r["iso3_b"])
        for r in rows(folder / "borders.csv")
    ]
    out += [
        fact(r["iso3_a"], "sea_border", "true", "", "2024", r["source"], r["status"], r["note"], r["iso3_b"])
        for r in rows(HERE / "sea_borders.csv")
    ]
    for row in rows(folder / "rivalries.csv"):
        if row["source"] in RIVALRY_SOURCES:
            note = "; ".join(x for x in (row["issue"].replace("+", ", "), clean_note(row["note"])) if x)
            year = "2020" if row["source"] == "TSS21" else "2022"
            since = row["start_year"], "year", year, row["source"], row["status"], note
            out.append(fact(row["iso3_a"], "rival_since", *since, partner=row["iso3_b"]))
    return out


def trade(
    folder: Path, own: list[Row]
) -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str], list[Row]]:
    """Return exports in US$ million, shares of total trade, and the facts of cells that are not from BACI."""
    matrix = {
        (r["exporter"], partner): cell
        for r in rows(folder / "trade_matrix_2023.csv")
        for partner, cell in r.items()
        if partner not in ("exporter", "all_partners") and r["exporter"] != "all_partners" and float(cell) > 0
    }
    filled = rows(folder / "trade_filled_2023.csv")
    facts = [
        fact(
            r["exporter"],
            "trade_musd",
            r["usd_m"],
            "musd",
            "2023",
            r["basis"],
            r["status"],
            "",
            r["importer"],
        )
        for r in filled
    ]
    shares = {}
    for row in rows(folder / "trade_shares.csv"):
        if row["flow"] == "total":
            pair = row["reporter"], row["partner"]
            shares[pair] = plain(float(row["share_pct"]) / 100, 6)
            if row["source"] != "BACI23":
                facts.append(fact(pair[0], "trade_share", shares[pair], "share", row["year"], row["source"],
                                  row["status"], "", pair[1]))  # fmt: skip
    for row in own:
        target = {"trade_musd": matrix, "trade_share": shares}.get(row["variable"])
        if target is not None and row["partner"] not in ("", "*"):
            target[row["iso3"], row["partner"]] = row["value"]
    return matrix, shares, facts


def dyad_rows(states: list[Row], pairs: list[Row], musd: dict[tuple[str, str], str],
              shares: dict[tuple[str, str], str]) -> list[Row]:  # fmt: skip
    """Return one row per ordered pair of states."""
    codes = [s["iso3"] for s in states]
    known = {(r["variable"], *ends): r["value"] for r in pairs
             for ends in ((r["iso3"], r["partner"]), (r["partner"], r["iso3"]))}  # fmt: skip
    km = distance_matrix([float(s["lat"]) for s in states], [float(s["lon"]) for s in states])
    out = []
    for i, a in enumerate(codes):
        for j, b in enumerate(codes):
            if i != j:
                since = known.get(("rival_since", a, b), "0")
                out.append({
                    "from_state": a, "to_state": b, "distance_km": plain(km[i, j], 3),
                    "land_border": known.get(("land_border", a, b), "false"),
                    "sea_border": known.get(("sea_border", a, b), "false"),
                    "rival": str(since != "0").lower(), "rival_since": since,
                    "trade_share": shares.get((a, b), "0"), "trade_musd": musd.get((a, b), "0"),
                })  # fmt: skip
    return out


def main(folder: Path, target: Path = HERE) -> None:
    """Compile the facts in a folder into the world in another."""
    own = rows(HERE / "own_facts.csv")
    facts = state_facts(rows(folder / "state_facts.csv")) + quantile_facts(rows(folder / "unga_ideal.csv"))
    states = wide(facts)
    pairs = pair_facts(folder)
    musd, shares, trade_facts = trade(folder, own)
    dyads = dyad_rows(states, pairs, musd, shares)
    ordered = sorted(
        facts + pairs + trade_facts + own, key=lambda r: (r["iso3"], r["variable"], r["partner"])
    )
    write(target / "states.csv", ORDER, states)
    write(target / "dyads.csv", list(dyads[0]), dyads)
    write(target / "facts.csv", FACT_COLUMNS, ordered)
    about = json.dumps({"name": "reference", "year": 2024}, indent=1)
    (target / "world.json").write_text(about + "\n", encoding="utf-8")
    print(f"{len(states)} states, {len(dyads)} dyads, {len(ordered)} facts")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))

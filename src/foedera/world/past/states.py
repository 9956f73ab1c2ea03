"""The states of a past world: who they are, and what they weigh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from foedera.data.catalogue import source
from foedera.data.identity import convert, members
from foedera.data.tidy import open_table
from foedera.panel import state_years
from foedera.panel.provenance import SourceRecord
from foedera.world.past.figures import WINDOW, Figure, latest, median_of
from foedera.world.past.regime import regimes
from foedera.world.past.spells import on_day, record
from foedera.world.schema import ESTIMATED

__all__ = ["BURDEN", "POUND", "States", "states"]

POUND = 4.8665
"""US dollars to the pound sterling, the gold parity of 1834-1914, for all expenditure before 1914 [usd/gbp]."""

BURDEN = 0.03
"""Share of its product that the whole set spends on its forces. ASSUMPTION: great powers at peace spent 2 to 5 % before
1914. Expenditure is known in current money and product in that of 2011; who spends more than whom is the data's."""

_LEAST = 1e-9
_REGIONS = ((200, "Americas"), (400, "Europe"), (600, "Africa"), (700, "Middle East"), (900, "Asia"))

Figures = dict[int, Figure]


@dataclass
class States:
    """The states of a world.

    Parameters
    ----------
    frame : one row per state, with the columns of ``world.schema.STATES`` that are known, and polity2
    figures : by variable and state number
    left_out : why a member of the system is not among the states, by its code
    records : the data sets used
    """

    frame: pl.DataFrame
    figures: dict[str, Figures]
    left_out: dict[str, str]
    records: dict[str, SourceRecord] = field(default_factory=dict)


def states(day: date) -> States:
    """Return the states of the world on 1 January of a year."""
    year, codes = day.year, members("cow", day)
    plan = state_years(year - WINDOW, year).add("cow.nmc", keep=["milex", "milper", "tpop", "cinc"])
    plan = plan.add("simgdp", keep=["pwtrgdp"]).add(
        "democracy", keep=["isard_polyarchy", "isard_polity2", "euds"]
    )
    if year > 1946:
        plan = plan.add("un.idealpoints", keep=["idealpoint"])
    if year > 1945:
        plan = plan.add("nuclear.stockpiles", keep=["warheads"])
    made = plan.collect()
    frame = made.data.filter(pl.col("ccode").is_in(codes))
    population = _read(frame, "tpop", year, "cow.nmc", 1e3)
    cinc = _read(frame, "cinc", year, "cow.nmc")
    kept = [c for c in codes if c in population and c in cinc]
    gdp = _product(_read(frame, "pwtrgdp", year, "simgdp", 1e-3), population, kept)
    regime, polity = regimes(frame, kept, year)
    figures = {
        "population": population,
        "gdp_ppp_busd": gdp,
        "gdp_busd": {c: Figure(f.value, f.year, f.source, "derived", f.note or "taken equal to gdp_ppp_busd")
                     for c, f in gdp.items()},
        "milex_busd": _spending(latest(frame, "milex", year), gdp, kept),
        "personnel": _personnel(_read(frame, "milper", year, "cow.nmc", 1e3), population, kept),
        "capability": _capability(cinc, kept),
        "polyarchy": regime,
        "polity2": polity,
        "ideal_point": _read(frame, "idealpoint", year, "un.idealpoints") if year > 1946 else {},
        "warheads": _read(frame, "warheads", year, "nuclear.stockpiles") if year > 1945 else {},
    }  # fmt: skip
    names = dict(zip(codes, convert(codes, "iso3", "cow", day, strict=True).values, strict=True))
    gone = {
        names[c]: "no population" if c not in population else "no capability" for c in codes if c not in kept
    }
    records = {r.id: r for r in made.provenance.sources}
    records |= {n: record(n, t) for n, t in (("capitals", "cow_spells"), ("cow.majors", "tenures"))}
    return States(_rows(day, {c: names[c] for c in kept}, figures), figures, gone, records)


def _rows(day: date, names: Mapping[int, str], figures: Mapping[str, Figures]) -> pl.DataFrame:
    """Return one row per state: what it is called, where its capital is, and its figures."""
    kept = list(names)
    majors = set(on_day(open_table(source("cow.majors"), "tenures"), day)["ccode"])
    seats = on_day(open_table(source("capitals"), "cow_spells"), day).unique(
        "ccode", keep="last", maintain_order=True
    )
    places = seats.select(
        cow_code=pl.col("ccode").cast(pl.Int64), capital="capital", lat="caplat", lon="caplon"
    )
    rows = pl.DataFrame({
        "iso3": list(names.values()),
        "name": convert(kept, "name", "cow", day, strict=True).values,
        "cow_code": kept,
        "region": [_region(c) for c in kept],
        "major": [c in majors for c in kept],
        **{n: [f[c].value if c in f else None for c in kept] for n, f in figures.items()},
    }).with_columns(pl.col("warheads").cast(pl.Float64).fill_null(0.0))  # fmt: skip
    return rows.join(places, on="cow_code", how="left", maintain_order="left")


def _region(code: int) -> str:
    return next((name for end, name in _REGIONS if code < end), "Oceania")


def _read(frame: pl.DataFrame, column: str, year: int, key: str, scale: float = 1.0) -> Figures:
    return {c: Figure(v * scale, y, key) for c, (v, y) in latest(frame, column, year).items()}


def _product(known: Figures, population: Figures, codes: list[int]) -> Figures:
    """Return GDP [busd of 2011, purchasing power]; the median per head where there is none."""
    head = median_of([known[c].value / population[c].value for c in codes if c in known])
    note = f"{ESTIMATED}: population times the median GDP per head of the set"
    return {c: known.get(c) or Figure(head * population[c].value, population[c].year, "simgdp;cow.nmc", "derived", note)
            for c in codes}  # fmt: skip


def _spending(known: Mapping[int, tuple[float, int]], gdp: Figures, codes: list[int]) -> Figures:
    """Return military expenditure [busd of 2011], so that the set spends :data:`BURDEN` of its product."""
    dollars = {c: v * (POUND if y < 1914 else 1.0) for c, (v, y) in known.items() if c in gdp}
    usual = median_of([dollars[c] / gdp[c].value for c in dollars])
    whole = {c: dollars.get(c, usual * gdp[c].value) for c in codes}
    scale = BURDEN * sum(gdp[c].value for c in codes) / sum(whole.values())
    told = f"share of the set's current expenditure, the whole set at {BURDEN:.0%} of its product"
    guess = f"{ESTIMATED}: the median share of GDP of the set"
    return {
        c: Figure(scale * v, known[c][1] if c in dollars else gdp[c].year, "cow.nmc;simgdp", "derived",
                  told if c in dollars else guess)
        for c, v in whole.items()
    }  # fmt: skip


def _personnel(known: Figures, population: Figures, codes: list[int]) -> Figures:
    share = median_of([known[c].value / population[c].value for c in codes if c in known])
    note = f"{ESTIMATED}: the median share of the population of the set"
    return {c: known.get(c) or Figure(share * population[c].value, population[c].year, "cow.nmc", "derived", note)
            for c in codes}  # fmt: skip


def _capability(cinc: Figures, codes: list[int]) -> Figures:
    """Return the Composite Index of National Capability over its sum; a state that rounds to 0 has a trace."""
    held = {c: max(cinc[c].value, _LEAST) for c in codes}
    total = sum(held.values())
    note = "Composite Index of National Capability over its sum in the set"
    return {c: Figure(v / total, cinc[c].year, "cow.nmc", "derived", note) for c, v in held.items()}

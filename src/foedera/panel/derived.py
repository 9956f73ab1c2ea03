"""Measures made from columns that are there: ratios, weak links, dependence, concentration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl

from foedera.core.errors import InputError, did_you_mean
from foedera.data.catalogue import source
from foedera.panel.asking import choice
from foedera.panel.attach import by_state, gathered, within, years_of_spells
from foedera.panel.codes import in_system
from foedera.panel.other_codes import codes
from foedera.panel.work import Fact, Work

__all__ = ["DERIVED"]


def _pair(work: Work, name: str, verb: str) -> tuple[pl.Series, pl.Series, Fact]:
    if not work.unit.dyadic:
        raise work.unit.refuse(f"measure({verb!r})", "use panel.dyad_years(...)")
    columns = work.named(name)
    if [c[-2:] for c in columns] != ["_1", "_2"]:
        fix = f"add the data set with '{name}' of each state first"
        raise InputError(
            f"'{name}' is not one column for each of the two states",
            where=f"panel.measure({verb!r})",
            fix=fix,
        )
    one, two = (work.columns[c] for c in columns)
    if not one.dtype.is_numeric():
        fix = "name a column of numbers"
        raise InputError(f"'{name}' is text or a date", where=f"panel.measure({verb!r})", fix=fix)
    return one, two, replace(work.facts[columns[0]], name=columns[0].removesuffix("_1"), of=tuple(columns))


def _made(work: Work, values: pl.Series, fact: Fact, name: str, unit: str, meaning: str) -> None:
    work.put(values, Fact(name, unit, meaning, fact.source, edition=fact.edition, version=fact.version,
                          covers=fact.covers, of=fact.of))  # fmt: skip


def _lower(one: pl.Series, two: pl.Series) -> pl.Series:
    """Return the lower of two values of each row, null where either is unknown."""
    both = pl.col("a").is_not_null() & pl.col("b").is_not_null()
    frame = pl.DataFrame({"a": one, "b": two})
    return frame.select(low=pl.when(both).then(pl.min_horizontal("a", "b")))["low"]


def capability_ratio(work: Work, *, of: str = "cinc", name: str = "capratio") -> None:
    """Add the first state's share in the capabilities of the two, in [0, 1]; null where both have none."""
    one, two, fact = _pair(work, of, "capability ratio")
    total = one + two
    values = (one / total).set(total == 0, None)
    _made(work, values, fact, name, "share", f"{fact.name} of state 1 over that of both")


def preponderance(work: Work, *, of: str = "cinc", name: str = "preponderance") -> None:
    """Add the stronger state's capabilities over the weaker one's, at least 1; null where the weaker has none."""
    one, two, fact = _pair(work, of, "preponderance")
    frame = pl.DataFrame({"a": one, "b": two})
    low, high = pl.min_horizontal("a", "b"), pl.max_horizontal("a", "b")
    known = pl.col("a").is_not_null() & pl.col("b").is_not_null() & (low > 0)
    values = frame.select(r=pl.when(known).then(high / low))["r"]
    _made(work, values, fact, name, "1", f"{fact.name} of the stronger over that of the weaker")


def weak_link(work: Work, *, of: str = "polity2", name: str | None = None) -> None:
    """Add the lower of the two states' values (dixon1994): null where either is unknown."""
    one, two, fact = _pair(work, of, "weak link")
    values = _lower(one, two)
    meaning = f"{fact.name} of the state with the lower one"
    _made(work, values, fact, name or f"{fact.name}_low", fact.unit, meaning)


def joint_democracy(
    work: Work, *, of: str = "polity2", level: float = 6.0, name: str = "joint_democracy"
) -> None:
    """Add whether both states reach a level, 0 or 1; Polity2 of 6 is the usual threshold of a democracy."""
    if isinstance(level, bool) or not isinstance(level, int | float):
        where = "panel.measure('joint democracy', level)"
        raise InputError(f"{level!r} is no level", where=where, fix="give a number, such as 6")
    one, two, fact = _pair(work, of, "joint democracy")
    values = ((one >= level) & (two >= level)).cast(pl.Int8)
    _made(work, values, fact, name, "1", f"{fact.name} of both at least {level:g}, 0 or 1")


def trade_dependence(
    work: Work, *, on: str = "trade", gdp: str | None = None, name: str = "trade_dependence"
) -> None:
    """Add each state's trade with the other over its whole trade or its GDP, and the lower of the two (oneal1997).

    Parameters
    ----------
    work : a panel of directed or non-directed dyads with cow.trade
    on : 'trade' divides by all known imports and exports in the trade table; 'gdp' by ``gdp``
    gdp : a column of each state in million current USD
    name : name of the lower one; each state's is ``<name>_1``, ``<name>_2``
    """
    if not work.unit.dyadic:
        raise work.unit.refuse("measure('trade dependence')", "use panel.dyad_years(...)")
    choice(on, ("trade", "gdp"), "panel.measure('trade dependence', on)")
    flows = work.columns.get("flow1"), work.columns.get("flow2")
    if flows[0] is None or flows[1] is None:
        raise InputError(
            "there are no trade flows", where="panel.measure('trade dependence')", fix="add 'cow.trade' first"
        )
    both, fact = flows[0] + flows[1], replace(work.facts["flow1"], of=("flow1", "flow2"))
    shares = []
    for slot in ("1", "2"):
        if on == "gdp":
            if gdp is None or f"{gdp}_{slot}" not in work.columns:
                where = "panel.measure('trade dependence')"
                raise InputError(
                    "on='gdp' needs the name of a column", where=where, fix="pass gdp='...' of a set added"
                )
            whole = work.columns[f"{gdp}_{slot}"]
        else:
            whole = _total_trade(work, slot, fact.edition)
        share = (both / whole).set(whole == 0, None)
        shares.append(share)
        _made(work, share, fact, f"{name}_{slot}", "share", f"trade of the two over {on} of state {slot}")
    _made(work, _lower(*shares), fact, name, "share", "dependence of the less dependent state (oneal1997)")


def _total_trade(work: Work, slot: str, edition: str) -> pl.Series:
    opened = work.open(source("cow.trade"), "dyad_years", edition)
    whole = pl.col("flow1").sum() + pl.col("flow2").sum()
    known = pl.col("flow1").is_not_null() | pl.col("flow2").is_not_null()
    table = opened.scan().filter(known).group_by("year", ccode="ccode1").agg(whole.alias("t")).collect()
    held = in_system(work, table, "ccode", ("",))
    return gathered(held["t"], by_state(work, held, slot, work.unit.code("")))


def concentration(work: Work, *, of: str = "cinc", name: str = "concentration") -> None:
    """Add the concentration of capabilities among the major powers of the year (singer1972), in [0, 1].

    With s_i the shares of the N major powers in their total, sqrt((sum s_i^2 - 1/N) / (1 - 1/N)); null where fewer
    than two are known.

    Parameters
    ----------
    work : any panel with years
    of : a column of cow.nmc
    name : name of the new column
    """
    if not work.unit.slots:
        raise work.unit.refuse("measure('concentration')", "use rows that name a state and a year")
    majors = work.open(source("cow.majors"), "tenures")
    power = work.open(source("cow.nmc"), "state_years", work.used("cow.nmc"))
    columns = [c.name for c in power.table.values if c.dtype != "text"]
    if of not in columns:
        fix = did_you_mean(of, columns) or "one of " + ", ".join(columns)
        where = "panel.measure('concentration', of)"
        raise InputError(f"cow.nmc has no column '{of}'", where=where, fix=fix)
    years = years_of_spells(majors.read().select("ccode", "start", "end"))
    held = years.join(power.read().select("ccode", "year", of), on=["ccode", "year"]).drop_nulls(of)
    share, n = pl.col(of) / pl.col(of).sum(), pl.len()
    spread = ((share**2).sum() - 1 / n) / (1 - 1 / n)
    table = held.group_by("year").agg(c=spread.clip(lower_bound=0).sqrt(), n=n).filter(pl.col("n") > 1)
    by_year = dict(table.select("year", "c").iter_rows())
    values = pl.Series(work.years).replace_strict(by_year, default=None, return_dtype=pl.Float64)
    first, last = majors.edition.covers
    covers = (max(first, power.edition.covers[0]), min(last, power.edition.covers[1]))
    meaning = f"concentration of {of} among the major powers"
    work.put(
        within(work, values, covers), work.derived(name, "share", meaning, power, covers=covers, of=(of,))
    )


DERIVED: dict[str, Callable[..., Any]] = {
    "capability ratio": capability_ratio,
    "preponderance": preponderance,
    "weak link": weak_link,
    "joint democracy": joint_democracy,
    "trade dependence": trade_dependence,
    "concentration": concentration,
    "codes": codes,
}
"""Measures by name."""

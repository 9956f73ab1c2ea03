"""Measures made from other columns, on numbers that can be worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from foedera import panel
from foedera.core.errors import InputError
from foedera.panel import Panel


def _dyads(**columns: list[Any]) -> Panel:
    rows = len(next(iter(columns.values())))
    keys = {"ccode1": [2] * rows, "ccode2": [20] * rows, "year": list(range(2000, 2000 + rows))}
    return panel.of_frame(pl.DataFrame({**keys, **columns}), "directed dyad-year")


def _value(plan: Panel, name: str) -> list[Any]:
    return plan.collect()[name].to_list()


def test_capability_ratio_and_preponderance() -> None:
    plan = _dyads(cinc_1=[0.3, 0.0, 0.0, None, 0.1], cinc_2=[0.1, 0.1, 0.0, 0.1, 0.1])
    assert _value(plan.measure("capability ratio"), "capratio") == [pytest.approx(0.75), 0.0, None, None, 0.5]
    assert _value(plan.measure("preponderance"), "preponderance") == [
        pytest.approx(3.0),
        None,
        None,
        None,
        1.0,
    ]


def test_weak_link_and_joint_democracy() -> None:
    plan = _dyads(polity2_1=[10, 6, -7, None, 5], polity2_2=[6, 5, None, None, 10])
    assert _value(plan.measure("weak link"), "polity2_low") == [6, 5, None, None, 5]
    assert _value(plan.measure("joint democracy"), "joint_democracy") == [1, 0, 0, None, 0]
    assert _value(plan.measure("joint democracy", level=5, name="mild"), "mild") == [1, 1, 0, None, 1]


def test_the_weak_link_remembers_what_it_was_made_from(mirror: Path) -> None:
    made = panel.dyad_years(2000, 2000).add("polity").measure("weak link").collect()
    fact = next(f for f in made.provenance.facts if f.name == "polity2_low")
    assert fact.of == ("polity2_1", "polity2_2") and fact.source == "polity" and fact.unit == "-10 to 10"
    low = made.data.select(pl.min_horizontal("polity2_1", "polity2_2")).to_series()
    known = made["polity2_1"].is_not_null() & made["polity2_2"].is_not_null()
    assert made["polity2_low"].filter(known).equals(low.filter(known).alias("polity2_low"))
    assert made["polity2_low"].filter(~known).null_count() == (~known).sum() > 0


def test_trade_dependence_over_gdp() -> None:
    plan = _dyads(
        flow1=[10.0, 1.0, None], flow2=[20.0, 1.0, 3.0], gdp_1=[300.0, 0.0, 9.0], gdp_2=[60.0, 4.0, 9.0]
    )
    made = plan.measure("trade dependence", on="gdp", gdp="gdp").collect().data
    assert made["trade_dependence_1"].to_list() == [pytest.approx(0.1), None, None]
    assert made["trade_dependence_2"].to_list() == [pytest.approx(0.5), 0.5, None]
    assert made["trade_dependence"].to_list() == [pytest.approx(0.1), None, None]


@pytest.mark.parametrize("system", ["cow", "gw"])
def test_trade_dependence_over_all_trade(mirror: Path, system: Any) -> None:
    code = {"cow": "ccode", "gw": "gwcode"}[system]
    made = (
        panel.dyad_years(2000, 2000, system=system)
        .add("cow.trade")
        .measure("trade dependence")
        .collect()
        .data
    )
    table = panel.events("cow.trade", "dyad_years", 2000, 2000).collect().data
    germany = {"cow": 255, "gw": 260}[system]  # 255 in the trade data under either system
    row = made.filter((pl.col(f"{code}1") == 2) & (pl.col(f"{code}2") == germany)).row(0, named=True)
    whole = {
        c: table.filter(pl.col("ccode1") == c).select(pl.col("flow1").sum() + pl.col("flow2").sum()).item()
        for c in (2, 255)
    }
    both = row["flow1"] + row["flow2"]
    assert row["trade_dependence_1"] == pytest.approx(both / whole[2])
    assert row["trade_dependence_2"] == pytest.approx(both / whole[255])
    assert row["trade_dependence"] == min(row["trade_dependence_1"], row["trade_dependence_2"])
    once = (
        panel.dyad_years(2000, 2000, system=system, directed=False)
        .add("cow.trade")
        .measure("trade dependence")
    )
    same = once.collect().data.join(made, on=[f"{code}1", f"{code}2", "year"], suffix="_directed")
    assert same["trade_dependence"].equals(same["trade_dependence_directed"].alias("trade_dependence"))


def test_concentration_is_that_of_singer_bremer_and_stuckey(mirror: Path) -> None:
    """The square root of (sum of squared shares - 1/N) / (1 - 1/N) over the majors of the year, by a plain loop."""
    powers = panel.state_years(1816, 2016).add("cow.nmc", keep=["cinc"]).add("cow.majors").collect().data
    made = panel.state_years(1816, 2016).measure("concentration").collect()
    found = dict(made.data.select("year", "concentration").unique().iter_rows())
    for year in (1816, 1859, 1860, 1900, 1917, 1946, 1991, 2016):
        held = powers.filter(year=year, major=1)["cinc"].to_list()
        n, total = len(held), sum(held)
        spread = sum((c / total) ** 2 for c in held)
        assert found[year] == pytest.approx(math.sqrt((spread - 1 / n) / (1 - 1 / n)))
    assert all(0 <= c <= 1 for c in found.values()) and len(found) == 201
    assert found[1946] > 1.5 * found[1938]
    older = panel.state_years(1980, 1980).add("cow.nmc@5.0").measure("concentration").collect()
    assert {s.edition for s in older.provenance.sources if s.id == "cow.nmc"} == {"5.0"}
    after = panel.state_years(2017, 2018, extend=True).measure("concentration").collect()
    assert after["concentration"].null_count() == len(after)


def test_other_codes_of_the_states_of_the_row() -> None:
    plan = _dyads(x=[1]).measure("codes").measure("codes", to="gw").measure("codes", to="name")
    row = plan.collect().data.row(0, named=True)
    assert (row["iso3_1"], row["iso3_2"], row["gwcode_1"], row["gwcode_2"]) == ("USA", "CAN", 2, 20)
    assert row["state_name_2"] == "Canada"


BAD: list[tuple[Callable[[Panel], Panel], str]] = [
    (lambda p: p.measure("weak lnk"), "did you mean 'weak link'"),
    (lambda p: p.measure("weak link", off="x"), "there is no option 'off'"),
    (lambda p: p.measure("weak link"), "no column 'polity2'"),
    (lambda p: p.measure("weak link", of="word"), "is text or a date"),
    (lambda p: p.measure("weak link", of="flow1"), "not one column for each"),
    (lambda p: p.measure("weak link", of=5), "no name of a column"),
    (lambda p: p.measure("capability ratio", name=""), "no name of a column"),
    (lambda p: p.measure("capability ratio", name="cinc_1"), "is there already"),
    (lambda p: p.measure("joint democracy", of="cinc", level="six"), "'six' is no level"),
    (lambda p: p.measure("trade dependence", on="gnp"), "did you mean 'gdp'"),
    (lambda p: p.measure("trade dependence", on="gdp"), "needs the name of a column"),
    (lambda p: p.measure("concentration", of="cink"), "did you mean 'cinc'"),
    (lambda p: p.measure("codes", to="cow"), "is no other code"),
]


@pytest.mark.parametrize(("verb", "message"), BAD)
def test_what_measures_refuse(verb: Callable[[Panel], Panel], message: str, mirror: Path) -> None:
    plan = _dyads(cinc_1=[0.1], cinc_2=[0.2], word_1=["a"], word_2=["b"], flow1=[1.0], flow2=[2.0])
    with pytest.raises(InputError, match=message) as caught:
        verb(plan).collect()
    assert caught.value.fix


def test_measures_of_two_states_do_not_fit_one() -> None:
    plan = panel.of_frame(pl.DataFrame({"ccode": [2], "year": [2000], "cinc": [0.1]}), "state-year")
    for name in ("capability ratio", "preponderance", "weak link", "joint democracy", "trade dependence"):
        with pytest.raises(InputError, match="does not apply to a state-year"):
            plan.measure(name).collect()

"""The dangerous dyads of Bremer (1992) as Miller (2022) fits them, from the verbs of the panel."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from foedera import panel

TABLE = Path(__file__).parents[1] / "tables" / "miller_2022" / "dangerous_dyads.csv"
NAMES = {"Intercept": "const", "I(t ** 2)": "t2", "I(t ** 3)": "t3"}
RIGHT = (
    "land + cinc_ratio + major + atop_defense + aeuds_low + mrgdppc_low + milit_low + t + I(t**2) + I(t**3)"
)
EXACT = 0.5001e-4

Fit = dict[str, tuple[float, float]]


@pytest.fixture(scope="module")
def table() -> list[dict[str, str]]:
    with TABLE.open() as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def rows(capabilities: str = "peacesciencer") -> pl.DataFrame:
    """Return the relevant dyad-years with both counts of peace years, ``row`` and ``history``."""
    plan = (
        panel.dyad_years(1816, 2010, directed=False).using("peacesciencer")
        .add("cow.contiguity").add("cow.majors").add("gml.mid", keep=[]).add("atop")
        .add("cow.nmc", edition=capabilities).add("democracy").add("simgdp")
        .with_columns(milit_1=pl.col("milper_1") / pl.col("tpop_1"), milit_2=pl.col("milper_2") / pl.col("tpop_2"))
        .measure("preponderance", of="cinc").measure("weak link", of="milit")
        .measure("weak link", of="aeuds").measure("weak link", of="mrgdppc")
        .with_columns(
            land=(pl.col("conttype") == 1).cast(pl.Int8),
            major=pl.max_horizontal("major_1", "major_2"),
            cinc_ratio=1 / pl.col("preponderance"),
        )
        .peace_years("gml.ongoing", name="history")
        .where(panel.politically_relevant)
    )  # fmt: skip
    pair = ["ccode1", "ccode2"]
    spell = pl.col("gml_ongoing").shift(fill_value=0).cum_sum().over(pair)
    return plan.collect().data.with_columns(row=pl.int_range(pl.len()).over(*pair, spell))


def fitted(data: pl.DataFrame, t: str) -> tuple[int, Fit]:
    """Return the number of complete rows, and coefficient and standard error by term."""
    logit = pytest.importorskip("statsmodels.formula.api").logit
    model = logit(f"gml_onset ~ {RIGHT}", data.with_columns(t=pl.col(t)).to_pandas()).fit(disp=False)
    names = [NAMES.get(n, n) for n in model.params.index]
    return int(model.nobs), dict(zip(names, zip(model.params.tolist(), model.bse.tolist()), strict=True))


def test_the_published_table(mirror: Path, table: list[dict[str, str]]) -> None:
    data = rows()
    assert data.height == 111_991 and (data["row"] != data["history"]).sum() == 20_742
    n, fit = fitted(data, "row")
    assert n == 106_031
    assert set(fit) == {line["term"] for line in table}
    for line in table:
        b, se = fit[line["term"]]
        assert b == pytest.approx(float(line["b"]), abs=float(line["b_tolerance"])), line["term"]
        assert se == pytest.approx(float(line["se"]), abs=float(line["se_tolerance"])), line["term"]


@pytest.mark.parametrize("t", ["row", "history"])
def test_our_numbers(mirror: Path, table: list[dict[str, str]], t: str) -> None:
    n, fit = fitted(rows(), t)
    assert n == 106_031
    for line in table:
        assert fit[line["term"]] == pytest.approx(
            (float(line[f"{t}_b"]), float(line[f"{t}_se"])), abs=EXACT
        ), line["term"]


def test_older_capabilities_change_nothing_that_shows(mirror: Path) -> None:
    (n, newer), (m, older) = fitted(rows(), "row"), fitted(rows("6.0"), "row")
    assert n == m
    assert {k: b for k, (b, _) in older.items()} == pytest.approx(
        {k: b for k, (b, _) in newer.items()}, abs=0.003
    )

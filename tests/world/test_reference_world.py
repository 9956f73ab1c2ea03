"""The shipped world against the accounting of the fact sheet and against geography."""

from __future__ import annotations

import csv
import re
import runpy
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import spearmanr

from foedera.data.codes import is_iso3, to_cow
from foedera.panel.distance import distance_matrix
from foedera.world import World
from foedera.world.schema import DYADS, STATES

MAJORS = {"USA", "GBR", "FRA", "RUS", "CHN", "DEU", "JPN"}
SHIPPED = Path(str(files("foedera.world").joinpath("reference")))


def rows(path: Path) -> list[dict[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def pairs(world: World, variable: str) -> set[frozenset[str]]:
    codes = world.iso3
    return {frozenset((codes[i], codes[j])) for i, j in np.argwhere(world.array(variable) != 0)}


def test_states(reference: World) -> None:
    assert reference.year == 2024
    assert reference.iso3 == sorted(reference.iso3)
    assert len(reference.iso3) == len(set(reference.iso3)) == 81
    assert all(is_iso3(code) for code in reference.iso3)
    assert reference.states["cow_code"].to_list() == [to_cow(code) for code in reference.iso3]
    assert set(reference.states.filter(pl.col("major"))["iso3"]) == MAJORS
    seats = dict(reference.states.group_by("unsc").len().rows())
    assert seats == {"permanent": 5, "elected": 10, "": 66}
    assert reference.states.columns == [column.name for column in STATES]


@pytest.mark.parametrize(
    ("column", "total", "tolerance"),
    [
        ("warheads", 12121, 0), ("warheads_deployed", 3904, 0), ("gdp_busd", 105.0e3, 50),
        ("gdp_ppp_busd", 182e3, 500), ("population", 6.53e9, 5e6), ("milex_busd", 2602, 0.5),
        ("personnel", 17.1e6, 5e4), ("capability", 1, 1e-12),
    ],
)  # fmt: skip
def test_totals(reference: World, column: str, total: float, tolerance: float) -> None:
    assert reference.array(column).sum() == pytest.approx(total, abs=tolerance)


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ("AUT", "SVK", 56), ("ESP", "NZL", 19852), ("RUS", "UKR", 756), ("USA", "CHN", 11148),
        ("TWN", "CHN", 1723), ("KOR", "PRK", 195), ("GBR", "FRA", 340),
    ],
)  # fmt: skip
def test_capital_distances(reference: World, a: str, b: str, km: float) -> None:
    i, j = reference.index(a), reference.index(b)
    assert reference.array("distance_km")[i, j] == pytest.approx(km, abs=0.5)
    assert reference.array("distance_km")[j, i] == reference.array("distance_km")[i, j]


def test_pairs(reference: World) -> None:
    land, sea, rival = (pairs(reference, v) for v in ("land_border", "sea_border", "rival"))
    assert (len(land), len(sea), len(rival)) == (115, 96, 24)
    assert not land & sea
    assert rival == pairs(reference, "rival_since")
    assert frozenset(("RUS", "USA")) in sea
    assert frozenset(("IND", "PAK")) in land & rival
    assert [str(v) for v in reference.dyads] == [column.name for column in DYADS[2:]]


def test_distances_follow_from_the_coordinates(reference: World) -> None:
    km = distance_matrix(reference.array("lat"), reference.array("lon"))
    np.testing.assert_allclose(reference.array("distance_km"), km, atol=6e-4)


def test_trade(reference: World) -> None:
    share, exports = reference.array("trade_share"), reference.array("trade_musd")
    assert share.sum(axis=1).max() <= 0.992
    assert np.all(np.diag(exports) == 0)
    assert np.all(exports >= 0)
    usa, can = reference.index("USA"), reference.index("CAN")
    assert exports[usa, can] == pytest.approx(301878.9)
    assert share[usa, can] == pytest.approx(0.14751)
    # the block of reporters that the source leaves empty is filled
    for a, b in (("KOR", "VNM"), ("RUS", "BLR"), ("POL", "RUS"), ("TWN", "CHN"), ("CHN", "PRK")):
        assert exports[reference.index(a), reference.index(b)] > 100


def test_shares_agree_with_flows(reference: World) -> None:
    both_ways = reference.array("trade_musd") + reference.array("trade_musd").T
    share = reference.array("trade_share")
    known = share > 0.01
    implied = both_ways / np.where(
        both_ways.sum(axis=1, keepdims=True) > 0, both_ways.sum(axis=1, keepdims=True), 1
    )
    assert np.corrcoef(share[known], implied[known])[0, 1] > 0.97
    assert np.all(share.sum(axis=1) > 0.5)


def test_energy_is_capped_and_the_raw_figure_kept(reference: World) -> None:
    assert reference.array("energy_import_share").max() == 1
    raw = reference.state_facts("SGP").filter(pl.col("variable") == "energy_import_share")["value"].item()
    assert float(raw) == pytest.approx(2.7962)


def test_every_figure_has_a_fact_that_says_the_same(reference: World) -> None:
    facts = reference.facts.filter((pl.col("partner") == "") & (pl.col("iso3") != "*"))
    said = {
        (iso3, variable): value for iso3, variable, value in facts.select("iso3", "variable", "value").rows()
    }
    assert len(said) == facts.height
    for state in reference.states.iter_rows(named=True):
        for column in STATES[1:]:
            cell = state[column.name]
            if column.name in ("capability", "major") or cell is None or cell == "":
                continue
            value = said[state["iso3"], column.name]
            same = cell == value if isinstance(cell, str) else cell == pytest.approx(min(float(value), cell))
            assert same, (state["iso3"], column.name, cell, value)


def test_sources_are_all_listed(reference: World) -> None:
    keys = set(reference.sources["key"])
    used = {
        key for cell in [*reference.facts["source"], *reference.wars["source"]] for key in cell.split(";")
    }
    assert used <= keys
    assert keys - used == set()


def test_what_is_recalled(reference: World) -> None:
    recalled = reference.recalled()
    assert set(recalled["status"]) == {"recalled"}
    assert reference.recalled(["milex_busd"])["iso3"].to_list() == ["PRK"]
    states = recalled.filter(pl.col("partner") == "")
    assert states.height == 39


def test_war_under_way(reference: World) -> None:
    assert [tuple(map(str, row[:3])) for row in reference.wars.rows()] == [("RUS", "UKR", "2022-02-24")]


@pytest.mark.parametrize("path", sorted(SHIPPED.iterdir()), ids=lambda p: p.name)
def test_nothing_is_shipped_that_may_not_be(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"cinc|PEACE3|Peace Data|ATOP|eiu|COW NMC|Economist Intelligence", text, re.IGNORECASE
    )
    for row in rows(path) if path.name == "facts.csv" else []:
        if "NMC7" in row["source"]:
            assert (row["iso3"], row["variable"]) in {(s, "personnel") for s in ("CHE", "GEO", "ETH")}


def test_cached_and_deterministic(reference: World) -> None:
    assert World.reference() is reference
    assert World.from_folder(SHIPPED).digest() == reference.digest()
    with pytest.raises(ValueError, match="read-only"):
        reference.dyads["rival"].values[0, 1] = True


def test_shipped_files_are_what_the_script_compiles(shared: Path, tmp_path: Path) -> None:
    script = Path(__file__).resolve().parents[2] / "tools/compile_world.py"
    runpy.run_path(str(script))["main"](shared / "facts", tmp_path)
    for name in ("states.csv", "dyads.csv", "facts.csv", "world.json"):
        assert (tmp_path / name).read_bytes() == (SHIPPED / name).read_bytes(), name


def test_capability_ranks_as_cinc_does(reference: World, shared: Path) -> None:
    """Spearman's correlation with CINC 2022 is 0.988; the figures themselves are not shipped."""
    cinc = {row["iso3"]: float(row["cinc_2022"]) for row in rows(shared / "facts/states.csv")}
    theirs = np.array([cinc[code] for code in reference.iso3])
    ours = reference.array("capability")
    assert spearmanr(ours, theirs).statistic > 0.98
    assert np.corrcoef(ours, theirs)[0, 1] > 0.96


def test_sea_borders_against_cow_direct_contiguity(reference: World, shared: Path) -> None:
    """COW direct contiguity 3.2, 2016, types 2-5. COW counts three of our sea borders as land (type 1)."""
    path = shared / "data/cow/contdird.csv"
    if not path.is_file():
        pytest.skip("no COW direct contiguity")
    codes = {str(to_cow(code)): code for code in reference.iso3}
    cow: dict[frozenset[str], int] = {}
    for row in rows(path):
        if row["year"] == "2016" and row["state1no"] in codes and row["state2no"] in codes:
            cow[frozenset((codes[row["state1no"]], codes[row["state2no"]]))] = int(row["conttype"])
    ours, land = pairs(reference, "sea_border"), pairs(reference, "land_border")
    theirs = {pair for pair, kind in cow.items() if kind > 1}
    assert len(ours & cow.keys()) / len(ours) >= 0.95
    assert theirs <= ours | land
    assert {tuple(sorted(pair)) for pair in ours - cow.keys()} == {
        ("ARE", "PAK"),
        ("DNK", "ISL"),
        ("GRC", "MNE"),
    }

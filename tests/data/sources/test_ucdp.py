"""The UCDP sets: conflicts and their participants, onsets, events, dyads and battle deaths."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tiny_texts import csv, parsed

from foedera.core.errors import InputError
from foedera.data.sources import ucdp_acd, ucdp_brd, ucdp_dyadic, ucdp_ged, ucdp_onsets
from foedera.data.tidy import open_table

NAMES = (
    "conflict_id year location gwno_a gwno_a_2nd gwno_b start_date start_date2 ep_end_date type_of_conflict"
)
ROWS = (
    '218,1948,"Egypt, Israel","651,  645",,666,1948-05-15,1948-05-15,,2',
    "300,2022,Ukraine,369,200,,2022-02-24 00:00:00,2022-02-24,2022-12-31,4",
)


def _filled(columns: list[str]) -> dict[str, object]:
    return {c: "" for c in columns if c not in NAMES.split()}


def test_the_owners_layout(tmp_path: Path) -> None:
    text = csv(NAMES, *ROWS, **_filled([c.name for c in ucdp_acd.CONFLICTS.columns]))
    tables = parsed(tmp_path, ucdp_acd.SOURCE, "23.1", {"UcdpPrioConflict_v23_1.csv": text})
    days = tables["conflict_years"].select(pl.col("start_date", "ep_end_date").cast(pl.String)).rows()
    assert days == [("1948-05-15", None), ("2022-02-24", "2022-12-31")]
    assert tables["participants"].select("conflict_id", "gwcode", "role").sort(pl.all()).rows() == [
        (218, 645, "a"), (218, 651, "a"), (218, 666, "b"), (300, 200, "a_2nd"), (300, 369, "a")]  # fmt: skip


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    text = csv(NAMES, *ROWS, **_filled([c.name for c in ucdp_acd.CONFLICTS.columns]))
    with pytest.raises(InputError, match="column 'start_date2' is missing"):
        parsed(
            tmp_path,
            ucdp_acd.SOURCE,
            "23.1",
            {"UcdpPrioConflict_v23_1.csv": text.replace("start_date2", "start2")},
        )


@pytest.mark.parametrize(
    ("edition", "rows", "last"), [("23.1", 2626, 2022), ("24.1", 2686, 2023), ("20.1", 2448, 2019)]
)
def test_conflicts(mirror: Path, edition: str, rows: int, last: int) -> None:
    frame = open_table(ucdp_acd.SOURCE, "conflict_years", edition).read()
    assert (frame.height, frame["year"].min(), frame["year"].max()) == (rows, 1946, last)
    assert frame.filter(pl.col("ep_end") == 1).height > 400
    suez = frame.row(by_predicate=(pl.col("conflict_id") == 11343) & (pl.col("year") == 1967), named=True)
    assert (suez["gwno_a"], suez["gwno_b"], str(suez["start_date2"])) == ("651", "666", "1967-06-05")


def test_a_copy_with_other_names_tells_the_same_start(mirror: Path) -> None:
    new, old = (open_table(ucdp_acd.SOURCE, "conflict_years", e).read() for e in ("24.1", "23.1"))
    both = old.join(new, on=["conflict_id", "year"], suffix="_new")
    assert both.filter(pl.col("start_date2") != pl.col("start_date2_new")).height == 8
    ended = both.filter(pl.col("ep_end") != pl.col("ep_end_new"))
    assert ended.height == 8 and ended.filter(pl.col("year") != 2022).select(
        "conflict_id", "year"
    ).rows() == [(314, 2017)]
    assert new.filter(pl.col("year") == 2023)["conflict_id"].n_unique() == 59


def test_participants_agree_with_the_r_package(mirror: Path) -> None:
    own, theirs = (open_table(ucdp_acd.SOURCE, "participants", e).read() for e in ("23.1", "peacesciencer"))
    keys = ["conflict_id", "gwcode", "year", "role", "intensity_level"]
    same = own.join(theirs, on=keys, how="semi").height
    assert own.height == 5828 and same / own.height > 0.99
    russia = own.filter(
        pl.col("year") == 2022, pl.col("gwcode").is_in([365, 369]), pl.col("type_of_conflict") == 2
    )
    assert russia["intensity_level"].to_list() == [2, 2]


def test_onsets(mirror: Path) -> None:
    frame = open_table(ucdp_onsets.SOURCE, "state_years").read()
    assert frame.height == 10142 and frame.select(pl.col("sumnewconf", "sumonset10").max()).row(0) == (4, 4)
    assert frame.filter(pl.col("sumonset1") < pl.col("sumonset10")).is_empty()


def test_battle_deaths(mirror: Path) -> None:
    frame = open_table(ucdp_brd.SOURCE, "state_years").read()
    assert frame.height == 12902 and frame.filter(pl.col("brd_low") > pl.col("brd_high")).height == 3
    assert frame.filter(pl.col("year") < 1989)["brd_source"].unique().to_list() == ["PRIO Battle-deaths 3.1"]


def test_the_owners_layout_of_events(tmp_path: Path) -> None:
    names = "id year date_start date_end best gwnoa gwnob type_of_violence"
    rest: dict[str, object] = {c.name: "" for c in ucdp_ged.EVENTS.columns if c.name not in names.split()}
    text = csv(names, "9,2022,2022-02-24 00:00:00.000,2022-02-25 00:00:00.000,12,365,369,1", **rest)
    frame = parsed(tmp_path, ucdp_ged.SOURCE, "25.1", {"GEDEvent_v25_1.csv": text})["events"]
    row = frame.select("id", pl.col("date_start", "date_end").cast(pl.String), "best", "gwnoa").row(0)
    assert row == (9, "2022-02-24", "2022-02-25", 12, "365")


def test_the_owners_layout_of_dyads(tmp_path: Path) -> None:
    names = "dyad_id year conflict_id start_date gwno_a"
    rest: dict[str, object] = {c.name: "" for c in ucdp_dyadic.DYADS.columns if c.name not in names.split()}
    text = csv(names, "406,1946,200,1946-07-21,145", **rest)
    frame = parsed(tmp_path, ucdp_dyadic.SOURCE, "25.1", {"Dyadic_v25_1.csv": text})["dyad_years"]
    assert frame.select("dyad_id", "conflict_id", "gwno_a").row(0) == (406, 200, "145")

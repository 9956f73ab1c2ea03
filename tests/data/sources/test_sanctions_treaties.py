"""Sanctions and trade agreements: DESTA, GSDB and TIES in their owners' layouts, and facts about the real files."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tiny_xlsx import workbook

from foedera.data.raw import Located, Raw
from foedera.data.source import Source
from foedera.data.sources import desta, gsdb, ties
from foedera.data.tidy import open_table


def _parse(source: Source, path: Path) -> dict[str, pl.DataFrame]:
    edition = source.editions[0]
    return dict(edition.read(Raw({edition.files[0].name: Located(path)})))


def test_desta(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text(
        '"number";"base_treaty";"name";"entry_type";"consolidated";"year";"entryforceyear";"language";"typememb";'
        '"regioncon";"wto_listed";"wto_name";"c1";"c2";"c3";"mc1";"mc2";"mc3"\n'
        '"1";1;"Afghanistan India";"base_treaty";0;2003;2003;"English";1;"Asia";1;"India";4;356;NA;0;0;NA\n'
        '"3+1";3;"Twice";"consolidated";1;NA;NA;NA;2;"Europe";NA;NA;900;84;84;1;2;3\n'
    )
    tables = _parse(desta.SOURCE, path)
    assert tables["treaties"].row(1)[:7] == ("3+1", 3, "Twice", "consolidated", 1, None, None)
    assert sorted(tables["members"].rows()) == [
        ("1", 4, "AFG", 0), ("1", 356, "IND", 0), ("3+1", 84, "BLZ", 2), ("3+1", 900, "XKX", 1)]  # fmt: skip


def test_desta_at_hand(mirror: Path) -> None:
    treaties = open_table(desta.SOURCE, "treaties").read()
    members = open_table(desta.SOURCE, "members").read()
    assert treaties.height == 1_217 and treaties["year"].null_count() == 82
    assert treaties.filter(pl.col("year").is_null())["entry_type"].unique().to_list() == ["negotiation"]
    assert members.height == 7_772 - 1 and set(members["number"]) == set(treaties["number"])
    assert members.filter(pl.col("iso3").is_null())["country"].unique().to_list() == [530]
    nafta = treaties.filter(
        pl.col("name").str.contains("North American Free Trade"), entry_type="base_treaty"
    )
    assert set(members.filter(pl.col("number").is_in(nafta["number"].to_list()))["iso3"]) == {
        "CAN",
        "MEX",
        "USA",
    }


def test_gsdb(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_bytes(
        b"case_id,sanctioned_state,sanctioning_state,begin,end,trade,descr_trade,arms,military,financial,travel,other,"
        b"target_mult,sender_mult,objective,success\r\n"
        b'1,"Korea, North",UN,1949,1973,1,"exp_compl,imp_part",0,0,0,0,1,0,1,other,failed\r\n'
        b'2,"Belarus, Russia",C\xf4te d\'Ivoire,1950,1951,0,,0,0,0,0,0,1,0,other,ongoing\r\n'
    )
    frame = _parse(gsdb.SOURCE, path)["cases"]
    assert frame.row(0)[:7] == (1, "Korea, North", "UN", "PRK", None, 1949, 1973)
    assert frame["target_iso3"].to_list() == ["PRK", None] and frame["sender_iso3"].to_list() == [None, "CIV"]
    assert frame["descr_trade"].to_list() == ["exp_compl,imp_part", None]


def test_gsdb_at_hand(mirror: Path) -> None:
    frame = open_table(gsdb.SOURCE, "cases").read()
    kinds = [frame[k].sum() for k in ("trade", "financial", "travel", "arms", "military")]
    assert frame.height == 1_547 and kinds == [588, 882, 422, 280, 251]
    goals = frame["success"].str.split(",").explode()
    assert (goals == "ongoing").sum() == 832
    nameless = frame.filter(pl.col("target_iso3").is_null(), target_mult=0)["sanctioned_state"].unique()
    assert set(nameless) == {"Cyprus (Northern)", "EU", "El Salvador, Honduras"}
    assert frame.filter(pl.col("sender_iso3") == "USA").height == 571


def test_ties(tmp_path: Path) -> None:
    names = [c.source_name for c in ties.CASES.columns]
    case: dict[str, str | float | None] = dict.fromkeys(names, None)
    one = case | {
        "caseid": 1945121601.0,
        "startyear": 1945.0,
        "targetstate": 710.0,
        "institutionid": "1830 3750",
    }
    one |= {"sancimpositionstartyear": "1949, sometime before this date.", "sancimpositionstartday": "?"}
    two = case | {"caseid": 1946020801.0, "startyear": 1946.0, "sancimpositionstartyear": 1947.0,
                  "settlementnaturesender": -9.0}  # fmt: skip
    book = workbook(tmp_path / "t.xlsx", {"TIESv4.1.raw": [names, list(one.values()), list(two.values())]})
    frame = _parse(ties.SOURCE, book)["cases"]
    assert frame["sancimpositionstartyear"].to_list() == [None, 1947]
    assert frame["institutionid"].to_list() == ["1830 3750", None]
    assert frame["settlementnaturesender"].to_list() == [None, None]


def test_ties_at_hand(mirror: Path) -> None:
    frame = open_table(ties.SOURCE, "cases").read()
    assert (
        frame.height == 1_412
        and frame["imposition"].sum() == 845
        and frame["finaloutcome"].null_count() == 388
    )
    assert (frame["startyear"].min(), frame["startyear"].max()) == (1945, 2005)
    assert frame["sancimpositionstartyear"].null_count() == 564 + 3
    assert frame.filter(primarysender=2).height == 681
    same = frame["caseid"].cast(pl.String).str.slice(0, 4).cast(pl.Int16) == frame["startyear"]
    assert same.mean() > 0.97


@pytest.mark.parametrize("source", [desta.SOURCE, gsdb.SOURCE, ties.SOURCE])
def test_the_owner_is_named(source: Source) -> None:
    assert source.editions[0].tried == "owner's file" and source.home.startswith("https://")

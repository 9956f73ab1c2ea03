"""United Nations: votes, ideal points and vetoes in their owners' layouts, and facts about the real files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from foedera.data.raw import Located, Raw
from foedera.data.source import Source
from foedera.data.sources import un_idealpoints, un_vetoes, un_votes
from foedera.data.tidy import open_table

VOTES = (
    '"","Country","ccode","session","rcid","vote","importantvote","date","unres","amend","para","short","descr",'
    '"me","nu","di","hr","co","ec"\n'
    '"1","USA",2,1,3,1,0,1946-01-01,"R/1/66",1,0,"RULES","TO ADOPT",0,0,1,0,1,0\n'
    '"2","CAN",20,1,3,3,0,1946-01-01,"R/1/66",1,0,"RULES","TO ADOPT",0,0,1,0,1,0\n'
    '"3","CUB",40,1,4,9,0,1946-01-02,"R/1/79",NA,NA,"COUNCIL","TO ADOPT",0,0,0,0,0,0\n'
)


def _read(tmp_path: Path, source: Source, edition: str, text: str) -> dict[str, pl.DataFrame]:
    one = source.edition(edition)
    path = tmp_path / one.files[0].name
    path.write_bytes(text.encode())
    return dict(one.read(Raw({path.name: Located(path)})))


def test_official_votes(tmp_path: Path) -> None:
    tables = _read(tmp_path, un_votes.SOURCE, "official", VOTES)
    assert tables["votes"].rows() == [(3, 2, "USA", 1), (3, 20, "CAN", 3), (4, 40, "CUB", 9)]
    assert tables["roll_calls"]["rcid"].to_list() == [3, 4]
    assert tables["roll_calls"].row(1)[1:6] == (1, date(1946, 1, 2), 0, "R/1/79", None)
    assert sorted(tables["issues"].rows()) == [(3, "co"), (3, "di")]


def test_votes_of_the_package(mirror: Path) -> None:
    votes = open_table(un_votes.SOURCE, "votes", "unvotes").read()
    calls = open_table(un_votes.SOURCE, "roll_calls", "unvotes").read()
    assert votes.height == 870_109 and calls.height == 6_203 and calls["session"].max() == 74
    assert votes.filter(pl.col("ccode").is_null())["country"].unique().to_list() == []
    assert votes.select("ccode", "country").unique().height == 200 == votes["ccode"].n_unique()
    assert votes["vote"].value_counts().sort("vote")["count"].to_list() == [693_664, 110_897, 65_548]
    early = calls.filter(pl.col("date").dt.year() <= 1996)["date"].dt.day()
    assert early.max() == 7, "the days of the early votes are days after all: mend the meaning of the column"


@pytest.mark.parametrize(
    ("country", "ccode", "first", "last"),
    [("Taiwan", 713, 1946, 1971), ("China", 710, 1971, 2020), ("Yemen Arab Republic", 678, 1947, 1990),
     ("Yemen", 679, 1991, 2019), ("Yemen People's Republic", 680, 1967, 1989),
     ("Federal Republic of Germany", 260, 1973, 1990), ("Germany", 255, 1991, 2020),
     ("Yugoslavia", 345, 1946, 2020), ("Zanzibar", 511, 1963, 1963)],
)  # fmt: skip
def test_voters_that_share_a_name_or_a_seat(
    mirror: Path, country: str, ccode: int, first: int, last: int
) -> None:
    votes = open_table(un_votes.SOURCE, "votes", "unvotes").scan().filter(pl.col("ccode") == ccode)
    calls = (
        open_table(un_votes.SOURCE, "roll_calls", "unvotes").scan().select("rcid", pl.col("date").dt.year())
    )
    found = votes.join(calls, on="rcid").collect()
    assert found["country"].unique().to_list() == [country]
    assert (found["date"].min(), found["date"].max()) == (first, last)


SESSIONS_2020 = (
    "Row,ccode,session,NVotes,IdealPoint,QO%,Q5%,Q10%,Q50%,Q90%,Q95%,Q100%,iso3c,Countryname\r\n"
    "1,2,1,42,1.675486,0.9274793,1.348943,1.401238,1.675082,1.93791,2.028481,2.717793,USA,United States\r\n"
    "2,437,74,91,NA,0,0,0,0,0,0,0,CIV,C\u00f4te\r\n"
)
SESSIONS_2024 = (
    '"","ccode","session","NVotesAll","IdealPointAll","QO%All","Q5%All","Q10%All","Q50%All","Q90%All","Q95%All",'
    '"Q100%All","iso3c","Countryname","USAgree","RUSSAgree","BrazilAgree","ChinaAgree","IndiaAgree","IsraelAgree"\n'
    '"1",2,1,42,1.67635,1.09977,1.339545,1.404822,1.668589,1.95806,2.039101,2.490737,"USA","United States",1,'
    "0.2142857,0.6428571,NA,0.4761905,NA\n"
)


def test_ideal_points_of_2020_and_2024(tmp_path: Path) -> None:
    source = un_idealpoints.SOURCE
    path = tmp_path / "IdealpointestimatesAll_Apr2020.csv"
    path.write_bytes(SESSIONS_2020.encode("cp1252"))
    old = dict(source.edition("2020-04").read(Raw({path.name: Located(path)})))["session_years"]
    assert old.row(0)[:5] == (2, 1946, 1.675486, 42, 0.9274793)
    assert old["year"].to_list() == [1946, 2019] and old["idealpoint"].to_list() == [1.675486, None]
    new = _read(tmp_path, source, "2024-06", SESSIONS_2024)["session_years"]
    assert new.row(0, named=True)["agree_rus"] == 0.2142857 and new["agree_chn"].to_list() == [None]
    assert new["ip_q100"].to_list() == [2.490737]


def test_ideal_points_of_2025(tmp_path: Path) -> None:
    levels = [f"q{q}" for q in ("o", 5, 10, 50, 90, 95, 100)]
    columns = ["idealpointfp", "idealpointall", "idealpointlegacy", "nvotesfp", "nvotesall", "nvotesLegacy"]
    columns += [q + kind for kind in ("fp", "all") for q in levels]
    frame = pd.DataFrame(
        {"ccode": [2, 2], "year": [1946, 2024]} | {c: [float(i), float("nan")] for i, c in enumerate(columns)}
    )
    path = tmp_path / "IdealpointsJuly2025.dta"
    frame.to_stata(path, write_index=False)
    found = dict(un_idealpoints.SOURCE.edition("2025-07").read(Raw({path.name: Located(path)})))[
        "session_years"
    ]
    first = found.row(0, named=True)
    assert (first["idealpoint_fp"], first["idealpoint_all"], first["idealpoint"], first["ip_votes"]) == (
        0,
        1,
        2,
        5,
    )
    assert (first["ip_fp_q0"], first["ip_all_q100"], first["ip_q50"]) == (6, 19, None)
    assert found["idealpoint"].to_list() == [2, None]


@pytest.mark.parametrize(
    ("edition", "rows", "last"),
    [
        ("2025-07", 11_440, 2024),
        ("2025-07-csv", 11_440, 2024),
        ("2024-06", 11_238, 2023),
        ("2020-04", 10_469, 2019),
    ],
)
def test_ideal_points_at_hand(mirror: Path, edition: str, rows: int, last: int) -> None:
    frame = open_table(un_idealpoints.SOURCE, "session_years", edition).read()
    assert frame.height == rows and frame["year"].max() == last and frame.filter(year=1964).is_empty()
    late = frame.filter(pl.col("idealpoint").is_not_null())
    late = late.filter(pl.col("year") == late["year"].max())
    assert late.sort("idealpoint", descending=True)["ccode"].to_list()[:2] == [2, 666]


def test_the_year_is_that_of_the_session(mirror: Path) -> None:
    """The release by year has the series of the release by session as its legacy."""
    old, new = (
        open_table(un_idealpoints.SOURCE, "session_years", e).read() for e in ("2024-06", "2025-07-csv")
    )
    both = old.join(new, on=["ccode", "year"])
    assert both.height == old.height
    assert both["idealpoint"].to_list() == both["idealpoint_right"].to_list()


def test_nuclear_votes(mirror: Path) -> None:
    frame = open_table(un_idealpoints.SOURCE, "nuclear_years").read()
    assert frame.height == 7_203 and (frame["year"].min(), frame["year"].max()) == (1978, 2019)
    assert frame.filter(ccode=2, year=2019)["nuclear_idealpoint"].to_list() == [2.055774]


VETOES = (
    "year,date,month,draft,meeting_record,agenda_item,crisis_topic,region,China,France,Russia,USSR,USA,UK\r\n"
    "1955,12/13/1955,12,S/1,S/PV.1,Membership,Mongolia,East Asia,1,0,0,0,0,0\r\n"
    "2022,5/26/2022,5,S/2,S/PV.2,Non-proliferation,North Korea,East Asia,1,0,1,0,0,0\r\n"
)


def test_vetoes(tmp_path: Path) -> None:
    tables = _read(tmp_path, un_vetoes.SOURCE, "2022-09", VETOES)
    assert tables["drafts"].row(1)[:3] == (2, date(2022, 5, 26), "S/2") and tables["drafts"][
        "vetoes"
    ].to_list() == [1, 2]
    assert tables["casts"].rows() == [(1, 713, "China"), (2, 365, "Russia"), (2, 710, "China")]


def test_vetoes_at_hand(mirror: Path) -> None:
    drafts = open_table(un_vetoes.SOURCE, "drafts").read()
    counts = dict(open_table(un_vetoes.SOURCE, "casts").read()["member"].value_counts().iter_rows())
    assert drafts.height == 214 and drafts["date"].null_count() == 0
    assert counts == {"USSR": 84, "Russia": 31, "USA": 71, "UK": 29, "China": 17, "France": 7}

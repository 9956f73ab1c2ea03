"""Military exercises: the owners' layouts, and facts about the real files."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from tiny_xlsx import workbook

from foedera.data.raw import Located, Raw
from foedera.data.sources import exercises_jme, exercises_mme
from foedera.data.tidy import open_table

MME = (
    "MMEID,Ex_Name,Series_Name,Location,lat,lon,StartDate,s.year,s.month,s.day,EndDate,e.year,e.month,e.day,CPX,Air,Land,"
    "Sea,Amphibious,Cyber,Warfighting,Peacekeeping,Humanitarian,FocusDescription,AdditionalParticipantInfo,StateA,"
    "StateB,StateC\r\n"
    "mme87,Readex,-9,Vieques,18.1,-65.4,1/14/80,1980,1,14,1/21/80,1980,1,21,0,0,0,1,1,0,1,0,0,war at sea,,"
    "United States,Netherlands,United States\r\n"
    "mme87,-9,,-9,,,1980-01-xx,1980,1,xx,1980-01-xx,1980,1,xx,0,1,0,0,0,0,1,0,0,,,-9,NATO,Côte d’Ivoire\r\n"
)
JME = (
    "Exercise Name", "Location1", "Location2", "Start Date", "s.year", "s.month", "s.day", "enddate", "e.year",
    "e.month", "e.day", "JME Type", "Part of the Reforger Exercise?", "Institution(s) involved",
    "What is the purpose of the JME?", "Source(s)", "State A", "State B", "State C",
)  # fmt: skip
EXERCISES = (
    ("Midlink", "Ocean", "-9", "11/xx/1974", 1974, 11, "xx", "11/30/1974", 1974, 11, 171, "FTX", "No", None, None, "a",
     "USA", "TUR ", "usa"),
    ("-9", "Russia", None, "09/19/2006", None, None, None, "2006-09-21 00:00:00", None, None, None, "CPX", None,
     None, None, "b", "ROM", "NATO", "-9"),
)  # fmt: skip


def test_wide_participants_become_rows(tmp_path: Path) -> None:
    path = tmp_path / "mme_v7.csv"
    path.write_text(MME, encoding="utf-8")
    parsed = exercises_mme.SOURCE.editions[0].read(Raw({path.name: Located(path)}))
    assert parsed["participants"].rows() == [
        (1, "Netherlands", "NLD"), (1, "United States", "USA"), (2, "Côte d’Ivoire", "CIV"), (2, "NATO", None),
    ]  # fmt: skip
    assert parsed["exercises"]["start_day"].to_list() == [14, None]
    assert parsed["exercises"]["name"].to_list() == ["Readex", None]


def test_dates_come_from_the_numbers_else_from_the_text(tmp_path: Path) -> None:
    path = workbook(tmp_path / "jme_v3.xls", {"Sheet1_2": [JME, *EXERCISES]})
    parsed = exercises_jme.SOURCE.editions[0].read(Raw({path.name: Located(path)}))
    names = [f"{p}_{n}" for p in ("start", "end") for n in ("year", "month", "day")]
    assert parsed["exercises"].select(names).rows() == [
        (1974, 11, None, 1974, 11, None),
        (2006, 9, 19, 2006, 9, 21),
    ]
    assert parsed["participants"].rows() == [
        (1, "TUR", "TUR"),
        (1, "USA", "USA"),
        (2, "NATO", None),
        (2, "ROM", "ROU"),
    ]


def test_facts_of_the_multinational_exercises(mirror: Path) -> None:
    exercises = open_table(exercises_mme.SOURCE, "exercises").read()
    states = open_table(exercises_mme.SOURCE, "participants").read()
    assert (exercises.height, exercises["mmeid"].n_unique(), exercises["start_day"].null_count()) == (
        3707,
        3704,
        814,
    )
    assert (exercises["start_year"].min(), exercises["start_year"].max()) == (1980, 2010)
    # 1,884 cells name the United States; two exercises name them twice
    assert states.filter(iso3="USA")["exercise"].n_unique() == 1882
    assert set(states.filter(pl.col("iso3").is_null())["name"]) == {
        "NATO",
        "Baltic States",
        "Netherlands Antilles",
    }


def test_facts_of_the_joint_exercises(mirror: Path) -> None:
    exercises = open_table(exercises_jme.SOURCE, "exercises").read()
    states = open_table(exercises_jme.SOURCE, "participants").read()
    assert exercises.height == 1790 and exercises["start_year"].null_count() < 10
    assert set(states.filter(pl.col("iso3").is_null())["name"]) == {"NATO", "8 NATO MEMBERS"}
    row = exercises.filter(name="Midlink 74").row(0, named=True)
    assert (row["start_year"], row["start_month"], row["start_day"], row["end_day"]) == (1974, 11, None, 30)

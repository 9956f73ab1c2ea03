"""Cyber operations, strategies and piracy: the owners' layouts, and facts about the real files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
from tiny_xlsx import workbook

from foedera.data.raw import Located, Raw
from foedera.data.source import Source
from foedera.data.sources import cfr_cyber, cyber_strategies, dcid, pirate_attacks
from foedera.data.tidy import open_table

CFR = (
    "Title,Date,Affiliations,Description,Response,Victims,Sponsor,Type,Category,Sources_1,Sources_2,Sources_3\n"
    '"Stuxnet",2010-07-01,,"Worm",,Iran,"Israel, United States",Sabotage,Government,x,,\n'
    '"Two",,,"Phishing",,,"Palestine, State of",Espionage,"Government, Military",x,,\n'
    '"Three",2020-03-12,,"Theft",,,"Korea (Democratic People\'s Republic of)",,,x,,\n'
)
STRATEGIES = "Countries,DATE,Year,cyb_strategy,total_strategies\r\nAFG,20141101,2014,1,1\r\nDZA,NA,NA,0,0\r\n"
ATTACKS = (
    "date,time,longitude,latitude,attack_type,location_description,nearest_country,eez_country,shore_distance,"
    "shore_longitude,shore_latitude,attack_description,vessel_name,vessel_type,vessel_status,data_source\n"
    '1993-01-02,"NA",116.9667,19.7,"NA",Hong Kong,CHN,NA,357.5,115.8,22.7,"NA",Mv Cosmic,"NA","NA",mappingpiracy\n'
)
SHEET1 = (
    "Cyberincidentnum", "Dyadpair", "StateA", "StateB", "Name", "interactionstartdate", "interactionenddate", "method",
    "targettype", "initiator", "cyber_objective", "information_operation", "objective_achievement", "Concession ",
    "3rdpartyinitiator", "severity", "damage type", "Crit Inf", "Supply Ch", "Ransomware", "Political Objective",
)  # fmt: skip
SHEET2 = (
    "Cyberincidentnum", "Dyadpair", "StateA", "StateB", "Name", "interactionstartdate", "method", "targettype",
    "initiator", "target", "cyber_objective", "information_operation", "objective_achievement", "Concession ",
    "damage type", "severity", "Cyber_escalation", "Diplo_Negative", "Diplo_Positive", "Econ_Negative",
    "Econ_Positive", "Mil_Negative", "Mil_Positive", "Conv_descalation", "Conv_escalation",
)  # fmt: skip


def _read(tmp_path: Path, source: Source, text: str) -> dict[str, pl.DataFrame]:
    path = tmp_path / source.editions[0].files[0].name
    path.write_bytes(text.encode())
    return dict(source.editions[0].read(Raw({path.name: Located(path)})))


def test_sponsors_are_split_and_coded(tmp_path: Path) -> None:
    parsed = _read(tmp_path, cfr_cyber.SOURCE, CFR)
    codes = parsed["sponsors"].select("incident", "iso3").rows()
    assert codes == [(1, "ISR"), (1, "USA"), (2, "PSE"), (3, "PRK")]
    assert parsed["incidents"]["date"].to_list() == [date(2010, 7, 1), None, date(2020, 3, 12)]


def test_strategies_and_attacks(tmp_path: Path) -> None:
    states = _read(tmp_path, cyber_strategies.SOURCE, STRATEGIES)["states"]
    assert states.rows() == [("AFG", date(2014, 11, 1), 2014, 1, 1), ("DZA", None, None, 0, 0)]
    attack = _read(tmp_path, pirate_attacks.SOURCE, ATTACKS)["attacks"].row(0, named=True)
    assert (attack["date"], attack["coast_iso3"], attack["eez_iso3"], attack["time"]) == (
        date(1993, 1, 2), "CHN", None, None,
    )  # fmt: skip


def test_both_sheets_of_the_workbook(tmp_path: Path) -> None:
    one = (1, 2365, "US", "Russia", "Regin", "2008-02-01 00:00:00", "2011-03-01 00:00:00", 4.2,
           2, 2, 3, 0, 1, 0, 1, 4, 2, 13, 1, 0, "to spy")  # fmt: skip
    other = (1, 2365, "US", "Russia", "No Cyber", "2008-02-01 00:14:24", 0, 0, 365, 2, *[0] * 15)
    name = dcid.SOURCE.editions[0].files[0].name
    path = workbook(tmp_path / name, {"first": [SHEET1, one], "second": [SHEET2, other]})
    parsed = dcid.SOURCE.editions[0].read(Raw({name: Located(path)}))
    first, second = parsed["incidents"].row(0, named=True), parsed["dyad_incidents"].row(0, named=True)
    assert (first["start"], first["end"], first["method"]) == (date(2008, 2, 1), date(2011, 3, 1), 4.2)
    assert (first["initiator"], first["severity"], first["damage_type"], first["concession"]) == (2, 4, 2, 0)
    assert (second["row"], second["initiator"], second["target"], second["start"]) == (
        1,
        365,
        2,
        date(2008, 2, 1),
    )


def test_facts_of_the_incidents(mirror: Path) -> None:
    incidents = open_table(dcid.SOURCE, "incidents").read()
    assert incidents.height == 429 and incidents["incident"].is_unique().all()
    assert incidents.filter(pl.col("end") < pl.col("start")).height == 2
    assert (incidents["start"].min(), incidents["start"].max()) == (date(2000, 9, 1), date(2021, 1, 5))
    dyads = open_table(dcid.SOURCE, "dyad_incidents").read()
    assert dyads.height == 862 and dyads.group_by("incident").len()["len"].unique().to_list() == [2]
    assert dyads.filter(name="No Cyber")["method"].unique().to_list() == [0.0]
    assert (dyads["incident"].n_unique(), dyads.filter(method=0).height) == (431, 373)


def test_facts_of_the_tracker_the_strategies_and_the_attacks(mirror: Path) -> None:
    incidents = open_table(cfr_cyber.SOURCE, "incidents").read()
    sponsors = open_table(cfr_cyber.SOURCE, "sponsors").read()
    assert incidents.height == 513 and sponsors["iso3"].null_count() == 0
    assert sponsors["iso3"].value_counts(sort=True)["iso3"].head(4).to_list() == ["CHN", "RUS", "IRN", "PRK"]
    assert open_table(cyber_strategies.SOURCE, "states").read()["cybstrat"].value_counts().sort("cybstrat").rows() == [
        (0, 58), (1, 135),
    ]  # fmt: skip
    attacks = open_table(pirate_attacks.SOURCE, "attacks").read()
    assert (attacks.height, attacks.filter(coast_iso3="IDN").height) == (7511, 1939)
    assert (attacks["date"].min().year, attacks["date"].max().year) == (1993, 2020)

"""Peacekeeping: the layouts of the United Nations, the International Peace Institute and Geo-PKO, and real facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from foedera.data.raw import Located, Raw
from foedera.data.source import Source
from foedera.data.sources import geopko, un_peacekeeping
from foedera.data.tidy import open_table

HUB = (
    "contribution_id,isocode3,m49_code,contributing_country,mission_acronym,personnel_type,female_personnel,"
    "male_personnel,last_reporting_date\n"
    "1,NPL,524,Nepal,UNIFIL,Troops,30,800,2022-11-30\n2,NPL,524,Nepal,UNIFIL,Troops,1,2,2022-11-30\n"
    "3,FRA,250,France,UNIFIL,Experts on Mission,,1,2022-11-30T00:00:00\n"
    "4,ITA,380,Italy,UNIFIL,Troops,,,2022-11-30\n"
)
IPI = (
    "Date,Contributor,Contributor_ISO-3,Mission,Experts_on_Mission,Formed_Police_Units,Inidividual_Police,Civilian_Police,"
    "Troops,Observers,Total\n"
    "1990-11-30,Argentina,ARG,UNIFIL,NA,NA,NA,NA,13,0,13\n2012-01-31,Nepal,NPL,UNIFIL,2,NA,140,NA,1018,,1160\n"
)
TCC = (
    "mission,year,location,latitude,longitude,No.TCC,year.overview\n"
    'UNOCI,2005,Abidjan,5.3,-4.0,3,"Korea (ROK) (35), Cote d\'Ivoire (150), TCC name unknown (size unknown)"\n'
)
TYPES = (
    "mission,year,location,latitude,longitude,Infantry,eng,med,sig,av,riv,maint,trans\n"
    "UNOCI,2005,Abidjan,5.3,-4.0,150,4,0,0,1,0,0,0\n"
)
FRONT = (
    "mission,year,country,location,latitude,longitude,Infantry,NoTroops,Reserve,hq,UNPOL,Med,Av,UNMO,ave.no.troops\n"
    "MONUC,2005,DRC,Bunia,1.5,30.2,650,NA,0,2,0,1,2,1,650\nUNMEE,2005,Ethiopia/Eritrea,Border,14,39,0,0,0,0,0,0,0,1,0\n"
)
FULL = (
    "Source,Mission,year,month,location,country,latitude,longitude,cow_code,no.troops,no.tcc,hq,unpol.dummy,unmo.dummy,"
    "nameoftcc_1,notroopspertcc_1,nameoftcc_2,notroopspertcc_2\n"
    "Map no. 4121,UNOCI,2005,3,Abidjan,Ivory Coast,5.3,-4.0,437,unknown,2,3,0,1,Ghana,150,Togo,unknown\n"
)


def _read(tmp_path: Path, source: Source, edition: str, texts: list[str]) -> Mapping[str, pl.DataFrame]:
    one = source.edition(edition)
    places = {}
    for resource, text in zip(one.files, texts, strict=True):
        path = tmp_path / resource.name
        path.write_text(text, encoding="utf-8")
        places[resource.name] = Located(path)
    return one.read(Raw(places))


def test_the_layout_of_the_united_nations(tmp_path: Path) -> None:
    rows = _read(tmp_path, un_peacekeeping.SOURCE, "hub", [HUB])["contributions"].rows()
    day = date(2022, 11, 30)
    assert rows == [
        (day, "Nepal", "UNIFIL", "Troops", "NPL", 833, 31, 802),
        (day, "France", "UNIFIL", "Experts on Mission", "FRA", 1, None, 1),
        (day, "Italy", "UNIFIL", "Troops", "ITA", None, None, None),
    ]


def test_the_layout_of_the_institute(tmp_path: Path) -> None:
    rows = _read(tmp_path, un_peacekeeping.SOURCE, "ipi", [IPI])["contributions"]
    assert rows.select("contributor", "personnel_type", "personnel").rows() == [
        ("Argentina", "Observers", 0), ("Argentina", "Troops", 13), ("Nepal", "Experts on Mission", 2),
        ("Nepal", "Individual Police", 140), ("Nepal", "Troops", 1018),
    ]  # fmt: skip
    assert rows["female"].null_count() == 5


def test_the_map_tables(tmp_path: Path) -> None:
    parsed = _read(tmp_path, geopko.SOURCE, "maps", [TCC, TYPES, FRONT])
    assert parsed["contributors"].select("contributor", "iso3", "troops").rows() == [
        ("Korea (ROK)", "KOR", 35), ("Cote d'Ivoire", "CIV", 150), ("TCC name unknown", None, None),
    ]  # fmt: skip
    assert parsed["deployments"].select("row", "iso3", "troops", "troops_mean").rows() == [
        (1, "COD", None, 650), (2, None, 0, 0),
    ]  # fmt: skip
    assert parsed["troop_types"].row(0)[5:8] == (150, 4, 0)


def test_the_whole_data_set(tmp_path: Path) -> None:
    parsed = _read(tmp_path, geopko.SOURCE, "2.3", [FULL])
    place = parsed["locations"].row(0, named=True)
    assert (place["ccode"], place["troops"], place["contributors"], place["hq"]) == (437, None, 2, 3)
    assert parsed["contingents"].rows() == [(1, 1, "Ghana", "GHA", 150), (1, 2, "Togo", "TGO", None)]


def test_facts_of_the_maps(mirror: Path) -> None:
    given = open_table(geopko.SOURCE, "contributors").read()
    owner = pl.read_csv(mirror / "peacekeeping/TCCMap_v.2.3.csv")
    assert (given["mission"].n_unique(), given["year"].min(), given["year"].max()) == (34, 1994, 2024)
    brackets = owner["year.overview"].str.count_matches(r"\(\d+\)|unknown\)").sum()
    assert (given.height, given["troops"].null_count()) == (brackets, 769)
    nameless = given.filter(pl.col("iso3").is_null())["contributor"]
    assert set(nameless) == {"Multinational", "TCC name unknown", "Un", "CARICOM"}
    deployments = open_table(geopko.SOURCE, "deployments").read()
    assert (deployments.height, deployments["mission"].n_unique()) == (8783, 52)
    assert set(deployments.filter(pl.col("iso3").is_null())["country"]) == {"Ethiopia/Eritrea"}
    assert open_table(geopko.SOURCE, "troop_types").read().height == 7372


def test_facts_of_the_force(mirror: Path) -> None:
    force = open_table(un_peacekeeping.SOURCE, "force_years").read()
    assert (force.height, force["year"].min(), force["year"].max()) == (76, 1947, 2022)
    parts = force.drop_nulls()
    assert (parts["year"].min(), parts["year"].max()) == (1992, 2021)
    assert (
        parts.filter(pl.col("police") + pl.col("observers") + pl.col("troops") != pl.col("force")).height == 0
    )

"""United States troops and bases, and weapons of all states: the owners' layouts, and facts about the real files."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from foedera.core.errors import InputError
from foedera.data.raw import Located, Raw
from foedera.data.source import Source
from foedera.data.sources import rdmc, us_bases, us_troops
from foedera.data.tidy import open_table

_HEAD = (
    "countryname,year,ccode,iso3c,region,troops_ad,army_ad,navy_ad,air_force_ad,marine_corps_ad,coast_guard_ad,"
    "space_force_ad,total_selected_reserve,total_civilian\n"
)
TROOPS = _HEAD + (
    "Germany,1985,255,DEU,E,246875,205341,327,41112,95,0,0,0,0\n"
    "Germany,2023,255,DEU,E,36635,21000,400,13000,400,10,5,100,9000\n"
    "Vietnam,1968,816,VNM,E,537377,354000,36000,58000,83000,0,0,0,0\n"
    "Swaziland,2016,572,SWZ,A,0,0,0,0,0,0,0,0,0\n"
    "Eswatini,2016,572,SWZ,A,8,0,0,0,8,0,0,0,1\n"
    "Greece,1959,350,GRC,E,1592,85,6428,1458,-322,0,0,0,0\n"
    "Aden,1951,1029,NA,M,36,0,0,0,0,0,0,0,0\n"
)
BASES = "countryname,ccode,iso3c,basename,lat,lon,base,lilypad,fundedsite\nPerú,135,PER,NA,-12.1,NA,0,1,0\n"
RDMC = (
    '"","year","country","stateabb","ccode","aircraft_fighter","submarines_attack"\n'
    '"1",1970,"albania","ALB",339,NA,4\n'
)


def _read(tmp_path: Path, source: Source, text: str, encoding: str = "utf-8") -> dict[str, pl.DataFrame]:
    path = tmp_path / source.editions[0].files[0].name
    path.write_bytes(text.encode(encoding))
    return dict(source.editions[0].read(Raw({path.name: Located(path)})))


def test_hosts_of_the_cold_war_and_what_is_not_told(tmp_path: Path) -> None:
    parsed = _read(tmp_path, us_troops.SOURCE, TROOPS)
    states = {(r["ccode"], r["year"]): r for r in parsed["state_years"].iter_rows(named=True)}
    assert set(states) == {(260, 1985), (255, 2023), (817, 1968), (572, 2016), (350, 1959)}
    assert (states[260, 1985]["us_troops"], states[260, 1985]["us_reserve"]) == (246875, None)
    assert (states[255, 2023]["us_spaceforce"], states[255, 2023]["us_civilians"]) == (5, 9000)
    assert (states[572, 2016]["us_troops"], states[572, 2016]["us_marines"]) == (8, 8)
    assert (states[350, 1959]["us_marines"], states[350, 1959]["us_navy"]) == (None, 6428)
    aden = parsed["territory_years"].row(0, named=True)
    assert (aden["territory"], aden["us_troops"], aden["us_army"]) == (1029, 36, None)


def test_bases_and_weapons(tmp_path: Path) -> None:
    base = _read(tmp_path, us_bases.SOURCE, BASES, "cp1252")["bases"].row(0)
    assert base == (1, "Perú", 135, "PER", None, -12.1, None, 0, 1, 0)
    counts = _read(tmp_path, rdmc.SOURCE, RDMC)["counts"]
    assert counts.rows() == [(339, 1970, "aircraft_fighter", None), (339, 1970, "submarines_attack", 4.0)]


def test_a_table_of_another_layout_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'tanks' is no class and kind of weapon"):
        _read(tmp_path, rdmc.SOURCE, "ccode,year,tanks\n2,1970,9\n")


def test_facts_of_the_troops(mirror: Path) -> None:
    states = open_table(us_troops.SOURCE, "state_years").read()
    others = open_table(us_troops.SOURCE, "territory_years").read()
    owner = pl.read_csv(mirror / "exercises/troopdata-rebuild-country-year.csv")
    assert (owner.height, others.height, states.height) == (13135, 873, 13135 - 873 - 29)
    assert states["us_troops"].sum() + others["us_troops"].sum() == owner["troops_ad"].sum()
    for ccode, year, troops in ((260, 1985, 246875), (255, 2023, 36635)):
        assert states.filter(ccode=ccode, year=year)["us_troops"].item() == troops
    assert states.filter(ccode=817, year=1968)["us_troops"].item() == 537377
    late = [c for c in us_troops.STATE_YEARS.values if c.covers]
    assert all(
        states.filter(pl.col(c.name).is_not_null())["year"].min() == c.covers[0] for c in late if c.covers
    )


def test_facts_of_bases_and_weapons(mirror: Path) -> None:
    bases = open_table(us_bases.SOURCE, "bases").read()
    assert (bases.height, bases.filter(iso3="DEU").height, bases["base"].sum()) == (414, 44, 255)
    counts = open_table(rdmc.SOURCE, "counts").read()
    assert (counts.height, counts["system"].n_unique(), counts["count"].count()) == (6534 * 69, 69, 392475)
    assert (counts["year"].min(), counts["year"].max()) == (1970, 2014)

"""The gazetteer: complete, consistent, and right about who covers what."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from foedera.core.errors import InputError
from foedera.data.codes import is_iso3
from foedera.pacts.places import areas, home, place, places

NATO = {"europe", "north_america", "north_atlantic"}
REPO = Path(__file__).parents[2]


def test_every_area_is_defined_and_used() -> None:
    used = {area for p in places().values() for area in p.areas}
    assert used == set(areas())
    assert all(len(definition) > 9 for definition in areas().values())


def test_every_row_is_well_formed() -> None:
    for found in places().values():
        assert -90 <= found.lat <= 90, found.id
        assert -180 <= found.lon <= 180, found.id
        assert "world" in found.areas, found.id
        assert found.status in ("found", "derived", "recalled"), found.id
        assert found.kind in ("home", "overseas", "disputed", "sea"), found.id
        assert all(is_iso3(code) for code in found.claimed_by), found.id
        assert found.administered_by is None or is_iso3(found.administered_by), found.id


def test_kinds_mean_what_they_say() -> None:
    for found in places().values():
        if found.kind == "home":
            assert found.administered_by == found.id
        else:
            assert not is_iso3(found.id)
            assert found.id == found.id.lower()
        if found.kind == "sea":
            assert found.administered_by is None
        if found.kind == "disputed":
            assert found.claimed_by
        if found.kind == "overseas":
            assert found.administered_by


def test_every_state_of_the_reference_world_has_a_home() -> None:
    facts = Path(os.environ.get("FOEDERA_SHARED", REPO.parent / "shared")) / "facts" / "states.csv"
    if not facts.exists():
        pytest.skip(f"no table of states at {facts}")
    with facts.open(encoding="utf-8") as lines:
        codes = [row["iso3"] for row in csv.DictReader(lines)]
    assert len(codes) == 81
    assert [home(code).id for code in codes] == codes


@pytest.mark.parametrize(
    "name",
    [
        "USA",
        "CAN",
        "DEU",
        "FRA",
        "NOR",
        "alaska",
        "canary-islands",
        "azores",
        "madeira",
        "greenland",
        "faroe-islands",
        "svalbard",
        "bermuda",
        "gibraltar",
        "saint-pierre-and-miquelon",
        "ISL",
        "channel-islands",
    ],
)
def test_inside_the_north_atlantic_treaty_area(name: str) -> None:
    assert place(name).areas & NATO


@pytest.mark.parametrize(
    "name",
    [
        "hawaii",
        "guam",
        "american-samoa",
        "puerto-rico",
        "us-virgin-islands",
        "falklands",
        "british-virgin-islands",
        "diego-garcia",
        "saint-helena",
        "french-guiana",
        "reunion",
        "guadeloupe",
        "martinique",
        "mayotte",
        "new-caledonia",
        "french-polynesia",
        "ceuta",
        "melilla",
        "aruba",
        "curacao",
        "TUR",
        "guantanamo-bay",
    ],
)
def test_outside_the_north_atlantic_treaty_area(name: str) -> None:
    assert not place(name).areas & NATO


def test_no_place_of_the_north_atlantic_lies_south_of_the_tropic() -> None:
    assert all(p.lat > 23.44 for p in places().values() if "north_atlantic" in p.areas)
    assert all(p.lat < 23.44 for p in places().values() if "caribbean" in p.areas and p.id != "BHS")


def test_the_zone_of_the_inter_american_treaty() -> None:
    inside = ["USA", "BRA", "alaska", "greenland", "falklands", "puerto-rico", "bermuda", "french-guiana"]
    assert all("americas" in place(name).areas for name in inside)
    assert not any("americas" in place(name).areas for name in ["hawaii", "guam", "GBR", "azores"])


def test_who_holds_what_is_disputed() -> None:
    assert (place("senkaku").administered_by, place("senkaku").claimed_by) == ("JPN", ("CHN", "TWN"))
    assert (place("crimea").administered_by, place("crimea").claimed_by) == ("RUS", ("UKR",))
    assert place("northern-cyprus").administered_by is None


def test_an_unknown_place() -> None:
    with pytest.raises(InputError, match=r"place: unknown place 'hawai' \(did you mean 'hawaii'\?\)"):
        place("hawai")
    with pytest.raises(InputError, match=r"'ATA' has no home territory \(add a row to pacts/places\.csv\)"):
        home("ATA")
    with pytest.raises(InputError, match="'guam' has no home territory"):
        home("guam")

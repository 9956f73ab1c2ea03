"""State codes: what is one, what was meant, and the way to Correlates of War numbers and back."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from foedera.core.errors import InputError
from foedera.data.codes import from_cow, is_iso3, name_of, suggest, to_cow


@pytest.mark.parametrize("code", ["NOR", "XKX", "TWN", "PSE", "SUN", "YMD"])
def test_codes_of_states_and_former_states(code: str) -> None:
    assert is_iso3(code)


@pytest.mark.parametrize("code", ["NO", "nor", "", "XXX", "Norway"])
def test_not_codes(code: str) -> None:
    assert not is_iso3(code)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NOR"), ("Norway", "NOR"), ("norwey", "NOR"), ("NRO", "NOR"), ("nor", "NOR"), ("UK", "GBR"),
        ("EL", "GRC"), ("GER", "DEU"), ("Germny", "DEU"), ("Russia", "RUS"), ("South Korea", "KOR"),
        ("Türkiye", "TUR"), ("Kosovo", "XKX"), ("NOR", "NOR"), ("POR", "PRT"),
    ],
)  # fmt: skip
def test_suggestions(written: str, meant: str) -> None:
    assert suggest(written) == meant


@pytest.mark.parametrize("written", ["", "zzzzzzz", "q"])
def test_no_suggestion_where_nothing_is_near(written: str) -> None:
    assert suggest(written) is None


def test_correlates_of_war_numbers_go_there_and_back() -> None:
    text = files("foedera.data").joinpath("iso3166.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    present = [r for r in rows if r["former"] == "false" and r["cow_code"]]
    assert len({r["iso3"] for r in rows}) == len(rows) == 257
    assert len({r["cow_code"] for r in present}) == len(present) >= 194
    for row in present:
        assert from_cow(int(row["cow_code"])) == row["iso3"]
        assert to_cow(row["iso3"]) == int(row["cow_code"])


def test_shared_and_missing_numbers() -> None:
    assert from_cow(365) == "RUS"
    assert to_cow("SUN") == 365
    assert from_cow(260) == "DEU"
    assert from_cow(265) == "DDR"
    assert from_cow(300) is None
    assert to_cow("GRL") is None


def test_names_and_unknown_codes() -> None:
    assert name_of("GBR") == "United Kingdom"
    with pytest.raises(InputError, match=r"'NO' is not an ISO3 code .*did you mean 'NOR'"):
        name_of("NO")

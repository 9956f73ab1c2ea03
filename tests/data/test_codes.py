"""State codes: what is one, what was meant, and the way to Correlates of War numbers and back."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from foedera.core.errors import InputError
from foedera.data.codes import from_cow, is_iso3, name_of, suggest, to_cow


@pytest.mark.parametrize("code", ["NOR", "XKX", "TWN", "PSE", "SUN", "YMD", "AUH"])
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
        ("Korea", "KOR"), ("Côte d’Ivoire", "CIV"), ("ZAR", "COD"),
    ],
)  # fmt: skip
def test_suggestions(written: str, meant: str) -> None:
    assert suggest(written) == meant


@pytest.mark.parametrize("written", ["", "zzzzzzz", "q"])
def test_no_suggestion_where_nothing_is_near(written: str) -> None:
    assert suggest(written) is None


def test_correlates_of_war_numbers_go_there_and_back() -> None:
    folder = files("foedera.data")
    iso = list(csv.DictReader(folder.joinpath("iso3166.csv").read_text(encoding="utf-8").splitlines()))
    assert len({r["iso3"] for r in iso}) == len(iso) == 257
    rows = list(csv.DictReader(folder.joinpath("states.csv").read_text(encoding="utf-8").splitlines()))
    present = [r for r in rows if r["system"] == "cow" and not r["end"]]
    assert len({r["iso3"] for r in present}) == len(present) == 195
    for row in present:
        assert from_cow(int(row["number"])) == row["iso3"]
        assert to_cow(row["iso3"]) == int(row["number"])


@pytest.mark.parametrize(
    ("number", "code"),
    [(365, "RUS"), (260, "DEU"), (265, "DDR"), (300, "AUH"), (345, "SRB"), (678, "YEM"), (1, None)],
)
def test_a_number_gives_its_present_or_last_code(number: int, code: str | None) -> None:
    assert from_cow(number) == code


@pytest.mark.parametrize(
    ("code", "number"), [("SUN", 365), ("DEU", 255), ("YEM", 679), ("VDR", 816), ("YUG", 345), ("GRL", None)]
)
def test_a_code_gives_its_present_or_last_number(code: str, number: int | None) -> None:
    assert to_cow(code) == number


def test_names_and_unknown_codes() -> None:
    assert name_of("GBR") == "United Kingdom"
    with pytest.raises(InputError, match=r"'NO' is not an ISO3 code .*did you mean 'NOR'"):
        name_of("NO")

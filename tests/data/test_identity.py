"""State identity: who is meant by a number, code or name at which time, and nothing lost on the way."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedera.core.errors import InputError, InputErrors
from foedera.data.codes import is_iso3, name_of, plain, words
from foedera.data.identity import convert, members, segments, state, state_years, tenures
from foedera.data.links import Kind, carriers

COW_YEARS = state_years("cow")


def one(value: object, to: Kind, of: Kind, year: int | date | None) -> object:
    """Return the answer for one value."""
    return convert([value], to, of, year).values[0]


def test_the_lists() -> None:
    assert len(members("cow", 2016)) == 195 and len(members("cow", 1816)) == 23
    assert COW_YEARS.height == 15_951 and state_years("gw", 1816, 2020).height == 19_864
    assert tenures("cow").height == 243 and tenures("gw", microstates=False).height == 216
    assert 260 in members("cow", 1990) and 260 not in members("cow", date(1990, 10, 3))
    row = COW_YEARS.filter(ccode=255, year=1990).row(0)
    assert row == (255, 1990, date(1990, 10, 3), date(1990, 12, 31))
    assert state_years("cow", 2020, 2020)["ccode"].to_list() == members("cow", 2016)
    with pytest.raises(InputError, match=r"there is no state system 'cov' .*did you mean 'cow'"):
        tenures("cov")  # type: ignore[arg-type]


def test_state_years_are_the_owners(mirror: Path) -> None:
    owners = pl.read_csv(mirror / "cow/system2016.csv").select("ccode", "year").cast(pl.Int16)
    assert COW_YEARS.select("ccode", "year").equals(owners.sort("ccode", "year"))


def test_tenures_are_the_owners(mirror: Path) -> None:
    cow = pl.read_csv(mirror / "cow/states2016.csv").select(
        pl.col("ccode").cast(pl.Int16),
        start=pl.date("styear", "stmonth", "stday"), end=pl.date("endyear", "endmonth", "endday"),
    )  # fmt: skip
    gw = pl.read_csv(mirror / "peacesciencer/gw_states.csv", try_parse_dates=True).select(
        pl.col("gwcode").cast(pl.Int16), start="startdate", end="enddate"
    )
    for owners, last, ours in (
        (cow, date(2016, 12, 31), tenures("cow")), (gw, date(2017, 12, 31), tenures("gw", microstates=False)),
    ):  # fmt: skip
        open_ended = owners.with_columns(end=pl.when(pl.col("end") != last).then("end"))
        assert ours.equals(open_ended.sort(owners.columns[0], "start"))


def test_a_state_has_one_name_but_germany_and_yemen_in_parts() -> None:
    other = segments().filter(pl.col("name") != pl.col("iso3").map_elements(name_of, return_dtype=pl.String))
    assert other.select("number", "name").unique().sort("number").rows() == [
        (260, "West Germany"),
        (678, "North Yemen"),
    ]


@pytest.mark.parametrize("system", ["cow", "gw"])
def test_a_code_stands_for_one_number_on_every_day_and_a_number_for_one_code(system: str) -> None:
    rows = segments().filter(system=system).with_columns(pl.col("end").fill_null(date.max))
    for key in ("iso3", "number"):
        ends = rows.sort(key, "start").with_columns(before=pl.col("end").shift(1).over(key))
        assert ends.filter(pl.col("start") <= pl.col("before")).is_empty()


def test_house_codes_are_none_that_iso_has_or_had() -> None:
    iso = pl.read_csv(Path(__file__).parents[2] / "src/foedera/data/iso3166.csv")["iso3"]
    ours = set(segments()["iso3"]) - set(iso)
    assert ours == {
        "ABK", "AUH", "BAD", "BAV", "GCL", "HAN", "HSE", "HSG", "KRE", "MEC", "MOD", "OFS", "PAP", "PMA", "PRU", "RVN",
        "SAX", "SIC", "SOT", "TBT", "TRA", "TUS", "UPC", "WRT", "ZAN",
    }  # fmt: skip
    withdrawn = (
        "AFI ANT ATB ATN BUR BYS CTE DHY FXX GEL HVO JTN MID NHB NTZ PCI PCZ PHI PUS RHO ROM SKM TMP WAK ZAR"
    )
    assert not ours & set(withdrawn.split()) and all(is_iso3(code) for code in ours)


DATED = [
    (255, 1850, "PRU"), (255, 1871, "DEU"), (255, 1939, "DEU"), (255, 1950, None), (255, 2000, "DEU"),
    (260, 1954, None), (260, 1955, "DEU"), (260, 1990, "DEU"), (260, 1991, None), (265, 1980, "DDR"),
    (678, 1989, "YEM"), (679, 1989, None), (679, 1990, "YEM"), (680, 1980, "YMD"), (816, 1960, "VDR"),
    (816, 1976, "VNM"), (817, 1960, "RVN"), (817, 1976, None), (345, 1900, "SRB"), (345, 1950, "YUG"),
    (345, 2002, "YUG"), (345, 2004, "SCG"), (345, 2006, "SRB"), (365, 1913, "RUS"), (365, 1950, "SUN"),
    (365, date(1991, 12, 25), "SUN"), (365, 1991, "RUS"), (315, 1992, "CSK"), (316, 1992, None), (316, 1993, "CZE"),
    (317, 1993, "SVK"), (300, 1918, "AUH"), (305, 1918, None), (305, 1919, "AUT"), (730, 1900, "KRE"),
    (731, 1950, "PRK"), (732, 1950, "KOR"), (710, 1900, "CHN"), (713, 1948, None), (713, 1950, "TWN"),
    (529, 1950, None), (530, 1950, "ETH"), (531, 1993, "ERI"), (625, 2012, "SDN"), (626, 2010, None),
    (626, 2012, "SSD"), (770, 1960, "PAK"), (771, 1970, None), (771, 1972, "BGD"), (510, 1961, "TZA"),
    (511, 1964, "ZAN"), (511, 1965, None), (329, 1850, "SIC"), (347, 2010, "XKX"), (220, 1943, None),
]  # fmt: skip


@pytest.mark.parametrize(("number", "when", "code"), DATED)
def test_who_has_a_correlates_of_war_number_when(number: int, when: int | date, code: str | None) -> None:
    assert one(number, "iso3", "cow", when) == code


# Every number that differs between the systems in a year in which both have the state, with the years.
DIFFERENT = {
    (255, 260): (1990, 2016), (345, 340): (2006, 2016), (679, 678): (1990, 2016), (955, 972): (1999, 2016),
    (946, 970): (1999, 2016), (970, 971): (1999, 2016), (947, 973): (2000, 2016), (345, 340, 0): (1878, 1915),
}  # fmt: skip


def test_where_the_two_systems_differ() -> None:
    gw = convert(COW_YEARS["ccode"], "gw", "cow", COW_YEARS["year"]).values
    rows = COW_YEARS.with_columns(gw=gw).filter(pl.col("ccode") != pl.col("gw"))
    spans = rows.group_by("ccode", "gw", pl.col("year") < 1916).agg(
        first=pl.col("year").min(), last=pl.col("year").max()
    )
    found = {(a, b, 0) if old else (a, b): (c, d) for a, b, old, c, d in spans.rows()}
    assert found == DIFFERENT


def test_members_of_one_system_only() -> None:
    gw = convert(COW_YEARS["ccode"], "gw", "cow", COW_YEARS["year"])
    assert gw.unmatched["why"].unique().to_list() == ["not a member in that year"]
    assert gw.values.null_count() == gw.unmatched["count"].sum() == 43
    only = [563, 564, 711, 99, 89, 815, 396, 397]  # Vietnam has the code of Annam (815), but not its days
    assert convert(only, "cow", "gw").values == [None] * len(only)


@given(st.integers(0, COW_YEARS.height - 1), st.integers(0, 365))
def test_there_and_back_is_the_identity_by_day(row: int, day: int) -> None:
    number, _, start, end = COW_YEARS.row(row)
    when = min(start + timedelta(days=day), end)
    code = one(number, "iso3", "cow", when)
    assert one(code, "cow", "iso3", when) == number
    assert one(state(str(code), when).name, "cow", "name", when) == number


def test_there_and_back_is_the_identity_by_year_but_where_a_code_changes_hands() -> None:
    codes = convert(COW_YEARS["ccode"], "iso3", "cow", COW_YEARS["year"], strict=True).values
    back = convert(codes, "cow", "iso3", COW_YEARS["year"], strict=True).values
    other = COW_YEARS.with_columns(back=back).filter(pl.col("ccode") != pl.col("back"))
    assert other.select("ccode", "year", "back").rows() == [(260, 1990, 255), (678, 1990, 679)]
    abbs = convert(COW_YEARS["ccode"], "cowabb", "cow", COW_YEARS["year"], strict=True).values
    assert convert(abbs, "cow", "cowabb", COW_YEARS["year"]).values.equals(COW_YEARS["ccode"].alias("cowabb"))


# Where countrycode has another code: ours, theirs and why.
EXCEPTIONS = {
    ("cown", 255): ("PRU", "DEU", "before 1871"), ("gwn", 255): ("PRU", "DEU", "before 1871"),
    ("cown", 365): ("SUN", "RUS", "1922-1990"), ("gwn", 365): ("SUN", "RUS", "1922-1990"),
    ("cown", 816): ("VDR", "VNM", "before unification"),
    ("cown", 327): ("PAP", "VAT", "the Papal States are not the Holy See"),
    ("gwn", 327): ("PAP", "VAT", "the same"), ("cown", 730): ("KRE", "KOR", "the undivided Korea is not South Korea"),
    ("gwn", 730): ("KRE", "KOR", "the same"), ("gwn", 99): ("GCL", "COL", "Gran Colombia is not Colombia"),
}  # fmt: skip


@pytest.mark.parametrize(("system", "column"), [("cow", "cown"), ("gw", "gwn")])
def test_agrees_with_countrycode(mirror: Path, system: Kind, column: str) -> None:
    panel = pl.read_parquet(mirror / "geo/countrycode_codelist_panel.parquet").filter(
        pl.col(column).is_not_null(), pl.col("year") >= 1816
    )
    ours = convert(panel[column], "iso3", system, panel["year"])
    assert ours.unmatched.is_empty()  # every membership of theirs is one of ours
    known = panel.with_columns(ours=ours.values).filter(pl.col("iso3c").is_not_null())
    other = known.filter(pl.col("iso3c") != pl.col("ours")).select(column, "ours", "iso3c").unique()
    assert known.height > 15_000
    assert {(column, n): (a, b) for n, a, b in other.rows()} == {
        key: value[:2] for key, value in EXCEPTIONS.items() if key[0] == column
    }


NAMES = {
    "West Germany": "DEU", "Germany, Fed. Rep.": "DEU", "Korea, Rep.": "KOR", "Viet Nam": "VNM", "Türkiye": "TUR",
    "TURKIYE": "TUR", "Côte d'Ivoire": "CIV", "Cote d’Ivoire": "CIV", "Ivory Coast": "CIV", "Congo (Kinshasa)": "COD",
    "DR Congo": "COD", "DR Congo (Zaire)": "COD", "Congo, Rep.": "COG", "Burma": "MMR", "Myanmar (Burma)": "MMR",
    "Russia (Soviet Union)": "RUS", "Yemen (North Yemen)": "YEM", "Serbia (Yugoslavia)": "SRB", "Gambia, The": "GMB",
    "St. Lucia": "LCA", "Saint Kitts & Nevis": "KNA", "Hesse-Kassel (Electoral)": "HSE", "Rumania": "ROU",
    "Korea, Dem. People's Rep.": "PRK", "Egypt, Arab Rep.": "EGY", "Micronesia (country)": "FSM", "UAE": "ARE",
    "Wuerttemburg": "WRT", "Austria-Hungary": "AUH", "Vietnam, Republic of": "RVN", "Greenland": "GRL",
}  # fmt: skip


@pytest.mark.parametrize(("name", "code"), NAMES.items())
def test_names(name: str, code: str) -> None:
    assert one(name, "iso3", "name", None) == code


@pytest.mark.parametrize(
    ("name", "year", "code"),
    [("Korea", 1890, "KRE"), ("Korea", 1990, "KOR"), ("Russia", 1970, "SUN"), ("Germany", 1850, "PRU"),
     ("Norwey", 1990, None)],
)  # fmt: skip
def test_names_by_date_and_never_by_likeness(name: str, year: int, code: str | None) -> None:
    assert one(name, "iso3", "name", year) == code


def test_every_name_of_the_owners_leads_somewhere(mirror: Path) -> None:
    cow = pl.read_csv(mirror / "cow/states2016.csv")
    found = convert(cow["statenme"], "cow", "name", cow["styear"])
    late = found.unmatched.filter(pl.col("why") != "not a member in that year")
    assert late.is_empty()
    right = (found.values.is_null()) | (found.values == cow["ccode"])
    assert right.all() and found.values.null_count() == 1  # 'Yugoslavia' of 1878 was Serbia
    gw = pl.read_csv(mirror / "peacesciencer/gw_states.csv")
    wrong = gw.with_columns(got=convert(gw["statename"], "gw", "name", gw["startdate"].str.to_date()).values)
    assert wrong.filter(pl.col("got").ne_missing(pl.col("gwcode"))).is_empty()
    brd = pl.read_csv(mirror / "ucdp/ucdpbrds.csv", infer_schema_length=None).filter(status="independent")
    assert [n for n in brd["country_name"].unique() if plain(n) not in words()] == []


@pytest.mark.parametrize(
    ("code", "year", "number"),
    [("RUS", 1970, 365), ("SRB", 1970, 345), ("VNM", 1960, 816), ("DEU", 1850, 255), ("CZE", 1970, None),
     ("SUN", 2000, None), ("ZAR", 1980, 490), ("nor", 1990, 385), ("GRL", 1990, None)],
)  # fmt: skip
def test_a_present_code_reads_for_the_same_state_under_its_earlier_codes(
    code: str, year: int, number: int | None
) -> None:
    assert one(code, "cow", "iso3", year) == number


def test_only_four_states_have_earlier_codes() -> None:
    assert {k: sorted({c for c, _, _ in v}) for k, v in carriers().items()} == {
        "DEU": ["PRU"], "RUS": ["SUN"], "SRB": ["SCG", "YUG"], "VNM": ["VDR"],
    }  # fmt: skip


def test_nothing_is_dropped_and_all_is_told() -> None:
    asked = pl.Series("c", [2, 260, 260, None, 9999, 2, 260, 316])
    years = pl.Series([2000, 1950, 1951, 2000, 2000, None, 1960, 1990])
    found = convert(asked, "iso3", "cow", years)
    assert found.values.to_list() == ["USA", None, None, None, None, "USA", "DEU", None]
    assert found.values.name == "c"
    assert found.unmatched.rows() == [
        ("260", 1950, 1, "not a member in that year", "1955-1990"),
        ("260", 1951, 1, "not a member in that year", "1955-1990"),
        ("9999", 2000, 1, "unknown code", ""),
        ("316", 1990, 1, "not a member in that year", "since 1993"),
    ]
    assert found.report().splitlines() == [
        "Correlates of War number '260' in 1950-1951: not a member in that year, 2 rows (a member 1955-1990)",
        "Correlates of War number '9999' in 2000: unknown code",
        "Correlates of War number '316' in 1990: not a member in that year (a member since 1993)",
    ]


def test_without_a_year_an_answer_must_be_the_only_one() -> None:
    found = convert(["DEU", "NOR"], "cow", "iso3")
    assert found.values == [None, 385]
    assert found.unmatched["why"].to_list() == ["ambiguous"]
    assert "give the year or the day: 255 1816-1945, 260 1955-1990, 255 since 1990" in found.report()


def test_strict_names_every_problem() -> None:
    with pytest.raises(InputErrors) as caught:
        convert(["Norwey", "Norway", "Atlantis"], "cow", "name", 1990, strict=True)
    first, second = caught.value.problems
    assert "'Norwey' in 1990: unknown code (did you mean 'Norway'?)" in str(first) and "Atlantis" in str(
        second
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"to": "iso"}, "no kind of code 'iso' .*'iso3'"), ({"year": [1990]}, "2 values and 1 years"),
        ({"year": [1990.5, 1991]}, "not a whole number"), ({"year": "1990"}, "4 years|String is no type"),
        ({"year": ["a", "b"]}, "String is no type of years"),
    ],
)  # fmt: skip
def test_wrong_questions_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        convert([2, 20], **options)  # type: ignore[arg-type]


def test_one_value_is_for_state() -> None:
    with pytest.raises(InputError, match="state"):
        convert("NOR", of="iso3")


@pytest.mark.parametrize(("number", "when", "code"), DATED)
def test_scalar_and_vector_agree(number: int, when: int | date, code: str | None) -> None:
    if code is None:
        with pytest.raises(InputErrors):
            state(number, when)
    else:
        found = state(number, when)
        assert found.iso3 == code
        assert found.cow == one(code, "cow", "iso3", when) and found.gw == one(code, "gw", "iso3", when)


def test_a_state_now_and_one_that_is_gone() -> None:
    assert (state("DEU").cow, state("DEU").gw, state(260).name) == (255, 260, "West Germany")
    gone = state("AUH")
    assert gone.cow_days == ((date(1816, 1, 1), date(1918, 11, 12)),) and gone.cowabb == "AUH"
    assert state("Greenland").cow is None and state(365).iso3 == "RUS"


def test_days_texts_and_kinds_of_numbers() -> None:
    days = pl.Series([date(1990, 10, 2), date(1990, 10, 3), None])
    assert convert(pl.Series(["DEU", "DEU", "NOR"]), "cow", "iso3", days).values.to_list() == [260, 255, 385]
    assert (
        convert(["002", " 20"], year=2000).values == convert([2.0, 20.0], year=2000).values == ["USA", "CAN"]
    )
    assert convert([2.5, float("nan")], year=2000).unmatched.height == 2
    assert convert([], "cow", "iso3").values == []


def test_two_million_rows_are_quick() -> None:
    rows = pl.concat([COW_YEARS.select("ccode", "year")] * 126)
    start = time.perf_counter()
    found = convert(rows["ccode"], "gw", "cow", rows["year"])
    assert time.perf_counter() - start < 10
    assert found.values.len() == rows.height and found.unmatched["count"].sum() == 43 * 126

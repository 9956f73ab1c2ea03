"""Economies and arms: SIPRI, World Bank, Maddison, Penn World Table and simulated GDP."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tiny_xlsx import workbook

from foedera.core.errors import InputError
from foedera.data.raw import Located, Raw
from foedera.data.source import Source
from foedera.data.sources import (
    maddison,
    pwt,
    simgdp,
    sipri_milex,
    sipri_tiv,
    wb_gdp,
    wb_milex,
    wb_population,
)
from foedera.data.sources.names import NUMERIC, cow_of_names, iso3_of_names, iso3_of_numbers
from foedera.data.tidy import open_table


def _parse(source: Source, edition: str, path: Path) -> dict[str, pl.DataFrame]:
    return dict(source.edition(edition).read(Raw({source.edition(edition).files[0].name: Located(path)})))


@pytest.mark.parametrize(
    ("name", "iso3", "ccode"),
    [("C\u00f4te d\u2019Ivoire", "CIV", 437), ("St. Lucia", "LCA", 56), ("Korea, North", "PRK", 731),
     ("Germany", "DEU", 255), ("Yemen, North", "YEM", 679), ("Yemen Arab Republic", "YEM", 678),
     ("Congo, Repubic of", "COG", 484),
     ("Korea", "KOR", 732), ("East Asia", None, None), ("EU, Norway", None, None)],
)  # fmt: skip
def test_names(name: str, iso3: str | None, ccode: int | None) -> None:
    assert iso3_of_names(pl.Series([name, None])).to_list() == [iso3, None]
    assert cow_of_names(pl.Series([name])).to_list() == [ccode]


def test_numbers() -> None:
    assert iso3_of_numbers(pl.Series(["840", "4", "530", "x"])).to_list() == ["USA", "AFG", None, None]
    assert len(NUMERIC) == 258 and len({n for n in NUMERIC.values()}) == 255  # Ethiopia, Germany, Sudan twice


def _milex(cells: dict[str, list[str | float]], years: tuple[int, ...]) -> list[list[str | float | None]]:
    head: list[list[str | float | None]] = [
        ["Military expenditure by country"],
        [None],
        ["Country", "Notes", *map(str, years)],
    ]
    return [*head, ["Africa"], *([name, "1", *values] for name, values in cells.items()), [None, None]]


def _book(tmp_path: Path, **extra: list[str | float]) -> Path:
    one: dict[str, list[str | float]] = {
        "Yemen": ["...", 9.5], "Yemen, North": [7.25, "xxx"], "USSR": [". .", "xxx"], "Poland ": [0.5, 0.25]
    }  # fmt: skip
    sheets = ("Constant (2021) US$", "Current US$", "Share of GDP", "Per capita", "Share of Govt. spending")
    return workbook(tmp_path / "b.xlsx", {s: _milex(one | extra, (1989, 1990)) for s in sheets})


def test_sipri_layout(tmp_path: Path) -> None:
    frame = _parse(sipri_milex.SOURCE, "2023", _book(tmp_path))["state_years"]
    assert [r[:4] for r in frame.iter_rows()] == [
        ("POL", 1989, "Poland", 0.5), ("POL", 1990, "Poland", 0.25), ("SUN", 1989, "USSR", None),
        ("YEM", 1989, "Yemen, North", 7.25), ("YEM", 1990, "Yemen", 9.5),
    ]  # fmt: skip
    assert frame["sipri_milex_gdp"].to_list() == frame["sipri_milex_constant"].to_list()


def test_sipri_names_that_lead_to_no_code(tmp_path: Path) -> None:
    one = _parse(sipri_milex.SOURCE, "2023", _book(tmp_path, Atlantis=[1, 2]))["state_years"]
    assert one.filter(pl.col("iso3").is_null())["sipri_name"].to_list() == ["Atlantis"] * 2
    with pytest.raises(InputError, match=r"states without a code: Atlantis, Lemuria"):
        _parse(sipri_milex.SOURCE, "2023", _book(tmp_path, Atlantis=[1, 2], Lemuria=[1, 2]))
    with pytest.raises(InputError, match=r"two figures of .* for 1989"):
        _parse(sipri_milex.SOURCE, "2023", _book(tmp_path, **{"Viet Nam": [1, 2], "Vietnam": [1, 2]}))


@pytest.mark.parametrize(
    ("edition", "rows", "nameless", "known"),
    [("2023", 10_418, 1, {("USA", 2014): 0.0369, ("USA", 2022): 0.0345, ("POL", 2014): 0.0192, ("POL", 2022): 0.0239,
                          ("DEU", 2022): 0.0139, ("GRC", 2014): 0.0235, ("GRC", 2022): 0.0369}),
     ("2021", 10_082, 0, {("DZA", 2020): 0.0666}), ("2024-edited", 12_946, 2, {("DZA", 2023): 0.0817})],
)  # fmt: skip
def test_sipri_at_hand(
    mirror: Path, edition: str, rows: int, nameless: int, known: dict[tuple[str, int], float]
) -> None:
    frame = open_table(sipri_milex.SOURCE, "state_years", edition).read()
    assert frame.height == rows
    assert frame.filter(pl.col("iso3").is_null())["sipri_name"].to_list() == ["European Union"] * nameless
    for (iso3, year), share in known.items():
        assert frame.filter(iso3=iso3, year=year)["sipri_milex_gdp"].item() == pytest.approx(share, abs=5e-5)
    assert frame["sipri_milex_gdp"].max() < 1.5 and frame["sipri_milex_spending"].max() < 1


def test_sipri_constant_and_current_dollars(mirror: Path) -> None:
    row = (
        open_table(sipri_milex.SOURCE, "state_years", "2023")
        .read()
        .filter(iso3="DZA", year=2022)
        .row(0, named=True)
    )
    assert row["sipri_milex_constant"] == 8776.364724715 and row["sipri_milex_current"] == 9145.810174207
    assert row["sipri_milex_capita"] == 201.671668671


def test_tiv(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Recipient,1950,1951,1950-1951,Percentage\nIndia,141,,141,6%\nLTTE (Sri Lanka)*,,0,0,0%\n"
                    "Total world import,141,0,141,100%\n")  # fmt: skip
    tables = _parse(sipri_tiv.SOURCE, "2024", path)
    assert tables["state_years"].rows() == [("IND", 1950, 141)]
    assert tables["recipients"].rows() == [("India", 1950, "IND", 141), ("LTTE (Sri Lanka)*", 1951, None, 0)]


def test_tiv_at_hand(mirror: Path) -> None:
    rows = open_table(sipri_tiv.SOURCE, "recipients").read()
    assert (
        abs(rows.filter(recipient="India")["tiv"].sum() - 134_469) < 40
    )  # the sum is of figures not rounded
    assert abs(rows["tiv"].sum() - 2_065_055) < 1_000
    others = rows.filter(pl.col("iso3").is_null())["recipient"].unique().sort().to_list()
    plain = [n for n in others if not n.endswith("*")]
    assert plain == ["Biafra", "Katanga", "Libya GNC", "Northern Cyprus", "unknown recipient(s)"]


@pytest.mark.parametrize(
    ("source", "code", "column"),
    [(wb_gdp.SOURCE, "NY.GDP.MKTP.CD", "wb_gdp"), (wb_population.SOURCE, "SP.POP.TOTL", "wb_pop"),
     (wb_milex.SOURCE, "MS.MIL.XPND.GD.ZS", "wb_milex")],
)  # fmt: skip
def test_world_bank_download(tmp_path: Path, source: Source, code: str, column: str) -> None:
    path = tmp_path / "w.csv"
    path.write_text(
        '\ufeff"Data Source","World Development Indicators",\n\n"Last Updated Date","2026-01-01",\n\n'
        '"Country Name","Country Code","Indicator Name","Indicator Code","1960","1961",\n'
        f'"Aruba","ABW","i","{code}","","7",\n"World","WLD","i","{code}","8","9",\n"Kosovo","XKX","i","{code}","5","6",\n'
    )  # fmt: skip
    frame = _parse(source, "official", path)["state_years"]
    assert frame.columns == ["iso3", "year", column]
    assert frame.rows() == [("ABW", 1961, 7), ("XKX", 1960, 5), ("XKX", 1961, 6)]


@pytest.mark.parametrize(
    ("source", "rows", "states", "left_out", "usa"),
    [(wb_gdp.SOURCE, 11_129, 213, 13_979 - 11_129, None),
     (wb_population.SOURCE, 14_010, 216, 17_195 - 14_010, 331_577_720)],
)  # fmt: skip
def test_world_bank_copies(
    mirror: Path, source: Source, rows: int, states: int, left_out: int, usa: int | None
) -> None:
    opened = open_table(source, "state_years", "datasets")
    frame = opened.read()
    assert frame.height == rows and frame["iso3"].n_unique() == states
    whole = pl.read_csv(mirror / source.edition("datasets").files[0].name)
    others = whole.filter(~pl.col("Country Code").is_in(frame["iso3"].unique().to_list()))
    assert others.height == left_out and others["Country Code"].n_unique() == 49
    assert {"WLD", "EUU", "CHI", "HIC"} <= set(others["Country Code"])
    if usa:
        assert frame.filter(iso3="USA", year=2020).item(0, 2) == pytest.approx(usa, rel=0.002)


def test_maddison_layout(tmp_path: Path) -> None:
    book = workbook(tmp_path / "m.xlsx", {"Full data": [
        ["countrycode", "country", "year", "gdppc", "pop"], ["SUN", "Former USSR", 1885.0, 1498.5, 109590.0],
        ["AFG", "Afghanistan", 1820.0, None, 3280.0], ["AFG", "Afghanistan", 1821.0, None, None]]})  # fmt: skip
    rows = _parse(maddison.SOURCE, "2020", book)["state_years"].rows()
    assert rows == [("SUN", 1885, 1498.5, 109_590_000), ("AFG", 1820, None, 3_280_000)]


def test_maddison_at_hand(mirror: Path) -> None:
    frame = open_table(maddison.SOURCE, "state_years", "owid").read()
    assert frame.height == 21_682 and frame["iso3"].n_unique() == 178 - 9
    assert frame.filter(iso3="USA", year=2018).row(0) == ("USA", 2018, 55334.7394, 327834658.3)


def test_pwt_layout(tmp_path: Path) -> None:
    names = [c.source_name for c in pwt.STATE_YEARS.values]
    book = workbook(tmp_path / "p.xlsx", {"Info": [["x"]], "Data": [
        ["countrycode", "country", "currency_unit", "year", *names],
        ["USA", "United States", "US Dollar", 2019.0, *(float(i) for i in range(len(names) - 1)), None]]})  # fmt: skip
    row = _parse(pwt.SOURCE, "10.01", book)["state_years"].row(0, named=True)
    assert (row["iso3"], row["rgdpe"], row["pwt_pop"], row["pwt_pl_gdpo"]) == ("USA", 0, 18, None)


def test_pwt_at_hand(mirror: Path) -> None:
    frame = open_table(pwt.SOURCE, "state_years", "r-pwt10").read()
    usa = frame.filter(iso3="USA", year=2019).row(0, named=True)
    assert frame.height == 12_810 and usa["rgdpe"] == 20_860_506 and usa["pwt_pop"] == 329.064917
    parts = (
        frame.select(pl.sum_horizontal("csh_c", "csh_i", "csh_g", "csh_x", "csh_m")).to_series().drop_nulls()
    )
    assert usa["ctfp"] == 1 and 0.9 < parts.median() < 1.1


def test_simgdp(mirror: Path) -> None:
    frame = open_table(simgdp.SOURCE, "state_years").read()
    assert frame.height == 16_536 and frame["pwtpop"].null_count() == 43
    assert frame.filter(ccode=2, year=1816)["pwtpop"].item() == pytest.approx(9.1645, abs=1e-4)

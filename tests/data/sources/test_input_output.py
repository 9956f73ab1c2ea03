"""Input-output and trade tables: the layouts of their owners, checked against tidy copies and by adding up."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tiny_xlsx import workbook

from foedera.core.errors import InputError
from foedera.data.raw import Located, Raw
from foedera.data.sources import io_cp2015, io_wiod, onesector
from foedera.data.tidy import open_table

_CP_SIZES = {"xbilat1993.txt": (620, 31), "tariffs1993.txt": (620, 31), "tariffs2005.txt": (620, 31),
             "IO.txt": (1240, 40), "GO.txt": (40, 31), "B.txt": (40, 31), "T.txt": (20, 1)}  # fmt: skip


def _cp(tmp_path: Path, **sizes: tuple[int, int]) -> Raw:
    found = {}
    for name, (rows, columns) in (_CP_SIZES | {f"{k}.txt": v for k, v in sizes.items()}).items():
        path = tmp_path / name
        path.write_text(
            "\n".join("\t".join(f"{r}.{c:02d}" for c in range(columns)) for r in range(rows)) + "\n"
        )
        found[name] = Located(path)
    return Raw(found)


def test_cp2015_axes(tmp_path: Path) -> None:
    """Each cell says its row and column: block, importer, exporter; country, input, user; sector, country."""
    tables = dict(io_cp2015.SOURCE.editions[0].read(_cp(tmp_path)))
    cell = tables["trade"].filter(sector="Food", importer="BRA", exporter="ROW").row(0)
    assert cell == ("Food", "ROW", "BRA", 65.30, 65.30, 65.30)
    assert (
        tables["io"].filter(country="AUS", input_sector="Food", using_sector="Private")["share"].item()
        == 42.39
    )
    assert tables["output"].filter(sector="Mining", country="USA").row(0) == ("Mining", "USA", 1.29, 1.29)
    assert tables["theta"].row(19) == ("Other", 19.0)


def test_cp2015_of_another_size_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"T\.txt: 19 lines, not 20"):
        io_cp2015.SOURCE.editions[0].read(_cp(tmp_path, T=(19, 1)))
    with pytest.raises(InputError, match=r"B\.txt: line 1 has not 31 numbers"):
        io_cp2015.SOURCE.editions[0].read(_cp(tmp_path, B=(40, 30)))


def test_cp2015_against_the_tidy_copies(mirror: Path) -> None:
    """The copies have names for numbers and money for shares of output."""
    folder = mirror / "ge/cp2015"
    tables = {n: open_table(io_cp2015.SOURCE, n).read() for n in ("trade", "io", "output", "theta")}
    copy = pl.read_parquet(folder / "tidy_trade.parquet")
    codes = dict(zip(copy["exporter"].unique(maintain_order=True), io_cp2015.COUNTRIES, strict=True))
    assert codes["Germany"] == "DEU" and codes["Row"] == "ROW" and codes["Korea"] == "KOR"
    copy = copy.with_columns(pl.col("exporter", "importer").replace(codes)).filter(
        pl.col("exporter") != pl.col("importer")
    )
    both = tables["trade"].join(copy, on=["sector", "exporter", "importer"])
    assert both.height == 20 * 31 * 30
    assert (both["value"] * 1000 - both["value_right"]).abs().max() < 1
    assert (both["tariff_1993"] / 100 - both["tariff"]).abs().max() < 1e-6
    uses = pl.read_parquet(folder / "tidy_intermediate_consumption.parquet").with_columns(
        country=pl.col("region").replace(codes)
    )
    sold = tables["trade"].group_by("sector", country="exporter").agg(exports=pl.col("value").sum() * 1000)
    made = tables["output"].join(sold, on=["sector", "country"], how="left").fill_null(0)
    assert (
        made["exports"] > made["gross_output"]
    ).sum() == 26  # the copy has the exports for the output there
    spent = (
        tables["io"]
        .join(made, left_on=["using_sector", "country"], right_on=["sector", "country"])
        .join(
            uses, left_on=["input_sector", "using_sector", "country"], right_on=["input", "sector", "country"]
        )
    )
    bought = (
        spent["share"]
        * (1 - spent["va_share"])
        * spent.select(pl.max_horizontal("gross_output", "exports")).to_series()
    )
    assert (
        spent.height == 49_600 and ((bought - spent["value"]).abs() <= 1e-6 * spent["value"].abs() + 1).all()
    )
    sums = tables["io"].group_by("country", "using_sector").agg(pl.col("share").sum())["share"]
    assert (((sums - 1).abs() < 1e-5) | (sums == 0)).all()
    assert tables["theta"].filter(sector="Auto")["theta"].item() == 8.22
    nafta = tables["trade"].filter(importer="MEX", exporter="USA")
    assert nafta["tariff_2005"].max() < 2 < nafta["tariff_1993"].mean()


def _wiot() -> list[list[str | float | None]]:
    """The owner's workbook with two countries and two industries, two kinds of final demand and output."""
    heads: list[list[str | float | None]] = [
        ["World Input-Output Table"], [None],
        [None, None, None, None, "A", "B", "A", "B", "FC", "INV", "FC", "INV", "GO"],
        [None, None, None, None, *["name"] * 9],
        [None, None, None, None, "AUS", "AUS", "RoW", "RoW", "AUS", "AUS", "RoW", "RoW", "TOT"],
        [None, None, None, None, "c1", "c2", "c1", "c2", "c37", "c42", "c37", "c42", "c60"],
    ]  # fmt: skip
    body: list[list[str | float | None]] = [
        [f"{c}{i}", "name", c, f"c{i}", *(float(10 * n + k) for k in range(7)), -1.5, 1000.0 + n]
        for n, (c, i) in enumerate([("AUS", 1), ("AUS", 2), ("RoW", 1), ("RoW", 2)])
    ]
    return [*heads, *body, ["r60", "Total", "TOT", "r60", *[1.0] * 9], ["r64", "VA", "TOT", "c1", *[1.0] * 9]]


def test_wiod_workbook(tmp_path: Path) -> None:
    book = workbook(tmp_path / "w.xlsx", {"WIOT_2011": _wiot()})
    edition = io_wiod.SOURCE.edition("2013-2011")
    tables = dict(edition.read(Raw({edition.files[0].name: Located(book)})))
    flows = tables["flows"]
    assert flows.height == 4 * 8
    last = flows.filter(from_country="RoW", from_sector="c2").rows()
    assert last[0] == (2011, "RoW", "c2", "AUS", "c1", 30.0) and last[-1] == (
        2011,
        "RoW",
        "c2",
        "RoW",
        "F5",
        -1.5,
    )
    assert [r[4] for r in last] == ["c1", "c2", "c1", "c2", "F1", "F5", "F1", "F5"]
    assert tables["output"].rows()[1] == (2011, "AUS", "c2", 1001.0)
    workbook(tmp_path / "w.xlsx", {"WIOT_2011": _wiot()[:5]})
    with pytest.raises(InputError, match="no row with the numbers c1, c2"):
        edition.read(Raw({edition.files[0].name: Located(book)}))


@pytest.mark.parametrize(("year", "largest"), [(2011, 108), (2000, 113), (1995, 106)])
def test_wiod_rows_add_up_to_output(mirror: Path, year: int, largest: float) -> None:
    flows = open_table(io_wiod.SOURCE, "flows", f"r-wiod-{year}").scan()
    output = open_table(io_wiod.SOURCE, "output", f"r-wiod-{year}").read()
    sold = flows.group_by(country="from_country", sector="from_sector").agg(pl.col("value").sum()).collect()
    both = output.join(sold, on=["country", "sector"])
    assert both.height == 41 * 35
    assert (both["output"] - both["value"]).abs().max() == largest
    if year == 2011:
        assert output["output"].sum() / 1e6 == pytest.approx(141.8, abs=0.05)


def test_wiod_against_the_sums_by_country(mirror: Path) -> None:
    flows = open_table(io_wiod.SOURCE, "flows", "r-wiod-2011").scan()
    ours = flows.group_by(exporter="from_country", sector="from_sector", importer="to_country").agg(
        pl.col("value").sum()
    )
    theirs = pl.read_parquet(mirror / "ge/wiod2011_cp/trade.parquet")
    both = theirs.join(ours.collect(), on=["exporter", "sector", "importer"])
    assert both.height == theirs.height == 58_835
    assert both["value"].to_list() == both["value_right"].to_list()


def _onesector(tmp_path: Path, rows: int = 3) -> Raw:
    texts = ("e1,e2,e3\n,1,\n2,,3\n4,,\n", "gdp\n10\n20\n30\n"[: 4 + 3 * rows],
             "iso3,iso_code,CountryName\nABW,1,Aruba\nAFG,2,Afghanistan\nAGO,3,Angola\n",
             "applied_tariff\n.1\n0\n.3\n")  # fmt: skip
    found = {}
    for resource, text in zip(onesector.SOURCE.editions[0].files, texts, strict=True):
        path = tmp_path / Path(resource.name).name
        path.write_text(text)
        found[resource.name] = Located(path)
    return Raw(found)


def test_onesector(tmp_path: Path) -> None:
    tables = dict(onesector.SOURCE.editions[0].read(_onesector(tmp_path)))
    assert sorted(tables["trade"].rows()) == [
        ("ABW", "AFG", 1.0), ("ABW", "AGO", None), ("AFG", "ABW", 2.0), ("AFG", "AGO", 3.0), ("AGO", "ABW", 4.0),
        ("AGO", "AFG", None)]  # fmt: skip
    assert tables["countries"].row(2) == ("AGO", "Angola", 30.0, 0.3)
    with pytest.raises(InputError, match=r"2 rows for 3 countries"):
        onesector.SOURCE.editions[0].read(_onesector(tmp_path, rows=2))


def test_onesector_at_hand(mirror: Path) -> None:
    trade = open_table(onesector.SOURCE, "trade").read()
    countries = open_table(onesector.SOURCE, "countries").read()
    assert trade.height == 194 * 193 and trade["value"].null_count() == 12_238 - 194
    totals = [trade.filter(**{end: "USA"})["value"].sum() / 1e6 for end in ("exporter", "importer")]
    assert totals == [pytest.approx(1_859, abs=1), pytest.approx(2_903, abs=1)]
    assert trade.filter(exporter="CHN", importer="USA")["value"].item() == pytest.approx(440.5e6, rel=1e-3)
    assert countries["gdp"].sum() == pytest.approx(105.3e12, rel=1e-3)
    assert countries.filter(iso3="USA")["us_tariff"].item() == 0
    block = ["ARG", "BLR", "DZA", "GEO", "GUY", "IRN", "KOR", "PHL", "POL", "RUS", "TJK", "VNM", "IRQ", "BGD"]
    inside = trade.filter(pl.col("exporter").is_in(block) & pl.col("importer").is_in(block))
    assert inside.height == 14 * 13 and inside["value"].null_count() == 14 * 13

"""Trade, tariffs, input-output shares and elasticities of 31 countries and 40 sectors in 1993, behind the study of
NAFTA by Caliendo and Parro (2015)."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.core.errors import InputError
from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.tables import Column, Table

COUNTRIES = (
    "ARG", "AUS", "AUT", "BRA", "CAN", "CHL", "CHN", "DNK", "FIN", "FRA", "DEU", "GRC", "HUN", "IND", "IDN", "IRL",
    "ITA", "JPN", "KOR", "MEX", "NLD", "NZL", "NOR", "PRT", "ZAF", "ESP", "SWE", "TUR", "GBR", "USA", "ROW",
)  # fmt: skip
"""ISO 3166 codes of the countries in the order of the files; ROW is the rest of the world."""

SECTORS = (
    "Agriculture", "Mining", "Food", "Textile", "Wood", "Paper", "Petroleum", "Chemicals", "Plastic", "Minerals",
    "Basic metals", "Metal products", "Machinery n.e.c", "Office", "Electrical", "Communication", "Medical", "Auto",
    "Other Transport", "Other", "Electricity", "Construction", "Retail", "Hotels", "Land Transport",
    "Water Transport", "Air Transport", "Aux Transport", "Post", "Finance", "Real State", "Renting Mach", "Computer",
    "R&D", "Other Business", "Public", "Education", "Health", "Other services", "Private",
)  # fmt: skip
"""The sectors in the order of the files; the first 20 are traded."""

_N, _J, _TRADED = len(COUNTRIES), len(SECTORS), 20


def _sector(name: str, what: str) -> Column:
    return Column(name, "text", "code", what, "key")


def _country(name: str, what: str) -> Column:
    return Column(name, "text", "code", f"ISO 3166 code of {what}, ROW for the rest of the world", "key")


TRADE = Table(
    "trade", "cell",
    (
        _sector("sector", "traded sector"), _country("exporter", "the exporter"), _country("importer", "the importer"),
        Column("value", "float", "thousand current USD", "imports in 1993, 0 on the diagonal: what a country sells to "
               "itself is its output less its exports"),
        Column("tariff_1993", "float", "%", "ad valorem tariff in 1993"),
        Column("tariff_2005", "float", "%", "ad valorem tariff in 2005"),
    ), system=None,
)  # fmt: skip
IO = Table(
    "io", "cell",
    (
        _country("country", "the country"), _sector("input_sector", "sector whose goods are used"),
        _sector("using_sector", "sector that uses them"),
        Column("share", "float", "share", "part of the intermediate spending of the using sector; its sum over the "
               "input sectors is 1, or 0 where nothing is bought"),
    ), system=None,
)  # fmt: skip
OUTPUT = Table(
    "output", "cell",
    (
        _sector("sector", "sector"), _country("country", "the country"),
        Column("gross_output", "float", "current USD", "gross output in 1993"),
        Column("va_share", "float", "share", "value added in gross output"),
    ), system=None,
)  # fmt: skip
THETA = Table(
    "theta", "cell",
    (_sector("sector", "traded sector"),
     Column("theta", "float", "1", "dispersion of productivity: the elasticity of trade")),
    system=None,
)  # fmt: skip

_FILES = ("xbilat1993.txt", "tariffs1993.txt", "tariffs2005.txt", "IO.txt", "GO.txt", "B.txt", "T.txt")


def _numbers(raw: Raw, name: str, rows: int, columns: int) -> NDArray[np.float64]:
    """Return a file of numbers with blanks or tabs between; another shape or a word raises an error."""
    fix = "use the archive of the article as the journal gives it out"
    lines = [line.split() for line in raw.text(name).splitlines() if line.strip()]
    wrong = next((i for i, line in enumerate(lines, 1) if len(line) != columns), None)
    if len(lines) != rows or wrong:
        what = f"line {wrong} has not {columns} numbers" if wrong else f"{len(lines)} lines, not {rows}"
        raise InputError(what, where=raw.where(name), fix=fix)
    try:
        return np.array(lines, dtype=np.float64)
    except ValueError as error:
        raise InputError(f"not a table of numbers: {error}", where=raw.where(name), fix=fix) from error


def _cells(keys: dict[str, tuple[str, ...]], **values: NDArray[np.float64]) -> pl.DataFrame:
    """Return one row for each cell; the axes of the arrays are the keys in order."""
    sizes = [len(names) for names in keys.values()]
    places = np.indices(sizes).reshape(len(sizes), -1)
    columns = {
        key: pl.Series(names).gather(place) for (key, names), place in zip(keys.items(), places, strict=True)
    }
    return pl.DataFrame(columns | {name: array.reshape(-1) for name, array in values.items()})


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    """Trade and tariffs: for each sector a block with a row for each importer and a column for each exporter.
    Input-output shares: for each country a block with a row for each input and a column for each user."""
    traded = SECTORS[:_TRADED]
    blocks = [_numbers(raw, name, _TRADED * _N, _N).reshape(_TRADED, _N, _N) for name in _FILES[:3]]
    shares = _numbers(raw, "IO.txt", _N * _J, _J).reshape(_N, _J, _J)
    output, va = (_numbers(raw, name, _J, _N) for name in ("GO.txt", "B.txt"))
    trade = _cells({"sector": traded, "importer": COUNTRIES, "exporter": COUNTRIES},
                   **dict(zip(("value", "tariff_1993", "tariff_2005"), blocks, strict=True)))  # fmt: skip
    frames = (
        (TRADE, trade, _FILES[0]),
        (
            IO,
            _cells({"country": COUNTRIES, "input_sector": SECTORS, "using_sector": SECTORS}, share=shares),
            "IO.txt",
        ),
        (
            OUTPUT,
            _cells({"sector": SECTORS, "country": COUNTRIES}, gross_output=output, va_share=va),
            "GO.txt",
        ),
        (THETA, _cells({"sector": traded}, theta=_numbers(raw, "T.txt", _TRADED, 1)), "T.txt"),
    )
    return {table.name: shape(frame, table, raw.where(name)) for table, frame, name in frames}


_NAMES = (
    "Argentina", "Australia", "Austria", "Brazil", "Canada", "Chile", "China", "Denmark", "Finland", "France",
    "Germany", "Greece", "Hungary", "India", "Indonesia", "Ireland", "Italy", "Japan", "Korea", "Mexico",
    "Netherlands", "New Zealand", "Norway", "Portugal", "South Africa", "Spain", "Sweden", "Turkey", "UK", "USA",
    "Row",
)  # fmt: skip
"""The countries as the tidy copy names them, in the order of the files."""

_TIDY = (
    "tidy_trade.parquet",
    "tidy_intermediate_consumption.parquet",
    "tidy_value_added.csv",
    "tidy_theta.csv",
)


def _iso3(column: str, name: str, raw: Raw, frame: pl.DataFrame) -> pl.Expr:
    """Return a column of countries as codes; a strange name raises an error."""
    codes = dict(zip(_NAMES, COUNTRIES, strict=True))
    strange = frame.filter(~pl.col(column).is_in(_NAMES))
    if strange.height:
        fix = "use the tables of the package as they are"
        raise InputError(f"unknown country '{strange[column][0]}'", where=raw.where(name), fix=fix)
    return pl.col(column).replace_strict(codes, return_dtype=pl.String)


def _read_tidy(raw: Raw) -> dict[str, pl.DataFrame]:
    """Money in USD and tariffs as fractions, with names; the second tariffs are those of 2005 among the members of
    NAFTA and those of 1993 elsewhere. Gross output is what is sold, at home too; what a sector buys gives shares."""
    trade = raw.parquet(_TIDY[0], ["sector", "exporter", "importer", "value", "tariff_bln", "tariff_cfl"])
    uses = raw.parquet(_TIDY[1], ["input", "sector", "region", "value"])
    added = raw.csv(_TIDY[2], ["sector", "region", "value"]).with_columns(pl.col("value").cast(pl.Float64))
    theta = raw.csv(_TIDY[3], ["sector", "value"])
    abroad = pl.when(pl.col("exporter") == pl.col("importer")).then(0.0).otherwise(pl.col("value") / 1000)
    cells = trade.filter(pl.col("sector").is_in(SECTORS[:_TRADED])).select(
        "sector", _iso3("exporter", _TIDY[0], raw, trade), _iso3("importer", _TIDY[0], raw, trade), value=abroad,
        tariff_1993=100 * pl.col("tariff_bln"), tariff_2005=100 * pl.col("tariff_cfl"),
    )  # fmt: skip
    sold = trade.group_by("sector", region="exporter").agg(output=pl.col("value").sum())
    made = added.join(sold, on=["region", "sector"], how="left", maintain_order="left")
    output = made.select(
        "sector",
        _iso3("region", _TIDY[2], raw, added).alias("country"),
        gross_output="output",
        va_share=pl.col("value") / pl.col("output"),
    )
    spent = made.select("region", "sector", spent=pl.col("output") - pl.col("value"))
    uses = uses.join(spent, on=["region", "sector"], how="left", maintain_order="left")
    shares = uses.select(
        _iso3("region", _TIDY[1], raw, uses).alias("country"),
        pl.col("input").alias("input_sector"),
        pl.col("sector").alias("using_sector"),
        share=pl.when(pl.col("value") == 0).then(0.0).otherwise(pl.col("value") / pl.col("spent")),
    )
    kinds = theta.filter(pl.col("sector").is_in(SECTORS[:_TRADED])).rename({"value": "theta"})
    found = zip((TRADE, IO, OUTPUT, THETA), (cells, shares, output, kinds), _TIDY, strict=True)
    return {table.name: shape(frame, table, raw.where(name)) for table, frame, name in found}


SOURCE = Source(
    id="io.cp2015",
    title="Caliendo and Parro (2015): trade, tariffs and input-output data",
    cites=("caliendo2015",),
    licence="supplementary data of the journal",
    home="https://academic.oup.com/restud/article/82/1/1/1547758#supplementary-data",
    tables=(TRADE, IO, OUTPUT, THETA),
    editions=(
        Edition("2015", "2015", (1993, 2005), tuple(Resource(name, how=(
            "download the supplementary data of the article and unpack " + ", ".join(_FILES))) for name in _FILES),
            _read, note="all of 1993 but the second tariffs; theta of 'Auto' and 'Other Transport' is 8.22, "
            "unlike the estimates in the article; in 26 pairs of sector and country exports exceed gross output"),
        Edition("tidy", "2015", (1993, 2005), tuple(Resource(name, how=(
            "in R: write the data frames of cp2015_nafta, package paulofelipe/cp2015, to " + ", ".join(_TIDY)))
            for name in _TIDY), _read_tidy, "repackaged copy",
            note="tariff_2005 is that of 1993 outside NAFTA; gross output is the exports where they exceed it"),
    ),
)  # fmt: skip

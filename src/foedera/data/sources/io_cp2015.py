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
    ),
)  # fmt: skip

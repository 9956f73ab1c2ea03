"""World input-output tables of the release of 2013: flows of 41 countries and 35 industries to industries and to
final demand."""

from __future__ import annotations

import numpy as np
import polars as pl

from foedera.core.errors import InputError
from foedera.data.raw import Raw
from foedera.data.source import Edition, Parser, Resource, Source
from foedera.data.sources.io_common import flow_table, output_table, tables_of

_FINAL = {"c37": "F1", "c38": "F2", "c39": "F3", "c41": "F4", "c42": "F5"}
"""The owner's codes of final demand and those used here: households, non-profit institutions, government, fixed
capital, change in inventories."""

_PACKAGE = "https://github.com/bquast/wiod/raw/59a28ac22fbd7751ea84c0f33722b5246b0af46d/data/"
_COPY_NOTE = (
    "whole millions of USD; the sum over the uses of an industry is at most 113 million off its output"
)
_SECTORS, _REST = "c1 to c35 (ISIC Rev. 3)", "RoW"

FLOWS, OUTPUT = flow_table(_SECTORS, _REST), output_table(_SECTORS, _REST)


def _tables(wide: pl.DataFrame, year: int, where: str) -> dict[str, pl.DataFrame]:
    return tables_of(wide, year, where, FLOWS, OUTPUT)


def _parquet(name: str, year: int) -> Parser:
    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        return _tables(raw.parquet(name, ["row_country", "row_industry", "output"]), year, raw.where(name))

    return read


def _list_of_r(name: str, year: int) -> Parser:
    """Return the parser of the R package: one list with countries, industries, and the matrices inter (uses in
    industries), final (five columns a country) and output, rows by country and, within it, industry."""

    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        where, fix = raw.where(name), "use the file of the package as it is given out"
        held = {str(k): v for k, v in raw.r_objects(name).get(f"wiot_{year}", {}).items()}
        if not {"countries", "industries", "inter", "final", "output"} <= set(held):
            raise InputError(f"no list wiot_{year} with countries, industries, inter, final, output",
                             where=where, fix=fix)  # fmt: skip
        sellers = [(str(c), str(i)) for c in held["countries"] for i in held["industries"]]
        final = [(str(c), f"F{k}") for c in held["countries"] for k in range(1, 6)]
        cells = np.hstack([np.asarray(held["inter"]), np.asarray(held["final"])])
        if cells.shape != (len(sellers), len(sellers) + len(final)):
            what = f"{cells.shape[0]} x {cells.shape[1]} flows for {len(sellers)} industries"
            raise InputError(what, where=where, fix=fix)
        uses = {"_".join(use): cells[:, k] for k, use in enumerate([*sellers, *final])}
        rows = {"row_country": [c for c, _ in sellers], "row_industry": [i for _, i in sellers]}
        return _tables(pl.DataFrame(rows | uses | {"output": np.asarray(held["output"])}), year, where)

    return read


def _workbook(name: str, year: int) -> Parser:
    """Return the parser of the owner's workbook: to the left of the numbers and above them stand the code of the
    industry, its name, the country and the number c1 to c42; the last column is gross output. The rows below the last
    industry (totals, taxes, margins, value added) give no flows."""

    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        where = raw.where(name)
        sheet = raw.excel(name, 0)
        rows = [list(sheet.columns), *map(list, sheet.iter_rows())]
        at = next((i for i, row in enumerate(rows) if _are_numbers(row[4:8])), 0)
        if not at:
            fix = "use the workbook as it is given out"
            raise InputError("no row with the numbers c1, c2, ... of the industries", where=where, fix=fix)
        countries, numbers = rows[at - 1], rows[at]
        uses = {i: f"{countries[i]}_{_FINAL.get(str(numbers[i]), numbers[i])}"
                for i in range(4, len(numbers) - 1) if countries[i] and numbers[i]}  # fmt: skip
        body = [row for row in rows[at + 1 :] if row[2] and row[2] != "TOT" and row[3] and _industry(row[3])]
        wide = pl.DataFrame(
            {"row_country": [r[2] for r in body], "row_industry": [r[3] for r in body]}
            | {use: [r[i] for r in body] for i, use in uses.items()}
            | {"output": [r[-1] for r in body]}
        )  # fmt: skip
        return _tables(wide, year, where)

    return read


def _industry(number: object) -> bool:
    text = str(number)
    return text[:1] == "c" and text[1:].isdigit() and int(text[1:]) <= 35


def _are_numbers(cells: list[object]) -> bool:
    return bool(cells) and all(_industry(c) for c in cells[:2])


def _editions() -> tuple[Edition, ...]:
    books, copies, originals = [], [], []
    for year in (2011, 2008, 2005, 2000, 1995):
        book, copy = f"wiot{year % 100:02d}_row_apr12.xlsx", f"wiot_{year}.parquet"
        how = f"download {book} (world input-output tables, release of 2013) from the page of the database"
        books.append(Edition(f"2013-{year}", "2013 release", (year, year), (Resource(book, how=how),),
                             _workbook(book, year), "codebook only"))  # fmt: skip
        how = f"in R: data(wiot_{year}, package = 'wiod'); arrow::write_parquet(wiot_{year}, '{copy}') with a column "
        how += "row_country and a column row_industry in front and the column output at the end"
        copies.append(Edition(f"r-wiod-{year}", "2013 release", (year, year), (Resource(copy, how=how),),
                              _parquet(copy, year), "repackaged copy", note=_COPY_NOTE))  # fmt: skip
        data = f"wiot_{year}.RData"
        originals.append(Edition(f"rdata-{year}", "2013 release", (year, year), (Resource(data, _PACKAGE + data),),
                                 _list_of_r(data, year), "repackaged copy", note=_COPY_NOTE))  # fmt: skip
    return (*books, *copies, *originals)


SOURCE = Source(
    id="io.wiod",
    title="World Input-Output Database, release of 2013",
    cites=("timmer2015",),
    licence="free with citation; CC BY 4.0 as far as known",
    home="https://www.rug.nl/ggdc/valuechain/wiod/wiod-2013-release",
    tables=(FLOWS, OUTPUT),
    editions=_editions(),
    note="one edition a year; without a name the newest year at hand is taken; Romania has its old code ROM",
)  # fmt: skip

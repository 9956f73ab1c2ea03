"""Military expenditure of states by year, from SIPRI's workbooks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import polars as pl

from foedera.core.errors import InputError
from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Parser, Resource, Source, Tried
from foedera.data.sources.names import iso3_of_names
from foedera.data.tables import Column, Table

_UNKNOWN = ("...", "..", ". .", ". .", "xxx")
_ABSENT = "xxx"

STATE_YEARS = Table(
    "state_years", "state-year",
    (
        Column("iso3", "text", "code", "ISO 3166 code of the state, null for the European Union", "key"),
        Column("year", "int16", "year", "calendar year", "key"),
        Column("sipri_name", "text", "1", "the state as SIPRI writes it"),
        Column("sipri_milex_constant", "float", "million USD", "military expenditure at constant prices and exchange "
               "rates; the base year differs between the editions", missing=_UNKNOWN),
        Column("sipri_milex_current", "float", "million USD", "military expenditure at current prices and exchange "
               "rates", missing=_UNKNOWN),
        Column("sipri_milex_gdp", "float", "fraction", "military expenditure as a fraction of GDP", missing=_UNKNOWN),
        Column("sipri_milex_capita", "float", "USD", "military expenditure per head at current prices",
               missing=_UNKNOWN),
        Column("sipri_milex_spending", "float", "fraction", "military expenditure as a fraction of the spending of "
               "general government", missing=_UNKNOWN),
    ), system="iso3",
)  # fmt: skip
_COLUMNS = {c.name: c for c in STATE_YEARS.columns}


def _sheet(raw: Raw, name: str, sheet: str, column: str) -> pl.DataFrame:
    """Return one sheet as rows of name, year and cell. The header is the row that begins with 'Country'."""
    where = f"{raw.where(name)}!{sheet}"
    frame = raw.excel(name, sheet)
    first = frame.columns[0]
    rows = [list(frame.columns), *map(list, frame.iter_rows())]
    at = next((i for i, row in enumerate(rows) if str(row[0]).strip() == "Country"), None)
    if at is None:
        fix = "save the workbook as SIPRI gives it out"
        raise InputError(f"no row begins with 'Country' ('{first}')", where=where, fix=fix)
    years = {
        f"column_{i}": str(c) for i, c in enumerate(rows[at]) if c and str(c).isdigit() and len(str(c)) == 4
    }
    named = [f"column_{i}" for i in range(len(rows[at]))]
    body = pl.DataFrame(rows[at + 1 :], schema=dict.fromkeys(named, pl.String), orient="row")
    cells = body.unpivot(list(years), index="column_0", variable_name="year", value_name=column)
    return cells.filter(pl.col(column).is_not_null() & (pl.col(column) != "")).select(
        pl.col("column_0").str.strip_chars().alias("sipri_name"), pl.col("year").replace(years), column
    )


def _workbook(name: str, sheets: Mapping[str, str]) -> Parser:
    """Return the parser of a workbook; ``sheets`` names the sheet of each column.

    A row without a cell in any year is the name of a region. A state-year that is 'xxx' (the state did not exist or
    was not independent) in every sheet that has it is left out. A state whose name differs between the sheets is put
    together by its code.
    """
    without = tuple(c for c in _COLUMNS if c.startswith("sipri_milex") and c not in sheets)

    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        where = raw.where(name)
        parts = [_coded(_sheet(raw, name, sheet, column), column, where) for column, sheet in sheets.items()]
        keys = ["state", "year"]
        heads = pl.concat([p.select("iso3", "sipri_name", "known", *keys) for p in parts])
        heads = heads.sort("known", descending=True, maintain_order=True).unique(
            keys, keep="first", maintain_order=True
        )
        strangers = heads.filter(pl.col("iso3").is_null())["sipri_name"].unique()
        if strangers.len() > 1:
            fix = "save the workbook as SIPRI gives it out, or report the new names"
            raise InputError(f"states without a code: {', '.join(sorted(strangers))}", where=where, fix=fix)
        frame = reduce(
            lambda left, p: left.join(p.drop("iso3", "sipri_name", "known"), on=keys, how="left"),
            parts,
            heads,
        )
        return {
            "state_years": shape(frame, STATE_YEARS, where, without).sort("iso3", "year", nulls_last=True)
        }

    return read


def _coded(cells: pl.DataFrame, column: str, where: str) -> pl.DataFrame:
    """Return one row for each state-year that existed. Of two names with one code (Yemen and North Yemen to 1989) the
    one with a figure is taken; two figures are an error."""
    frame = cells.with_columns(iso3_of_names(cells["sipri_name"]).alias("iso3")).filter(
        pl.col(column) != _ABSENT
    )
    frame = frame.with_columns(state=pl.coalesce("iso3", "sipri_name"), known=~pl.col(column).is_in(_UNKNOWN))
    twice = frame.filter(pl.col("known")).filter(pl.struct("state", "year").is_duplicated())
    if twice.height:
        names = " and ".join(twice["sipri_name"].unique(maintain_order=True).head(2))
        raise InputError(
            f"two figures of {names} for {twice['year'][0]}", where=where, fix="use SIPRI's own workbook"
        )
    best = frame.sort("known", descending=True, maintain_order=True)
    return best.unique(["state", "year"], keep="first", maintain_order=True)


def _edition(
    name: str, years: tuple[int, int], file: str, base: str, current: str | None, tried: Tried = "codebook only",
    address: str | None = None, how: str = "",
) -> Edition:  # fmt: skip
    sheets = {
        "sipri_milex_constant": base, "sipri_milex_current": current or "", "sipri_milex_gdp": "Share of GDP",
        "sipri_milex_capita": "Per capita", "sipri_milex_spending": "Share of Govt. spending",
    }  # fmt: skip
    sheets = {column: sheet for column, sheet in sheets.items() if sheet}
    late = {c: (1988, years[1]) for c in ("sipri_milex_capita", "sipri_milex_spending")}
    return Edition(
        name, name[:4], years, (Resource(file, address, how=how),), _workbook(file, sheets), tried, late,
        tuple(c for c in _COLUMNS if c.startswith("sipri_milex") and c not in sheets),
        note=f"sheet '{base}' gives the base year of the constant prices",
    )  # fmt: skip


_BASE = "https://www.sipri.org/sites/default/files/"

SOURCE = Source(
    id="sipri.milex",
    title="SIPRI Military Expenditure Database",
    cites=("siprimilex",),
    licence="SIPRI terms: short extracts with credit; no bulk redistribution",
    home="https://www.sipri.org/databases/milex",
    tables=(STATE_YEARS,),
    editions=(
        _edition("2023", (1949, 2022), "SIPRI-Milex-data-1949-2022.xlsx", "Constant (2021) US$", "Current US$",
                 "owner's file", _BASE + "SIPRI-Milex-data-1949-2022.xlsx"),
        _edition("2021", (1949, 2020), "SIPRI-Milex-data-1949-2020_0.xlsx", "Constant (2019) USD", "Current USD",
                 "owner's file", _BASE + "SIPRI-Milex-data-1949-2020_0.xlsx"),
        _edition("2026", (1949, 2025), "SIPRI-Milex-data-1949-2025_v1.2.xlsx", "Constant (2024) US$", "Current US$",
                 address=_BASE + "SIPRI-Milex-data-1949-2025_v1.2.xlsx"),
        _edition("2025", (1949, 2024), "SIPRI-Milex-data-1949-2024_2.xlsx", "Constant (2023) US$", "Current US$",
                 address=_BASE + "SIPRI-Milex-data-1949-2024_2.xlsx"),
        _edition("2024", (1948, 2023), "SIPRI-Milex-data-1948-2023.xlsx", "Constant (2022) US$", "Current US$",
                 address=_BASE + "SIPRI-Milex-data-1948-2023.xlsx"),
        _edition("2024-edited", (1948, 2023), "SIPRI-Milex-data-1948-2023.edited.xlsx", "Constant (2022) US$", None,
                 "repackaged copy", how="a copy without the lines above the header and without the sheet of current "
                 "dollars; take the owner's edition 2024"),
    ),
)  # fmt: skip

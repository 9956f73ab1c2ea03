"""World input-output tables of the release of 2016: flows of 44 countries and 56 industries to industries and to
final demand, 2000 to 2014."""

from __future__ import annotations

import polars as pl

from foedera.core.errors import InputError
from foedera.data.raw import Raw
from foedera.data.source import Edition, Parser, Resource, Source
from foedera.data.sources.io_common import flow_table, output_table, tables_of

_INDUSTRIES = 56
_SECTORS, _REST = "the owner's code of ISIC Rev. 4, such as A01 or C10-C12", "ROW"

FLOWS, OUTPUT = flow_table(_SECTORS, _REST), output_table(_SECTORS, _REST)


def _stata(name: str, year: int) -> Parser:
    """Return the parser of the owner's Stata file: IndustryCode, Country and RNr name the row, 'vAUS1' to 'vROW61'
    are the uses, of which 1 to 56 are industries and 57 to 61 final demand, and TOT is output. The rows with RNr
    above 56 (totals, taxes, margins, value added) give no flows."""

    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        where = raw.where(name)
        wide = raw.stata(name, ["IndustryCode", "Country", "RNr", "TOT"])
        wide = wide.filter(pl.col("RNr").cast(pl.Int64) <= _INDUSTRIES)
        rows = wide.group_by("RNr", maintain_order=True).agg(pl.col("IndustryCode").first())
        codes = {int(number): str(code).strip() for number, code in rows.iter_rows()}
        uses = {c: (c[1:4], int(c[4:])) for c in wide.columns if c.startswith("v") and c[4:].isdigit()}
        strange = next((c for c, (_, k) in uses.items() if k <= _INDUSTRIES and k not in codes), None)
        if not uses or strange:
            what = (
                f"column {strange} is the use of no row's industry"
                if strange
                else "no columns vAUS1, vAUS2, ..."
            )
            raise InputError(what, where=where, fix="use the file as it is given out")
        names = {c: f"{country}_{codes.get(k, f'F{k - _INDUSTRIES}')}" for c, (country, k) in uses.items()}
        kept = wide.select(
            pl.col("Country").str.strip_chars().alias("row_country"),
            pl.col("RNr").cast(pl.Int64).replace_strict(codes, return_dtype=pl.String).alias("row_industry"),
            *(pl.col(c).alias(n) for c, n in names.items()), pl.col("TOT").alias("output"),
        )  # fmt: skip
        return tables_of(kept, year, where, FLOWS, OUTPUT)

    return read


def _edition(year: int) -> Edition:
    name = f"WIOT{year}_October16_ROW.dta"
    how = (
        f"unpack {name} from the world input-output tables in Stata format, release of 2016, of the database"
    )
    return Edition(str(year), "2016 release", (year, year), (Resource(name, how=how),), _stata(name, year),
                   "codebook only")  # fmt: skip


SOURCE = Source(
    id="io.wiod2016",
    title="World Input-Output Database, release of 2016",
    cites=("timmer2015",),
    licence="free with citation; CC BY 4.0 as far as known",
    home="https://www.rug.nl/ggdc/valuechain/wiod/wiod-2016-release",
    tables=(FLOWS, OUTPUT),
    editions=tuple(_edition(year) for year in range(2014, 1999, -1)),
    note="one edition a year; without a name the newest year at hand is taken",
)

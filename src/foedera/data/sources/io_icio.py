"""Inter-country input-output tables of the OECD: flows of some 80 countries and 45 to 50 industries to industries and
to final demand."""

from __future__ import annotations

import polars as pl

from foedera.core.errors import InputError
from foedera.data.raw import Raw
from foedera.data.source import Edition, Parser, Resource, Source
from foedera.data.sources.io_common import FINAL, flow_table, output_table, tables_of

_FINAL = {"HFCE": "F1", "NPISH": "F2", "GGFC": "F3", "GFCF": "F4", "INVNT": "F5", "DPABR": "F6"}
_ROWS = ("TLS", "VA", "OUT")
_SECTORS, _REST = "the owner's code of ISIC Rev. 4, such as A01_02 or C10T12", "ROW"

FLOWS = flow_table(_SECTORS, _REST, f"{FINAL}, F6 purchases of residents abroad")
OUTPUT = output_table(_SECTORS, _REST)


def _csv(name: str, year: int) -> Parser:
    """Return the parser of the owner's small table: the first column and the header name country and industry,
    'ARG_A01_02', or country and final demand, 'ARG_HFCE'; OUT is output. The rows TLS, VA and OUT give no flows."""

    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        where, fix = raw.where(name), "use the small table (SML) as it is given out"
        wide = raw.csv(name, ["OUT"])
        label = wide.columns[0]
        wide = wide.filter(~pl.col(label).is_in(_ROWS))
        if (strange := wide.filter(~pl.col(label).str.contains("_"))).height:
            raise InputError(f"row '{strange[label][0]}' names no country and industry", where=where, fix=fix)
        parts = pl.col(label).str.splitn("_", 2)
        names = {}
        for use in wide.columns[1:]:
            country, _, kind = use.partition("_")
            if kind:
                names[use] = f"{country}_{_FINAL.get(kind, kind)}"
        missing = [r for r in wide[label] if r not in names]
        if missing:
            raise InputError(f"industry '{missing[0]}' has a row and no column", where=where, fix=fix)
        kept = wide.select(
            parts.struct.field("field_0").alias("row_country"), parts.struct.field("field_1").alias("row_industry"),
            *(pl.col(c).alias(n) for c, n in names.items()), pl.col("OUT").alias("output"),
        )  # fmt: skip
        return tables_of(kept, year, where, FLOWS, OUTPUT)

    return read


def _edition(year: int) -> Edition:
    name = f"{year}_SML.csv"
    how = f"unpack {name} from the archive of the small (SML) tables of the inter-country input-output tables"
    return Edition(str(year), "editions of 2023 and 2025", (year, year), (Resource(name, how=how),),
                   _csv(name, year), "codebook only")  # fmt: skip


SOURCE = Source(
    id="io.icio",
    title="OECD Inter-Country Input-Output tables",
    cites=("oecd_icio",),
    licence="free with citation of the OECD, as far as known",
    home="https://www.oecd.org/en/data/datasets/inter-country-input-output-tables.html",
    tables=(FLOWS, OUTPUT),
    editions=tuple(_edition(year) for year in range(2022, 1994, -1)),
    note="one edition a year; without a name the newest year at hand is taken",
)

"""V-Dem: indices of electoral, liberal and other kinds of democracy by state and year since 1789."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Parser, Resource, Source
from foedera.data.sources.common import columns, state_year_keys
from foedera.data.tables import Column, Table

STATE_YEARS = Table("state_years", "state-year", (
    *state_year_keys("cow", "COWcode"),
    *columns((
        ("vdem_id", "text", "code", "V-Dem's three letters for the country"),
        ("v2x_polyarchy", "float", "0 to 1", "electoral democracy"),
        ("v2x_libdem", "float", "0 to 1", "liberal democracy"),
        ("v2x_partipdem", "float", "0 to 1", "participatory democracy"),
        ("v2x_delibdem", "float", "0 to 1", "deliberative democracy"),
        ("v2x_egaldem", "float", "0 to 1", "egalitarian democracy"),
    )),
    Column("v2x_regime", "int8", "code", "regime of the world", labels={
        0: "closed autocracy", 1: "electoral autocracy", 2: "electoral democracy", 3: "liberal democracy"}),
    *columns((
        ("v2x_liberal", "float", "0 to 1", "liberal component"),
        ("v2x_freexp_altinf", "float", "0 to 1", "freedom of expression and alternative sources of information"),
        ("v2x_frassoc_thick", "float", "0 to 1", "freedom of association"),
        ("v2x_suffr", "float", "share", "adults with the right to vote"),
        ("v2xel_frefair", "float", "0 to 1", "clean elections"),
        ("v2x_elecoff", "float", "0 to 1", "elected officials"),
        ("v2xcl_rol", "float", "0 to 1", "equality before the law and individual liberty"),
        ("v2x_jucon", "float", "0 to 1", "judicial constraints on the executive"),
        ("v2xlg_legcon", "float", "0 to 1", "legislative constraints on the executive"),
        ("v2x_civlib", "float", "0 to 1", "civil liberties"),
        ("v2x_corr", "float", "0 to 1", "political corruption, the higher the more corrupt"),
        ("v2x_rule", "float", "0 to 1", "rule of law"),
    )),
))  # fmt: skip
"""Countries without a Correlates of War number are left out; of two with the same number in a year the one with an
index of electoral democracy is kept, else the first in the owner's order."""


def _official(name: str) -> Parser:
    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        frame = raw.csv(name, ["country_text_id", "COWcode", "year"]).rename({"country_text_id": "vdem_id"})
        known = shape(frame.drop_nulls("COWcode"), STATE_YEARS, raw.where(name)).with_row_index("_row")
        best = known.sort(pl.col("v2x_polyarchy").is_null(), "_row").unique(["ccode", "year"], keep="first")
        return {"state_years": best.sort("_row").drop("_row")}

    return read


def _release(version: int, last: int) -> Edition:
    archive = f"V-Dem-CY-Core-v{version}_csv.zip"
    name = f"V-Dem-CY-Core-v{version}.csv"
    resource = Resource(name, f"https://www.v-dem.net/media/datasets/{archive}", (archive,))
    return Edition(str(version), str(version), (1789, last), (resource,), _official(name), "codebook only")


SOURCE = Source(
    id="vdem",
    title="Varieties of Democracy, country-years (core)",
    cites=("coppedge2025", "teorell2019"),
    licence="CC BY-SA 4.0",
    home="https://www.v-dem.net",
    tables=(STATE_YEARS,),
    editions=(_release(15, 2024), _release(16, 2025), _release(14, 2023)),
)

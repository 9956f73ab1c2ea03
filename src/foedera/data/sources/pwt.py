"""Real GDP, population, employment, capital and productivity of states, from the Penn World Table."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.tables import Column, Table

_PPP, _OWN = "million 2017 USD at PPP", "million 2017 USD"
_PLAIN: tuple[tuple[str, str, str], ...] = (
    ("rgdpe", _PPP, "real GDP by expenditure at chained PPPs: compares living standards over states and years"),
    ("rgdpo", _PPP, "real GDP by output at chained PPPs: compares capacity over states and years"),
    ("cgdpe", _PPP, "real GDP by expenditure at current PPPs: compares states within a year"),
    ("cgdpo", _PPP, "real GDP by output at current PPPs: compares states within a year"),
    ("rgdpna", _OWN, "real GDP at constant national prices: growth over years"),
    ("ccon", _PPP, "real consumption of households and government at current PPPs"),
    ("cda", _PPP, "real domestic absorption at current PPPs"),
    ("cn", _PPP, "capital stock at current PPPs"),
    ("rnna", _OWN, "capital stock at constant national prices"),
    ("hc", "index", "human capital per person: years of schooling and returns to education"),
    ("ctfp", "USA = 1", "total factor productivity at current PPPs"),
    ("rtfpna", "2017 = 1", "total factor productivity at constant national prices"),
    ("labsh", "share", "share of labour compensation in GDP"),
    ("csh_c", "share", "household consumption, share of cgdpo"),
    ("csh_i", "share", "gross capital formation, share of cgdpo"),
    ("csh_g", "share", "government consumption, share of cgdpo"),
    ("csh_x", "share", "goods exports, share of cgdpo"),
    ("csh_m", "share", "goods imports, share of cgdpo, below 0"),
)  # fmt: skip
_PREFIXED: tuple[tuple[str, str, str], ...] = (
    ("pop", "million persons", "population"),
    ("emp", "million persons", "persons engaged"),
    ("avh", "hours", "average yearly hours of a person engaged"),
    ("delta", "share", "average depreciation of the capital stock"),
    ("xr", "national currency per USD", "exchange rate"),
    ("pl_gdpo", "USA 2017 = 1", "price level of cgdpo"),
)
_LATE = {"ctfp": (1954, 2019), "rtfpna": (1954, 2019)}

STATE_YEARS = Table(
    "state_years", "state-year",
    (
        Column("iso3", "text", "code", "ISO 3166 code of the state or territory", "key"),
        Column("year", "int16", "year", "calendar year", "key"),
        *(Column(name, "float", unit, meaning, covers=_LATE.get(name)) for name, unit, meaning in _PLAIN),
        *(Column(f"pwt_{name}", "float", unit, meaning, raw=name) for name, unit, meaning in _PREFIXED),
    ), system="iso3",
)  # fmt: skip

_BOOK, _PARQUET = "pwt1001.xlsx", "pwt10.01.parquet"


def _official(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.excel(_BOOK, "Data", ["countrycode", "year"]).rename({"countrycode": "iso3"})
    return {"state_years": shape(frame, STATE_YEARS, raw.where(_BOOK))}


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.parquet(_PARQUET, ["isocode", "year"]).rename({"isocode": "iso3"})
    return {"state_years": shape(frame, STATE_YEARS, raw.where(_PARQUET))}


SOURCE = Source(
    id="pwt",
    title="Penn World Table",
    cites=("feenstra2015",),
    licence="CC BY 4.0",
    home="https://www.rug.nl/ggdc/productivity/pwt/",
    tables=(STATE_YEARS,),
    editions=(
        Edition("10.01", "10.01", (1950, 2019), (Resource(
            _BOOK, "https://dataverse.nl/api/access/datafile/354095"),), _official, "codebook only"),
        Edition("r-pwt10", "10.01", (1950, 2019), (Resource(_PARQUET, how=(
            "in R: data('pwt10.01', package = 'pwt10'); arrow::write_parquet(pwt10.01, 'pwt10.01.parquet')")),),
            _repackaged, "repackaged copy", note="every state has a row for every year, empty before its data begin"),
    ),
)  # fmt: skip

"""Goods trade, GDP and tariffs of the USA for 194 countries in 2023, one sector."""

from __future__ import annotations

import polars as pl

from foedera.core.errors import InputError
from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.tables import Column, Table

TRADE = Table(
    "trade", "cell",
    (
        Column("exporter", "text", "code", "ISO 3166 code of the exporter", "key"),
        Column("importer", "text", "code", "ISO 3166 code of the importer", "key"),
        Column("value", "float", "thousand current USD", "goods exported in 2023; null where the file has no number, "
               "which is not zero: among Argentina, Belarus, Algeria, Georgia, Guyana, Iran, Korea, the Philippines, "
               "Poland, Russia, Tajikistan, Vietnam, Iraq and Bangladesh every cell is empty"),
    ), system=None,
)  # fmt: skip
COUNTRIES = Table(
    "countries", "cell",
    (
        Column("iso3", "text", "code", "ISO 3166 code of the country", "key"),
        Column("country", "text", "1", "its name", raw="CountryName"),
        Column("gdp", "float", "current USD", "gross domestic product in 2023"),
        Column("us_tariff", "float", "fraction", "tariff of the USA on its goods as announced in April 2025",
               raw="applied_tariff"),
    ), system=None,
)  # fmt: skip

_TRADE, _GDP, _LABELS, _TARIFFS = (
    "onesector_2023/trade_cepii.csv", "onesector_2023/gdp.csv", "onesector_2023/country_labels.csv",
    "onesector_2023/tariffs.csv",
)  # fmt: skip


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    """Row and column numbers stand for the countries in the order of the labels; the diagonal gives no rows."""
    labels = raw.csv(_LABELS, ["iso3", "CountryName"])
    names, wide = labels["iso3"], raw.csv(_TRADE)
    gdp, tariffs = raw.csv(_GDP, ["gdp"]), raw.csv(_TARIFFS, ["applied_tariff"])
    for name, frame in ((_TRADE, wide), (_GDP, gdp), (_TARIFFS, tariffs)):
        if frame.height != names.len():
            what = f"{frame.height} rows for {names.len()} countries"
            raise InputError(what, where=raw.where(name), fix="use the files of one package together")
    if wide.width != names.len():
        what = f"{wide.width} columns for {names.len()} countries"
        raise InputError(what, where=raw.where(_TRADE), fix="use the files of one package together")
    wide = wide.rename(dict(zip(wide.columns, names, strict=True))).with_columns(names.alias("exporter"))
    trade = wide.unpivot(list(names), index="exporter", variable_name="importer")
    trade = trade.filter(pl.col("exporter") != pl.col("importer"))
    countries = pl.concat([labels, gdp, tariffs], how="horizontal")
    return {
        "trade": shape(trade, TRADE, raw.where(_TRADE)),
        "countries": shape(countries, COUNTRIES, raw.where(_LABELS)),
    }


_PACKAGE = (
    "https://raw.githubusercontent.com/JoeLoera/liberation-day-replication/"
    "e1f26fdbebd5de80daaad03bdb8dbca1cf24e22d/data/base_data/"
)

SOURCE = Source(
    id="io.onesector",
    title="One-sector trade matrix 2023",
    cites=("ignatenko2025", "gaulier2010"),
    licence="replication package; BACI: Etalab open licence as far as known",
    home="https://github.com/JoeLoera/liberation-day-replication",
    tables=(TRADE, COUNTRIES),
    editions=(
        Edition("2023", "2023", (2023, 2023), tuple(
            Resource(name, _PACKAGE + name.rsplit("/", 1)[1]) for name in (_TRADE, _GDP, _LABELS, _TARIFFS)), _read,
            note="no Taiwan, no North Korea; empty cells are null, not zero"),
    ),
)  # fmt: skip

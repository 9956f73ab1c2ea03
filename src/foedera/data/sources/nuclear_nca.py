"""Nuclear Cooperation Agreements: treaties on civil nuclear help from one state to another, by year of signature."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import dyad_year_keys
from foedera.data.tables import Column, Table

AGREEMENTS = Table(
    "agreements", "event",
    (
        Column("agreement", "int16", "1", "number of the row in the owner's file, from 1", "key"),
        Column("ccode1", "int16", "code", "Correlates of War number of the state that helps"),
        Column("ccode2", "int16", "code", "Correlates of War number of the state that is helped"),
        Column("year", "int16", "year", "year of signature"),
        Column("nca_type", "int8", "code", "kind of agreement, the owner's code 1 to 7"),
    ),
)  # fmt: skip
DYAD_YEARS = Table(
    "dyad_years", "dyad-year",
    (
        *dyad_year_keys("cow"),
        Column("nca", "int8", "agreements", "agreements signed in the year by which the first state helps the "
               "second; where both help, both directions are there", "event"),
    ),
)  # fmt: skip

_FILE = "nca_dataset.dta"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    """Number the rows and count them by directed pair and year.

    ASSUMPTION: the first state is the one that helps. So it looks: the United States and Canada stand first with
    Iran or India, and twice, in both orders, with each other.
    """
    frame = raw.stata(_FILE, ["ccode1", "ccode2", "year", "nca_type"]).with_row_index("agreement", offset=1)
    where, keys = raw.where(_FILE), ["ccode1", "ccode2", "year"]
    dyads = frame.group_by(keys).agg(pl.len().alias("nca")).sort(keys)
    return {"agreements": shape(frame, AGREEMENTS, where), "dyad_years": shape(dyads, DYAD_YEARS, where)}


SOURCE = Source(
    id="nuclear.nca",
    title="Nuclear Cooperation Agreements",
    cites=("fuhrmann2009", "fuhrmann2012"),
    licence="free with citation",
    home="http://www.matthewfuhrmann.com/datasets.html",
    tables=(AGREEMENTS, DYAD_YEARS),
    editions=(
        Edition("2012", "2012", (1951, 2003), (Resource(_FILE, how="from the data page of Matthew Fuhrmann"),), _read,
                note="an agreement by which both help stands in both directions: count rows with that in mind"),
    ),
)  # fmt: skip

"""Trade agreements since 1948 and their members, from the Design of Trade Agreements data set."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.names import iso3_of_numbers
from foedera.data.tables import Column, Table

_NA = ("NA",)

TREATIES = Table(
    "treaties", "event",
    (
        Column("number", "text", "code", "number of the treaty; '3+1' names a consolidated one", "key"),
        Column("base_treaty", "int16", "code", "number of the treaty it changes, joins or leaves; else its own",
               missing=_NA),
        Column("name", "text", "1", "name"),
        Column("entry_type", "text", "code", "base_treaty, accession, withdrawal, negotiation, consolidated, "
               "'protocol or amendment'"),
        Column("consolidated", "int8", "code", "1 for the consolidated text, -1 for an amendment that went into one"),
        Column("year", "int16", "year", "year of signature, null while negotiated", missing=_NA),
        Column("entryforceyear", "int16", "year", "year of entry into force", missing=_NA),
        Column("language", "text", "1", "language of the text", missing=_NA),
        Column("typememb", "int8", "code", "kind of membership, 1 to 7 in the owner's codebook"),
        Column("regioncon", "text", "1", "continent, or 'Intercontinental'"),
        Column("wto_listed", "int8", "flag", "listed by the World Trade Organization", missing=_NA),
        Column("wto_name", "text", "1", "its name there", missing=_NA),
    ), system=None,
)  # fmt: skip
MEMBERS = Table(
    "members", "participant",
    (
        Column("number", "text", "code", "number of the treaty", "key"),
        Column("country", "int16", "code", "numeric code of the member (ISO 3166; 900 Kosovo, 530 Netherlands "
               "Antilles)", "key"),
        Column("iso3", "text", "code", "ISO 3166 alpha-3 code of the member, null where it has none"),
        Column("mc", "int8", "code", "the owner's code of the member, 0 to 3; the copy at hand does not explain it",
               missing=_NA),
    ), system="iso3",
)  # fmt: skip
_KOSOVO = 900
_FILE = "DESTA.csv"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    """Members stand in up to 91 pairs of columns, c1 and mc1 onward. A member named twice is kept as first named."""
    where = raw.where(_FILE)
    frame = raw.csv(_FILE, ["number", "c1", "mc1"], separator=";")
    numbers = [c[1:] for c in frame.columns if c[:1] == "c" and c[1:].isdigit()]
    pairs = [frame.select("number", country=f"c{n}", mc=f"mc{n}", place=pl.lit(int(n))) for n in numbers]
    members = pl.concat(pairs).filter(pl.col("country") != "NA").sort("place", maintain_order=True)
    members = members.unique(["number", "country"], keep="first", maintain_order=True)
    iso3 = iso3_of_numbers(members["country"]).alias("iso3")
    kosovo = pl.col("country") == str(_KOSOVO)
    members = members.with_columns(iso3).with_columns(
        iso3=pl.when(kosovo).then(pl.lit("XKX")).otherwise("iso3")
    )
    return {"treaties": shape(frame, TREATIES, where), "members": shape(members, MEMBERS, where)}


SOURCE = Source(
    id="desta",
    title="Design of Trade Agreements",
    cites=("dur2014",),
    licence="free with citation",
    home="https://www.designoftradeagreements.org/downloads/",
    tables=(TREATIES, MEMBERS),
    editions=(
        Edition("2", "2", (1948, 2020), (Resource(_FILE, how=(
            "take the list of treaties from the downloads of the project, as CSV with semicolons, and call it "
            "DESTA.csv")),), _read, note="82 agreements under negotiation have no year"),
    ),
)  # fmt: skip

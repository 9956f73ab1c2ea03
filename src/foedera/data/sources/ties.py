"""Threats and impositions of economic sanctions by case, 1945-2005."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.tables import Column, Table

_SENDER = "Correlates of War number; 1000 stands for the European Communities"
_DEGREE = {1: "minor", 2: "major", 3: "severe"}


def _day(name: str, what: str) -> tuple[Column, Column, Column]:
    return (Column(f"{name}year", "int16", "year", f"year {what}"),
            Column(f"{name}month", "int8", "month", f"month {what}"),
            Column(f"{name}day", "int8", "day", f"day of the month {what}"))  # fmt: skip


CASES = Table(
    "cases", "event",
    (
        Column("caseid", "int64", "code", "number of the case: year, month, day, running number", "key"),
        *_day("start", "in which it begins"),
        *_day("end", "in which it ends, null where not known or ongoing"),
        Column("primarysender", "int16", "code", f"state that leads: {_SENDER}"),
        *(Column(f"sender{i}", "int16", "code", f"sender {i}: {_SENDER}") for i in range(1, 6)),
        Column("targetstate", "int16", "code", f"target: {_SENDER}"),
        Column("institution", "int8", "flag", "an international institution takes part"),
        Column("institutionid", "text", "code", "its Correlates of War number, several with blanks between"),
        *(Column(f"issue{i}", "int8", "code", f"issue {i} of the dispute, in the owner's codebook") for i in (1, 2, 3)),
        Column("threat", "int8", "flag", "sanctions were threatened"),
        Column("sanctiontypethreat", "text", "code", "kinds threatened, several with blanks between"),
        Column("scommit", "int8", "code", "strength of the sender's commitment to the threat",
               labels={1: "weak", 2: "moderate", 3: "strong"}),
        Column("anticipatedtargetcosts", "int8", "code", "costs to the target expected", labels=_DEGREE),
        Column("anticipatedsendercosts", "int8", "code", "costs to the sender expected", labels=_DEGREE),
        Column("imposition", "int8", "flag", "sanctions were imposed"),
        *_day("sancimpositionstart", "in which sanctions were imposed"),
        Column("sanctiontype", "text", "code", "kinds imposed, several with blanks between"),
        Column("targetcosts", "int8", "code", "costs to the target", labels=_DEGREE),
        Column("sendercosts", "int8", "code", "costs to the sender", labels=_DEGREE),
        Column("finaloutcome", "text", "code", "final outcome, 1 to 10 in the owner's codebook; null where unknown"),
        Column("settlementnaturesender", "int8", "code", "what the settlement gave the sender, 0 to 10",
               missing=("-9",)),
        Column("settlementnaturetarget", "int8", "code", "what the settlement gave the target, 0 to 10",
               missing=("-9",)),
    ), system="cow",
)  # fmt: skip

_FILE = "TIESv4-1.xls"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    """A remark in place of a year or day of imposition ('1949, sometime before this date.', '?') is unknown."""
    frame = raw.excel(_FILE, 0, ["caseid"])
    dates = [c for c in frame.columns if c.startswith("sancimpositionstart")]
    remark = pl.col(dates).str.contains(r"^\?$|^\d{4},")
    return {"cases": shape(frame.with_columns(pl.when(~remark).then(pl.col(dates))), CASES, raw.where(_FILE))}


SOURCE = Source(
    id="ties",
    title="Threat and Imposition of Economic Sanctions",
    cites=("morgan2014",),
    licence="free with citation",
    home="https://sanctions.web.unc.edu/",
    tables=(CASES,),
    editions=(
        Edition("4.1", "4.1", (1945, 2005), (Resource(
            _FILE, "https://sanctions.web.unc.edu/wp-content/uploads/sites/18834/2021/04/TIESv4-1.xls"),), _read,
            note="the first year of a case lies in these years; ends and outcomes reach to 2012"),
    ),
)  # fmt: skip

"""Dyadic Cyber Incidents and Campaigns: cyber operations between rival states, and how the other side answered."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.tables import Column, Table

_METHODS = (
    "1 defacement, 2 denial of service, 3 intrusion, 4 infiltration (4.1 logic bomb, 4.2 virus, 4.3 worm, "
    "4.4 keystroke log)"
)
_TARGETS = {0: "none", 1: "private", 2: "government, not military", 3: "military"}
_AIMS = {0: "none", 1: "disruption", 2: "short-term espionage", 3: "long-term espionage", 4: "degradation"}
_DAMAGE = {
    0: "none",
    1: "direct and immediate",
    2: "direct and delayed",
    3: "indirect and immediate",
    4: "indirect and delayed",
}


def _code(name: str, meaning: str, raw: str | None = None, labels: dict[int, str] | None = None) -> Column:
    return Column(name, "int8", "code", meaning, raw=raw, labels=labels or {})


_ACT = (
    Column("method", "float", "code", _METHODS),
    _code("targettype", "who was hit", labels=_TARGETS),
    _code("cyber_objective", "what was wanted", labels=_AIMS),
    _code("information_operation", "came with an information operation", labels={0: "no", 1: "yes"}),
    _code("objective_achievement", "what was wanted was reached", labels={0: "no", 1: "yes"}),
    _code("concession", "the target gave way", "Concession", {0: "no", 1: "yes"}),
    _code("severity", "severity, 0 to 10"),
    _code("damage_type", "kind of damage", "damage type", _DAMAGE),
)  # fmt: skip
_PAIR = (
    Column("dyadpair", "text", "code", "Correlates of War numbers of the pair, one after the other", raw="Dyadpair"),
    Column("state_a", "text", "1", "first state, as the owner writes it", raw="StateA"),
    Column("state_b", "text", "1", "second state, as the owner writes it", raw="StateB"),
    Column("name", "text", "1", "name of the operation", raw="Name"),
)  # fmt: skip

INCIDENTS = Table(
    "incidents", "event",
    (
        Column("incident", "int16", "1", "number of the incident in this table", "key", raw="Cyberincidentnum"),
        *_PAIR,
        Column("start", "date", "day", "first day", raw="interactionstartdate"),
        Column("end", "date", "day", "last day; before the first in two rows", raw="interactionenddate"),
        Column("initiator", "int16", "code", "Correlates of War number of the state that began it; in four rows none "
               "of the pair"),
        *_ACT,
        _code("thirdparty", "a third party began it for the initiator", "3rdpartyinitiator", {0: "no", 1: "yes"}),
        _code("critical_infrastructure", "sector of critical infrastructure hit, the owner's code 1 to 17", "Crit Inf"),
        _code("supply_chain", "by way of a supplier", "Supply Ch", {0: "no", 1: "yes"}),
        _code("ransomware", "with ransomware", "Ransomware", {0: "no", 1: "yes"}),
        Column("political_objective", "text", "1", "the aim in words", raw="Political Objective"),
    ),
)  # fmt: skip
DYAD_INCIDENTS = Table(
    "dyad_incidents", "event",
    (
        Column("row", "int16", "1", "number of the row in the owner's sheet, from 1", "key"),
        Column("incident", "int16", "1", "number of the incident in this table, other than in 'incidents'",
               raw="Cyberincidentnum"),
        *_PAIR,
        Column("start", "date", "day", "first day", raw="interactionstartdate"),
        Column("initiator", "int16", "code", "Correlates of War number of the acting state"),
        Column("target", "int16", "code", "Correlates of War number of the state acted upon"),
        *_ACT,
        _code("cyber_escalation", "it answers with more cyber means", "Cyber_escalation", {0: "no", 1: "yes"}),
        _code("diplo_negative", "hostile diplomatic acts, number of kinds", "Diplo_Negative"),
        _code("diplo_positive", "friendly diplomatic acts, number of kinds", "Diplo_Positive"),
        _code("econ_negative", "hostile economic acts, number of kinds", "Econ_Negative"),
        _code("econ_positive", "friendly economic acts, number of kinds", "Econ_Positive"),
        _code("mil_negative", "hostile military acts, number of kinds", "Mil_Negative"),
        _code("mil_positive", "friendly military acts, number of kinds", "Mil_Positive"),
        _code("conv_descalation", "friendly acts by conventional means, all kinds", "Conv_descalation"),
        _code("conv_escalation", "hostile acts by conventional means, all kinds", "Conv_escalation"),
    ),
)  # fmt: skip

_FILE = "DCID_2.0_Release_update_February_2023.xlsx"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    """Read both sheets; links to sources and the single scaled acts behind the counts stay in the owner's file.

    The second sheet has each incident twice, once for each direction, so count distinct ``incident``; a row whose
    ``method`` is 0 says that its initiator did nothing by cyber means (373 of 862), and what else it did.
    """
    first = raw.excel(_FILE, 0, ["Cyberincidentnum", "Crit Inf"])
    second = raw.excel(_FILE, 1, ["Cyberincidentnum", "target"]).with_row_index("row", offset=1)
    days = pl.col("^interaction.*date$").str.slice(0, 10)
    where = raw.where(_FILE)
    return {
        "incidents": shape(first.with_columns(days), INCIDENTS, where),
        "dyad_incidents": shape(second.with_columns(days), DYAD_INCIDENTS, where),
    }


SOURCE = Source(
    id="dcid",
    title="Dyadic Cyber Incident and Campaign Dataset",
    cites=("maness2022", "valeriano2014"),
    licence="free with citation",
    home="https://drryanmaness.wixsite.com/cyberconflict/cyber-conflict-dataset",
    tables=(INCIDENTS, DYAD_INCIDENTS),
    editions=(
        Edition("2.0", "2.0", (2000, 2021), (Resource(
            _FILE, how="from the page of the data set, release of February 2023"),), _read,
            note="rival pairs only; dyad_incidents holds each incident in both directions: halve before counting"),
    ),
)  # fmt: skip

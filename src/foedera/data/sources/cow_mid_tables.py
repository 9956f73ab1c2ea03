"""The tables of the Militarized Interstate Disputes, and what their codes say."""

from __future__ import annotations

from dataclasses import replace

from foedera.data.sources.common import code, columns, dyad_year_keys
from foedera.data.sources.cow_common import both_states
from foedera.data.tables import Column, Dtype, Table

__all__ = ["DISPUTES", "DYADS", "INCIDENTS", "INCIDENT_PARTICIPANTS", "PARTICIPANTS"]

_MISSING = ("-9", "NA")
_INCIDENT_YEARS = (1993, 2014)

_FATALITY = {0: "none", 1: "1-25", 2: "26-100", 3: "101-250", 4: "251-500", 5: "501-999", 6: "1,000 and more"}
_HOSTLEV = {1: "none", 2: "threat", 3: "display of force", 4: "use of force", 5: "war"}
_HIACT = {
    0: "none", 1: "threat to use force", 2: "threat to blockade", 3: "threat to occupy", 4: "threat to declare war",
    5: "threat to use chemical, biological or radiological weapons", 6: "threat to join a war", 7: "show of force",
    8: "alert", 9: "nuclear alert", 10: "mobilization", 11: "border fortification", 12: "border violation",
    13: "blockade", 14: "occupation of territory", 15: "seizure", 16: "attack", 17: "clash",
    18: "declaration of war", 19: "use of chemical, biological or radiological weapons", 20: "began a war",
    21: "joined a war",
}  # fmt: skip
_OUTCOME = {1: "victory of side A", 2: "victory of side B", 3: "side A yielded", 4: "side B yielded", 5: "stalemate",
            6: "compromise", 7: "released", 8: "unclear", 9: "joined a war"}  # fmt: skip
_SETTLE = {1: "negotiated", 2: "imposed", 3: "none", 4: "unclear"}
_REVTYPE = {0: "none", 1: "territory", 2: "policy", 3: "regime", 4: "other"}


def _coded(name: str, meaning: str, labels: dict[int, str]) -> Column:
    return Column(name, "int8", "code", meaning, missing=_MISSING, labels=labels)


def _dates(of: str) -> tuple[Column, ...]:
    parts: tuple[tuple[str, Dtype], ...] = (("year", "int16"), ("mon", "int8"), ("day", "int8"))
    units = {"year": "year", "mon": "month", "day": "day"}
    return columns(
        ((f"{edge}{part}", dtype, units[part], f"{units[part]} of the {word} of the {of}")
         for edge, word in (("st", "first day"), ("end", "last day")) for part, dtype in parts),
        missing=_MISSING,
    )  # fmt: skip


def _fate(of: str) -> tuple[Column, ...]:
    return (
        _coded("fatality", f"deaths of the {of}, in classes", _FATALITY),
        Column("fatalpre", "int32", "persons", f"deaths of the {of}, where known exactly", missing=_MISSING),
    )


_HIGHEST = "highest action of the {}", "hostility of the highest action of the {}"


def _acts(of: str, action: str = "hiact") -> tuple[Column, ...]:
    return (
        _coded(action, _HIGHEST[0].format(of), _HIACT),
        _coded("hostlev", _HIGHEST[1].format(of), _HOSTLEV),
    )


_NUMBER = Column("dispnum", "int16", "code", "number of the dispute", "key")
_SPAN = columns((
    ("mindur", "int16", "days", "shortest duration of the dispute that its dates allow"),
    ("maxdur", "int16", "days", "longest duration of the dispute that its dates allow"),
), missing=_MISSING)  # fmt: skip
_END = (_coded("outcome", "how the dispute ended", _OUTCOME),
        _coded("settle", "how the dispute was settled", _SETTLE))  # fmt: skip
_RECIP = Column("recip", "int8", "1", "side B answered with a militarized action, 0 or 1", missing=_MISSING)
_AIMS = (_coded("revtype1", "first aim of the state: what it wants to change", _REVTYPE),
         _coded("revtype2", "second aim of the state", _REVTYPE))  # fmt: skip

DISPUTES = Table(
    "disputes", "event",
    (
        _NUMBER, *_dates("dispute"), *_END, *_fate("dispute"), *_SPAN, *_acts("dispute"), _RECIP,
        *columns((
            ("numa", "int8", "states", "states on side A"), ("numb", "int8", "states", "states on side B"),
            ("ongo2014", "int8", "1", "the dispute went on at the end of 2014, 0 or 1"),
        ), missing=_MISSING),
    ),
)  # fmt: skip

_START = tuple(replace(c, kind="key") for c in _dates("participation") if c.name.startswith("st"))

PARTICIPANTS = Table(
    "participants", "participant",
    (
        _NUMBER, code("cow"), *_START,
        *(c for c in _dates("participation") if c.name.startswith("end")),
        Column("sidea", "int8", "1", "on the side of the first militarized action, 0 or 1", missing=_MISSING),
        Column("revstate", "int8", "1", "wants to change the status quo, 0 or 1", missing=_MISSING), *_AIMS,
        *_fate("state"), *_acts("state"),
        Column("orig", "int8", "1", "in the dispute from its first day, 0 or 1", missing=_MISSING),
    ),
)  # fmt: skip
"""One row per time that a state took part; some left and came back, or changed sides."""


def _of_incidents(given: tuple[Column, ...]) -> tuple[Column, ...]:
    return tuple(c if c.kind == "key" else replace(c, covers=_INCIDENT_YEARS) for c in given)


_INCIDENT = Column("incidnum", "int32", "code", "number of the incident", "key")

INCIDENTS = Table(
    "incidents", "event",
    _of_incidents((
        _INCIDENT, replace(_NUMBER, kind="measure"), *_dates("incident"),
        Column("duration", "int16", "days", "duration of the incident", missing=_MISSING),
        Column("tbi", "int16", "days", "days since the incident before it", missing=_MISSING),
        *_fate("incident"), *_acts("incident", "action"),
        Column("numa", "int8", "states", "states that took the action", missing=_MISSING),
    )),
)  # fmt: skip
"""Incidents are coded from 1993; some of disputes that began in 1992 come with them."""

INCIDENT_PARTICIPANTS = Table(
    "incident_participants", "participant",
    _of_incidents((
        _INCIDENT, code("cow"), replace(_NUMBER, kind="measure"), *_dates("participation"),
        Column("insidea", "int8", "1", "on the side that took the action of the incident, 0 or 1", missing=_MISSING),
        Column("sidea", "int8", "1", "on side A of the dispute, 0 or 1", missing=_MISSING),
        *_fate("state"), *_acts("state", "action"), *_AIMS,
    )),
)  # fmt: skip


_SIDED = {c.name: c for c in PARTICIPANTS.columns}
_WHOLE = {c.name: c for c in DISPUTES.columns}
SIDED = ("sidea", "fatality", "fatalpre", "hiact", "hostlev", "orig")
WHOLE = ("outcome", "settle", "fatality", "mindur", "maxdur", "hiact", "hostlev", "recip", "stmon")

DYADS = Table(
    "dyad_dispute_years", "dispute-year",
    (
        _NUMBER, *dyad_year_keys("cow"),
        Column("dispongoing", "int8", "1", "the two took part on opposite sides in the year: always 1", "event"),
        Column("disponset", "int8", "1", "the two began in the year to take part on opposite sides, for the first "
               "time or again", "event"),
        *(side for name in SIDED for side in both_states(_SIDED[name])), *(_WHOLE[name] for name in WHOLE),
    ),
)  # fmt: skip
"""Directed: two states whose participations on opposite sides share a day, for each year of the shared days.

Unknown deaths (-9) are null. Where disputes are ranked by deaths the custom puts an unknown number above none and
below 1 to 25.
"""

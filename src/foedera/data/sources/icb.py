"""International Crisis Behavior: crises since 1918, the states in them as actors, and the pairs they form."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import code, columns, year
from foedera.data.tables import Column, Table

_MISSING = ("-99",)
_CRISIS = Column("crisno", "int16", "code", "number of the crisis", "key")
_DAY = "; above 31 it marks a day that is not known exactly"

_TRIGGERS = {1: "verbal act", 2: "political act", 3: "economic act", 4: "external change",
             5: "other non-violent act", 6: "internal challenge to the regime", 7: "non-violent military act",
             8: "indirect violent act", 9: "violent act"}  # fmt: skip
_GRAVITY = {0: "economic threat", 1: "limited military threat", 2: "political threat", 3: "territorial threat",
            4: "threat to influence", 5: "threat of grave damage", 6: "threat to existence", 7: "other"}  # fmt: skip
_MANAGEMENT = {1: "negotiation", 2: "adjudication or arbitration", 3: "mediation", 4: "several without violence",
               5: "non-military pressure", 6: "non-violent military act", 7: "several with violence",
               8: "violence"}  # fmt: skip
_ROLE = {1: "no violence", 2: "minor", 3: "important", 4: "preeminent"}
_VIOLENCE = {1: "none", 2: "minor clashes", 3: "serious clashes", 4: "full-scale war"}
_OUTCOME = {1: "victory", 2: "compromise", 3: "stalemate", 4: "defeat", 5: "other"}
_AFTER = {1: "tension rises: another crisis within five years", 2: "tension falls", 3: "too recent to say"}


def _coded(name: str, meaning: str, labels: dict[int, str]) -> Column:
    return Column(name, "int8", "code", meaning, missing=_MISSING, labels=labels)


CRISES = Table("crises", "event", (
    _CRISIS,
    Column("crisname", "text", "1", "name of the crisis"),
    _coded("break", "trigger of the crisis", _TRIGGERS),
    *columns((
        ("trigent", "int16", "code", "state or other body that triggered it; 900s are no states"),
        ("yrtrig", "int16", "year", "year of the trigger"), ("motrig", "int8", "month", "month of the trigger"),
        ("datrig", "int8", "day of month", "day of the trigger" + _DAY),
        ("yrterm", "int16", "year", "year of the end"), ("moterm", "int8", "month", "month of the end"),
        ("daterm", "int8", "day of month", "day of the end" + _DAY),
        ("brexit", "int16", "days", "days from trigger to end"),
    ), missing=_MISSING),
    _coded("gravcr", "gravest value threatened", _GRAVITY),
    _coded("crismg", "main technique of crisis management", _MANAGEMENT),
    _coded("cenviosy", "role of violence", _ROLE), _coded("sevviosy", "severity of violence", _VIOLENCE),
    _coded("viol", "most violence in the crisis", _VIOLENCE),
    *columns((
        ("timvio", "int8", "code", "timing of violence"), ("iwcmb", "int8", "code", "intra-war crisis"),
        ("noactr", "int8", "states", "states seen as involved"),
        ("gpinv", "int8", "code", "involvement of great powers or superpowers"),
        ("powinv", "int8", "code", "involvement of powers other than the superpowers"),
        ("usinv", "int8", "code", "involvement of the United States"),
        ("usefct", "int8", "code", "effect of it on the end"),
        ("suinv", "int8", "code", "involvement of the Soviet Union or Russia"),
        ("suefct", "int8", "code", "effect of it on the end"),
        ("globorg", "int8", "code", "global organization involved"),
        ("globactm", "int8", "code", "its strongest activity"), ("globefct", "int8", "code", "effect of it on the end"),
        ("regorg", "int8", "code", "regional organization involved"),
        ("regactmb", "int8", "code", "its strongest activity"), ("roefct", "int8", "code", "effect of it on the end"),
        ("subout", "int8", "code", "substance of the outcome: 1 ambiguous, 2 definitive"),
        ("forout", "int8", "code", "form of the outcome"), ("exsat", "int8", "code", "satisfaction with the outcome"),
    ), missing=_MISSING),
    _coded("outesr", "tension afterwards", _AFTER),
    *columns((
        ("cractr", "int8", "states", "crisis actors; 7 stands for more than six"),
        ("geostr", "int8", "code", "geostrategic salience"), ("hetero", "int8", "code", "heterogeneity of the actors"),
        ("issues", "int8", "code", "issues"), ("geog", "int8", "code", "place"),
        ("period", "int8", "code", "period of the international system"),
        ("syslevsy", "int8", "code", "level of the international system"),
        ("protrac", "int8", "code", "1 no protracted conflict, 2 one without long war, 3 one with"),
        ("pcid", "int8", "code", "number of the protracted conflict"),
        ("powdissy", "int16", "points", "power discrepancy"),
        ("ethnic", "int8", "code", "ethnic component"), ("ethconf", "int8", "code", "ethnic conflict"),
        ("stressad", "int8", "points", "overall stress"), ("mediate", "int8", "code", "mediation"),
        ("mednum", "int8", "code", "number of mediators"), ("medwho", "int8", "code", "who mediated"),
        ("medstyle", "int8", "code", "style of mediation"), ("medefct", "int8", "code", "effect of mediation"),
    ), missing=_MISSING),
), system=None)  # fmt: skip
"""System level, the main columns. The dates of mediation and the details on single powers are left out."""

ACTORS = Table("actors", "participant", (
    _CRISIS, code("cow", "cracid", what="crisis actor"),
    Column("cracno", "int16", "code", "number of the actor in the data", "key"),
    Column("crisname", "text", "1", "name of the crisis"), Column("actor", "text", "1", "abbreviation of the actor"),
    _coded("triggr", "trigger of the crisis for the actor", _TRIGGERS),
    *columns((
        ("trigent", "int16", "code", "state or other body that triggered it; 900s are no states"),
        ("systrgyr", "int16", "year", "year of the trigger of the whole crisis"),
        ("systrgmo", "int8", "month", "month of it"), ("systrgda", "int8", "day of month", "day of it" + _DAY),
        ("yrtrig", "int16", "year", "year of the trigger"), ("motrig", "int8", "month", "month of the trigger"),
        ("datrig", "int8", "day of month", "day of the trigger" + _DAY),
        ("southv", "int16", "code", "source of the threat"), ("southpow", "int8", "code", "power of that source"),
        ("sizedu", "int8", "code", "size of the decision unit"), ("strcdu", "int8", "code", "its structure"),
        ("majres", "int8", "code", "major response, graded as the trigger"),
        ("yerres", "int16", "year", "year of the response"), ("monres", "int8", "month", "month of the response"),
        ("dayres", "int8", "day of month", "day of the response" + _DAY),
        ("trgresra", "int16", "days", "days from trigger to response"),
    ), missing=_MISSING),
    _coded("crismg", "main technique of crisis management", _MANAGEMENT),
    _coded("cenvio", "role of violence", _ROLE), _coded("sevvio", "severity of violence", _VIOLENCE),
    *columns((
        ("usinv", "int8", "code", "involvement of the United States"),
        ("usfavr", "int8", "code", "how the actor sees it"),
        ("suinv", "int8", "code", "involvement of the Soviet Union or Russia"),
        ("sufavr", "int8", "code", "how the actor sees it"),
        ("globorg", "int8", "code", "global organization involved"),
        ("globact", "int8", "code", "its strongest activity"),
        ("regorg", "int8", "code", "regional organization involved"),
        ("regact", "int8", "code", "its strongest activity"),
    ), missing=_MISSING),
    _coded("outcom", "outcome for the actor; 9 is left as it is", _OUTCOME),
    *columns((("outfor", "int8", "code", "form of the outcome"),
              ("outevl", "int8", "code", "satisfaction with the outcome")), missing=_MISSING),
    _coded("outesr", "tension afterwards", _AFTER),
    *columns((
        ("yrterm", "int16", "year", "year of the end"), ("moterm", "int8", "month", "month of the end"),
        ("daterm", "int8", "day of month", "day of the end" + _DAY),
        ("trgterra", "int16", "days", "days from trigger to end"),
        ("geog", "int8", "code", "place"), ("cractloc", "int8", "code", "distance of the actor from it"),
        ("noactr", "int8", "states", "states seen as involved"),
        ("pc", "int8", "code", "1 no protracted conflict, 2 one without long war, 3 one with"),
        ("pcid", "int8", "code", "number of the protracted conflict"),
        ("viol", "int8", "code", "most violence in the crisis, coded as sevvio"),
        ("iwc", "int8", "code", "intra-war crisis"),
        ("powdis", "int16", "points", "power discrepancy to the adversary"),
        ("territ", "int8", "code", "size of the territory"), ("regime", "int8", "code", "regime of the actor"),
        ("durreg", "int8", "code", "duration of the regime"), ("allycap", "int8", "code", "support by allies"),
        ("nuclear", "int8", "code", "nuclear capability"), ("powsta", "int8", "code", "power status"),
        ("issue", "int8", "code", "issue"), ("chissu", "int8", "code", "change of issue"),
    ), missing=_MISSING),
    _coded("gravty", "gravest value threatened", _GRAVITY),
))  # fmt: skip
"""Actor level, the main columns. A few states are twice in the same crisis; ``cracno`` tells them apart."""

DYADS = Table("dyads", "event", (
    _CRISIS, Column("crdynum", "int16", "code", "number of the crisis dyad", "key"),
    code("cow", "statea", "1", "first state"), code("cow", "stateb", "2", "second state"), year(),
    *columns((("crisname", "text", "1", "name of the crisis"), ("namea", "text", "1", "first state"),
              ("nameb", "text", "1", "second state"))),
    *columns((
        ("actnuma", "int16", "code", "cracno of the first state; null: not a crisis actor"),
        ("actnumb", "int16", "code", "cracno of the second state; null: not a crisis actor"),
    ), missing=("9999",)),
    *columns((
        ("trgyrdy", "int16", "year", "year in which the dyad begins"), ("trgmody", "int8", "month", "month of it"),
        ("trgdady", "int8", "day of month", "day of it" + _DAY),
        ("trmyrdy", "int16", "year", "year in which the dyad ends"), ("trmmody", "int8", "month", "month of it"),
        ("trmdady", "int8", "day of month", "day of it" + _DAY),
        ("ongoing", "int8", "1", "began in an earlier year"),
    ), missing=_MISSING),
))  # fmt: skip
"""Each pair once for every year of its crisis, the lower number first."""


def _crises(raw: Raw) -> dict[str, pl.DataFrame]:
    return {"crises": shape(raw.csv("icb1v13.csv", ["crisno"]), CRISES, raw.where("icb1v13.csv"))}


def _actors(raw: Raw) -> dict[str, pl.DataFrame]:
    return {
        "actors": shape(raw.csv("icb2v15.csv", ["crisno"]), ACTORS, raw.where("icb2v15.csv")),
        "dyads": shape(raw.csv("icbdy_v15.csv", ["crisno"]), DYADS, raw.where("icbdy_v15.csv")),
    }


_HOME = "https://sites.duke.edu/icbdata/data-collections/"


def _by_hand(name: str) -> Resource:
    return Resource(name, how=f"download it from {_HOME}")


SOURCE = Source(
    id="icb",
    title="International Crisis Behavior",
    cites=("brecher1997", "hewitt2003"),
    licence="free with citation",
    home=_HOME,
    tables=(CRISES, ACTORS, DYADS),
    editions=(
        Edition("15", "15", (1918, 2019), (_by_hand("icb2v15.csv"), _by_hand("icbdy_v15.csv")), _actors,
                tables=("actors", "dyads")),
        Edition("13", "13", (1918, 2016), (_by_hand("icb1v13.csv"),), _crises, tables=("crises",)),
    ),
)  # fmt: skip

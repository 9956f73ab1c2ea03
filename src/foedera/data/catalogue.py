"""The list of data sets, in the order in which they are told."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from foedera.core.errors import InputError, did_you_mean
from foedera.data.source import Source

__all__ = ["NAMES", "catalogue", "source"]

NAMES: tuple[str, ...] = (
    "cow_nmc",
    "un_peacekeeping",
    "geopko",
    "dcid",
    "cfr_cyber",
    "cyber_strategies",
    "pirate_attacks",
    "emdat",
    "nuclear_stockpiles",
    "nuclear_status",
    "nuclear_tests",
    "nuclear_latency",
    "nuclear_nca",
    "nuclear_proficiency",
    "exercises_mme",
    "exercises_jme",
    "us_troops",
    "us_bases",
    "rdmc",
    "opinion_nato",
    "icow_colonial",
    "leedssavun_threat",
    "benson_clinton",
    "gml_mid",
    "atop",
    "ucdp_acd",
    "ucdp_onsets",
    "ucdp_ged",
    "ucdp_dyadic",
    "ucdp_brd",
    "icb",
    "rivalries_tss",
    "rivalries_td",
    "rivalries_kdg",
    "peace_scale",
    "arms_races",
    "archigos",
    "leader_codes",
    "lead",
    "lwuf",
    "polity",
    "democracy",
    "vdem",
    "terrain",
    "creg",
    "terrthreat",
    "maoz_powers",
    "cow_states",
    "cow_majors",
    "gw_states",
    "cow_contiguity",
    "cow_mid",
    "cow_wars_inter",
    "cow_wars_intra",
    "cow_wars_extra",
    "cow_wars_nonstate",
    "cow_alliances",
    "cow_igo",
    "cow_trade",
    "cow_territory",
    "capitals",
    "cshapes_mindist",
    "un_votes",
    "un_idealpoints",
    "un_vetoes",
    "sipri_milex",
    "sipri_tiv",
    "wb_gdp",
    "wb_population",
    "wb_milex",
    "maddison",
    "pwt",
    "simgdp",
    "desta",
    "gsdb",
    "ties",
    "io_cp2015",
    "io_wiod",
    "io_wiod2016",
    "io_icio",
    "onesector",
)  # fmt: skip
"""Modules of ``foedera.data.sources``; each has a ``SOURCE``."""

_OTHERWISE = {"piracy": "pirate_attacks", "bensonclinton": "benson_clinton", "io.onesector": "onesector"}
"""Modules that are not called after the id of their source, by that id."""


@cache
def catalogue() -> dict[str, Source]:
    """Return every source by its id."""
    return {one.id: one for one in map(_declared, NAMES)}


def source(name: str) -> Source:
    """Return a source by its id, importing no other; an unknown one raises :class:`InputError`."""
    found = _find(name)
    if found is not None:
        return found
    fix = did_you_mean(name, catalogue()) or "'foedera data list' names them all"
    raise InputError(f"there is no data set '{name}'", where="data", fix=fix)


def _find(name: str) -> Source | None:
    module = _OTHERWISE.get(name, name.replace(".", "_"))
    found = _declared(module) if module in NAMES else None
    return found if found is not None and found.id == name else None


def _declared(module: str) -> Source:
    found: Source = import_module(f"foedera.data.sources.{module}").SOURCE
    return found

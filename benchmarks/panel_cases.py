"""Which panels are measured: those whose cost in peacesciencer (miller2022) was measured too, as plans by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from foedera import panel
from foedera.panel import Panel

DYADS = ("cow.contiguity", "cow.nmc", "democracy", "gml.mid", "atop", "capitals", "cow.igo", "rivalries.tss")
STATES = ("cow.contiguity", "cow.nmc", "democracy", "simgdp", "gml.mid", "cow.igo", "cow.trade", "cow.majors",
          "rivalries.tss", "creg", "terrain", "terrthreat", "archigos", "capitals", "cshapes.mindist",
          "cow.wars.intra")  # fmt: skip
LEADERS = ("lead", "lwuf", "cow.contiguity", "cow.nmc", "democracy", "simgdp", "gml.mid", "cow.majors", "creg",
           "terrain", "terrthreat")  # fmt: skip
FIRST, LAST = 1816, 2010


def dyads(last: int = LAST, *, directed: bool = True, sets: Iterable[str] = DYADS) -> Panel:
    """Return the plan of dyad-years from 1816 with data sets added, as the peer has them."""
    return _with(panel.dyad_years(FIRST, last, directed=directed), sets)


def states() -> Panel:
    """Return the plan of state-years with 17 additions and three spells."""
    plan = _with(panel.state_years(FIRST, LAST), STATES).measure("codes", to="gw")
    for event in ("gml.ongoing", "gml.init_ongoing", "cowintra.ongoing"):
        plan = plan.peace_years(event, name=f"{event.replace('.', '_')}_spell")
    return plan


def leaders() -> Panel:
    """Return the plan of leader-years."""
    return _with(panel.leader_years(), LEADERS)


def _with(plan: Panel, sets: Iterable[str]) -> Panel:
    plan = plan.using("peacesciencer")
    for name in sets:
        plan = plan.add(name)
    return plan


CASES: dict[str, Callable[[], Panel]] = {
    "directed dyad-years": dyads,
    "the same with S and trade": lambda: dyads().similarity("atop").add("cow.trade"),
    "non-directed dyad-years": lambda: dyads(directed=False),
    "spells on directed dyads": lambda: dyads(sets=["gml.mid"]).peace_years("gml.ongoing"),
    "state-years and spells": states,
    "leader-years": leaders,
}
"""What makes the plan, by name."""

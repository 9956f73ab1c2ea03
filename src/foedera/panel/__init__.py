"""Units of analysis and their measures: panels as a plan of verbs, each number with its source and its coverage.

>>> from foedera import panel
>>> plan = panel.dyad_years(1946, 2010).add("cow.contiguity").add("gml.mid", keep=["hostlev"])
>>> print(plan.explain())
panel.dyad_years(1946, 2010, directed=True, system='cow')
    .add('cow.contiguity')
    .add('gml.mid', keep=['hostlev'])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

_ADDRESSES = {
    **dict.fromkeys(
        ("dyad_years", "leader_days", "leader_dyad_years", "leader_years", "state_days", "state_months", "state_years"),
        "foedera.panel.rows"),
    **dict.fromkeys(("alliance_member_years", "dispute_years", "events"), "foedera.panel.listed"),
    "Panel": "foedera.panel.plan",
    "Condition": "foedera.panel.steps",
    "PanelFrame": "foedera.panel.frame",
    "read_parquet": "foedera.panel.frame",
    "politically_relevant": "foedera.panel.conditions",
    "of_frame": "foedera.panel.own",
    "whittle": "foedera.panel.whittling",
    "portfolio_similarity": "foedera.panel.portfolios",
}  # fmt: skip

__all__ = [
    "Condition",
    "Panel",
    "PanelFrame",
    "alliance_member_years",
    "dispute_years",
    "dyad_years",
    "events",
    "leader_days",
    "leader_dyad_years",
    "leader_years",
    "of_frame",
    "politically_relevant",
    "portfolio_similarity",
    "read_parquet",
    "state_days",
    "state_months",
    "state_years",
    "whittle",
]

if TYPE_CHECKING:
    from foedera.panel.conditions import politically_relevant
    from foedera.panel.frame import PanelFrame, read_parquet
    from foedera.panel.listed import alliance_member_years, dispute_years, events
    from foedera.panel.own import of_frame
    from foedera.panel.plan import Panel
    from foedera.panel.portfolios import portfolio_similarity
    from foedera.panel.rows import (
        dyad_years,
        leader_days,
        leader_dyad_years,
        leader_years,
        state_days,
        state_months,
        state_years,
    )
    from foedera.panel.steps import Condition
    from foedera.panel.whittling import whittle


def __getattr__(name: str) -> Any:
    if name in _ADDRESSES:
        from importlib import import_module

        return getattr(import_module(_ADDRESSES[name]), name)
    raise AttributeError(f"module 'foedera.panel' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__

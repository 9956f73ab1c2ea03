"""What else can be asked about sanctions: what each sender adds, who leaves, who might join, the best coalition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from foedera.responses.sanctions.coalitions import Coalitions, Outcome, marginal_values
from foedera.responses.sanctions.leaving import keeping_transfers, stable_coalition, staying
from foedera.responses.sanctions.search import (
    best_of_size,
    efficient,
    every_coalition,
    frontier,
    rank_sectors,
)

__all__ = [
    "Front",
    "Leaving",
    "Searches",
    "best_coalition",
    "coalition_front",
    "joining",
    "leaving",
    "sector_ranking",
]

ALL = 8
"""Senders up to whom every coalition is solved; beyond, the greedy paths by punishment and by its ratio to cost."""

STRENGTHS = (0.25, 0.5, 0.75, 1.0)

Tell = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Front:
    """Punishment against own cost.

    Parameters
    ----------
    coalitions : senders (joined by +), size, target_loss [%], own_cost [% of the senders' income], ratio of the two,
        cost [money], per_money (money that the target loses per money of own cost) and efficient (no coalition looked
        at costs less money and hurts as much), by rising cost in money
    strengths : strength, target_loss [%], cost [money] of all senders as the measure grows
    exact : whether every coalition was solved
    """

    coalitions: pl.DataFrame
    strengths: pl.DataFrame
    exact: bool

    def best(self, by: str) -> dict[str, Any]:
        """Return the coalition that hurts the target most per unit of own cost: by "ratio" or "per_money"."""
        return self.coalitions.sort([by, "target_loss"], descending=True).row(0, named=True)


@dataclass(frozen=True, eq=False)
class Leaving:
    """What each sender adds, and whether it would stay.

    Parameters
    ----------
    members : iso3, adds (target's loss with it less without it [pp]), own_cost (of taking part [% of income]), ratio,
        leaves, needs (transfer that would keep it at the prices inside [money]), keeps (received under transfers that
        keep all [money], NaN where losses are shared already)
    stake : what taking part is worth [% of income]
    least_stake : the least common stake with which nobody leaves [% of income]
    stable : the coalition that is left when all leave who want to, round by round
    feasible : whether transfers among the senders keep all; None where losses are shared already
    """

    members: pl.DataFrame
    stake: float
    least_stake: float
    stable: tuple[str, ...]
    feasible: bool | None


@dataclass(frozen=True, eq=False)
class Searches:
    """What was asked for beside the main question; None is not asked.

    Parameters
    ----------
    front, leaving : as of :class:`Front` and :class:`Leaving`
    joining : who (joined by +), adds [pp of the target], own_cost of those who join [% of income] and in money,
        coalition_cost [%], ratio of the enlarged coalition
    best : the best coalition of a size, as plain data
    ranking : sector, title, target_loss, own_cost, ratio; the sector that hurts most first
    """

    front: Front | None = None
    leaving: Leaving | None = None
    joining: pl.DataFrame | None = None
    best: Mapping[str, Any] | None = None
    ranking: pl.DataFrame | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return what was asked for as plain data."""
        found: dict[str, Any] = {}
        if (f := self.front) is not None:
            found["frontier"] = {
                "exact": f.exact, "looked_at": f.coalitions.height, "best_ratio": f.best("ratio"),
                "best_per_money": f.best("per_money"),
                "efficient": f.coalitions.filter("efficient").to_dicts(), "strengths": f.strengths.to_dicts(),
            }  # fmt: skip
        if (x := self.leaving) is not None:
            found["marginal"] = {"members": x.members.to_dicts(), "stake": x.stake, "least_stake": x.least_stake,
                                 "stable": list(x.stable), "feasible": x.feasible}  # fmt: skip
        if self.joining is not None:
            found["joining"] = self.joining.to_dicts()
        if self.best is not None:
            found["best"] = dict(self.best)
        if self.ranking is not None:
            found["ranking"] = self.ranking.to_dicts()
        return found


def coalition_front(question: Coalitions, senders: Sequence[str], scale: float, tell: Tell) -> Front:
    """Return punishment and own cost over coalitions of the senders, and of all as their measure grows.

    Percentages of the senders' own income cannot be compared between coalitions of different size, so the cost is
    money; ``scale`` turns the economy's money into that of the table.
    """
    exact = len(senders) <= ALL
    if exact:
        tell(f"{2 ** len(senders) - 1} coalitions")
        seen = every_coalition(question, senders)
    else:
        tell(f"coalitions of {len(senders)} senders along two greedy paths")
        for by in ("target_loss", "ratio"):
            best_of_size(question, senders, len(senders) - 1, by=by, limit=0)
        question.outcome(senders)
        seen = [o for o in question.kept.values() if o.senders and set(o.senders) <= set(senders)]
    income = dict(zip(question.economy.states, question.economy.income * scale))
    target = income[question.target]
    priced = [(o, o.own_cost * sum(income[s] for s in o.senders) / 100.0) for o in seen]
    priced.sort(key=lambda pair: (pair[1], -pair[0].target_loss))
    good = efficient([replace(o, own_cost=cost) for o, cost in priced])
    points = [
        {"senders": "+".join(o.senders), "size": len(o.senders), "target_loss": o.target_loss,
         "own_cost": o.own_cost, "ratio": o.ratio, "cost": cost,
         "per_money": replace(o, target_loss=o.target_loss * target / 100.0, own_cost=cost).ratio,
         "efficient": bool(g)}
        for (o, cost), g in zip(priced, good)
    ]  # fmt: skip
    whole = sum(income[s] for s in senders)
    grown = [
        {"strength": s, "target_loss": o.target_loss, "cost": o.own_cost * whole / 100.0}
        for s, o in frontier(question, senders, STRENGTHS)
    ]
    return Front(pl.DataFrame(points), pl.DataFrame(grown), exact)


def leaving(question: Coalitions, senders: Sequence[str], stake: float, scale: float, tell: Tell) -> Leaving:
    """Return what each sender adds and who would leave; ``scale`` turns the economy's money into that of the table."""
    tell(f"the coalition without each of its {len(senders)} senders")
    marginal = marginal_values(question, senders)
    stay = staying(question, senders, stake=stake)
    keeps, feasible = np.full(len(senders), np.nan), None
    if not question.pooled:
        kept = keeping_transfers(question, senders, stake=stake)
        keeps, feasible = kept.transfers * scale, kept.feasible
    members = pl.DataFrame({
        "iso3": list(marginal.members), "adds": marginal.target_loss, "own_cost": marginal.own_cost,
        "ratio": marginal.ratio, "leaves": [m in stay.leavers for m in marginal.members],
        "needs": stay.needs * scale, "keeps": keeps,
    })  # fmt: skip
    least = max(float((stay.outside - stay.inside).max()) + stake, 0.0)
    stable = stable_coalition(question, senders, stake=stake)[-1]
    return Leaving(members, stake, least, stable, feasible)


def joining(question: Coalitions, senders: Sequence[str], third: Sequence[str], scale: float) -> pl.DataFrame:
    """Return what third parties would add and pay: each alone, then all together."""
    e = question.economy
    now = question.outcome(senders)
    sets = [(s,) for s in third] + ([tuple(third)] if len(third) > 1 else [])
    rows = []
    for new in sets:
        o = question.outcome([*senders, *new])
        at = [e.index(s) for s in new]
        lost = (e.income[at] * (now.welfare - o.welfare)[at] / 100.0).sum()
        rows.append({
            "who": "+".join(new), "adds": o.target_loss - now.target_loss,
            "own_cost": float(100.0 * lost / e.income[at].sum()), "own_cost_money": float(lost * scale),
            "target_loss": o.target_loss, "coalition_cost": o.own_cost, "ratio": o.ratio,
        })  # fmt: skip
    return pl.DataFrame(rows)


def best_coalition(question: Coalitions, senders: Sequence[str], size: int, tell: Tell) -> dict[str, Any]:
    """Return the coalition of a size that hurts the target most, with how sure that is."""
    tell(f"the best coalition of {size} out of {len(senders)}")
    found = best_of_size(question, senders, size)
    o = found.outcome
    return {"senders": list(o.senders), **_losses(o), "exact": found.exact, "bound": found.bound,
            "ceiling": found.ceiling, "solved": found.solved}  # fmt: skip


def sector_ranking(
    question: Coalitions, senders: Sequence[str], titles: Mapping[str, str], tell: Tell
) -> pl.DataFrame:
    """Return every sector of the question alone, the one that hurts the target most first."""
    tell("every sector alone")
    return pl.DataFrame([
        {"sector": s, "title": titles.get(s, s), **_losses(o)} for s, o in rank_sectors(question, senders)
    ])  # fmt: skip


def _losses(o: Outcome) -> dict[str, float]:
    return {"target_loss": o.target_loss, "own_cost": o.own_cost, "ratio": o.ratio}

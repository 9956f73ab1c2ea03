"""What a family of rules would offer the same members: decisiveness against being overruled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from foedera.decisions.delegation import pareto
from foedera.decisions.voting import compile_rule
from foedera.study.institutions.compare import Comparison, Tried, chances, outcome

__all__ = ["Offer", "offers"]


@dataclass(frozen=True)
class Offer:
    """A rule and what it comes to.

    Parameters
    ----------
    label : what to call it: the votes needed, or the variant
    family : "quota" or "quota and vetoes" for rules over the baseline's members, "variant" for bodies compared
    text : the rule in words
    act : chance that a motion passes the first ballot
    loss, worst_loss : expected squared distance of members to the policy: mean, and of the member farthest off
    overruled, worst_overruled : how much of it is beyond the loss under the status quo: mean, and of who bears most
    best : whether no other rule over the baseline's members acts as often and overrules less on average, or the
        reverse; False for other bodies
    """

    label: str
    family: str
    text: str
    act: float
    loss: float
    worst_loss: float
    overruled: float
    worst_overruled: float
    best: bool = False


def offers(comparison: Comparison) -> list[Offer]:
    """Return the bodies compared and, for the baseline's members, every quota from a majority to all.

    Parameters
    ----------
    comparison :
        from :func:`foedera.study.institutions.compare.compare`; without positions there is nothing to return

    Returns
    -------
    Offers, the bodies first; where the baseline's rule gives vetoes every quota comes with these as well
    """
    found = [
        _offer(one.variant, "variant", tried, comparison)
        for one, tried in zip(comparison.judged, comparison.tried, strict=True) if tried is not None
    ]  # fmt: skip
    base = comparison.tried[0]
    if base is None:
        return found
    for label, family, expression in _family(base):
        tried = base._replace(rule=compile_rule(expression, base.rule.members))
        found.append(_offer(label, family, tried, comparison))
    same = [base.rule.members == _members(comparison, k) for k in range(len(comparison.judged))]
    own = [
        k for k, offer in enumerate(found)
        if offer.family != "variant" or same[[j.variant for j in comparison.judged].index(offer.label)]
    ]  # fmt: skip
    best = pareto(
        np.array([[round(found[k].act, 9), round(found[k].overruled, 9)] for k in own]), [True, False]
    )
    winners = {k for k, is_best in zip(own, best, strict=True) if is_best}
    return [Offer(**(vars(offer) | {"best": k in winners})) for k, offer in enumerate(found)]


def _members(comparison: Comparison, k: int) -> tuple[str, ...]:
    return comparison.judged[k].weighed.body.members


def _family(base: Tried) -> Iterator[tuple[str, str, dict[str, Any]]]:
    n = len(base.rule.members)
    holders = [m for m, holds in zip(base.rule.members, base.rule.veto_holders, strict=True) if holds]
    for q in range(n // 2 + 1, n + 1):
        yield f"{q} of {n}", "quota", {"yes_count": q}
        if holders:
            rule = {"all_of": [{"yes_count": q}, {"no_veto": {"of": holders}}]}
            yield f"{q} of {n}", "quota and vetoes", rule


def _offer(label: str, family: str, tried: Tried, comparison: Comparison) -> Offer:
    act = chances(tried, comparison.parameters, comparison.world)[..., 0].mean()
    came = outcome(tried)
    known = [k for k, m in enumerate(tried.rule.members) if m not in tried.seats.missing]
    loss, over = came.loss[:, known], came.overruled[:, known]
    return Offer(
        label, family, tried.rule.text(), float(act), float(loss.mean()), float(loss.max(axis=1).mean()),
        float(over.mean()), float(over.max(axis=1).mean()),
    )  # fmt: skip

r"""Autonomy for security: what a rule costs each member, how much it would delegate, what a family of rules offers.

    loss           l_i = |y - x_i|^2                                   y: the policy that the rule lets pass
    utility        U_i(d) = S_i (1 - e^(-bC d)) - k_i l_i d            d: depth of delegation, 0 to 1 (Morrow 1991)
    best depth     d_i* = clip( ln(S_i bC / (k_i l_i)) / bC, 0, 1),    1 where k_i l_i = 0
    agreed depth   the deepest that q members accept: the (n-q+1)-th smallest d_i*, the least under unanimity
    staying        U_i(d) + L_i >= o_i,  L_i = w (legitimacy - 1/2)

S, k and bC set a scale: ranks and thresholds mean something, levels do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.checks import not_negative, positive, unit_interval
from foedera.core.errors import ModelInputError
from foedera.core.parameters import Record, param
from foedera.decisions.agenda import setter_outcome
from foedera.decisions.fairness import correlation, gini
from foedera.decisions.spatial import average, expected_act, finite, pivots
from foedera.decisions.voting import Rule, VotingParameters

__all__ = [
    "CARD", "Asymmetry", "DelegationParameters", "Fields", "Frontier", "Nodes", "Overruled",
    "asymmetry", "centralise", "expected_loss", "frontier", "legitimacy_gain", "loss", "member_utility",
    "normal_nodes", "overruled", "pact_depth", "pareto", "participation", "preferred_depth",
    "security_value",
]  # fmt: skip

NODES = 64

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Index = NDArray[np.intp]


@dataclass(frozen=True)
class DelegationParameters(Record):
    """Scales of the trade of autonomy for security."""

    security_scale: float = param(
        3.0, unit="1", low=0.0, source="ASSUMPTION: sets the scale of utility",
        meaning="S0, security value to a member fully threatened and without capability of its own [utility]",
    )  # fmt: skip
    productivity: float = param(
        2.0, unit="1", low=1e-9, source="ASSUMPTION: 86 per cent of the security value at full depth",
        meaning="bC, rate at which depth of delegation turns into security [1/depth]",
    )  # fmt: skip
    autonomy_weight: float = param(
        1.0, unit="1", low=0.0, source="ASSUMPTION: sets the scale of policy",
        meaning="k, cost of a unit of squared distance at full depth [utility/policy unit^2]",
    )  # fmt: skip
    legitimacy_weight: float = param(
        0.5, unit="1", low=0.0, source="ASSUMPTION: from the worst to the best legitimacy, half a unit",
        meaning="w, utility of legitimacy 1 over legitimacy 0",
    )  # fmt: skip


_DEFAULT, _VOTING = DelegationParameters(), VotingParameters()


class Nodes(NamedTuple):
    """Status quos and their weights, each of shape (M,)."""

    points: Floats
    weights: Floats


class Overruled(NamedTuple):
    """Losses relative to their mean, shape (..., n), and their Gini coefficient, shape (...)."""

    relative: Floats
    gini: Floats


class Asymmetry(NamedTuple):
    """Who pays with autonomy for whose security, each of shape (...).

    Parameters
    ----------
    correlation : of S_i and -l_i; -1 is the pure exchange of an asymmetric alliance, the members with most
        security to gain bearing the policy of the others; nan where one of them does not vary
    patron : index of the member with least security to gain
    patron_autonomy : share of the patron's gains that is policy nearer to its ideal than the status quo
    client_security : share of the other members' gains that is security
    """

    correlation: Floats
    patron: Index
    patron_autonomy: Floats
    client_security: Floats


class Fields(NamedTuple):
    """Which fields are delegated, shape (..., F), and all of them by what delegation is worth, best first."""

    centralised: Flags
    order: Index


class Frontier(NamedTuple):
    """A family of K rules, each array of shape (K, ...): chance to act, mean and largest loss, agreed depth."""

    p_act: Floats
    mean_loss: Floats
    max_loss: Floats
    depth: Floats


def security_value(
    threat: ArrayLike, capability_share: ArrayLike, scale: ArrayLike = _DEFAULT.security_scale
) -> Floats:
    """Return S_i = S0 threat_i (1 - own share of the members' capability), shape (..., n).

    Parameters
    ----------
    threat : shape (..., n), on [0, 1]
    capability_share : shape (..., n), on [0, 1]
    scale : S0 >= 0 [utility]
    """
    t, c = (
        unit_interval(threat, "security_value(threat)"),
        unit_interval(capability_share, "capability_share"),
    )
    return np.asarray(not_negative(scale, "security_value(scale)") * t * (1.0 - c))


def loss(ideal: ArrayLike, policy: ArrayLike, *, policy_axis: bool = False) -> Floats:
    """Return each member's squared distance to the policy, shape (..., n) [policy unit squared].

    Parameters
    ----------
    ideal : shape (..., n), or (..., n, d) with ``policy_axis``
    policy : shape (...), or (..., d)
    """
    x, y = finite(ideal, "loss(ideal)"), finite(policy, "loss(policy)")
    if policy_axis:
        return np.asarray(((x - y[..., None, :]) ** 2).sum(axis=-1))
    return np.asarray((x - y[..., None]) ** 2)


def normal_nodes(mean: float, sd: float, nodes: int = NODES) -> Nodes:
    """Return Gauss-Hermite nodes and weights of a normal distribution, e.g. of status quos.

    The setter's outcome has kinks, so that the sum is good to about a per cent, not to the last digit.
    """
    if not (np.isfinite(mean) and sd >= 0 and np.isfinite(sd)) or nodes < 1:
        raise ModelInputError("a finite mean, sd >= 0 and nodes >= 1 are needed", where="normal_nodes")
    z, w = np.polynomial.hermite.hermgauss(nodes)
    return Nodes(mean + sd * np.sqrt(2.0) * z, w / w.sum())


def expected_loss(
    rule: Rule,
    ideal: ArrayLike,
    status_quos: ArrayLike,
    setters: ArrayLike,
    *,
    weights: ArrayLike | None = None,
) -> Floats:
    """Return each member's loss averaged over status quos, the setter getting what the rule lets pass.

    Parameters
    ----------
    rule : over n members, one in which a yes never hurts
    ideal : shape (..., n)
    status_quos : shape (M,) or (..., M): draws, or nodes such as :func:`normal_nodes`
    setters : the setter's ideal point, a number or shape (M,) or (..., M)
    weights : shape (M,), >= 0; None counts all alike

    Returns
    -------
    shape (..., n) [policy unit squared]
    """
    x = finite(ideal, "expected_loss(ideal)")
    y = setter_outcome(rule, x[..., None, :], status_quos, setters).policy
    each = np.moveaxis(loss(x[..., None, :], y), -1, -2)
    return average(each, weights, "expected_loss(weights)")


def overruled(expected: ArrayLike) -> Overruled:
    """Return who is systematically overruled: losses relative to their mean, and the Gini coefficient.

    Parameters
    ----------
    expected : shape (..., n), expected losses >= 0; where all are 0, all are alike
    """
    e = not_negative(expected, "overruled(expected)")
    e = np.where(e.sum(axis=-1, keepdims=True) > 0, e, 1.0)
    return Overruled(e / e.mean(axis=-1, keepdims=True), gini(e))


def preferred_depth(
    security: ArrayLike, autonomy: ArrayLike, losses: ArrayLike, productivity: ArrayLike
) -> Floats:
    """Return the depth of delegation that each member likes best, shape (..., n) on [0, 1].

    Parameters
    ----------
    security : S_i >= 0 [utility]
    autonomy : k_i >= 0 [utility/policy unit squared]
    losses : l_i >= 0 [policy unit squared]; a member whose autonomy costs nothing wants full depth
    productivity : bC > 0 [1/depth]
    """
    s, k, cost, rate = _scales(security, autonomy, losses, productivity, "preferred_depth")
    cost = k * cost
    gain = s * rate
    best = np.log(np.where(gain > 0, gain, 1.0)) - np.log(np.where(cost > 0, cost, 1.0))
    inside = np.where(gain > 0, np.clip(best / rate, 0.0, 1.0), 0.0)
    return np.where(cost > 0, inside, 1.0)


def pact_depth(depth: ArrayLike, q: int | Rule) -> Floats:
    """Return the deepest delegation that the members agree on, shape (...); 0 is a pact without content.

    Parameters
    ----------
    depth : shape (..., n), what each member accepts at most, on [0, 1]
    q : members who must accept, 1 to n (n: unanimity), or the rule by which they ratify
    """
    d = unit_interval(depth, "pact_depth(depth)")
    if isinstance(q, Rule):
        return np.asarray(np.clip(pivots(q, d).right_at, 0.0, 1.0))
    n = d.shape[-1] if d.ndim else 0
    if isinstance(q, bool) or not isinstance(q, int | np.integer) or not 1 <= q <= n:
        raise ModelInputError(f"q = {q!r} of {n} members", where="pact_depth(q)", fix=f"1 to {n}")
    return np.asarray(np.sort(d, axis=-1)[..., n - q])


def member_utility(
    security: ArrayLike, autonomy: ArrayLike, losses: ArrayLike, depth: ArrayLike, productivity: ArrayLike
) -> Floats:
    """Return U_i, what membership is worth over staying outside, shape (..., n) [utility].

    Parameters
    ----------
    security, autonomy, losses, productivity : see :func:`preferred_depth`
    depth : on [0, 1], what broadcasts with the others, e.g. ``pact_depth(...)[..., None]``
    """
    s, k, cost, rate = _scales(security, autonomy, losses, productivity, "member_utility")
    d = unit_interval(depth, "member_utility(depth)")
    return np.asarray(-s * np.expm1(-rate * d) - k * cost * d)


def legitimacy_gain(legitimacy: ArrayLike, weight: ArrayLike = _DEFAULT.legitimacy_weight) -> Floats:
    """Return L = w (legitimacy - 1/2) [utility], from legitimacy on [0, 1]."""
    return np.asarray(
        not_negative(weight, "legitimacy_gain(weight)")
        * (unit_interval(legitimacy, "legitimacy_gain(legitimacy)") - 0.5)
    )


def participation(utility: ArrayLike, gain: ArrayLike = 0.0, outside: ArrayLike = 0.0) -> Flags:
    """Return who stays: U_i + L_i >= o_i, shape (..., n).

    Parameters
    ----------
    utility : see :func:`member_utility`
    gain : L_i, see :func:`legitimacy_gain`
    outside : o_i, the outside option [utility]
    """
    u, more, o = (finite(v, "participation") for v in (utility, gain, outside))
    return np.asarray(u + more >= o)


def asymmetry(
    security: ArrayLike,
    autonomy: ArrayLike,
    losses: ArrayLike,
    losses_outside: ArrayLike,
    depth: ArrayLike,
    productivity: ArrayLike,
) -> Asymmetry:
    """Return how far members exchange autonomy for security (Morrow 1991).

    Parameters
    ----------
    security, autonomy, losses, productivity : see :func:`preferred_depth`, shape (..., n)
    losses_outside : shape (..., n), losses at the status quo
    depth : depth of the pact, on [0, 1], shape (...)

    Returns
    -------
    Asymmetry. Gains are S_i (1 - e^(-bC d)) in security and k_i max(loss outside - loss, 0) d in autonomy; a share
    is 0 where there are no gains
    """
    s, k, now, rate = np.broadcast_arrays(*_scales(security, autonomy, losses, productivity, "asymmetry"))
    before = not_negative(losses_outside, "asymmetry(losses_outside)")
    d = unit_interval(depth, "asymmetry(depth)")[..., None]
    safer, freer = -s * np.expm1(-rate * d), k * np.maximum(before - now, 0.0) * d
    patron = np.argmin(s, axis=-1)
    mine = np.arange(s.shape[-1]) == patron[..., None]
    own, others = (np.stack([safer, freer]) * m for m in (mine, ~mine))
    return Asymmetry(correlation(s, -now), patron, _part(own, 1), _part(others, 0))


def centralise(spillover: ArrayLike, heterogeneity: ArrayLike) -> Fields:
    """Return which fields a pact a la carte delegates: those whose spillover exceeds what uniformity costs.

    Parameters
    ----------
    spillover, heterogeneity : e and H, shape (..., F) [utility] (Oates 1972; Alesina, Angeloni and Etro 2005)
    """
    net = finite(spillover, "centralise(spillover)") - finite(heterogeneity, "centralise(heterogeneity)")
    return Fields(np.asarray(net > 0), np.argsort(-net, axis=-1, kind="stable"))


def frontier(
    rules: Sequence[Rule],
    ideal: ArrayLike,
    security: ArrayLike,
    status_quos: ArrayLike,
    setters: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    autonomy: ArrayLike | None = None,
    ratified_by: int | Rule | None = None,
    parameters: DelegationParameters = _DEFAULT,
    voting: VotingParameters = _VOTING,
) -> Frontier:
    """Return what each of a family of rules offers: decisiveness against delegation loss.

    For every pair of status quo and setter the chance to act is that the setter's own ideal point passes with
    noise in preferences; the loss is that from what the setter can get without noise. Depth follows from expected
    losses. One score would hide the trade: compare with :func:`pareto`.

    Parameters
    ----------
    rules : K rules over the same n members
    ideal : shape (..., n)
    security : S_i, shape (..., n) [utility]
    status_quos, setters : shape (M,) or (..., M), pairs
    weights : shape (M,); None counts all pairs alike
    autonomy : k_i, shape (..., n); None takes the record's
    ratified_by : who must accept the depth: q of n, a rule, or None for unanimity
    parameters, voting : records

    Returns
    -------
    Frontier
    """
    x = finite(ideal, "frontier(ideal)")
    if not rules or len({rule.members for rule in rules}) > 1 or x.shape[-1:] != (len(rules[0].members),):
        raise ModelInputError(
            "rules over the same members, one ideal point each, are needed", where="frontier"
        )
    k = parameters.autonomy_weight if autonomy is None else autonomy
    s, a = np.broadcast_arrays(finite(status_quos, "frontier"), finite(setters, "frontier"))
    act, losses, depth = [], [], []
    for rule in rules:
        act.append(expected_act(rule, x, s, a, voting, weights=weights))
        losses.append(expected_loss(rule, x, s, a, weights=weights))
        wanted = preferred_depth(security, k, losses[-1], parameters.productivity)
        depth.append(pact_depth(wanted, x.shape[-1] if ratified_by is None else ratified_by))
    each = np.stack(losses)
    return Frontier(np.stack(act), each.mean(axis=-1), each.max(axis=-1), np.stack(depth))


def pareto(points: ArrayLike, maximise: bool | Sequence[bool] = True) -> Flags:
    """Return which points no other is at least as good as in everything and better in something, shape (K,).

    Parameters
    ----------
    points : shape (K, m), a row per candidate
    maximise : for each of the m columns, or all, whether more is better
    """
    p = finite(points, "pareto(points)")
    up = np.asarray(maximise, dtype=bool)
    if p.ndim != 2 or up.shape not in ((), p.shape[1:]):
        raise ModelInputError(
            f"points of shape {p.shape}, {up.size} directions", where="pareto", fix="(K, m)"
        )
    p = np.where(up, p, -p)
    out = np.ones(len(p), dtype=bool)
    for k, row in enumerate(p):
        out[k] = not ((p >= row).all(axis=1) & (p > row).any(axis=1)).any()
    return out


def _scales(
    security: ArrayLike, autonomy: ArrayLike, losses: ArrayLike, productivity: ArrayLike, where: str
) -> tuple[Floats, Floats, Floats, Floats]:
    rate = positive(productivity, f"{where}(productivity)")
    s, k = not_negative(security, f"{where}(security)"), not_negative(autonomy, f"{where}(autonomy)")
    return s, k, not_negative(losses, f"{where}(losses)"), rate


def _part(gains: Floats, kind: int) -> Floats:
    """Return the share of one kind in the gains, shape (2, ..., n), over members."""
    total = gains.sum(axis=(0, -1))
    return np.where(total > 0, gains[kind].sum(axis=-1) / np.where(total > 0, total, 1.0), 0.0)


CARD = Card(
    id="decisions.delegation",
    title="Autonomy for security: delegation loss, depth and participation",
    cites=("morrow1991", "altfeld1984", "oates1972", "alesina2005", "hooghe2015"),
    valid="one policy dimension for expected losses; scales of security, autonomy and depth are conventions",
    claims_not="levels of utility or depth: only ranks and thresholds mean something",
)

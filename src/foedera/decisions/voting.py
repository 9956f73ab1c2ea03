r"""Decision rules as expressions, and the probability that a proposal passes.

A rule is a Boolean tree over linear counts of ballots (:mod:`foedera.decisions.rule_tree`); one language
serves the Security Council, the EU Council, NATO's silence and a coalition of the willing.

Preferences (spatial model, ordered logit; Bailey, Strezhnev and Voeten 2017 for the scale):

    v_i    = (|x_i - s|^2 - |x_i - b|^2) / sigma          gain from proposal b over status quo s
    P(no)  = L(-a - v_i)      (veto holders: L(-a - a_v - v_i): a veto costs more than a plain no)
    P(yes) = L(v_i - a),      P(abstain) = 1 - P(yes) - P(no)

Ballots are independent given v; correlation enters through a shock common to a bloc (:func:`common_shock`).
The probability of adoption is exact, and so is the chance that a member's ballot decides: both are read from the
rule's diagram of joint counts (:mod:`foedera.decisions.diagram`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError
from foedera.core.parameters import Record, param
from foedera.decisions.diagram import Diagram, diagram
from foedera.decisions.rule_tree import Compiler, Leaf, Node

__all__ = [
    "ABSENT", "ABSTAIN", "CARD", "NO", "OPT_OUT", "YES", "Adoption", "Rule", "VotingParameters",
    "ballot_probabilities", "common_shock", "compile_rule", "draw_ballots", "net_utility", "p_adopt",
    "wilson", "withhold",
]  # fmt: skip

YES, ABSTAIN, NO, ABSENT, OPT_OUT = 1, 0, -1, -2, 2
"""Ballots. ``OPT_OUT`` lets the decision pass, counted as an abstention, without being bound by it."""

MAX_SUBSETS = 20_000
_CODES = (YES, ABSTAIN, NO, ABSENT, OPT_OUT)


@dataclass(frozen=True)
class VotingParameters(Record):
    """Preferences into ballots."""

    noise_ratio: float = param(
        0.25, unit="1", low=1e-9, source="ASSUMPTION: a quarter of the spread of positions",
        meaning="sigma over the variance of the members' ideal points",
    )  # fmt: skip
    abstain_width: float = param(
        0.5, unit="logit", low=0.0, source="ASSUMPTION: 0 would leave no abstention",
        meaning="half-width of the band of abstention",
    )  # fmt: skip
    veto_inhibition: float = param(
        1.0, unit="logit", low=0.0, source="ASSUMPTION: a veto costs its holder more than a plain no",
        meaning="added to the width of the band on the no side of a veto holder",
    )  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """A compiled decision rule; make it with :func:`compile_rule`.

    Parameters
    ----------
    members : ISO3 codes, the order of the last axis of every ballot array
    root : the tree
    leaves : the linear counts, length L
    hours : the longest silence in the rule [hour], 0 if it has none
    abstainers_bound : False where abstaining formally means not being bound
    opt_in : True where only those who say yes are bound
    veto_holders : shape (n,), bool, the members named by a ``no_veto``
    """

    members: tuple[str, ...]
    root: Node
    leaves: tuple[Leaf, ...]
    hours: float
    abstainers_bound: bool
    opt_in: bool
    veto_holders: NDArray[np.bool_]

    def adopted(self, ballots: ArrayLike) -> NDArray[np.bool_]:
        """Return whether each vote passes, shape (...).

        Parameters
        ----------
        ballots : shape (..., n), codes YES, ABSTAIN, NO, ABSENT, OPT_OUT
        """
        truth: NDArray[np.bool_] = self._scores(self._checked(ballots)) >= self._cuts
        return self.root.holds(truth)

    def binding(self, ballots: ArrayLike) -> NDArray[np.bool_]:
        """Return whom the decision binds, shape (..., n); nobody where it is not adopted."""
        b = self._checked(ballots)
        bound = b == YES if self.opt_in else b != OPT_OUT
        if not self.abstainers_bound:
            bound &= b != ABSTAIN
        return np.asarray(bound & self.adopted(b)[..., None])

    def margins(self, ballots: ArrayLike) -> NDArray[np.float64]:
        """Return by how much each leaf is met (negative: missed), shape (..., L), in votes or weight.

        A leaf that says "below" or "more than" needs a margin above 0, the others 0 or more.
        """
        bars = np.array([leaf.bar for leaf in self.leaves])
        return np.asarray(self._scores(self._checked(ballots)) - bars)

    def blockers(self, ballots: ArrayLike, fixed: ArrayLike = False) -> NDArray[np.bool_]:
        """Return a smallest set of members whose switch to yes adopts the proposal, shape (..., n).

        Parameters
        ----------
        ballots : shape (..., n)
        fixed : what broadcasts with the ballots, bool: members who cannot switch, such as parties to the dispute

        Notes
        -----
        Of several smallest sets the first in the order: members who said no, then the others, each in member
        order. Exact while the sets of that size number at most ``MAX_SUBSETS``; beyond, members are switched
        greedily by how much of the shortfall they remove, and those who prove unnecessary are taken out.
        All False where the vote passes, or where no switching to yes could make it pass.
        """
        b = self._checked(ballots)
        held = np.broadcast_to(np.asarray(fixed, dtype=bool), b.shape)
        both = np.stack([b, held], axis=-2).reshape(-1, 2, len(self.members))
        rows, back = np.unique(both, axis=0, return_inverse=True)
        found = np.array([self._smallest(row, stays.astype(bool)) for row, stays in rows])
        return found[back.reshape(-1)].reshape(b.shape)

    def text(self) -> str:
        """Return the rule in plain English."""
        return f"passes if {self.root.text}"

    @cached_property
    def diagram(self) -> Diagram:
        """The rule as a diagram of joint counts, made at first use."""
        return diagram(self.root, self.leaves)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "diagram"}

    @property
    def _cuts(self) -> NDArray[np.float64]:
        return np.array([leaf.cut for leaf in self.leaves])

    def _checked(self, ballots: ArrayLike) -> NDArray[np.int8]:
        b = np.asarray(ballots)
        if b.ndim == 0 or b.shape[-1] != len(self.members):
            raise ModelInputError(
                f"ballots of shape {b.shape} for {len(self.members)} members", where="ballots"
            )
        if b.size and not np.isin(b, _CODES).all():
            raise ModelInputError(
                "a ballot is none of 1, 0, -1, -2, 2",
                where="ballots",
                fix="YES, ABSTAIN, NO, ABSENT, OPT_OUT",
            )
        return b.astype(np.int8, copy=False)

    def _scores(self, b: NDArray[np.int8]) -> NDArray[np.float64]:
        out = np.zeros((*b.shape[:-1], len(self.leaves)))
        for name, cast in (("yes", b == YES), ("abstain", (b == ABSTAIN) | (b == OPT_OUT)), ("no", b == NO)):
            weights = np.stack([getattr(leaf, name) for leaf in self.leaves], axis=-1)
            if weights.any():
                out += cast.astype(float) @ weights
        return out

    def _switched(self, ballot: NDArray[np.int8], sets: NDArray[np.intp]) -> NDArray[np.bool_]:
        trial = np.repeat(ballot[None], len(sets), axis=0)
        np.put_along_axis(trial, sets, np.int8(YES), axis=1)
        return self.adopted(trial)

    def _smallest(self, ballot: NDArray[np.int8], fixed: NDArray[np.bool_]) -> NDArray[np.bool_]:
        out = np.zeros(len(ballot), dtype=bool)
        able = np.flatnonzero((ballot != YES) & ~fixed)
        able = np.concatenate([able[ballot[able] == NO], able[ballot[able] != NO]])
        if bool(self.adopted(ballot)):
            return out
        for size in range(1, len(able) + 1):
            if comb(len(able), size) > MAX_SUBSETS:
                return self._greedy(ballot, able)
            sets = np.array(list(combinations(able, size)))
            works = self._switched(ballot, sets)
            if works.any():
                out[sets[np.argmax(works)]] = True
                return out
        return out

    def _greedy(self, ballot: NDArray[np.int8], able: NDArray[np.intp]) -> NDArray[np.bool_]:
        chosen = np.zeros(len(ballot), dtype=bool)
        scale = np.maximum(np.abs(self._cuts), 1.0)
        while not self.adopted(np.where(chosen, YES, ballot)):
            left = [i for i in able if not chosen[i]]
            if not left:
                return np.zeros_like(chosen)
            trials = np.where(chosen | np.eye(len(ballot), dtype=bool)[left], YES, ballot)
            shortfall = np.maximum(self._cuts - self._scores(trials.astype(np.int8)), 0.0) / scale
            chosen[left[int(np.argmin(shortfall.sum(axis=-1)))]] = True
        for i in able[::-1]:
            without = chosen & (np.arange(len(ballot)) != i)
            if chosen[i] and self.adopted(np.where(without, YES, ballot)):
                chosen = without
        return chosen


def compile_rule(expression: Mapping[str, Any], members: Sequence[str], *, strict: bool = True) -> Rule:
    """Compile a decision rule for a body with these members.

    Parameters
    ----------
    expression : nested mapping, e.g. ``{"all_of": [{"yes_count": 9}, {"no_veto": {"of": ["CHN", "FRA"]}}]}``;
        named rules are resolved before
    members : ISO3 codes, in the order of the ballots
    strict : False drops the names of non-members and lets a quota be out of reach, as after an exit

    Returns
    -------
    The rule. ``yes_count: m``, ``not_yes_below: m`` (fewer than m members, of however many, do not say yes),
    ``yes_share: {share, of: members|present_voting}`` (rounded up), ``yes_weight: {quota, weights}``, ``no_veto:
    {of}`` (abstaining or being absent is no veto), ``all_yes: {of}``, ``no_objection: {minus, hours, of}``,
    ``no_weight_below: {quota, weights}``, ``relative: {weights}``, ``formal_abstention_below: {members, weight,
    weights}`` (blocks where both shares are reached; abstainers are not bound), ``opt_in: {minimum}``,
    ``all_of``, ``any_of``, ``at_least: {k, of}``, ``not``. ``unit`` beside weights is for the plain text.

    Raises
    ------
    ModelInputError : an unknown word or field, a name that is no member, a quota above the sum of the weights
    """
    compiler = Compiler(members, strict)
    root = compiler.node(expression)
    return Rule(
        members=compiler.members, root=root, leaves=tuple(compiler.leaves), hours=compiler.hours,
        abstainers_bound=compiler.abstainers_bound, opt_in=compiler.opt_in,
        veto_holders=compiler.veto_holders,
    )  # fmt: skip


def withhold(ballots: ArrayLike, parties: ArrayLike) -> NDArray[np.int8]:
    """Return the ballots with those of parties to the dispute taken out (Charter Art. 27(3), Chapter VI).

    Parameters
    ----------
    ballots : shape (..., n)
    parties : shape (..., n), bool
    """
    return np.where(np.asarray(parties, dtype=bool), ABSENT, np.asarray(ballots)).astype(np.int8)


def net_utility(
    ideal: ArrayLike,
    status_quo: ArrayLike,
    proposal: ArrayLike,
    sigma: ArrayLike,
    *,
    policy_axis: bool = False,
) -> NDArray[np.float64]:
    """Return each member's gain from the proposal, in logits.

    Parameters
    ----------
    ideal : shape (..., n) [policy scale], or (..., n, d) with ``policy_axis``
    status_quo, proposal : what broadcasts with ``ideal``
    sigma : preference noise [policy scale squared], > 0; broadcasts with the result
    policy_axis : whether the last axis holds d policy dimensions

    Returns
    -------
    shape (..., n)
    """
    x, s, b, noise = (np.asarray(a, dtype=float) for a in (ideal, status_quo, proposal, sigma))
    if not np.all(noise > 0):
        raise ModelInputError("sigma must be above 0", where="net_utility(sigma)")
    if np.isnan(x).any() or np.isnan(s).any() or np.isnan(b).any():
        raise ModelInputError(
            "a position is missing", where="net_utility(ideal)", fix="drop the member or impute it"
        )
    gain = (x - s) ** 2 - (x - b) ** 2
    return np.asarray((gain.sum(axis=-1) if policy_axis else gain) / noise)


def common_shock(v: ArrayLike, bloc: ArrayLike, sd: ArrayLike, normals: ArrayLike) -> NDArray[np.float64]:
    """Return net utilities with one shock per bloc added.

    Parameters
    ----------
    v : shape (..., n) [logit]
    bloc : shape (n,), integers 0 .. B-1
    sd : standard deviation of the shock [logit], >= 0
    normals : shape (..., B), standard normal

    Returns
    -------
    shape (..., n)
    """
    if np.any(np.asarray(sd) < 0):
        raise ModelInputError("sd must not be negative", where="common_shock(sd)")
    spread, shock = np.asarray(sd, dtype=float), np.asarray(normals, dtype=float)
    return np.asarray(np.asarray(v, dtype=float) + spread * shock[..., np.asarray(bloc, dtype=np.intp)])


def ballot_probabilities(
    v: ArrayLike,
    abstain_width: ArrayLike = 0.5,
    veto_inhibition: ArrayLike = 1.0,
    veto_mask: ArrayLike = False,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return P(yes) and P(no) of each member; the rest abstains.

    Parameters
    ----------
    v : shape (..., n), net utility [logit]
    abstain_width : a >= 0 [logit]
    veto_inhibition : a_v >= 0 [logit], for the members in ``veto_mask``
    veto_mask : shape (..., n), bool

    Returns
    -------
    Two arrays, shape (..., n)
    """
    u, a, extra = (np.asarray(x, dtype=float) for x in (v, abstain_width, veto_inhibition))
    if np.isnan(u).any() or not (np.all(a >= 0) and np.all(extra >= 0)):
        raise ModelInputError("v is missing or a width is negative", where="ballot_probabilities")
    no_at = u + a + extra * np.asarray(veto_mask, dtype=float)
    return _logistic(u - a), _logistic(-no_at)


def _logistic(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def draw_ballots(p_yes: ArrayLike, p_no: ArrayLike, uniforms: ArrayLike) -> NDArray[np.int8]:
    """Return ballots drawn from given uniforms.

    Parameters
    ----------
    p_yes, p_no : shape (..., n)
    uniforms : shape (..., n) on [0, 1); the lowest numbers say no, the highest yes, so that a ballot
        never falls when its member's utility rises and the numbers stay the same

    Returns
    -------
    shape (..., n), int8
    """
    yes, no, u = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (p_yes, p_no, uniforms)))
    if np.any(yes < 0) or np.any(no < 0) or np.any(yes + no > 1 + 1e-12):
        raise ModelInputError("P(yes) and P(no) must be >= 0 and sum to at most 1", where="draw_ballots")
    return np.where(u < no, NO, np.where(u >= 1.0 - yes, YES, ABSTAIN)).astype(np.int8)


class Adoption(NamedTuple):
    """A probability with its 95 % interval; both bounds equal it where it is exact."""

    p: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def p_adopt(
    rule: Rule, p_yes: ArrayLike, p_no: ArrayLike, *, method: str = "exact", uniforms: ArrayLike | None = None
) -> Adoption:
    """Return the probability that a vote with independent ballots passes.

    Parameters
    ----------
    rule : over n members
    p_yes, p_no : shape (..., n); the rest abstains
    method : "exact" or "mc"
    uniforms : shape (draws, n), for "mc": the same draws serve every leading axis

    Returns
    -------
    Arrays of shape (...); Monte Carlo with Wilson's interval

    Raises
    ------
    ModelInputError : an exact answer would need more than ``diagram.MAX_STATES`` joint counts
    """
    yes, no = np.broadcast_arrays(np.asarray(p_yes, dtype=float), np.asarray(p_no, dtype=float))
    if yes.ndim == 0 or yes.shape[-1] != len(rule.members):
        raise ModelInputError(f"shape {yes.shape} for {len(rule.members)} members", where="p_adopt(p_yes)")
    if np.any(yes < 0) or np.any(no < 0) or np.any(yes + no > 1 + 1e-12):
        raise ModelInputError("P(yes) and P(no) must be >= 0 and sum to at most 1", where="p_adopt")
    if method == "exact":
        rows = yes.reshape(-1, yes.shape[-1]), no.reshape(-1, no.shape[-1])
        p = rule.diagram.adoption(*rows).reshape(yes.shape[:-1])
        return Adoption(p, p, p)
    if method != "mc" or uniforms is None:
        raise ModelInputError(f"method {method!r}", where="p_adopt", fix="exact, or mc with uniforms=")
    u = np.asarray(uniforms, dtype=float)
    u = u.reshape(u.shape[0], *(1,) * (yes.ndim - 1), u.shape[-1])
    passed = rule.adopted(draw_ballots(yes, no, u)).sum(axis=0)
    return Adoption(passed / u.shape[0], *wilson(passed, u.shape[0]))


def wilson(successes: ArrayLike, trials: ArrayLike, z: float = 1.959963984540054) -> tuple[Any, Any]:
    """Return Wilson's interval for a share, by default at 95 %."""
    k, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    centre = (k + z**2 / 2) / (n + z**2)
    half = z * np.sqrt(k * (n - k) / n + z**2 / 4) / (n + z**2)
    return centre - half, centre + half


CARD = Card(
    id="decisions.voting",
    title="Decision rules, ballots and the probability of adoption",
    cites=("bailey2017", "bryant1986", "felsenthal1997", "shapley1954"),
    valid="independent ballots given positions; exact up to 200,000 joint counts, simulation beyond",
    claims_not="that drafts brought to a vote are typical: most conflict is screened out before",
)

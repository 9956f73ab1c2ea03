r"""Power where a member may abstain: Felsenthal and Machover's ternary games.

A roll-call puts each of n members on one of three sides, so that there are 3^n of them. With omega roll-calls that
adopt, and eta_i ballots of the others under which a yes of member i adopts and its no does not,

    act       A = omega / 3^n
    Banzhaf   beta'_i = eta_i / 3^(n-1)        (normalised: shares of all such swings)

A swing from yes to no goes through abstention, and is made up of swings from yes to abstention and from abstention to
no: eta = eta^ya + eta^an. The Shapley-Shubik index counts over all orders of members and all roll-calls, every pair
equally likely, how often member i is the pivot: the one after whose ballot, called in this order, the outcome no
longer depends on the rest. With B the chances if every other member's ballot is random with chance t, else no (or yes),

    phi_i = integral over t in [0, 1] of  P(adopt | i random, not yet called: no)  - P(adopt | i no, ...)
                                        + P(reject | i random, not yet called: yes) - P(reject | i yes, ...).

Everything is read from the rule's diagram of joint counts (:mod:`foedera.decisions.diagram`), the counts in whole
numbers, the integral by Gauss-Legendre quadrature, exact for its polynomial but for rounding. Whether members should
be thought to abstain as often as they say yes is another matter: see :mod:`foedera.decisions.voting` for chances.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError
from foedera.decisions.diagram import Diagram
from foedera.decisions.power.counts import Integers
from foedera.decisions.power.indices import Shares
from foedera.decisions.rule_tree import Node
from foedera.decisions.voting import NO, YES, Rule

__all__ = ["TernaryPower", "ternary_power"]

MAX_PAIRS = 2_000_000
"""Pairs of joint counts compared to learn whether a ballot with more support can defeat a proposal."""

_YES, _ABSTAIN, _NO = 0, 1, 2  # rows of Layer.move
_WORD = ("yes", "abstention", "no")
_COEFFICIENT = ("yes", "abstain", "no")
_SMALL = 39  # 3^39 < 2^63


class TernaryPower:
    """The ternary game of one rule; make it with :func:`ternary_power`.

    Parameters
    ----------
    rule : passes if all say yes and fails if all say no
    """

    def __init__(self, rule: Rule) -> None:
        self.rule, self.members, self.n = rule, rule.members, len(rule.members)
        if not rule.adopted(np.full(self.n, YES)):
            raise ModelInputError(
                "the rule cannot pass even if all say yes", where="ternary_power", fix="lower a quota"
            )
        if rule.adopted(np.full(self.n, NO)):
            raise ModelInputError(
                "the rule passes even if all say no", where="ternary_power", fix="raise a quota"
            )
        try:
            self._diagram = rule.diagram
        except ModelInputError as error:
            raise ModelInputError(
                f"{self.n} members who may abstain: {error.what}", where="ternary_power",
                fix="divide the weights by a power of ten and round, or ask for the power without abstention",
            ) from error  # fmt: skip

    @cached_property
    def _counts(self) -> tuple[list[Any], list[Any]]:
        whole = np.dtype(np.int64 if self.n <= _SMALL else object)
        return _passes(self._diagram, (1, 1, 1), whole)

    @property
    def winning(self) -> int:
        """Return omega, the number of roll-calls out of 3^n that adopt."""
        return int(self._counts[1][0][self._diagram.root])

    @property
    def act(self) -> Fraction:
        """Return the chance that random ballots pass, each yes, abstention or no with one third."""
        return Fraction(self.winning, 3**self.n)

    @cached_property
    def swings(self) -> tuple[int, ...]:
        """Return eta: ballots of the others, of 3^(n-1), under which the member's yes adopts and its no does not.

        Raises
        ------
        ModelInputError : under this rule a no can adopt what a yes defeats
        """
        return self._swings(_YES, _NO)

    @cached_property
    def swings_yes_abstain(self) -> tuple[int, ...]:
        """Return under how many ballots of the others a yes adopts and an abstention does not.

        Raises
        ------
        ModelInputError : under this rule an abstention can adopt what a yes defeats
        """
        return self._swings(_YES, _ABSTAIN)

    @cached_property
    def swings_abstain_no(self) -> tuple[int, ...]:
        """Return under how many ballots of the others an abstention adopts and a no does not.

        Raises
        ------
        ModelInputError : under this rule a no can adopt what an abstention defeats, as where too many formal
            abstentions block
        """
        return self._swings(_ABSTAIN, _NO)

    @property
    def banzhaf_absolute(self) -> Shares:
        """Return the ternary Banzhaf index: the chance that random ballots of the others leave it to the member."""
        return tuple(Fraction(s, 3 ** (self.n - 1)) for s in self.swings)

    @property
    def banzhaf(self) -> Shares:
        """Return the normalised ternary Banzhaf index, which sums to 1."""
        return tuple(Fraction(s, sum(self.swings)) for s in self.swings)

    @cached_property
    def shapley_shubik(self) -> NDArray[np.float64]:
        """Return the ternary Shapley-Shubik index, shape (n,), to about 1e-13; it sums to 1.

        Raises
        ------
        ModelInputError : the rule is not monotone, so that no ballot need settle the outcome
        """
        for high, low in ((_YES, _ABSTAIN), (_ABSTAIN, _NO)):
            self._check_order(high, low)
        nodes, weights = np.polynomial.legendre.leggauss(self.n // 2 + 1)
        found = np.zeros(self.n)
        for node, weight in zip(nodes, weights):
            t = 0.5 * (node + 1.0)
            rest_no = (t / 3, t / 3, 1 - 2 * t / 3)
            rest_yes = rest_no[::-1]
            for rest, fixed in ((rest_no, _NO), (rest_yes, _YES)):
                passes = _passes(self._diagram, rest, np.dtype(float))
                for other in {_YES, _ABSTAIN, _NO} - {fixed}:
                    gap = _gaps(self._diagram, passes, min(other, fixed), max(other, fixed))
                    found += 0.5 * weight / 3 * gap.astype(float)
        return found

    @property
    def monotone(self) -> bool:
        """Whether neither raising a no to an abstention nor that to a yes can ever defeat a proposal."""
        return self._ordered(_YES, _ABSTAIN) and self._ordered(_ABSTAIN, _NO)

    def _swings(self, high: int, low: int) -> tuple[int, ...]:
        self._check_order(high, low)
        return tuple(int(x) for x in _gaps(self._diagram, self._counts, high, low))

    def _check_order(self, high: int, low: int) -> None:
        if not self._ordered(high, low):
            raise ModelInputError(
                f"under this rule a {_WORD[low]} can adopt what {_article(high)} defeats", where="ternary_power",
                fix="the swings between the other two ballots may still be defined; or sample actual ballots",
            )  # fmt: skip

    def _ordered(self, high: int, low: int) -> bool:
        plain = _without_not(self.rule.root) and all(
            np.all(getattr(leaf, _COEFFICIENT[high]) >= getattr(leaf, _COEFFICIENT[low]))
            for leaf in self.rule.leaves
        )
        return plain or _never_defeats(self._diagram, high, low)


def ternary_power(rule: Rule) -> TernaryPower:
    """Return the power of members who may say yes, abstain or say no.

    Parameters
    ----------
    rule : what :func:`foedera.decisions.voting.compile_rule` gives

    Raises
    ------
    ModelInputError : the rule can never pass, or passes although all say no, or has too many joint counts
    """
    return TernaryPower(rule)


def _article(ballot: int) -> str:
    return f"an {_WORD[ballot]}" if ballot == _ABSTAIN else f"a {_WORD[ballot]}"


def _without_not(node: Node) -> bool:
    return not node.negated and all(_without_not(child) for child in node.children)


def _passes(
    diagram: Diagram, weight: tuple[Any, Any, Any], dtype: np.dtype[Any]
) -> tuple[list[Any], list[Any]]:
    """Return per layer the weight of the ways to each node, and of the ways on from it that adopt.

    Lists of n + 1 arrays over the nodes of a layer, the first two of which are "rejected" and "adopted".
    """
    layers, whole = diagram.layers, sum(weight)
    ways, ahead = [], [np.array([0, 1], dtype=dtype)]
    here = np.zeros(layers[0].successor.shape[1] + 2, dtype=dtype)
    here[diagram.root] = 1
    for k, layer in enumerate(layers):
        ways.append(here)
        after = layers[k + 1].successor.shape[1] if k + 1 < len(layers) else 0
        following = np.zeros(after + 2, dtype=dtype)
        for row, w in zip(layer.move, weight):
            np.add.at(following, layer.successor[row], here[2:] * w)
        here = following
    for layer in reversed(layers):
        value = np.zeros(layer.successor.shape[1] + 2, dtype=dtype)
        value[1] = ahead[-1][1] * whole
        for row, w in zip(layer.move, weight):
            value[2:] += ahead[-1][layer.successor[row]] * w
        ahead.append(value)
    return ways, ahead[::-1]


def _gaps(diagram: Diagram, passes: tuple[list[Any], list[Any]], high: int, low: int) -> Integers:
    """Return what a member's ballot ``high`` adopts more than its ballot ``low``, shape (n,)."""
    ways, ahead = passes
    found = np.zeros(len(diagram.layers), dtype=ways[0].dtype)
    for k, layer in enumerate(diagram.layers):
        to = layer.successor
        gain = ahead[k + 1][to[layer.move[high]]] - ahead[k + 1][to[layer.move[low]]]
        found[diagram.order[k]] = (ways[k][2:] * gain).sum()
    return found


def _never_defeats(diagram: Diagram, high: int, low: int) -> bool:
    """Return whether nowhere a member's ballot ``high`` rejects what its ballot ``low`` adopts.

    Pairs (node after ``high``, node after ``low``) walk down the diagram side by side. No node but the two ends has a
    certain outcome, so that a pair (rejected, other) or (other, adopted) is a counterexample.
    """
    pairs = np.empty((2, 0), dtype=np.intp)
    for layer in diagram.layers:
        to = layer.successor
        walked = [to[row][pairs - 2] for row in sorted(set(layer.move))]
        new = np.concatenate([np.stack([to[layer.move[high]], to[layer.move[low]]]), *walked], axis=1)
        new = new[:, (new[0] != new[1]) & (new[0] != 1) & (new[1] != 0)]
        if np.any(new[0] == 0) or np.any(new[1] == 1):
            return False
        pairs = np.unique(new, axis=1)
        if pairs.shape[1] > MAX_PAIRS:
            raise ModelInputError(
                f"more than {MAX_PAIRS} pairs of joint counts to tell whether more support can defeat a proposal",
                where="ternary_power", fix="write the rule without 'not' and without formal abstention",
            )  # fmt: skip
    return True

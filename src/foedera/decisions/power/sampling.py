r"""Power by sampling, for rules whose coalitions are too many or too tangled to be counted.

Banzhaf: the share of random coalitions in which a member's vote decides. Shapley-Shubik: the share of random orders
in which it is the one who turns losing into winning (Castro, Gomez and Tejada 2009). Both are means of m draws of
0 or 1, so that by Hoeffding's inequality (1963) each lies within eps of the exact value with chance 1 - delta or more
if

    m >= ln(2 / delta) / (2 eps^2)              eps = .01, delta = .05: 18,445 draws

whatever the rule and however many its members. That all n of them do so together has a chance of 1 - n delta or more.
Wilson's intervals, for each estimate by itself, are narrower where power is small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError
from foedera.decisions.power.game import Game
from foedera.decisions.voting import Rule, wilson

__all__ = ["Sampled", "Seed", "draws_needed", "sample_act", "sample_banzhaf", "sample_shapley_shubik"]

Seed = int | np.random.SeedSequence | np.random.Generator
"""What a stream of random numbers is made of; a generator goes on where it stands."""

_CELLS = 2_000_000
"""Scores held at a time."""


@dataclass(frozen=True, eq=False)
class Sampled:
    """Estimates of a probability, each a share of the draws.

    Parameters
    ----------
    value : shape (n,), or () for one of the body as a whole
    low, high : the same shape, Wilson's interval of each at 95 per cent
    draws : how many
    error : how far each may lie from the exact value
    risk : the chance at most that one given value lies farther (Hoeffding)
    """

    value: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    draws: int
    error: float
    risk: float

    @property
    def shares(self) -> NDArray[np.float64]:
        """Return the estimates divided by their sum, shape (n,): the normalised index.

        Raises
        ------
        ModelInputError : no draw found any member deciding
        """
        total = self.value.sum()
        if total == 0:
            raise ModelInputError(f"nobody decided in {self.draws} draws", where="shares", fix="draw more")
        return np.asarray(self.value / total)


def draws_needed(error: float = 0.01, risk: float = 0.05, estimates: int = 1) -> int:
    """Return how many draws keep estimates within an error, by Hoeffding's inequality.

    Parameters
    ----------
    error : largest distance from the exact value, in (0, 1)
    risk : chance at most that any of the estimates lies farther, in (0, 1)
    estimates : how many must do so together, e.g. the number of members
    """
    _open_interval(error, "error")
    _open_interval(risk, "risk")
    if estimates < 1:
        raise ModelInputError(f"{estimates} estimates", where="draws_needed", fix="1 or more")
    return ceil(log(2 * estimates / risk) / (2 * error**2))


def sample_banzhaf(body: Rule | Game, rng: Seed, *, draws: int | None = None, risk: float = 0.05) -> Sampled:
    """Return estimates of the absolute Penrose-Banzhaf index, shape (n,).

    Parameters
    ----------
    body : a rule of any kind, or a simple game
    rng : seed or generator
    draws : random coalitions, each looked at from every member's place; None takes ``draws_needed(0.01, risk)``
    risk : see :class:`Sampled`

    Raises
    ------
    ModelInputError : the rule can never pass, or passes although all say no, or a yes more undid it in a draw
    """
    return _sample(body, rng, draws, risk, _deciding, body_as_whole=False)


def sample_shapley_shubik(
    body: Rule | Game, rng: Seed, *, draws: int | None = None, risk: float = 0.05
) -> Sampled:
    """Return estimates of the Shapley-Shubik index, shape (n,); they sum to 1.

    Parameters
    ----------
    body : a rule of any kind, or a simple game
    rng : seed or generator
    draws : random orders of the members; None takes ``draws_needed(0.01, risk)``
    risk : see :class:`Sampled`

    Raises
    ------
    ModelInputError : the rule can never pass, or passes although all say no, or a yes more undid it in a draw
    """
    return _sample(body, rng, draws, risk, _pivots, body_as_whole=False)


def sample_act(body: Rule | Game, rng: Seed, *, draws: int | None = None, risk: float = 0.05) -> Sampled:
    """Return an estimate of Coleman's power of the body to act, shape ().

    Parameters
    ----------
    body : a rule of any kind, or a simple game
    rng : seed or generator
    draws : random coalitions; None takes ``draws_needed(0.01, risk)``
    risk : see :class:`Sampled`
    """
    return _sample(body, rng, draws, risk, _passing, body_as_whole=True)


@dataclass(frozen=True, eq=False)
class _Linear:
    """A body as linear scores: a coalition scores ``base`` and the ``gain`` of its members, (L,) and (n, L)."""

    gain: NDArray[Any]
    base: NDArray[Any]
    passes: Callable[[NDArray[Any]], NDArray[np.bool_]]

    @property
    def n(self) -> int:
        return len(self.gain)

    def scores(self, inside: NDArray[np.bool_]) -> NDArray[Any]:
        """Return scores, shape (m, L), of coalitions, shape (m, n)."""
        return np.asarray(self.base + inside.astype(self.gain.dtype) @ self.gain)


_Draw = Callable[[_Linear, NDArray[np.float64]], NDArray[np.int64]]


def _linear(body: Rule | Game) -> _Linear:
    if isinstance(body, Game):
        return _Linear(body.forms.T.copy(), np.zeros(len(body.forms), dtype=np.int64), body.wins_at)
    gain = np.stack([leaf.yes - leaf.no for leaf in body.leaves], axis=1)
    base = np.array([leaf.no.sum() for leaf in body.leaves])
    cuts = np.array([leaf.cut for leaf in body.leaves])
    return _Linear(gain, base, lambda scores: body.root.holds(scores >= cuts))


def _sample(
    body: Rule | Game, rng: Seed, draws: int | None, risk: float, draw: _Draw, *, body_as_whole: bool
) -> Sampled:
    linear = _linear(body)
    many = draws_needed(risk=risk) if draws is None else draws
    _open_interval(risk, "risk")
    if isinstance(many, bool) or not isinstance(many, int) or many < 1:
        raise ModelInputError(f"{many!r} draws", where="draws", fix="a whole number of 1 or more")
    ends = linear.passes(linear.scores(np.array([[False] * linear.n, [True] * linear.n])))
    if ends[0] or not ends[1]:
        what = "passes even if all say no" if ends[0] else "cannot pass even if all say yes"
        raise ModelInputError(f"the rule {what}", where="sampling", fix="change a quota")
    found = np.zeros(() if body_as_whole else linear.n, dtype=np.int64)
    for numbers in _uniforms(rng, many, linear):
        found = found + draw(linear, numbers)
    low, high = wilson(found, many)
    return Sampled(np.asarray(found / many), low, high, many, sqrt(log(2 / risk) / (2 * many)), risk)


def _uniforms(rng: Seed, draws: int, linear: _Linear) -> Iterator[NDArray[np.float64]]:
    """Yield uniform numbers, shape (some, n), a row per draw; the rows do not depend on how many come at a time."""
    if not isinstance(rng, int | np.integer | np.random.SeedSequence | np.random.Generator):
        fix = "a whole number, a SeedSequence or a Generator"
        raise ModelInputError(f"{rng!r} is no seed", where="rng", fix=fix)
    if isinstance(rng, int | np.integer) and rng < 0:
        raise ModelInputError(f"seed {rng} is negative", where="rng", fix="0 or more")
    stream = np.random.default_rng(rng)
    step = max(1, _CELLS // (linear.n * max(1, linear.gain.shape[1])))
    for first in range(0, draws, step):
        yield stream.random((min(step, draws - first), linear.n))


def _deciding(linear: _Linear, numbers: NDArray[np.float64]) -> NDArray[np.int64]:
    inside = numbers < 0.5
    scores = linear.scores(inside)[:, None, :]
    with_it = linear.passes(scores + np.where(inside[..., None], 0, linear.gain))
    without = linear.passes(scores - np.where(inside[..., None], linear.gain, 0))
    return np.asarray(_steps(without, with_it).sum(axis=0))


def _pivots(linear: _Linear, numbers: NDArray[np.float64]) -> NDArray[np.int64]:
    order = np.argsort(numbers, axis=1)
    won = linear.passes(linear.base + np.cumsum(linear.gain[order], axis=1))
    before = np.concatenate([np.zeros((len(won), 1), dtype=bool), won[:, :-1]], axis=1)
    return np.bincount(order[_steps(before, won)], minlength=linear.n).astype(np.int64)


def _passing(linear: _Linear, numbers: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.asarray(np.count_nonzero(linear.passes(linear.scores(numbers < 0.5))))


def _steps(without: NDArray[np.bool_], with_it: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return where one more yes carries the proposal."""
    if np.any(without & ~with_it):
        raise ModelInputError(
            "one more yes can defeat a proposal under this rule", where="sampling",
            fix="power is defined for rules that more support never defeats; take out 'not'",
        )  # fmt: skip
    return with_it & ~without


def _open_interval(value: float, where: str) -> None:
    if not 0.0 < value < 1.0:
        raise ModelInputError(f"{value} is not between 0 and 1", where=where)

r"""The threat of sanctions as a crisis-bargaining game with private information (Lewis and Schultz 2003).

The sender A accepts the status quo (worth s_a) or threatens; the target B concedes (v_a to A, c_b to B) or resists; A
then imposes (w_a + e1 to A, w_b + e2 to B) or backs down (a + e3 to A, v_b to B), all e standard normal and private.
With P_R the chance that B resists, c = (s_a - (1 - P_R) v_a) / P_R is what A must expect from resistance, and

    P_C = 1 - Phi(c - w_a) Phi(c - a)                                        A threatens,
    P_F = Phi_2((w_a - a) / sqrt 2, w_a - c; 1 / sqrt 2) / P_C               A imposes if B resists,
    P_R = Phi((P_F w_b + (1 - P_F) v_b - c_b) / P_F)                         an equilibrium.

There may be several; all that a fine scan tells apart are found (Crisman-Cox and Gibilisco 2021 say why that matters).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from foedera.core.errors import ModelInputError
from foedera.responses.funds.trigger import binormal

__all__ = ["Threat", "Utilities", "threat_equilibria"]

Floats = NDArray[np.float64]

SCAN = 4000
"""Points at which the best reply to a chance of resistance is compared with it; closer pairs of roots are missed."""

_FLAT = 9.0  # normal score beyond which the best reply no longer changes
_FAR = 1e6  # where scores are cut off: the chances are 0 and 1 long before
_HALVINGS = 52
_BLOCK = 64  # runs scanned at once
_RAREST = 1e-8  # chance of a threat below which P_F, a ratio of two tails, is no longer exact


class Utilities(NamedTuple):
    """Payoffs of the game, each any shape, broadcast together; the shocks' standard deviation is 1.

    Parameters
    ----------
    s_a : status quo, to the sender
    v_a : the target's concession, to the sender, above ``s_a``
    c_b : the target's concession, to the target
    w_a, w_b : sanctions imposed, mean, to sender and target
    a : backing down, mean, to the sender
    v_b : the sender's backing down, to the target
    """

    s_a: ArrayLike
    v_a: ArrayLike
    c_b: ArrayLike
    w_a: ArrayLike
    w_b: ArrayLike
    a: ArrayLike
    v_b: ArrayLike = 0.0


class Threat(NamedTuple):
    """All equilibria of the game, by rising chance of resistance.

    Parameters
    ----------
    number : shape (...), of equilibria, at least 1
    threaten, resist, stand : shape (..., K), P_C in a period, P_R and P_F; NaN beyond ``number``
    """

    number: NDArray[np.int64]
    threaten: Floats
    resist: Floats
    stand: Floats

    @property
    def concede(self) -> Floats:
        """Return the chance that a threatened target gives in."""
        return 1.0 - self.resist

    @property
    def impose(self) -> Floats:
        """Return the chance that a threat ends with sanctions imposed."""
        return self.resist * self.stand

    @property
    def back_down(self) -> Floats:
        """Return the chance that a threat is not carried out though the target resists."""
        return self.resist * (1.0 - self.stand)


def threat_equilibria(utilities: Utilities) -> Threat:
    """Return all equilibria of every game.

    Parameters
    ----------
    utilities : payoffs, broadcast to shape (...)

    Raises
    ------
    ModelInputError : a payoff that is not finite; a status quo as good as a concession, or payoffs so low that a
        threat is rarer than 1 in 10^8, where the game says nothing
    """
    given = [np.asarray(u, dtype=float) for u in utilities]
    if not all(np.all(np.isfinite(u)) for u in given):
        raise ModelInputError("payoffs must be finite", where="threat_equilibria(utilities)")
    full = np.broadcast_arrays(*given)
    shape = full[0].shape
    games = np.stack([u.ravel() for u in full], axis=1)
    if np.any(games[:, 1] <= games[:, 0]):
        raise ModelInputError("a concession must be worth more to the sender than the status quo",
                              where="threat_equilibria(v_a)")  # fmt: skip
    if np.any(_reply(games, np.full(len(games), np.inf))[0] < _RAREST):
        raise ModelInputError("a threat is rarer than 1 in 10^8", where="threat_equilibria(w_a, a)",
                              fix="imposing or backing down must not be so much worse than the status quo")  # fmt: skip
    parts = [_scan(games[k : k + _BLOCK]) for k in range(0, len(games), _BLOCK)]
    run = np.concatenate([k * _BLOCK + who for k, (who, _, _) in enumerate(parts)] or [np.zeros(0, int)])
    low, high = (np.concatenate([part[k] for part in parts] or [np.zeros(0)]) for k in (1, 2))
    root = _bisect(games[run], low, high)
    count = np.bincount(run, minlength=len(games))
    nth = np.arange(len(run)) - np.repeat(np.cumsum(count) - count, count)
    found = np.full((3, len(games), max(int(count.max(initial=1)), 1)), np.nan)
    found[0, run, nth], found[2, run, nth] = _reply(games[run], root)[:2]
    found[1, run, nth] = ndtr(root)
    threaten, resist, stand = found.reshape(3, *shape, found.shape[-1])
    return Threat(count.reshape(shape).astype(np.int64), threaten, resist, stand)


def _scan(games: Floats) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Return the game, and the ends, of every interval of scores in which the best reply crosses."""
    inner = np.broadcast_to(np.linspace(-8.0, 8.0, SCAN), (len(games), SCAN))
    ends = (_reply(games, np.full(len(games), end))[2] for end in (-_FLAT, _FLAT))
    first, last = (np.minimum(next(ends) - 1.0, -_FLAT), np.maximum(next(ends) + 1.0, _FLAT))
    score = np.concatenate([first[:, None], inner, last[:, None]], axis=1)
    above = _reply(games[:, None], score)[2] > score
    who, at = np.nonzero(above[:, 1:] != above[:, :-1])
    return who, score[who, at], score[who, at + 1]


def _bisect(games: Floats, low: Floats, high: Floats) -> Floats:
    falls = _reply(games, low)[2] > low
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        right = (_reply(games, middle)[2] > middle) == falls
        low, high = np.where(right, middle, low), np.where(right, high, middle)
    return 0.5 * (low + high)


def _reply(games: Floats, score: Floats) -> tuple[Floats, Floats, Floats]:
    """Return P_C, P_F and the score of the target's best reply, where it resists with the chance of a score."""
    s_a, v_a, c_b, w_a, w_b, a, v_b = np.moveaxis(games, -1, 0)
    with np.errstate(divide="ignore"):
        expected = v_a + (s_a - v_a) / ndtr(score)
    one, other = expected - w_a, expected - a
    threaten = ndtr(-one) + ndtr(one) * ndtr(-other)
    stand = binormal((w_a - a) / np.sqrt(2.0), -one, np.sqrt(0.5)) / threaten
    stand = np.clip(stand, np.finfo(float).tiny, 1.0)
    with np.errstate(over="ignore"):
        reply = w_b + ((1.0 - stand) * v_b - c_b) / stand
    return threaten, stand, np.clip(reply, -_FAR, _FAR)

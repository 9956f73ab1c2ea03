"""A pool: members with losses of their own, independent of each other, and common shocks that hit several at once.

In a year at most one of the common shocks happens; given it, members are independent, so that the pool's loss is a
mixture over shocks of shifted convolutions, exact on the grid. Full dependence is the case of no losses of their
own. Dependence by copula is drawn instead (:mod:`.dependence`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import unit_interval
from foedera.core.errors import ModelInputError
from foedera.responses.funds.loss import on_grid
from foedera.responses.funds.risk import loss_pmf, tail_weights

__all__ = ["Pool", "aggregate", "coalition_pmf", "cotail_value", "make_pool", "member_pmf"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pool:
    """A pool of n members; made and checked by :func:`make_pool`.

    Parameters
    ----------
    own : shape (n, K), probabilities of each member's own yearly loss, cell k being k units
    chance : shape (k + 1,), of no common shock first and of each of the k shocks; sums to 1
    extra : shape (k + 1, n), cells that a shock adds to each member's loss; the first row is 0
    unit : width of a cell [musd]
    """

    own: Floats
    chance: Floats
    extra: NDArray[np.int64]
    unit: float

    @property
    def n(self) -> int:
        """Return the number of members."""
        return len(self.own)

    @property
    def expected(self) -> Floats:
        """Return expected yearly losses of the members, shape (n,) [musd]."""
        return np.asarray(self.unit * (self.own @ np.arange(self.own.shape[1]) + self.chance @ self.extra))

    @property
    def cells(self) -> int:
        """Return the width of a grid that holds the loss of everybody."""
        return self.n * (int(self.own.shape[1]) - 1) + int(self.extra.sum(axis=1).max()) + 1

    def spectra(self) -> NDArray[np.complex128]:
        """Return the transforms of the members' own losses, wide enough for everybody, shape (n, F)."""
        return np.asarray(np.fft.rfft(self.own, n=self.length), dtype=np.complex128)

    @property
    def length(self) -> int:
        """Return the length of the transforms, a power of two."""
        return 1 << (self.cells - 1).bit_length()


def make_pool(
    own: ArrayLike, *, chance: ArrayLike = (), extra: ArrayLike | None = None, unit: float = 1.0
) -> Pool:
    """Return a pool from the members' own losses and the common shocks.

    Parameters
    ----------
    own : shape (n, K), probabilities of each member's own yearly loss; or n rows of different lengths
    chance : shape (k,) or (), yearly chance of each common shock, at most 1 together
    extra : shape (k, n) or (n,) [musd], >= 0, whole units: what a shock adds to each member's loss
    unit : width of a cell [musd]

    Raises
    ------
    ModelInputError : no member, rows that do not sum to 1, chances outside [0, 1] or above 1 together, negative
        losses, or losses off the grid
    """
    rows = [loss_pmf(row, f"make_pool(own), member {i}") for i, row in enumerate(own)]  # type: ignore[arg-type]
    if not rows or any(row.ndim != 1 for row in rows):
        raise ModelInputError("one row of probabilities per member is needed", where="make_pool(own)")
    width = max(len(row) for row in rows)
    p = np.atleast_1d(unit_interval(chance, "make_pool(chance)"))
    shocks = np.zeros((0, len(rows))) if extra is None else np.atleast_2d(np.asarray(extra, dtype=float))
    if p.ndim != 1 or shocks.shape != (len(p), len(rows)):
        what = f"{shocks.shape} losses for {p.size} shocks and {len(rows)} members"
        raise ModelInputError(what, where="make_pool(extra)", fix="one row per shock, one column per member")
    if p.sum() > 1.0 + 1e-12:
        raise ModelInputError(f"shocks have a chance of {p.sum():g} together", where="make_pool(chance)")
    cells = on_grid(shocks, unit, "make_pool(extra)")
    return Pool(
        own=np.stack([np.pad(row, (0, width - len(row))) for row in rows]),
        chance=np.concatenate([[max(0.0, 1.0 - p.sum())], p]),
        extra=np.concatenate([np.zeros((1, len(rows)), dtype=np.int64), cells]),
        unit=float(unit),
    )


def member_pmf(pool: Pool) -> Floats:
    """Return each member's yearly loss, own and common, shape (n, K)."""
    width = pool.own.shape[1]
    pmf = np.zeros((pool.n, width + int(pool.extra.max())))
    for chance, extra in zip(pool.chance, pool.extra):
        for i, shift in enumerate(extra):
            pmf[i, shift : shift + width] += chance * pool.own[i]
    return pmf


def aggregate(pool: Pool) -> Floats:
    """Return the yearly loss of everybody, shape (cells,), by fast Fourier transform."""
    return np.asarray(coalition_pmf(pool, np.ones((1, pool.n), dtype=bool))[0])


def coalition_pmf(pool: Pool, inside: NDArray[np.bool_]) -> Floats:
    """Return the yearly loss of coalitions, shape (m, cells).

    Parameters
    ----------
    pool : the pool
    inside : shape (m, n), who is in; an empty coalition loses nothing

    Raises
    ------
    ModelInputError : another number of columns than members
    """
    if inside.ndim != 2 or inside.shape[1] != pool.n:
        raise ModelInputError(f"{pool.n} columns are needed, one per member", where="coalition_pmf(inside)")
    spectra = pool.spectra()
    product = np.ones((len(inside), spectra.shape[1]), dtype=np.complex128)
    for i in range(pool.n):
        product[inside[:, i]] *= spectra[i]
    return mixed(pool, product, inside)


def mixed(pool: Pool, product: NDArray[np.complex128], inside: NDArray[np.bool_]) -> Floats:
    """Return losses, shape (m, cells), from the product of the members' transforms, the common shocks mixed in."""
    own = np.maximum(np.fft.irfft(product, n=pool.length), 0.0)[:, : pool.cells]
    pmf = pool.chance[0] * own
    for chance, extra in zip(pool.chance[1:], pool.extra[1:]):
        for row, shift in enumerate(inside @ extra):
            pmf[row, shift:] += chance * own[row, : pool.cells - shift]
    return np.asarray(pmf / pmf.sum(axis=1, keepdims=True))


def cotail_value(pool: Pool, beta: float) -> Floats:
    """Return what each member loses on average in the pool's worst 1 - beta years, shape (n,) [musd].

    These are the Euler contributions to the pool's tail value at risk and sum to it (Tasche 2008).

    Parameters
    ----------
    pool : the pool
    beta : tail level

    Raises
    ------
    ModelInputError : a level outside (0, 1)
    """
    whole = aggregate(pool)
    weights = tail_weights(whole, beta)
    ratio = np.where(whole > 0, weights / np.where(whole > 0, whole, 1.0), 0.0)
    spectra = pool.spectra()
    moments = np.fft.rfft(pool.own * np.arange(pool.own.shape[1]), n=pool.length)
    ones = np.ones((1, spectra.shape[1]))
    before = np.cumprod(np.concatenate([ones, spectra[:-1]]), axis=0)
    after = np.cumprod(np.concatenate([ones, spectra[:0:-1]]), axis=0)[::-1]
    own = np.fft.irfft(before[-1] * spectra[-1], n=pool.length)[: pool.cells]
    parts = np.fft.irfft(moments * before * after, n=pool.length)[:, : pool.cells]
    value = np.zeros(pool.n)
    for chance, extra in zip(pool.chance, pool.extra):
        at = ratio[int(extra.sum()) :]
        value += chance * (parts[:, : len(at)] @ at + extra * (own[: len(at)] @ at))
    return np.asarray(pool.unit * value)

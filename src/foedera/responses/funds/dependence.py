"""Losses of members that move together by a Gaussian or t copula, drawn at random.

The t copula has dependence in the tail at any degree of freedom, the Gaussian none: the same correlation can price
a pool very differently, which is why both belong beside the common shock in a stress test.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import positive
from foedera.core.errors import ModelInputError
from foedera.responses.funds.pool import Pool, member_pmf

__all__ = ["copula_uniforms", "draw_losses"]

Floats = NDArray[np.float64]
Seed = int | np.random.SeedSequence | np.random.Generator


def copula_uniforms(
    correlation: ArrayLike, n: int, draws: int, rng: Seed, *, freedom: float | None = None
) -> Floats:
    """Return uniform numbers that move together, shape (draws, n).

    Parameters
    ----------
    correlation : of all pairs, or shape (n, n), of normal scores
    n : number of members
    draws : years drawn, >= 1
    rng : seed or generator
    freedom : degrees of freedom of the t copula, > 0; None for the Gaussian

    Raises
    ------
    ModelInputError : no matrix of correlations, or fewer than 1 draw
    """
    from scipy.special import ndtr, stdtr

    rho = np.asarray(correlation, dtype=float)
    matrix = np.where(np.eye(n) > 0, 1.0, rho) if rho.ndim == 0 else rho
    fine = matrix.shape == (n, n) and bool(np.all(np.abs(matrix) <= 1.0))
    if not fine or np.any(np.diag(matrix) != 1.0) or np.any(matrix != matrix.T):
        what = f"a symmetric {n} x {n} matrix with ones on the diagonal is needed"
        raise ModelInputError(what, where="correlation", fix="or one number in [-1, 1]")
    values, vectors = np.linalg.eigh(matrix)
    if values[0] < -1e-9:
        raise ModelInputError("these correlations contradict each other", where="correlation",
                              fix="the matrix must have no negative eigenvalue")  # fmt: skip
    if draws < 1:
        raise ModelInputError(f"{draws} draws", where="draws", fix="1 or more")
    stream = np.random.default_rng(rng)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    scores = stream.standard_normal((draws, n)) @ root.T
    if freedom is None:
        return np.asarray(ndtr(scores))
    nu = float(positive(freedom, "freedom"))
    return np.asarray(stdtr(nu, scores * np.sqrt(nu / stream.chisquare(nu, (draws, 1)))))


def draw_losses(
    pool: Pool, correlation: ArrayLike, draws: int, rng: Seed, *, freedom: float | None = None
) -> Floats:
    """Return yearly losses of the members, shape (draws, n) [musd], each with its own distribution in the pool.

    Parameters
    ----------
    pool : gives each member's distribution, own and common losses together; the copula replaces the coincidence
        of the common shock
    correlation, draws, rng, freedom : as in :func:`copula_uniforms`
    """
    uniforms = copula_uniforms(correlation, pool.n, draws, rng, freedom=freedom)
    levels = np.cumsum(member_pmf(pool), axis=1)
    top = levels.shape[1] - 1
    cells = [np.searchsorted(levels[i], uniforms[:, i], side="left") for i in range(pool.n)]
    return np.asarray(pool.unit * np.minimum(np.stack(cells, axis=1), top))

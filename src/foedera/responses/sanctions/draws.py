"""The same shock under many draws of the elasticities and of anything the shock depends on.

Every draw starts from the equilibrium of the point estimate, so that its numbers do not depend on the order in which
draws are solved or on the number of threads: same seed, same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative
from foedera.core.errors import ConvergenceError, ModelInputError
from foedera.core.streams import generator
from foedera.responses.sanctions.economy import Economy
from foedera.responses.sanctions.equilibrium import Equilibrium, Shock, solve
from foedera.responses.sanctions.welfare import real_wage, welfare

__all__ = ["Draws", "draw_enforcement", "draw_theta", "solve_draws"]

Floats = NDArray[np.float64]


def draw_theta(economy: Economy, draws: int, *, seed: int, log_sd: ArrayLike = 0.2) -> Floats:
    """Return draws of the elasticities, shape (R, J): log-normal with the economy's own as medians.

    Parameters
    ----------
    economy : calibrated
    draws : R
    seed : of the stream "sanctions.theta"
    log_sd : standard deviation of the log, one or shape (J,); the default of 0.2 is an ASSUMPTION
    """
    sd = not_negative(log_sd, "log_sd")
    if sd.shape not in ((), economy.theta.shape):
        raise ModelInputError(f"shape {sd.shape}", where="log_sd", fix=f"one, or {len(economy.theta)}")
    z = generator(seed, 0, "sanctions.theta", 0).standard_normal((_count(draws), len(economy.theta)))
    return np.asarray(economy.theta * np.exp(sd * z))


def draw_enforcement(draws: int, *, seed: int, mean: float, concentration: float = 20.0) -> Floats:
    """Return draws of enforcement, shape (R,): beta, mean in (0, 1), a + b = concentration (ASSUMPTION: 20)."""
    if not 0.0 < mean < 1.0 or not 0.0 < concentration < np.inf:
        raise ModelInputError(f"mean {mean}, concentration {concentration}", where="draw_enforcement",
                              fix="0 < mean < 1, concentration above 0")  # fmt: skip
    stream = generator(seed, 0, "sanctions.enforcement", 0)
    return np.asarray(stream.beta(mean * concentration, (1.0 - mean) * concentration, _count(draws)))


@dataclass(frozen=True, eq=False)
class Draws:
    """Results of R draws.

    Parameters
    ----------
    welfare, real_wage : shape (R, N), percent
    residual : shape (R,), largest of each equilibrium
    iterations : shape (R,)
    point : equilibrium of the economy's own elasticities
    """

    welfare: Floats
    real_wage: Floats
    residual: Floats
    iterations: NDArray[np.int64]
    point: Equilibrium


def solve_draws(
    economy: Economy,
    shock: Shock | Callable[[Economy, int], Shock],
    theta: ArrayLike,
    *,
    point: Shock | None = None,
    tolerance: float = 1e-10,
    threads: int = 1,
) -> Draws:
    """Return the shock's equilibria under every draw.

    Parameters
    ----------
    economy : calibrated
    shock : the same for all draws, or a function of the economy with the draw's elasticities and the draw's number;
        threads may call it at once
    theta : shape (R, J)
    point : the shock of the point estimate, where `shock` is a function; that of draw 0 if left out
    tolerance : of every equilibrium
    threads : at most

    Raises
    ------
    ModelInputError : elasticities of another shape or not positive, fewer than one thread
    ConvergenceError, NoSupplierError : a draw has no equilibrium; the message has its number
    """
    drawn = np.asarray(theta, dtype=float)
    if drawn.ndim != 2 or drawn.shape[1] != len(economy.theta) or not len(drawn):
        raise ModelInputError(f"shape {drawn.shape}", where="theta", fix=f"(draws, {len(economy.theta)})")
    if threads < 1:
        raise ModelInputError(f"{threads} threads", where="threads", fix="at least 1")
    of = shock if callable(shock) else (lambda _world, _draw: shock)
    first = point if point is not None else of(economy, 0)
    middle = solve(economy, first, tolerance=tolerance)  # caches shares and the like, which the draws share
    worlds = [economy.with_theta(row) for row in drawn]

    def one(r: int) -> tuple[Floats, Floats, float, int]:
        try:
            q = solve(worlds[r], of(worlds[r], r), start=middle, tolerance=tolerance)
        except (ConvergenceError, ModelInputError) as error:
            raise type(error)(error.what, where=f"draw {r}, {error.where}", fix=error.fix) from error
        return welfare(q), real_wage(q), max(q.residuals), len(q.history)

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(one, range(len(drawn))))
    w, real, residual, iterations = zip(*found)
    return Draws(
        np.array(w), np.array(real), np.array(residual), np.array(iterations, dtype=np.int64), middle
    )


def _count(draws: int) -> int:
    if draws < 1:
        raise ModelInputError(f"{draws} draws", where="draws", fix="at least 1")
    return draws

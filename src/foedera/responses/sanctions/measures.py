"""Measures against a target as a shock: embargoes with enforcement and evasion, tariffs, barriers, retaliation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import positive
from foedera.core.errors import ModelInputError
from foedera.core.parameters import Record, param
from foedera.responses.sanctions.economy import Economy
from foedera.responses.sanctions.equilibrium import Shock

__all__ = ["Measure", "barrier_of", "places", "sanction"]


@dataclass(frozen=True)
class Measure(Record):
    """What every sender does in the chosen sectors; only the level of its own kind counts."""

    kind: str = param("embargo", unit="name", choices=("embargo", "tariff", "barrier"),
                      source="ASSUMPTION: the strongest measure", meaning="how trade is held back")  # fmt: skip
    enforcement: float = param(1.0, unit="share", low=0.0, high=1.0, source="ASSUMPTION: a complete embargo",
                               meaning="embargo: share of a flow's strength that is cut")  # fmt: skip
    tariff: float = param(0.25, unit="1", low=0.0, source="ASSUMPTION: 25 points",
                          meaning="tariff: ad-valorem rate added to the old one")  # fmt: skip
    barrier: float = param(1.25, unit="1", low=1.0, source="ASSUMPTION: 25 per cent more costly",
                           meaning="barrier: factor on the iceberg cost")  # fmt: skip
    evasion: float = param(0.0, unit="share", low=0.0, high=1.0, source="ASSUMPTION: none",
                           meaning="share of the trade that passes as before; off the points of a tariff")  # fmt: skip
    direction: str = param("both", unit="name", choices=("both", "imports", "exports"),
                           source="ASSUMPTION: both ways",
                           meaning="which trade of the senders; a tariff is on imports in any case")  # fmt: skip


def sanction(
    economy: Economy,
    senders: Sequence[str],
    target: str,
    sectors: Sequence[str] | None = None,
    measure: Measure | None = None,
    *,
    retaliation: bool | Sequence[str] = False,
) -> Shock:
    """Return what senders do to a target, and the target to them, as a shock.

    Parameters
    ----------
    economy : calibrated
    senders : states that take part, each once; none gives a shock that changes nothing
    target : the state against which
    sectors : in which; None is all
    measure : what they do; a complete embargo both ways if left out
    retaliation : whether the target answers in kind, in the same sectors or in those named

    Raises
    ------
    ModelInputError : an unknown state or sector, the target among the senders, a sender or sector named twice, or an
        answer that would change nothing because the senders have cut the same trade both ways
    """
    measure = measure or Measure()
    by, to = places(economy, senders, target)
    where = _sectors(economy, sectors)
    hit = _trade(economy, by, to, where, measure)
    if retaliation is not False and by:
        again = where if retaliation is True else _sectors(economy, list(retaliation))
        answer = _trade(economy, [to], by, again, measure)
        if not (answer & ~hit).any():
            raise ModelInputError(
                "the same trade is cut both ways already", where="retaliation",
                fix="name the sectors of the answer, or let the senders cut imports or exports alone",
            )  # fmt: skip
        hit = hit | answer
    passes = measure.evasion
    if measure.kind == "tariff":
        return Shock(tariffs=economy.tariffs + hit * measure.tariff * (1.0 - passes))
    if measure.kind == "barrier" and passes == 0:
        return Shock(barriers=np.where(hit, measure.barrier, 1.0))
    kept = 1.0 - measure.enforcement
    if measure.kind == "barrier":
        return Shock(
            let_through=np.where(hit, passes + (1.0 - passes) * measure.barrier ** -_theta(economy), 1.0)
        )
    return Shock(let_through=np.where(hit, passes + (1.0 - passes) * kept, 1.0))


def barrier_of(coefficient: ArrayLike, theta: ArrayLike) -> NDArray[np.float64]:
    """Return the factor on the iceberg cost that a gravity regression's coefficient of sanctions stands for.

    Trade moves by e^coefficient = barrier^-theta; the coefficient in per cent is 100 (e^coefficient - 1).

    Parameters
    ----------
    coefficient : any shape, on log trade, below 0 where sanctions hold it back
    theta : broadcast with it, trade elasticity, > 0

    Raises
    ------
    ModelInputError : an elasticity that is not above 0
    """
    return np.asarray(np.exp(-np.asarray(coefficient, dtype=float) / positive(theta, "barrier_of(theta)")))


def places(economy: Economy, senders: Sequence[str], target: str) -> tuple[list[int], int]:
    """Return the places of senders and target, checked as :func:`sanction` says."""
    if isinstance(senders, str):
        raise ModelInputError(f"senders is the text '{senders}'", where="senders", fix="a list of states")
    to = economy.index(target)
    by = [economy.index(s) for s in senders]
    if to in by:
        raise ModelInputError(
            f"the target {target} is among the senders", where="senders", fix="leave it out"
        )
    if len(set(by)) < len(by):
        twice = next(s for s in senders if list(senders).count(s) > 1)
        raise ModelInputError(f"{twice} is named twice", where="senders", fix="each sender once")
    return by, to


def _sectors(economy: Economy, sectors: Sequence[str] | None) -> list[int]:
    if isinstance(sectors, str):
        raise ModelInputError(f"sectors is the text '{sectors}'", where="sectors", fix="a list of sectors")
    if sectors is None:
        return list(range(len(economy.sectors)))
    found = [economy.sector(s) for s in sectors]
    if not found or len(set(found)) < len(found):
        raise ModelInputError(
            "no sectors, or one named twice", where="sectors", fix="each sector once, or None"
        )
    return found


def _trade(
    economy: Economy, by: Sequence[int], to: int | Sequence[int], sectors: Sequence[int], measure: Measure
) -> NDArray[np.bool_]:
    """Return which flows those who act hold back, shape (J, N, N), importer by exporter."""
    hit = np.zeros(economy.flows.shape, dtype=bool)
    j, a, b = np.array(sectors, dtype=int), np.array(by, dtype=int), np.atleast_1d(np.array(to, dtype=int))
    imports, exports = np.ix_(j, a, b), np.ix_(j, b, a)
    if measure.direction in ("both", "imports") or measure.kind == "tariff":
        hit[imports] = True
    if measure.direction in ("both", "exports") and measure.kind != "tariff":
        hit[exports] = True
    return hit


def _theta(economy: Economy) -> NDArray[np.float64]:
    return economy.theta[:, None, None]

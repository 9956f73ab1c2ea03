"""Made-up world economies of any size, for tests and benchmarks: no state in them is real.

Sizes of states are lognormal, trade falls with distance (gravity), every account adds up by construction: final demand
and input coefficients are drawn, and output follows from them by Leontief's inverse.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foedera.core.errors import ModelInputError
from foedera.core.parameters import Record, param
from foedera.responses.sanctions.economy import Economy, calibrate

__all__ = ["Synthetic", "synthetic"]


@dataclass(frozen=True)
class Synthetic(Record):
    """How a made-up economy is drawn; all of it is judgement."""

    size: float = param(1.5, unit="1", low=0.0, high=4.0, meaning="sd of the log of a state's size",
                        source="ASSUMPTION: near the spread of GDP of large and middle states")  # fmt: skip
    distance: float = param(1.0, unit="1", low=0.0, high=3.0, meaning="elasticity of trade with distance",
                            source="ASSUMPTION: about one, as gravity estimates have it")  # fmt: skip
    home: float = param(4.0, unit="1", low=0.1, high=100.0, meaning="weight of home sellers against a world of others",
                        source="ASSUMPTION: four fifths of spending stay at home")  # fmt: skip
    tariff: float = param(0.1, unit="share", low=0.0, high=1.0, meaning="highest tariff; rates are uniform below it",
                          source="ASSUMPTION")  # fmt: skip
    tradable: float = param(1.0, unit="share", low=0.0, high=1.0, meaning="part of the sectors that are traded",
                            source="ASSUMPTION: all")  # fmt: skip
    theta_low: float = param(2.0, unit="1", low=0.1, high=50.0, meaning="lowest elasticity",
                             source="ASSUMPTION")  # fmt: skip
    theta_high: float = param(9.0, unit="1", low=0.1, high=50.0, meaning="highest elasticity",
                              source="ASSUMPTION")  # fmt: skip


def synthetic(states: int, sectors: int, *, seed: int = 0, parameters: Synthetic | None = None) -> Economy:
    """Return a made-up economy; the same arguments give the same one.

    Parameters
    ----------
    states, sectors : how many, at least 2 and 1
    seed : of the draws
    parameters : how it is drawn
    """
    if states < 2 or sectors < 1:
        raise ModelInputError(
            f"{states} states and {sectors} sectors", where="synthetic", fix="at least 2 and 1"
        )
    how = parameters or Synthetic()
    draw = np.random.default_rng([seed, states, sectors])
    n, j = states, sectors
    size = np.exp(draw.normal(0.0, how.size, n))
    place = draw.random((n, 2))
    apart = 0.05 + np.linalg.norm(place[:, None] - place[None], axis=2)
    pull = np.exp(draw.normal(0.0, 1.0, (j, n, n))) * size * apart**-how.distance
    pull[:, np.arange(n), np.arange(n)] = 0.0
    pull[round(how.tradable * j) :] = 0.0
    others = pull.sum(axis=2, keepdims=True)
    pull = np.divide(pull, others, out=np.zeros_like(pull), where=others > 0) / (1 + how.home)
    pull[:, np.arange(n), np.arange(n)] = 1 - pull.sum(axis=2)
    rates = 1 + draw.uniform(0.0, how.tariff, (j, n, n))
    rates[:, np.arange(n), np.arange(n)] = 1.0
    bought = pull / rates  # free on board, of one unit of spending
    added = draw.uniform(0.25, 0.6, (n, j))
    inputs = draw.dirichlet(np.full(j, 0.7), (n, j)).transpose(0, 2, 1) * (1 - added)[:, None, :]
    final = draw.dirichlet(np.full(j, 2.0), n) * size[:, None]
    output = _output(bought, inputs, final)
    spending = np.einsum("nkj,nj->nk", inputs, output) + final
    flows = bought * spending.T[:, :, None]
    theta = draw.uniform(min(how.theta_low, how.theta_high), how.theta_high, j)
    names = [f"S{k:03d}" for k in range(n)], [f"g{k:02d}" for k in range(j)]
    return calibrate(flows, rates, added, inputs, theta, states=names[0], sectors=names[1])


def _output(bought: np.ndarray, inputs: np.ndarray, final: np.ndarray) -> np.ndarray:
    """Return output that meets final demand: Y = sum over buyers of bought (inputs Y + final), by iteration."""
    output = np.zeros_like(final)
    while True:
        spending = np.matmul(inputs, output[:, :, None])[:, :, 0] + final
        new = np.matmul(bought.transpose(0, 2, 1), spending.T[:, :, None])[:, :, 0].T
        if np.abs(new - output).max() <= 1e-14 * new.max():
            return np.asarray(new)
        output = new

"""Who sees what passes: the share of shortest paths of a network that run through a node or a jurisdiction.

The panopticon of Farrell and Newman (2019), for finance and data: for every ordered pair of connected nodes outside the
jurisdiction, the share of their shortest paths (in steps) that touch it; the index is the mean over pairs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import ModelInputError
from foedera.responses.supply.chokepoints import edges_between

__all__ = ["PathShares", "path_shares"]

Floats = NDArray[np.float64]


class PathShares(NamedTuple):
    """Share of others' shortest paths through each node (N,) and each owner (C,), C = 0 if no owners are named."""

    node: Floats
    owner: Floats


def path_shares(tail: ArrayLike, head: ArrayLike, owner: ArrayLike | None = None) -> PathShares:
    """Return the share of shortest paths between others that touch each node, and each owner's nodes.

    Parameters
    ----------
    tail, head : shape (E,), whole numbers from 0, from and to; name both directions of a two-way link
    owner : shape (N,), whole numbers, the jurisdiction 0..C-1 of each node, -1 for none

    Raises
    ------
    ModelInputError : bad numbers
    """
    a, b = edges_between(tail, head, "path_shares")
    n = int(max(a.max(), b.max())) + 1
    links = np.zeros((n, n))
    links[a, b] = 1.0
    np.fill_diagonal(links, 0.0)
    steps, paths = _shortest(links)
    node = np.array([_through(steps, paths, v) for v in range(n)])
    if owner is None:
        return PathShares(node, np.zeros(0))
    who = np.asarray(owner)
    if who.shape != (n,) or not np.issubdtype(who.dtype, np.integer):
        raise ModelInputError(
            f"must be {n} whole numbers, the owner of each node", where="path_shares(owner)"
        )
    owners = [_through_any(links, steps, paths, who == c) for c in range(who.max(initial=-1) + 1)]
    return PathShares(node, np.array(owners))


def _shortest(links: Floats) -> tuple[Floats, Floats]:
    """Return steps (N, N), inf where there is no path, and the number of shortest paths (N, N)."""
    n = len(links)
    steps, paths = np.where(np.eye(n, dtype=bool), 0.0, np.inf), np.eye(n)
    front, length = np.eye(n), 0
    while front.any():
        length += 1
        front = np.where(np.isinf(steps), front @ links, 0.0)
        steps[front > 0] = length
        paths += front
    return steps, paths


def _mean(share: Floats, steps: Floats, outside: NDArray[np.bool_]) -> float:
    pairs = np.isfinite(steps) & (steps > 0) & np.outer(outside, outside)
    return float(share[pairs].mean()) if pairs.any() else 0.0


def _through(steps: Floats, paths: Floats, v: int) -> float:
    on_the_way = steps[:, v, None] + steps[v] == steps
    both = np.where(on_the_way & (paths > 0), np.outer(paths[:, v], paths[v]), 0.0)
    return _mean(both / np.where(paths > 0, paths, 1.0), steps, np.arange(len(steps)) != v)


def _through_any(links: Floats, steps: Floats, paths: Floats, inside: NDArray[np.bool_]) -> float:
    around_steps, around = _shortest(np.where(inside[:, None] | inside, 0.0, links))
    avoiding = np.where(around_steps == steps, around, 0.0)
    return _mean(1.0 - avoiding / np.where(paths > 0, paths, 1.0), steps, ~inside)

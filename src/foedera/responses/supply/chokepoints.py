r"""Nodes that a flow must pass: how much of what reaches the users is lost without them.

On a graph with capacities from sources to sinks (mine, refinery, component, user), the chokepoint index of a node,
or of all nodes under one jurisdiction, is

    chi = 1 - maxflow(without it) / maxflow,          in [0, 1].

Flows are real numbers, found by a linear program (HiGHS). A node through which a largest flow does not pass has chi = 0
without another program.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from foedera.core.checks import not_negative
from foedera.core.errors import ModelInputError
from foedera.responses.supply.linear import minimise

__all__ = ["Chokepoints", "chokepoints", "edges_between", "max_flow"]

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
_NOTHING = 1e-9


class Chokepoints(NamedTuple):
    """Largest flow, chi of each node (N,), chi of each owner (C,), C = 0 if no owners are named."""

    flow: float
    node: Floats
    owner: Floats


def edges_between(tail: ArrayLike, head: ArrayLike, where: str) -> tuple[Places, Places]:
    """Return the ends of edges as whole numbers from 0, shape (E,) each.

    Parameters
    ----------
    tail, head : shape (E,), whole numbers from 0, from and to
    where : the function, for the message

    Raises
    ------
    ModelInputError : not whole numbers from 0, of different length, or none
    """
    ends = [np.asarray(tail), np.asarray(head)]
    for name, e in zip(("tail", "head"), ends, strict=True):
        if e.ndim != 1 or not np.issubdtype(e.dtype, np.integer) or e.size == 0 or e.min() < 0:
            raise ModelInputError("must be whole numbers from 0, one per edge", where=f"{where}({name})")
    if len(ends[0]) != len(ends[1]):
        raise ModelInputError("must have as many entries as 'tail'", where=f"{where}(head)")
    return ends[0].astype(np.int64), ends[1].astype(np.int64)


def max_flow(
    tail: ArrayLike, head: ArrayLike, capacity: ArrayLike, source: ArrayLike, sink: ArrayLike
) -> tuple[float, Floats]:
    """Return the largest flow from the sources to the sinks and the flow on each edge, shape (E,).

    Parameters
    ----------
    tail, head : shape (E,), whole numbers from 0, from and to
    capacity : shape (E,), >= 0, finite
    source, sink : one node or several

    Raises
    ------
    ModelInputError : a node that no edge touches, or a source that is a sink
    """
    graph = _Graph(tail, head, capacity, source, sink)
    return graph.flow(np.zeros(graph.nodes, dtype=bool))


def chokepoints(
    tail: ArrayLike, head: ArrayLike, capacity: ArrayLike, source: ArrayLike, sink: ArrayLike,
    owner: ArrayLike | None = None,
) -> Chokepoints:  # fmt: skip
    """Return how much of the largest flow is lost without each node, and without all nodes of each owner.

    Parameters
    ----------
    tail, head : shape (E,), whole numbers from 0, from and to
    capacity : shape (E,), >= 0, finite
    source, sink : one node or several
    owner : shape (N,), whole numbers, the jurisdiction 0..C-1 of each node, -1 for none

    Raises
    ------
    ModelInputError : no path from a source to a sink can carry anything, or bad numbers
    """
    graph = _Graph(tail, head, capacity, source, sink)
    n = graph.nodes
    whole, on_edge = graph.flow(np.zeros(n, dtype=bool))
    if whole <= _NOTHING * graph.capacity.max(initial=0.0):
        raise ModelInputError(
            "no path from a source to a sink",
            where="chokepoints(source, sink)",
            fix="check directions of edges",
        )
    busy = np.zeros(n, dtype=bool)
    used = on_edge > _NOTHING * whole
    busy[graph.tail[used]] = busy[graph.head[used]] = True

    def lost(gone: NDArray[np.bool_]) -> float:
        if not np.any(gone & busy):
            return 0.0
        return float(np.clip(1.0 - graph.flow(gone)[0] / whole, 0.0, 1.0))

    node = np.array([lost(np.arange(n) == v) for v in range(n)])
    who = _owners(owner, n)
    return Chokepoints(whole, node, np.array([lost(who == c) for c in range(who.max(initial=-1) + 1)]))


def _owners(owner: ArrayLike | None, n: int) -> Places:
    if owner is None:
        return np.full(n, -1)
    who = np.asarray(owner)
    if who.shape != (n,) or not np.issubdtype(who.dtype, np.integer):
        raise ModelInputError(
            f"must be {n} whole numbers, the owner of each node", where="chokepoints(owner)"
        )
    return who.astype(np.int64)


class _Graph:
    """A checked graph and the rows of its linear program, which differ between calls in their bounds only."""

    def __init__(
        self, tail: ArrayLike, head: ArrayLike, capacity: ArrayLike, source: ArrayLike, sink: ArrayLike
    ) -> None:
        self.tail, self.head = edges_between(tail, head, "max_flow")
        self.capacity = not_negative(capacity, "max_flow(capacity)")
        if self.capacity.shape != self.tail.shape:
            raise ModelInputError("must have one number per edge", where="max_flow(capacity)")
        self.nodes = int(max(self.tail.max(), self.head.max())) + 1
        edges = np.arange(len(self.tail))
        shape = (self.nodes, len(edges))
        net = sparse.csr_array((np.ones(len(edges)), (self.tail, edges)), shape=shape)
        net = net - sparse.csr_array((np.ones(len(edges)), (self.head, edges)), shape=shape)
        begin, end = self._ends(source, "source"), self._ends(sink, "sink")
        if np.any(begin & end):
            raise ModelInputError("must differ from the sources", where="max_flow(sink)")
        self.gain: Floats = np.asarray(net[begin].sum(axis=0), dtype=float).ravel()
        self.through = sparse.csr_array(net[~(begin | end)])

    def _ends(self, node: ArrayLike, name: str) -> NDArray[np.bool_]:
        given = np.atleast_1d(np.asarray(node))
        if not np.issubdtype(given.dtype, np.integer) or np.any((given < 0) | (given >= self.nodes)):
            raise ModelInputError(f"must be nodes in 0..{self.nodes - 1}", where=f"max_flow({name})")
        return np.isin(np.arange(self.nodes), given)

    def flow(self, gone: NDArray[np.bool_]) -> tuple[float, Floats]:
        """Return the largest flow without some nodes (N,), and the flow on each edge."""
        open_ = np.where(gone[self.tail] | gone[self.head], 0.0, self.capacity)
        none = np.zeros(self.through.shape[0])
        bounds = np.column_stack([np.zeros_like(open_), open_])
        got = minimise(-self.gain, bounds, self.through, none, where="max_flow")
        assert got is not None  # nothing flowing always fits
        return max(0.0, -got.value), got.x

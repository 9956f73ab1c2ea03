r"""A decision rule as a layered diagram of joint counts, from which chances of adoption are read exactly.

Members are taken one at a time. A node of layer i is what the ballots of the first i members have left undecided:
the score of every leaf, a leaf that can no longer change being replaced by its truth. Nodes from which the outcome
is certain become one of two sinks, and nodes with the same successors are merged from the last layer upwards, so
that the diagram is the smallest one for its order of members (a three-way reduced ordered decision diagram; Bryant
1986). It depends on the rule alone: made once, it serves any number of ballot probabilities,

    V_i(s) = sum_c P_i(c) V_{i+1}(s + c)            chance of adoption after i members
    F_{i+1}(t) = sum_{s + c = t} P_i(c) F_i(s)      chance of getting to t
    P(adopt | i yes) - P(adopt | i no) = sum_s F_i(s) [V_{i+1}(s + yes) - V_{i+1}(s + no)].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError
from foedera.decisions.rule_tree import Leaf, Node

__all__ = ["Diagram", "diagram"]

MAX_STATES = 200_000
"""Undecided joint counts per layer."""

_CELLS = 4_000_000
"""Numbers held at a time while values are computed."""

_SURE = 2**60
"""Stands for a leaf that holds whatever follows; undecided scores stay below a quarter of it."""

Floats = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True)
class Layer:
    """One member: where each of its ballots leads.

    Parameters
    ----------
    move : which row of ``successor`` a yes, an abstention and a no takes; ballots that change nothing share one
    successor : shape (moves, S), for each undecided node its index among the nodes of the next layer, of which 0
        is "rejected" and 1 "adopted"
    """

    move: tuple[int, int, int]
    successor: Index

    def shares(self, yes: Floats, no: Floats) -> Floats:
        """Return the chance of each move, shape (moves, B), from P(yes) and P(no) of shape (B,)."""
        out = np.zeros((len(self.successor), len(yes)))
        for row, p in zip(self.move, (yes, np.clip(1.0 - yes - no, 0.0, 1.0), no)):
            out[row] += p
        return out


@dataclass(frozen=True)
class Diagram:
    """A compiled rule; make it with :func:`diagram`.

    Parameters
    ----------
    order : shape (n,), the member of each layer
    layers : one per member
    root : the first node's index: 0 or 1 where nothing can change the outcome, else 2
    """

    order: Index
    layers: tuple[Layer, ...]
    root: int

    @property
    def size(self) -> int:
        """How many undecided nodes there are."""
        return sum(layer.successor.shape[1] for layer in self.layers)

    def adoption(self, yes: Floats, no: Floats) -> Floats:
        """Return the chance of adoption, shape (B,), from P(yes) and P(no), shape (B, n)."""
        widest = max(layer.successor.shape[1] for layer in self.layers) + 2
        step = max(1, _CELLS // widest)
        parts = [self._first(yes[k : k + step], no[k : k + step]) for k in range(0, len(yes), step)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def pivots(self, yes: Floats, no: Floats) -> Floats:
        """Return P(adopt | i says yes) - P(adopt | i says no), shape (B, n)."""
        step = max(1, _CELLS // (self.size + 2 * len(self.layers)))
        parts = [self._swings(yes[k : k + step], no[k : k + step]) for k in range(0, len(yes), step)]
        return np.concatenate(parts) if parts else np.zeros(yes.shape)

    def _value(self, i: int, after: Floats, yes: Floats, no: Floats) -> Floats:
        layer, member = self.layers[i], self.order[i]
        out = np.empty((layer.successor.shape[1] + 2, len(yes)))
        out[0], out[1], out[2:] = 0.0, 1.0, 0.0
        for to, p in zip(layer.successor, layer.shares(yes[:, member], no[:, member])):
            out[2:] += after[to] * p
        return out

    def _first(self, yes: Floats, no: Floats) -> Floats:
        value = _sinks(len(yes))
        for i in reversed(range(len(self.layers))):
            value = self._value(i, value, yes, no)
        return np.asarray(value[self.root])

    def _swings(self, yes: Floats, no: Floats) -> Floats:
        values = [_sinks(len(yes))]
        for i in reversed(range(len(self.layers))):
            values.append(self._value(i, values[-1], yes, no))
        values.reverse()
        out, mass = np.zeros(yes.shape), np.zeros(values[0].shape)
        mass[self.root] = 1.0
        for i, layer in enumerate(self.layers):
            member, after, live = self.order[i], values[i + 1], mass[2:]
            swing = after[layer.successor[layer.move[0]]] - after[layer.successor[layer.move[2]]]
            out[:, member] = (live * swing).sum(axis=0)
            mass = np.zeros(after.shape)
            for to, p in zip(layer.successor, layer.shares(yes[:, member], no[:, member])):
                for b in range(len(yes)):
                    mass[:, b] += np.bincount(to, weights=live[:, b] * p[b], minlength=len(mass))
        return out


def diagram(root: Node, leaves: Sequence[Leaf]) -> Diagram:
    """Return the diagram of a rule.

    Parameters
    ----------
    root : the tree
    leaves : the linear counts that it refers to, over n members

    Raises
    ------
    ModelInputError : a layer needs more than ``MAX_STATES`` joint counts
    """
    steps, cuts = _whole(leaves)
    order = _order(steps)
    steps = steps[:, order]
    first, raw = _expand(root, steps, cuts)
    merged: list[Layer] = []
    label = np.arange(2)
    for move, successor in reversed(raw):
        layer, label = _merge(move, label[successor])
        merged.append(layer)
    return Diagram(order, tuple(reversed(merged)), int(label[first]))


def _sinks(batch: int) -> Floats:
    return np.repeat([[0.0], [1.0]], batch, axis=1)


def _whole(leaves: Sequence[Leaf]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the leaves in whole numbers: steps of shape (3, n, L) for yes, abstain, no, and cuts (L,).

    Decimal weights are scaled exactly; others to 2^-50 of the largest (200 members), finer than any cut's tolerance.
    """
    n = len(leaves[0].yes)
    steps, cuts = np.empty((3, n, len(leaves)), dtype=np.int64), np.empty(len(leaves), dtype=np.int64)
    for k, leaf in enumerate(leaves):
        weight = np.stack([leaf.yes, leaf.abstain, leaf.no])
        scale = _scale(weight)
        steps[:, :, k] = np.rint(weight * scale).astype(np.int64)
        bar = np.ceil(leaf.cut * scale)
        reach = float(np.abs(steps[:, :, k]).sum()) + 1.0
        cuts[k] = int(np.clip(bar, -reach, reach))
    return steps, cuts


def _scale(weight: Floats) -> float:
    largest, bits = float(np.abs(weight).max()), 58 - int(np.ceil(np.log2(weight.shape[-1])))
    for power in range(10):
        scaled = weight * 10.0**power
        if largest * 10.0**power > 2.0**bits:
            break
        if np.all(np.abs(scaled - np.rint(scaled)) <= 1e-12 * np.maximum(np.abs(scaled), 1.0)):
            return 10.0**power
    return float(2.0 ** (bits - np.ceil(np.log2(largest))))


def _order(steps: NDArray[np.int64]) -> Index:
    """Return the members, those who move the leaves most first and equal ones side by side."""
    spread = (steps.max(axis=0) - steps.min(axis=0)).astype(float)
    total = np.maximum(spread.sum(axis=0), 1.0)
    columns = steps.transpose(0, 2, 1).reshape(-1, steps.shape[1])
    return np.lexsort([*columns, -(spread / total).sum(axis=-1)])


def _expand(
    root: Node, steps: NDArray[np.int64], cuts: NDArray[np.int64]
) -> tuple[int, list[tuple[tuple[int, int, int], Index]]]:
    """Return the first node, then layer by layer the moves and successors of every undecided joint count."""
    ahead_high = np.cumsum(steps.max(axis=0)[::-1], axis=0)[::-1] - steps.max(axis=0)
    ahead_low = np.cumsum(steps.min(axis=0)[::-1], axis=0)[::-1] - steps.min(axis=0)
    total_high, total_low = steps.max(axis=0).sum(axis=0), steps.min(axis=0).sum(axis=0)
    start = np.zeros((1, len(cuts)), dtype=np.int64)
    states, code = _decide(root, start, total_low, total_high, cuts)
    first = int(code[0])
    out: list[tuple[tuple[int, int, int], Index]] = []
    for i in range(steps.shape[1]):
        moves, which = np.unique(steps[:, i], axis=0, return_inverse=True)
        reached = (states[None] + moves[:, None]).reshape(-1, len(cuts))
        states, code = _decide(root, reached, ahead_low[i], ahead_high[i], cuts)
        a, b, c = which.reshape(-1).tolist()
        out.append(((a, b, c), code.reshape(len(moves), -1)))
    return first, out


def _decide(
    root: Node,
    scores: NDArray[np.int64],
    ahead_low: NDArray[np.int64],
    ahead_high: NDArray[np.int64],
    cuts: NDArray[np.int64],
) -> tuple[NDArray[np.int64], Index]:
    """Return the distinct undecided scores and, for every row given, 0, 1 or 2 + its place among them."""
    scores[scores + ahead_low >= cuts] = _SURE
    scores[scores + ahead_high < cuts] = -_SURE
    sure, possible = _bounds(root, scores == _SURE, scores != -_SURE)
    code = sure.astype(np.intp)
    live = np.flatnonzero(possible & ~sure)
    if not live.size:
        return scores[:0], code
    first, back = _distinct(scores[live])
    if len(first) > MAX_STATES:
        raise ModelInputError(f"more than {MAX_STATES} joint counts", where="p_adopt", fix="method='mc'")
    code[live] = back + 2
    return scores[live][first], code


def _bounds(
    node: Node, low: NDArray[np.bool_], high: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return where the node must hold and where it may, from the same of the leaves, shape (S, L)."""
    if node.leaf is not None:
        sure, may = low[:, node.leaf], high[:, node.leaf]
    else:
        parts = [_bounds(child, low, high) for child in node.children]
        sure = np.sum([p[0] for p in parts], axis=0) >= node.needed
        may = np.sum([p[1] for p in parts], axis=0) >= node.needed
    return (~may, ~sure) if node.negated else (sure, may)


def _distinct(scores: NDArray[np.int64]) -> tuple[Index, Index]:
    """Return the first row of each distinct score and each row's place among them."""
    key = np.zeros(len(scores), dtype=np.int64)
    size = 1
    for column in scores.T:
        open_ = np.abs(column) != _SURE
        low = int(column[open_].min()) if open_.any() else 0
        span = int(column[open_].max()) - low + 3 if open_.any() else 2
        if size * span > 2**62:
            key, size = _ranks(key)
        if size * span > 2**62:
            column, span = _ranks(column)
            digit = column
        else:
            digit = np.where(open_, column - low + 2, (column == _SURE).astype(np.int64))
        key, size = key * span + digit, size * span
    _, first, back = np.unique(key, return_index=True, return_inverse=True)
    return first, back.reshape(-1)


def _ranks(key: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    found, back = np.unique(key, return_inverse=True)
    return back.reshape(-1).astype(np.int64), len(found)


def _merge(move: tuple[int, int, int], successor: Index) -> tuple[Layer, Index]:
    """Return a layer without nodes that behave alike, and the new index of each old one, the two sinks first."""
    key = np.zeros(successor.shape[1], dtype=np.int64)
    for to in successor:
        key = key * (MAX_STATES + 2) + to
    _, first, back = np.unique(key, return_index=True, return_inverse=True)
    kept = successor[:, first]
    alike = (kept == kept[:1]).all(axis=0) & (kept[0] < 2)
    place = np.where(alike, kept[0], np.cumsum(~alike) + 1)
    label = np.concatenate([np.arange(2), place[back.reshape(-1)]])
    return Layer(move, kept[:, ~alike]), label

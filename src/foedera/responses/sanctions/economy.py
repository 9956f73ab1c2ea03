r"""A world economy in shares: what an input-output table, tariffs and elasticities say before anything happens.

Trade flows Z (free on board, with what is sold at home) by sector, importer n and exporter i, tariffs T = 1 + rate,
shares of value added and of inputs in output, trade elasticities. From them, consistent by construction:

    Y_i^j = sum_n Z_ni^j,   X_n^j = sum_i T_ni^j Z_ni^j,   pi = T Z / X,   VA_n = sum_j gamma_n^j Y_n^j,
    D = imports - exports,  R = sum (T - 1) Z,  I = VA + R + D,  alpha_n^j = (X_n^j - sum_k gamma_n^jk Y_n^k) / I_n.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import ModelInputError, did_you_mean

__all__ = ["CalibrationError", "Economy", "calibrate"]

Floats = NDArray[np.float64]

_ALPHA = 1e-9
_SHARES = 1e-6


class CalibrationError(ModelInputError):
    """A table that no economy can have produced; the message names state and sector."""


@dataclass(frozen=True, eq=False)
class Economy:
    """A calibrated economy of N states and J sectors; make it with :func:`calibrate`.

    Parameters
    ----------
    states, sectors : names
    flows : shape (J, N, N), importer by exporter, free on board, home sales included [money]
    tariffs : shape (J, N, N), 1 + rate, >= 1
    value_added_share : shape (N, J), of output, in (0, 1]
    input_share : shape (N, J, J), of output of the last axis' sector, by input sector
    theta : shape (J,), trade elasticity, > 0
    wanted : shape (N, J), shares of final demand where they are not what the table leaves over; the table is then no
        equilibrium of its own, and the one without shock has to be solved first
    """

    states: tuple[str, ...]
    sectors: tuple[str, ...]
    flows: Floats
    tariffs: Floats
    value_added_share: Floats
    input_share: Floats
    theta: Floats
    wanted: Floats | None = None

    @property
    def n(self) -> int:
        """Number of states."""
        return len(self.states)

    @cached_property
    def output(self) -> Floats:
        """Return gross output Y, shape (N, J)."""
        return np.asarray(self.flows.sum(axis=1).T)

    @cached_property
    def spending(self) -> Floats:
        """Return spending X on each sector with tariffs, shape (N, J)."""
        return np.asarray((self.tariffs * self.flows).sum(axis=2).T)

    @cached_property
    def shares(self) -> Floats:
        """Return pi, the share of each exporter in an importer's spending, shape (J, N, N); home where none is."""
        spent = self.spending.T[:, :, None]
        idle = np.broadcast_to(np.eye(self.n), self.flows.shape)
        return np.where(spent > 0, self.tariffs * self.flows / np.where(spent > 0, spent, 1.0), idle)

    @cached_property
    def value_added(self) -> Floats:
        """Return VA, shape (N,)."""
        return np.asarray((self.value_added_share * self.output).sum(axis=1))

    @cached_property
    def deficits(self) -> Floats:
        """Return D, imports less exports, shape (N,)."""
        return np.asarray(self.flows.sum(axis=(0, 2)) - self.flows.sum(axis=(0, 1)))

    @cached_property
    def revenue(self) -> Floats:
        """Return tariff revenue, shape (N,)."""
        return np.asarray(((self.tariffs - 1.0) * self.flows).sum(axis=(0, 2)))

    @cached_property
    def income(self) -> Floats:
        """Return I = VA + R + D, shape (N,)."""
        return np.asarray(self.value_added + self.revenue + self.deficits)

    @cached_property
    def final_share(self) -> Floats:
        """Return alpha, the share of each sector in final demand, shape (N, J)."""
        if self.wanted is not None:
            return self.wanted
        used = np.einsum("nkj,nj->nk", self.input_share, self.output)
        return np.asarray((self.spending - used) / self.income[:, None])

    def index(self, state: str) -> int:
        """Return the place of a state; an unknown one raises :class:`ModelInputError`."""
        return _place(state, self.states, "state")

    def sector(self, name: str) -> int:
        """Return the place of a sector; an unknown one raises :class:`ModelInputError`."""
        return _place(name, self.sectors, "sector")

    def with_theta(self, theta: ArrayLike) -> Economy:
        """Return the economy with other elasticities, shape (J,)."""
        other = copy.copy(self)  # what is cached does not depend on theta
        object.__setattr__(other, "theta", _theta(theta, self.sectors))
        return other


def calibrate(
    flows: ArrayLike,
    tariffs: ArrayLike,
    value_added_share: ArrayLike,
    input_share: ArrayLike,
    theta: ArrayLike,
    *,
    states: Sequence[str] | None = None,
    sectors: Sequence[str] | None = None,
    negative: str = "refuse",
    final_share: ArrayLike | None = None,
) -> Economy:
    """Return an economy from a table, checked.

    Parameters
    ----------
    flows, tariffs, value_added_share, input_share, theta : as of :class:`Economy`; tariffs broadcast
    states, sectors : names for messages and results; numbered if left out
    negative : "refuse", or "keep" an input share or a final demand below 0 as the owner published it (stocks drawn
        down, residual rows); the equilibrium is defined all the same while output stays positive
    final_share : shape (N, J), shares of final demand, summing to 1 over sectors, in place of what the table leaves

    Raises
    ------
    CalibrationError : what does not fit, naming state and sector: negative flows, tariffs below 1, shares that do
        not sum to 1, elasticities that are not positive, a state without income, a negative final demand
    """
    z = np.asarray(flows, dtype=float)
    if z.ndim != 3 or z.shape[1] != z.shape[2]:
        raise CalibrationError(
            f"flows of shape {z.shape}", where="flows", fix="(sectors, importers, exporters)"
        )
    j, n = z.shape[:2]
    names = tuple(states) if states is not None else tuple(f"state {k}" for k in range(n))
    goods = tuple(sectors) if sectors is not None else tuple(f"sector {k}" for k in range(j))
    if len(names) != n or len(goods) != j or len(set(names)) != n or len(set(goods)) != j:
        raise CalibrationError(f"{len(names)} states and {len(goods)} sectors for flows of {z.shape}",
                               where="states, sectors", fix="one name for each, none twice")  # fmt: skip
    t = np.broadcast_to(np.asarray(tariffs, dtype=float), z.shape)
    va, io = np.asarray(value_added_share, dtype=float), np.asarray(input_share, dtype=float)
    if va.shape != (n, j) or io.shape != (n, j, j):
        raise CalibrationError(f"shares of shapes {va.shape} and {io.shape}", where="shares",
                               fix=f"({n}, {j}) and ({n}, {j}, {j})")  # fmt: skip
    _at(~(np.isfinite(z) & (z >= 0)), "trade flow is negative or missing", "flows", goods, names, names)
    _at(~(t >= 1), "tariff factor is below 1", "tariffs", goods, names, names)
    made = z.sum(axis=1).T > 0
    va, io = np.where(made, va, 1.0), np.where(made[:, None, :], io, 0.0)
    _at(~((va > 0) & (va <= 1 + _SHARES)), "share of value added is not in (0, 1]", "shares", names, goods)
    if negative not in ("refuse", "keep"):
        raise CalibrationError(f"negative = '{negative}'", where="calibrate", fix="refuse or keep")
    if negative == "refuse":
        _at(~(io >= 0), "input share is negative", "shares", names, goods, goods)
    _at(np.abs(va + io.sum(axis=1) - 1) > _SHARES, "inputs and value added are not the whole of output", "shares",
        names, goods)  # fmt: skip
    wanted = None
    if final_share is not None:
        wanted = np.asarray(final_share, dtype=float)
        if wanted.shape != (n, j) or np.any(wanted < 0) or np.any(np.abs(wanted.sum(axis=1) - 1) > _SHARES):
            raise CalibrationError("shares of final demand are negative or do not sum to 1", where="final_share",
                                   fix=f"shape ({n}, {j}), each state's row sums to 1")  # fmt: skip
    economy = Economy(names, goods, z, np.array(t), va, io, _theta(theta, goods), wanted)
    _at(~(economy.income > 0), "income is not positive", "income", names)
    low = economy.final_share < -_ALPHA
    if negative == "refuse":
        _at(
            low,
            "final demand is negative (stocks drawn down, or an unbalanced table)",
            "final demand",
            names,
            goods,
        )
    return economy


def _theta(theta: ArrayLike, sectors: Sequence[str]) -> Floats:
    given = np.asarray(theta, dtype=float)
    if given.ndim == 0:
        given = np.full(len(sectors), float(given))
    if given.shape != (len(sectors),):
        raise CalibrationError(f"{given.shape} elasticities for {len(sectors)} sectors", where="theta")
    _at(~(np.isfinite(given) & (given > 0)), "trade elasticity is not positive", "theta", sectors)
    return given


def _at(wrong: NDArray[np.bool_], what: str, where: str, *axes: Sequence[str]) -> None:
    """Raise, naming the first place where something is wrong and how many there are."""
    if not wrong.any():
        return
    first = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
    place = ", ".join(axis[int(k)] for axis, k in zip(axes, first))
    more = int(wrong.sum()) - 1
    raise CalibrationError(f"{what}: {place}" + (f" and {more} more" if more else ""), where=where,
                           fix="correct the table there")  # fmt: skip


def _place(name: str, known: tuple[str, ...], kind: str) -> int:
    if name not in known:
        fix = did_you_mean(name, known) or f"{len(known)} {kind}s: {', '.join(known[:12])}"
        raise ModelInputError(f"no {kind} '{name}' in this economy", where=kind, fix=fix)
    return known.index(name)

r"""A new equilibrium in exact hats (Caliendo and Parro 2015), hats being new over old.

Given wages w^ the prices solve

    ln c^_n^j = gamma_n^j ln w^_n + sum_k gamma_n^kj ln P^_n^k,    P^_n^j = [sum_i A_ni^j c^_i^(-theta)]^(-1/theta),

with A = pi kappa^(-theta) phi, kappa the change of barrier and tariff and phi what an embargo lets through; spending
solves, linear in X',

    X'_n^j = sum_k gamma_n^jk Y'_n^k + alpha_n^j I'_n,     Y'_i^j = sum_n pi'_ni^j X'_n^j / T'_ni^j,
    I'_n = w^_n VA_n + R'_n + D'_n + transfer_n,

and wages clear labour markets, w^_n VA_n = sum_j gamma_n^j Y'_n^j. Everything that wages do not change (A, A / T') is
made once. Prices and spending are swept until they are a fraction of the labour residual, from where they stood
before; the wage step is a diagonal Newton step accelerated by Anderson's method (Walker and Ni 2011). The result
carries its residuals and their history; a run that has not converged raises.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import ConvergenceError, ModelInputError
from foedera.responses.sanctions.economy import CalibrationError, Economy

__all__ = ["Equilibrium", "NoSupplierError", "Shock", "Start", "solve"]

Floats = NDArray[np.float64]


class NoSupplierError(CalibrationError):
    """Nobody is left to supply a sector that a state needs."""


@dataclass(frozen=True, eq=False)
class Shock:
    """What changes; everything left out stays as it is.

    Parameters
    ----------
    tariffs : shape (J, N, N) or what broadcasts with it, new 1 + rate, importer by exporter
    barriers : the same, factor on the iceberg barrier, > 0
    let_through : the same, in [0, 1]: share of its former strength that a flow keeps at unchanged prices; 0 is an
        embargo, 1 - e one enforced with strength e
    deficits : shape (N,), new trade deficits, summing to 0; None keeps the old
    transfers : shape (N,), received from the others, summing to 0
    """

    tariffs: ArrayLike | None = None
    barriers: ArrayLike | None = None
    let_through: ArrayLike | None = None
    deficits: ArrayLike | None = None
    transfers: ArrayLike | None = None


class Start(Protocol):
    """Where a solution starts: wages (N,), prices (N, J) and spending (N, J) of an equilibrium."""

    @property
    def wage(self) -> Floats: ...
    @property
    def price(self) -> Floats: ...
    @property
    def spending(self) -> Floats: ...


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """A solved equilibrium.

    Parameters
    ----------
    economy, shock : what it is the equilibrium of
    wage : shape (N,), w^, world value added unchanged
    price : shape (N, J), P^
    cost : shape (N, J), c^
    spending : shape (N, J), X'
    output : shape (N, J), Y'
    revenue, income : shape (N,), R' and I' (deficit and transfer included)
    shares : shape (J, N, N), pi'
    tariffs : shape (J, N, N), T'
    residuals : largest labour-market, price and spending residual, relative
    history : labour-market residual of every iteration
    sweeps : sweeps of prices and spending in all
    """

    economy: Economy
    shock: Shock
    wage: Floats
    price: Floats
    cost: Floats
    spending: Floats
    output: Floats
    revenue: Floats
    income: Floats
    shares: Floats
    tariffs: Floats
    residuals: tuple[float, float, float]
    history: tuple[float, ...]
    sweeps: int

    @property
    def flows(self) -> Floats:
        """Return the new flows, free on board, shape (J, N, N)."""
        return np.asarray(self.shares * self.spending.T[:, :, None] / self.tariffs)


def solve(
    economy: Economy,
    shock: Shock | None = None,
    *,
    start: Start | None = None,
    tolerance: float = 1e-10,
    iterations: int = 500,
) -> Equilibrium:
    """Return the equilibrium after a shock.

    Parameters
    ----------
    economy : calibrated
    shock : what changes; None is nothing, and gives all hats 1
    start : an equilibrium of the same size to start from, such as that of a similar shock
    tolerance : on the largest relative residual of labour markets, prices and spending
    iterations : at most

    Raises
    ------
    ConvergenceError : the tolerance is not reached; the message has the residuals
    NoSupplierError : an embargo leaves a state without any supplier of a sector that it needs
    ModelInputError : a shock outside its range, or states cut off from those that pay for their deficit
    """
    shock = shock or Shock()
    if start is not None and start.spending.shape != economy.spending.shape:
        raise ModelInputError(f"a start of {start.spending.shape} for an economy of {economy.spending.shape}",
                              where="start", fix="an equilibrium of the same states and sectors")  # fmt: skip
    with np.errstate(all="ignore"):
        return _solve(economy, shock, start, tolerance, iterations)


def _solve(
    economy: Economy, shock: Shock, start: Start | None, tolerance: float, iterations: int
) -> Equilibrium:
    work = _Work(economy, shock)
    state = work.begin(start)
    history: list[float] = []
    mixer = _Anderson(depth=6)
    lnw = np.log(work.normal(start.wage if start is not None else np.ones(economy.n)))
    for _ in range(iterations):
        before = history[-1] if history else 1.0
        work.settle(state, lnw, max(0.02 * before, 0.02 * tolerance))
        excess = np.log(state.labour / economy.value_added) - lnw
        history.append(float(np.abs(np.expm1(excess)).max()))
        if not np.isfinite(history[-1]):
            work.solvent(state)
            break
        if history[-1] <= tolerance:
            if max(state.errors) <= tolerance:
                return work.finish(state, lnw, history)
            continue  # the wages stand; prices and spending have to be swept further
        lnw = mixer.step(lnw, excess * work.gain)
        lnw = np.log(work.normal(np.exp(lnw)))
    shown = [f"{h:.2g}" for h in history]
    seen = ", ".join(shown if len(shown) <= 12 else [*shown[:4], "...", *shown[-8:]])
    raise ConvergenceError(
        f"no equilibrium after {len(history)} iterations; labour-market residuals {seen}",
        where="solve", fix="raise iterations, loosen the embargo, or start from a milder shock",
    )  # fmt: skip


class _State:
    """Prices and spending on the way."""

    def __init__(self, lnp: Floats, spending: Floats) -> None:
        self.lnp, self.spending = lnp, spending  # (N, J)
        self.lnc = self.output = np.zeros_like(lnp)
        self.labour = self.revenue = self.income = np.zeros(len(lnp))
        self.power = self.total = np.zeros(lnp.T.shape)  # (J, N)
        self.errors = (np.inf, np.inf)
        self.sweeps = 0


class _Work:
    """What does not change with wages."""

    def __init__(self, economy: Economy, shock: Shock) -> None:
        self.economy = e = economy
        self.shock = shock
        shape = e.flows.shape
        old = e.tariffs
        new = old if shock.tariffs is None else _spread(shock.tariffs, shape, "tariffs")
        barrier = _spread(1.0 if shock.barriers is None else shock.barriers, shape, "barriers")
        let = _spread(1.0 if shock.let_through is None else shock.let_through, shape, "let_through")
        if not np.all((new >= 1) & np.isfinite(new)) or not np.all((barrier > 0) & np.isfinite(barrier)):
            raise ModelInputError("a tariff factor below 1 or a barrier not above 0", where="shock",
                                  fix="tariffs are 1 + rate; for an embargo use let_through=0")  # fmt: skip
        if not np.all((let >= 0) & (let <= 1)):
            raise ModelInputError(
                "let_through outside [0, 1]", where="shock.let_through", fix="1 - enforcement"
            )
        self.tariffs = np.asarray(new)
        theta = e.theta[:, None, None]
        self.let_all = bool(np.all(let > 0))
        self.a = e.shares * let
        if shock.tariffs is not None or shock.barriers is not None:
            self.a = self.a * (barrier * new / old) ** -theta
        self._supplied()
        self.taxed = bool(np.any(new > 1))
        self.b = np.ascontiguousarray((self.a / new).transpose(0, 2, 1)) if self.taxed else np.ascontiguousarray(
            self.a.transpose(0, 2, 1)
        )  # fmt: skip
        self.deficits = _balanced(shock.deficits, e.deficits, "deficits", e.income.sum())
        self.deficits = self.deficits + _balanced(shock.transfers, np.zeros(e.n), "transfers", e.income.sum())
        self._financed()
        self.alpha = e.final_share
        exports = 1.0 - np.einsum("jii->ij", e.flows) / np.where(e.output > 0, e.output, 1.0)
        weight = e.value_added_share * e.output / e.value_added[:, None]
        self.gain = 1.0 / (1.0 + (weight * exports * e.theta * e.value_added_share).sum(axis=1))

    def _supplied(self) -> None:
        e = self.economy
        none = (self.a.sum(axis=2).T <= 0) & (e.spending > 0)
        if none.any():
            n, j = np.argwhere(none)[0]
            raise NoSupplierError(
                f"nobody is left to supply {e.sectors[j]} to {e.states[n]}", where="shock.let_through",
                fix="let a little through, or leave the sector out: at home none is made",
            )  # fmt: skip

    def _financed(self) -> None:
        """Refuse a deficit of states that trade with none of those who pay for it."""
        e = self.economy
        if self.let_all:
            return
        trade = ((self.a > 0) & (e.spending.T > 0)[:, :, None]).any(axis=0)
        joined, last = trade | trade.T | np.eye(e.n, dtype=bool), None
        while last is None or not np.array_equal(joined, last):
            joined, last = joined @ joined, joined
        for inside in np.unique(joined, axis=0):
            gap = float(self.deficits[inside].sum())
            if abs(gap) > 1e-9 * e.income[inside].sum():
                names = ", ".join(np.array(e.states)[inside][:4])
                raise ModelInputError(
                    f"{names} would have a trade deficit of {gap:.4g} and nobody left to trade with",
                    where="shock.let_through", fix="take the balanced-trade baseline (zero_deficits) first",
                )  # fmt: skip

    def normal(self, wage: Floats) -> Floats:
        """Return wages with world value added unchanged."""
        va = self.economy.value_added
        return np.asarray(wage * va.sum() / (wage * va).sum())

    def begin(self, start: Start | None) -> _State:
        """Return where prices and spending start."""
        e = self.economy
        if start is None:
            return _State(np.zeros((e.n, len(e.sectors))), e.spending.copy())
        return _State(np.log(start.price), start.spending.copy())

    def settle(self, state: _State, lnw: Floats, tolerance: float) -> None:
        """Sweep prices, then spending, until a sweep changes them by less than the tolerance."""
        self._prices(state, lnw, tolerance)
        self._spending(state, lnw, tolerance)

    def _prices(self, state: _State, lnw: Floats, tolerance: float) -> None:
        e = self.economy
        own = e.value_added_share * lnw[:, None]
        theta = e.theta[:, None]
        change = np.inf
        mixer = _Anderson(depth=3)
        while change > tolerance:
            state.lnc = own + np.matmul(state.lnp[:, None, :], e.input_share)[:, 0]
            state.power = np.exp(-theta * state.lnc.T)
            state.total = np.matmul(self.a, state.power[:, :, None])[:, :, 0]
            new = (-np.log(state.total) / theta).T
            step = new - state.lnp
            change = float(np.abs(step).max())
            state.sweeps += 1
            if not np.isfinite(change) or state.sweeps > 20_000:
                break
            state.lnp = (
                mixer.step(state.lnp.ravel(), step.ravel()).reshape(new.shape) if change > tolerance else new
            )
        state.errors = (change, state.errors[1])

    def _spending(self, state: _State, lnw: Floats, tolerance: float) -> None:
        e = self.economy
        earned = np.exp(lnw) * e.value_added + self.deficits
        if self.taxed:
            free = np.matmul(self.b.transpose(0, 2, 1), state.power[:, :, None])[:, :, 0] / state.total
        change = np.inf
        mixer = _Anderson(depth=3)
        while change > tolerance:
            demand = state.spending.T / state.total
            state.output = (state.power * np.matmul(self.b, demand[:, :, None])[:, :, 0]).T
            if self.taxed:
                state.revenue = (state.spending * (1.0 - free.T)).sum(axis=1)
            state.income = earned + state.revenue
            new = (
                np.matmul(e.input_share, state.output[:, :, None])[:, :, 0]
                + self.alpha * state.income[:, None]
            )
            step = new - state.spending
            change = float((np.abs(step).sum(axis=1) / e.income).max())
            state.sweeps += 1
            if not np.isfinite(change) or state.sweeps > 20_000:
                break
            old = state.spending
            state.spending = (
                mixer.step(old.ravel(), step.ravel()).reshape(new.shape) if change > tolerance else new
            )
        state.labour = (e.value_added_share * state.output).sum(axis=1)
        state.errors = (state.errors[0], change)

    def solvent(self, state: _State) -> None:
        """Refuse a shock that leaves a state without income."""
        if not np.all(state.income > 0):
            raise ModelInputError(
                f"no income is left to {self.economy.states[int(np.argmin(state.income))]}", where="shock",
                fix="a smaller deficit or transfer",
            )  # fmt: skip

    def finish(self, state: _State, lnw: Floats, history: list[float]) -> Equilibrium:
        """Return what was found."""
        e = self.economy
        self.solvent(state)
        shares = self.a * state.power[:, None, :] / state.total[:, :, None]
        return Equilibrium(
            economy=e, shock=self.shock, wage=np.exp(lnw), price=np.exp(state.lnp), cost=np.exp(state.lnc),
            spending=state.spending, output=state.output, revenue=state.revenue, income=state.income, shares=shares,
            tariffs=self.tariffs, residuals=(history[-1], *state.errors), history=tuple(history),
            sweeps=state.sweeps,
        )  # fmt: skip


def _spread(given: ArrayLike, shape: tuple[int, ...], what: str) -> Floats:
    found = np.asarray(given, dtype=float)
    try:
        return np.asarray(np.broadcast_to(found, shape))
    except ValueError:
        raise ModelInputError(f"shape {found.shape} does not fit {shape}", where=f"shock.{what}",
                              fix="(sectors, importers, exporters)") from None  # fmt: skip


def _balanced(given: ArrayLike | None, default: Floats, what: str, world: float) -> Floats:
    if given is None:
        return default
    found = np.asarray(given, dtype=float)
    if found.shape != default.shape:
        raise ModelInputError(
            f"shape {found.shape}", where=f"shock.{what}", fix=f"one for each of {len(default)} states"
        )
    if not np.all(np.isfinite(found)) or abs(found.sum()) > 1e-9 * world:
        raise ModelInputError(
            f"{what} sum to {found.sum():.3g}", where=f"shock.{what}", fix="they must sum to 0"
        )
    return np.asarray(found)


class _Anderson:
    """Anderson acceleration of x <- x + f(x) (Walker and Ni 2011)."""

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.xs: list[Floats] = []
        self.fs: list[Floats] = []

    def step(self, x: Floats, f: Floats) -> Floats:
        """Return the next point from a point and its step."""
        self.xs, self.fs = [*self.xs[-self.depth :], x], [*self.fs[-self.depth :], f]
        if len(self.xs) == 1:
            return np.asarray(x + f)
        dx, df = np.diff(self.xs, axis=0).T, np.diff(self.fs, axis=0).T
        weight, *_ = np.linalg.lstsq(df, f, rcond=1e-12)
        return np.asarray(x + f - (dx + df) @ weight)

"""Sanctions on a real economy: who pays, what it does to the target, who would leave, which coalition is best.

A question is put in words (groups of states, groups of sectors, a named economy) and answered by the equilibrium model
of :mod:`foedera.responses.sanctions`. Every number comes from an equilibrium that was solved; the answer carries its
certificate and the accounts of the economy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.core.errors import InputError, did_you_mean
from foedera.responses.sanctions.certificate import Certificate, certificate
from foedera.responses.sanctions.coalitions import Coalitions
from foedera.responses.sanctions.draws import draw_theta, solve_draws
from foedera.responses.sanctions.economy import Economy
from foedera.responses.sanctions.equilibrium import Equilibrium, Shock
from foedera.responses.sanctions.measures import Measure, sanction
from foedera.responses.sanctions.transfers import paid
from foedera.responses.sanctions.welfare import equivalent_money, welfare, zero_deficits
from foedera.study.economies import assembled
from foedera.study.economies.assembling import Assembled
from foedera.study.sanction_searches import (
    Searches,
    best_coalition,
    coalition_front,
    joining,
    leaving,
    sector_ranking,
)
from foedera.study.senders import Called, called, state_name

__all__ = ["Sanctions", "sanctions", "sectors_of"]

Floats = NDArray[np.float64]

_ENDS = (0.05, 0.95)


@dataclass(frozen=True, eq=False)
class Sanctions:
    """The answer.

    Parameters
    ----------
    assembled : the economy with its accounts
    economy : the one that was shocked: the same, or with balanced trade
    senders : who they are, and whom the economy lacks
    target : against whom
    sectors : in which; None is all
    measure : what every sender does
    retaliation : whether the target answers, or the sectors of its answer
    transfers : whether the senders share losses equally
    balanced : whether trade deficits were taken out first
    third : third parties that were asked about
    draws, seed : of the elasticities; 0 draws for none
    unit : of money in the tables
    states : all states: iso3, name, role ("sender", "target" or "third"), income [money], change_pct (real income) with
        low_pct and high_pct, change [money at old prices], before_pct (without transfers), transfer [money] received
    sums : target_loss, own_cost [% of income] and ratio of the two, with _low and _high of each; the same losses in
        money; NaN where nothing was drawn
    certificate : accuracy of the equilibrium
    searches : what else was asked for
    """

    assembled: Assembled
    economy: Economy
    senders: Called
    target: str
    sectors: tuple[str, ...] | None
    measure: Measure
    retaliation: bool | tuple[str, ...]
    transfers: bool
    balanced: bool
    third: tuple[str, ...]
    draws: int
    seed: int
    unit: str
    states: pl.DataFrame
    sums: Mapping[str, float]
    certificate: Certificate
    searches: Searches = field(default_factory=Searches)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        measure = {name: getattr(self.measure, name) for name in self.measure.__dataclass_fields__}
        c = self.certificate
        accounts = self.assembled.accounts
        return {
            "world": self.assembled.name, "title": self.assembled.title, "year": self.assembled.year,
            "unit": self.unit, "senders": list(self.senders.states), "groups": dict(self.senders.groups),
            "missing": list(self.senders.missing), "target": self.target, "sectors": self.sectors,
            "measure": measure, "retaliation": self.retaliation, "transfers": self.transfers,
            "balanced": self.balanced, "draws": self.draws, "seed": self.seed, "sums": dict(self.sums),
            "states": self.states.to_dicts(), **self.searches.to_dict(),
            "certificate": {n: getattr(c, n) for n in c.__dataclass_fields__} | {"worst": c.worst},
            "accounts": {"passed": accounts.passed, "checks": [x.sentence() for x in accounts.settled],
                         "mended": [x.sentence() for x in accounts.mended],
                         "assumptions": list(accounts.assumptions)},
        }  # fmt: skip


def sanctions(
    senders: Sequence[str],
    target: str,
    *,
    sectors: Sequence[str] | None = None,
    world: str | Path = "reference",
    measure: Measure | None = None,
    retaliation: bool | Sequence[str] = False,
    transfers: bool = False,
    third: Sequence[str] = (),
    draws: int = 200,
    seed: int = 0,
    marginal: bool = False,
    frontier: bool = False,
    best: int | None = None,
    rank: bool = False,
    stake: float = 0.0,
    balanced: bool = False,
    day: date | None = None,
    threads: int = 2,
    tell: Callable[[str], None] = lambda _: None,
) -> Sanctions:
    """Return who pays for sanctions, and what else is asked.

    Parameters
    ----------
    senders : ISO3 codes or groups, such as G7 and EU
    target : ISO3 code
    sectors : sectors or groups of sectors of the economy; None is all
    world : an economy by name, or a folder
    measure : what every sender does; a complete embargo both ways if left out
    retaliation : whether the target answers in kind, in the same sectors or in those named
    transfers : whether the senders share losses so that all lose the same part of real income
    third : ISO3 codes or groups of third parties: what if they joined
    draws, seed : of the elasticities; 0 draws for point estimates alone
    marginal : what each sender adds, who would leave, and the transfers that keep them
    frontier : punishment and own cost over coalitions of the senders
    best : size of the coalition of senders that hurts the target most
    rank : every sector alone
    stake : what taking part is worth to a sender [% of its income], for who would leave
    balanced : whether to take trade deficits out first
    day : of membership in groups (default: 2025-01-01)
    threads : at most, for draws
    tell : is told what is being computed

    Raises
    ------
    InputError : words that mean nothing in this economy, or numbers outside their range
    MissingDataError : the economy's data set is not at hand, with the command that pulls it
    NoSupplierError : an embargo leaves a state without supplier; the message names state and sector
    ConvergenceError : there is no equilibrium
    """
    found = assembled(world)
    economy = zero_deficits(found.economy) if balanced else found.economy
    if len((to := called([target], economy.states, where="--target", day=day)).states) != 1 or to.groups:
        raise InputError(
            f"'{target}' is a group", where="--target", fix=f"one state of {', '.join(to.states)}"
        )
    against = to.states[0]
    by = called(senders, economy.states, where="--senders", day=day, target=against)
    others = called(third, economy.states, where="--third", day=day).states if third else ()
    if clash := [s for s in others if s in (*by.states, against)]:
        raise InputError(f"{clash[0]} is a party already", where="--third", fix="name states that are not")
    _refuse_numbers(draws, best, len(by.states))
    chosen = None if sectors is None else sectors_of(sectors, found)
    answer = retaliation
    if not isinstance(answer, bool):
        answer = sectors_of(answer, found, "--retaliation") or economy.sectors
    measure = measure or Measure()
    alone = Coalitions(economy, against, chosen, measure, retaliation=answer)
    used = alone.like(pooled=True) if transfers else alone
    tell(f"solving {found.name}: {economy.n} states, {len(economy.sectors)} sectors")
    point = used.equilibrium(by.states)
    before = welfare(alone.equilibrium(by.states)) if transfers else welfare(point)
    spread = None
    if draws:
        tell(f"{draws} draws of the elasticities")
        spread = _spread(economy, alone, by.states, point, draws, seed, threads)
    scale, unit = (1e-3, "bn USD") if found.unit == "million USD" else (1.0, found.unit)
    table = _states(point, before, spread, by.states, against, scale)
    searches = Searches()
    if frontier:
        searches = replace(searches, front=coalition_front(alone, by.states, scale, tell))
    if marginal:
        searches = replace(searches, leaving=leaving(used, by.states, stake, scale, tell))
    if others:
        searches = replace(searches, joining=joining(alone, by.states, others, scale))
    if best is not None:
        searches = replace(searches, best=best_coalition(alone, by.states, best, tell))
    if rank:
        searches = replace(searches, ranking=sector_ranking(alone, by.states, found.titles, tell))
    return Sanctions(
        found, economy, by, against, chosen, measure, answer, transfers, balanced, others, draws, seed, unit,
        table, _sums(table, spread, economy, by.states, against), certificate(point), searches,
    )  # fmt: skip


def sectors_of(words: Sequence[str], found: Assembled, where: str = "--sectors") -> tuple[str, ...] | None:
    """Return the sectors behind words, each once in the economy's order; None where all are meant.

    Parameters
    ----------
    words : sectors, groups of sectors, or 'all'
    found : the economy
    where : what to call the place in an error

    Raises
    ------
    InputError : a word that is neither a sector of the economy nor a group of them
    """
    known = found.economy.sectors
    if list(words) == ["all"]:
        return None
    chosen: set[str] = set()
    for word in words:
        if word in known:
            chosen.add(word)
        elif word in found.groups:
            chosen |= set(found.groups[word])
        else:
            raise _no_sector(word, found, where)
    if not chosen:
        raise InputError("no sectors are named", where=where, fix="name some, or 'all'")
    return tuple(s for s in known if s in chosen)


def _no_sector(word: str, found: Assembled, where: str) -> InputError:
    known = found.economy.sectors
    what = f"no sector or group '{word}' in {found.name}"
    if len(known) == 1:
        fix = f"it has one sector, '{known[0]}'; --world wiod2011 has 35 industries, energy among its groups"
        return InputError(what, where=where, fix=fix)
    titled = [f"'{code}' ({title})" for code, title in found.titles.items() if word.lower() in title.lower()]
    if titled and len(word) > 2:
        return InputError(what, where=where, fix=f"did you mean {' or '.join(titled)}?")
    fix = did_you_mean(word, [*found.groups, *known]) or (
        f"groups: {', '.join(found.groups)}; sectors: {', '.join(known)}"
    )
    return InputError(what, where=where, fix=fix)


def _refuse_numbers(draws: int, best: int | None, senders: int) -> None:
    if draws < 0:
        raise InputError(f"{draws} draws", where="--draws", fix="0 or more")
    if best is not None and not 1 <= best <= senders:
        raise InputError(f"a coalition of {best} out of {senders} senders", where="--best",
                         fix=f"a size from 1 to {senders}")  # fmt: skip


def _spread(
    economy: Economy, question: Coalitions, senders: Sequence[str], point: Equilibrium, draws: int, seed: int,
    threads: int,
) -> Floats:  # fmt: skip
    """Return changes of real income under draws of the elasticities, shape (R, N); transfers stay as agreed."""
    agreed = None if point.shock.transfers is None else paid(point)

    def shock(world: Economy, _draw: int) -> Shock:
        made = sanction(
            world, senders, question.target, question.sectors, question.measure,
            retaliation=question.retaliation,
        )  # fmt: skip
        return replace(made, transfers=agreed)

    drawn = draw_theta(economy, draws, seed=seed)
    return solve_draws(economy, shock, drawn, point=shock(economy, 0), threads=threads).welfare


def _states(
    point: Equilibrium,
    before: Floats,
    spread: Floats | None,
    senders: Sequence[str],
    target: str,
    scale: float,
) -> pl.DataFrame:
    e = point.economy
    roles = ["target" if s == target else "sender" if s in senders else "third" for s in e.states]
    ends = np.full((2, e.n), np.nan) if spread is None else np.quantile(spread, _ENDS, axis=0)
    return pl.DataFrame({
        "iso3": list(e.states), "name": [state_name(s) for s in e.states], "role": roles,
        "income": e.income * scale, "change_pct": welfare(point), "low_pct": ends[0], "high_pct": ends[1],
        "change": equivalent_money(point) * scale, "before_pct": before, "transfer": paid(point) * scale,
    })  # fmt: skip


def _sums(
    table: pl.DataFrame, spread: Floats | None, economy: Economy, senders: Sequence[str], target: str
) -> dict[str, float]:
    at, inside = economy.index(target), [economy.index(s) for s in senders]
    weight = economy.income[inside] / economy.income[inside].sum()
    point = table["change_pct"].to_numpy()
    loss, cost = -point[at], -(weight * point[inside]).sum()
    found = {"target_loss": float(loss), "own_cost": float(cost), "ratio": _ratio(loss, cost)}
    money = -table["change"].to_numpy()
    found |= {"target_loss_money": float(money[at]), "own_cost_money": float(money[inside].sum())}
    nan = np.full(1, np.nan)
    losses = nan if spread is None else -spread[:, at]
    costs = nan if spread is None else -(weight * spread[:, inside]).sum(axis=1)
    ratios = nan if spread is None else np.array([_ratio(x, y) for x, y in zip(losses, costs)])
    for name, drawn in (("target_loss", losses), ("own_cost", costs), ("ratio", ratios)):
        low, high = np.quantile(drawn, _ENDS, method="inverted_cdf")
        found |= {f"{name}_low": float(low), f"{name}_high": float(high)}
    return found


def _ratio(loss: float, cost: float) -> float:
    """Return the target's loss per unit of own cost: infinite where the senders lose nothing, 0 where it does."""
    if loss <= 0:
        return 0.0
    return float(loss / cost) if cost > 0 else float("inf")

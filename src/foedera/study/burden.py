"""Who pays in the North Atlantic Treaty: free riders, a pact of the Europeans alone, years to a target.

The figures are those that ship with the reference world (:mod:`foedera.world.spending`); the models are those of
``decisions``: nothing is computed here that has no card.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.core.errors import InputError
from foedera.decisions.burden import BurdenParameters, Provision, joint_product, lindahl, public_good_nash
from foedera.decisions.fairness import benefit_share, gini, herfindahl, rank_test, shares, under_contribution
from foedera.decisions.participation import compensation, refusers, side_payments, suboptimality
from foedera.decisions.pledges import pledge_path, years_to_target
from foedera.decisions.tastes import fit_joint_product, fit_public_good, taste
from foedera.pacts import load_pact
from foedera.pacts.loader import library_path
from foedera.world import World
from foedera.world.spending import nato_spending, nato_years

__all__ = ["ADVERSARY", "DEFINITIONS", "HORIZON", "NOT_EUROPEAN", "TARGET", "NatoBurden", "nato_burden"]

NOT_EUROPEAN = ("CAN", "USA")
"""Allies that a pact of the Europeans would be without; the alliance counts Turkey among the European allies."""

ADVERSARY = "RUS"
TARGET = 3.5
"""Core defence spending agreed at The Hague in 2025 [pct_gdp]."""

HORIZON = 20
"""Years that spending is followed."""

DEFINITIONS = {
    "below_pledge": "spends less of its GDP than was pledged",
    "below_ability": "bears less of the spending than it has of the GDP",
    "below_prediction": "spends less than the joint-product game predicts for it",
    "benefits_more": "has more of the benefits than of the spending",
}
"""Columns of ``members``, true for free riders, and what each calls a free rider."""

F64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class NatoBurden:
    """Answers for one year.

    Parameters
    ----------
    year : the year of the figures
    target : spending that allies are to reach [pct_gdp]
    pledge : spending pledged in the treaty's organisation that year [pct_gdp]
    european : whether shares and tests are those among the European allies
    members : one row per ally: spending, shares, the game's prediction, four definitions of a free rider
    pact : one row per European ally: what it spends, and would under Nash, joint product and Lindahl
    arrival : one row per ally: years until it reaches the target (inf: never within the horizon), with 90 % range
    tests : rank tests of exploitation, a row per year and set of allies
    sums : fitted tastes, sums and indices by name
    judgements : what the answers rest on that nobody has measured, a sentence each
    """

    year: int
    target: float
    pledge: float
    european: bool
    members: pl.DataFrame
    pact: pl.DataFrame
    arrival: pl.DataFrame
    tests: pl.DataFrame
    sums: dict[str, float]
    judgements: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain lists and numbers."""
        tables = {name: getattr(self, name).to_dicts() for name in ("members", "pact", "arrival", "tests")}
        plain = {
            "year": self.year,
            "target_pct": self.target,
            "pledge_pct": self.pledge,
            "european": self.european,
        }
        return plain | {"definitions": DEFINITIONS} | tables | {
            "sums": self.sums, "judgements": list(self.judgements)
        }  # fmt: skip


def nato_burden(
    year: int | None = None,
    *,
    target: float = TARGET,
    european: bool = False,
    parameters: BurdenParameters | None = None,
    draws: int = 4000,
    seed: int = 0,
) -> NatoBurden:
    """Answer who pays in the North Atlantic Treaty.

    Parameters
    ----------
    year : one of :func:`foedera.world.spending.nato_years`; None for the latest
    target : spending that allies are to reach [pct_gdp], in (0, 20]
    european : take shares, free riders and tests among the European allies only
    parameters : tastes and pledges; None for those of the card
    draws, seed : futures of the budgets, and where their chance begins

    Raises
    ------
    InputError : there are no figures of the year, or the target is no share of GDP
    """
    p = parameters or BurdenParameters()
    if not 0 < target <= 20:
        raise InputError(f"{target:g} % of GDP is no target", where="target", fix="above 0 and at most 20")
    year = nato_years()[-1] if year is None else year
    whole = _allies(year, p)
    tastes = _tastes(whole)
    pledge = _pledge(year)
    chosen = whole.filter(~pl.col("iso3").is_in(NOT_EUROPEAN)) if european else whole
    arrival = _arrival(whole, target, p, draws, seed)
    pact, europe = _pact(whole, tastes)
    return NatoBurden(
        year=year, target=target, pledge=pledge, european=european,
        members=_members(chosen, whole, tastes, pledge),
        pact=pact,
        arrival=arrival.filter(pl.col("iso3").is_in(chosen["iso3"].to_list())),
        tests=_tests(sorted({nato_years()[0], year, nato_years()[-1]}), european),
        sums=_sums(chosen) | tastes | europe,
        judgements=(*_judgements(p), *_notes(chosen)),
    )  # fmt: skip


def _allies(year: int, p: BurdenParameters) -> pl.DataFrame:
    """Return spending, GDP, population, and how near the adversary is, 1 for the nearest ally."""
    world = World.reference()
    known = world.states.select("iso3", "name", "population").with_columns(
        distance_km=pl.Series(world.array("distance_km")[:, world.index(ADVERSARY)])
    )
    found = nato_spending(year).join(known, on="iso3", how="left", maintain_order="left")
    distance = found["distance_km"].to_numpy()
    near = distance.min() / distance
    return found.with_columns(threat=pl.Series(near), relative=pl.Series(_relative(near, p)))


def _relative(threat: F64, p: BurdenParameters) -> F64:
    """Return tastes relative to that of a state without a threat."""
    return np.asarray(taste(1e-6, threat, p.threat_scale) / 1e-6)


def _pledge(year: int) -> float:
    """Return what the pact's file says was pledged, from the year it was [pct_gdp]."""
    pact = load_pact(library_path("nato"))
    assert pact.funding is not None and pact.funding.pledge is not None
    since = pact.funding.pledge.since
    if since is not None and date(year, 12, 31) < since:
        raise InputError(f"nothing was pledged in {year}", where="year", fix=f"the pledge is of {since}")
    return 100 * pact.funding.pledge.milex_share


def _tastes(whole: pl.DataFrame) -> dict[str, float]:
    """Return the tastes under which each game explains what the whole alliance spends."""
    w, g, m = (whole[c].to_numpy() for c in ("gdp_busd", "spending_busd", "relative"))
    joint = fit_joint_product(w, g, m)
    return {"public_taste": fit_public_good(w, g, m), "joint_taste": joint.a, "own_taste": joint.b}


def _members(
    chosen: pl.DataFrame, whole: pl.DataFrame, tastes: dict[str, float], pledge: float
) -> pl.DataFrame:
    w, g, population, threat = (
        chosen[c].to_numpy() for c in ("gdp_busd", "spending_busd", "population", "threat")
    )
    all_w, m = whole["gdp_busd"].to_numpy(), whole["relative"].to_numpy()
    game = joint_product(all_w, tastes["joint_taste"] * m, tastes["own_taste"])
    predicted = pl.DataFrame({"iso3": whole["iso3"], "predicted_pct": 100 * game.g / all_w})
    cost, benefit = shares(g), benefit_share(w, population, threat)
    found = chosen.select("iso3", "name", "gdp_busd", "spending_busd", "share_pct").with_columns(
        cost_share=pl.Series(cost), gdp_share=pl.Series(shares(w)), benefit_share=pl.Series(benefit),
        under_contribution=pl.Series(under_contribution(g, w)), net_benefit=pl.Series(benefit - cost),
    ).join(predicted, on="iso3", how="left", maintain_order="left")  # fmt: skip
    marks = {
        "below_pledge": pl.col("share_pct") < pledge,
        "below_ability": pl.col("under_contribution") > 0,
        # the largest payer is fitted exactly, so that rounding must not make it a free rider
        "below_prediction": pl.col("share_pct") < pl.col("predicted_pct") - 1e-6,
        "benefits_more": pl.col("net_benefit") > 0,
    }
    found = found.with_columns(**marks)
    return found.with_columns(free_rider_by=sum(pl.col(c).cast(pl.Int64) for c in marks))


def _pact(whole: pl.DataFrame, tastes: dict[str, float]) -> tuple[pl.DataFrame, dict[str, float]]:
    """Return what the Europeans would pay without the others, and the sums."""
    europe = whole.filter(~pl.col("iso3").is_in(NOT_EUROPEAN))
    w, g, m = (europe[c].to_numpy() for c in ("gdp_busd", "spending_busd", "relative"))
    a = tastes["public_taste"] * m
    nash, coop = public_good_nash(w, a), lindahl(w, a)
    joint = joint_product(w, tastes["joint_taste"] * m, tastes["own_taste"])
    needed = compensation(coop, nash, w, a)
    kept = side_payments(needed)
    columns: dict[str, F64] = {"today": g, "nash": nash.g, "joint": joint.g, "lindahl": coop.g}
    table = europe.select("iso3", "name", "gdp_busd").with_columns(
        **{f"{k}_busd": pl.Series(v) for k, v in columns.items()},
        **{f"{k}_pct": pl.Series(100 * v / w) for k, v in columns.items()},
        refuses_lindahl=pl.Series(refusers(coop, nash)),
        needed_busd=pl.Series(needed), side_payment_busd=pl.Series(kept.paid),
    )  # fmt: skip
    return table, _pact_sums(whole, g, nash, coop, joint, needed, bool(kept.enough))


def _pact_sums(
    whole: pl.DataFrame, today: F64, nash: Provision, coop: Provision, joint: Provision, needed: F64, enough: bool
) -> dict[str, float]:  # fmt: skip
    return {
        "alliance_today_busd": float(whole["spending_busd"].sum()),
        "europe_today_busd": float(today.sum()), "europe_nash_busd": float(nash.q),
        "europe_joint_busd": float(joint.q), "europe_lindahl_busd": float(coop.q),
        "europe_suboptimality": float(suboptimality(nash, coop)),
        "side_payments_needed_busd": float(np.maximum(needed, 0).sum()),
        "side_payments_spared_busd": float(np.maximum(-needed, 0).sum()),
        "side_payments_enough": float(enough),
    }  # fmt: skip


def _arrival(whole: pl.DataFrame, target: float, p: BurdenParameters, draws: int, seed: int) -> pl.DataFrame:
    """Follow the budgets of all allies, as they look at each other, and return when each arrives."""
    rng, n = np.random.default_rng(seed), whole.height
    size = len(p.names())
    rate = p.draw(rng.standard_normal((draws, size)), rng.random((draws, size))).closing_rate
    path = pledge_path(
        whole["share_pct"].to_numpy(), target, np.reshape(rate, (-1, 1)), p.innovation_sd,
        rng.standard_normal((HORIZON, draws, n)), peer_pressure=p.peer_pressure,
    )  # fmt: skip
    years = years_to_target(path, target)
    low, median, high = np.quantile(years, [0.05, 0.5, 0.95], axis=0, method="inverted_cdf")
    return whole.select("iso3", "name", "share_pct").with_columns(
        median_years=pl.Series(median), low_years=pl.Series(low), high_years=pl.Series(high),
        never=pl.Series(np.isinf(years).mean(axis=0)),
    )  # fmt: skip


def _tests(years: list[int], european: bool) -> pl.DataFrame:
    """Return rank tests of GDP against the share of it that is spent, by year, with and without the largest."""
    rows = []
    for year in years:
        allies = nato_spending(year).filter(pl.col("share_pct") > 0)  # Iceland has no forces to pay for
        if european:
            allies = allies.filter(~pl.col("iso3").is_in(NOT_EUROPEAN))
        largest = allies["iso3"][int(allies["gdp_busd"].arg_max() or 0)]
        for left_out in ("", largest):
            some = allies.filter(pl.col("iso3") != left_out)
            t = rank_test(some["gdp_busd"].to_numpy(), some["share_pct"].to_numpy())
            rows.append({"year": year, "left_out": left_out, "members": some.height, "rho": float(t.rho),
                         "rho_p": float(t.rho_p), "tau": float(t.tau), "tau_p": float(t.tau_p)})  # fmt: skip
    return pl.DataFrame(rows)


def _sums(chosen: pl.DataFrame) -> dict[str, float]:
    g, w, share = (chosen[c].to_numpy() for c in ("spending_busd", "gdp_busd", "share_pct"))
    return {
        "spending_busd": float(g.sum()), "gdp_busd": float(w.sum()),
        "spending_pct": float(100 * g.sum() / w.sum()), "largest_share": float(shares(g).max()),
        "herfindahl": float(herfindahl(g)), "gini_of_burdens": float(gini(share)),
    }  # fmt: skip


def _notes(chosen: pl.DataFrame) -> list[str]:
    noted = chosen.filter(pl.col("note").fill_null("") != "").select("name", "note")
    return [f"{name}: {note}." for name, note in noted.iter_rows()]


def _judgements(p: BurdenParameters) -> tuple[str, ...]:
    return (
        "Benefits are the mean, with equal weights, of shares of GDP, of population (of 2024 in every year) and of "
        "nearness to Moscow (1 over the distance of the capitals).",
        f"The taste for the common good is {1 + p.threat_scale:g} times as strong in the ally nearest to Moscow as "
        "it would be without a threat, and falls with distance; but for that all allies have the same taste.",
        "Tastes are those under which the games explain what is spent: the public good the sum, the joint product "
        "the sum and the largest payer. They would stay the same in a pact of the Europeans alone, which nobody "
        "outside would help.",
        "Money is counted, at market exchange rates: neither what it buys nor what it is spent on.",
        f"The gap to the target closes by {100 * p.closing_rate:.3g} % a year, as it did in 2014-18 towards 2 %, and "
        f"{1 + p.peer_pressure:g} times as fast once all other allies have arrived; a war nearby may move budgets "
        "faster.",
        "An ally has arrived in the first year that it reaches the target, even if it falls back.",
    )

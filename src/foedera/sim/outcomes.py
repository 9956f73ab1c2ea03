"""What a future is judged by: the measures of the report, counted per replica.

Every measure is a plain count or ratio over one future, so that a study can compare futures pairwise; what
needs the single events (days to decide, say) is counted from the event log instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from foedera.decisions import fairness

if TYPE_CHECKING:
    from foedera.sim.block import Block

__all__ = ["MEASURES", "PER_STATE", "measure"]

MEASURES: dict[str, str] = {
    "attacks_per_decade": "uses of force and wars begun against focus states, per decade",
    "wars_per_decade": "wars begun against focus states, per decade",
    "obligations": "defence and offence obligations of the judged pacts that fell due [count]",
    "honoured": "of these, kept [count]",
    "entanglements_per_decade": "wars that focus states joined though they began as somebody else's, per decade",
    "actions": "wars against focus states in which somebody came to the target's side [count]",
    "mandated_actions": "of these, decided by a judged pact's body or the Security Council before help came [count]",
    "breadth": "effective number of contributors to the target's side, mean over actions; NaN without",
    "members": "members of the judged pacts at the horizon [count]",
    "dispersion": "standard deviation of the members' UN General Assembly ideal points at the horizon",
    "free_rider_index": "half the sum of absolute gaps between members' cost and benefit shares at the horizon [share]",
    "burden_gini": "Gini coefficient of members' military expenditure as % of GDP at the horizon",
    "exploitation": "Spearman correlation of members' GDP and military expenditure as % of GDP at the horizon",
    "milex_pct": "members' military expenditure at the horizon [% of their GDP]",
    "output_loss_pct": "output lost to war by focus states over the run [% of one year's GDP]",
    "deaths": "battle deaths of focus states over the run [death]",
    "sanctions": "sanctions imposed on attackers of focus states [count]; NaN where no scenario has any",
    "sanctions_conceded": "of these, ended by the target's giving in [count]",
    "sanctions_ended": "of these, ended either way within the run [count]",
    "sanction_loss_pct": "income that focus states lose to sanctions, net of compensation [% of one year's GDP]",
    "sanction_cost": "income lost to sanctions by those who impose them, before compensation [busd]",
    "sanction_hurt": "income lost to sanctions by their targets [busd]",
    "sanction_relief": "received in compensation for sanctions [busd]",
    "world_disputes_per_year": "disputes begun in the whole world of the study, per year",
    "world_wars_per_year": "wars begun in the whole world of the study, per year",
}

PER_STATE: dict[str, str] = {
    "attacked": "uses of force and wars begun against the state [count]",
    "triggered": "obligations of the judged pacts that fell due for the state [count]",
    "kept": "of these, kept [count]",
    "joined": "wars joined that began as somebody else's [count]",
    "state_deaths": "battle deaths [death]",
    "state_output_loss": "output lost to war [busd]",
    "state_sanction_loss": "income lost to sanctions, net of compensation [busd]",
    "state_sanction_transfer": "received in compensation for sanctions, below 0 if paid [busd]",
    "state_milex_pct": "military expenditure at the horizon [% of GDP]",
    "cost_share": "share of the judged pacts' military expenditure at the horizon, 0 for non-members [share]",
    "benefit_share": "share of the judged pacts' benefit (GDP, population, exposure), 0 for non-members [share]",
}


def measure(block: Block) -> dict[str, NDArray[np.float64]]:
    """Return every measure of ``MEASURES`` (R,), ``PER_STATE`` (R, N) and the yearly series (R, Y)."""
    state, scene = block.state, block.scene
    decades = scene.clock.years / 10.0
    own = ~block.crises.inherited
    severity = np.bincount(block.crises.replica[own], minlength=block.replicas)
    wars = np.bincount(block.crises.replica[own & (block.crises.severity == 5)], minlength=block.replicas)
    focus = scene.focus_states
    out = {
        "attacks_per_decade": state.counts["attacks"] / decades,
        "wars_per_decade": state.counts["wars"] / decades,
        "obligations": block.tally["judged_triggered"].sum(axis=1),
        "honoured": block.tally["judged_honoured"].sum(axis=1),
        "entanglements_per_decade": state.counts["joined"] / decades,
        "output_loss_pct": 100.0 * state.output_loss[:, focus].sum(1) / scene.gdp_busd[focus].sum(),
        "deaths": state.deaths[:, focus].sum(axis=1),
        "world_disputes_per_year": severity / scene.clock.years,
        "world_wars_per_year": wars / scene.clock.years,
        "triggered": block.tally["judged_triggered"],
        "kept": block.tally["judged_honoured"],
        "joined": block.tally["joined"],
        "attacked": _attacked(block),
        "state_deaths": state.deaths,
        "state_output_loss": state.output_loss,
        "state_milex_pct": state.milex_pct,
    }
    out |= _actions(block) | _burden(block) | _sanctions(block)
    out |= {f"yearly_{name}": series for name, series in state.yearly.items()}
    return {name: np.asarray(values, dtype=np.float64) for name, values in out.items()}


def _sanctions(block: Block) -> dict[str, NDArray[np.float64]]:
    """Return what sanctions did; unknown where no scenario of the experiment has any, so that nobody reports a 0."""
    state, scene = block.state, block.scene
    net, focus = state.sanction_loss - state.sanction_transfer, scene.focus_states
    out = {
        "sanctions": state.sanctions["begun"],
        "sanctions_conceded": state.sanctions["conceded"],
        "sanctions_ended": state.sanctions["conceded"] + state.sanctions["abandoned"],
        "sanction_loss_pct": 100.0 * net[:, focus].sum(axis=1) / scene.gdp_busd[focus].sum(),
        "sanction_cost": state.sanction_cost.sum(axis=1),
        "sanction_hurt": state.sanction_hurt.sum(axis=1),
        "sanction_relief": state.sanction_relief.sum(axis=1),
        "state_sanction_loss": net,
        "state_sanction_transfer": state.sanction_transfer,
    }
    some = any(s.parameters.sanctions.on for s in scene.experiment.scenarios)
    return out if some else {name: np.full_like(values, np.nan) for name, values in out.items()}


def _attacked(block: Block) -> NDArray[np.float64]:
    crises = block.crises
    out = np.zeros((block.replicas, block.scene.n))
    grave = (crises.severity >= 4) & ~crises.inherited
    np.add.at(out, (crises.replica[grave], crises.target[grave]), 1.0)
    return out


def _actions(block: Block) -> dict[str, NDArray[np.float64]]:
    """Count collective responses to wars against focus states, how many had a mandate, and how broad they were."""
    crises, scene = block.crises, block.scene
    rows = np.flatnonzero((crises.severity == 5) & ~crises.inherited & block.on_focus(slice(None)))
    helpers = (crises.side[rows] < 0) & (np.arange(scene.n) != crises.target[rows].astype(int)[:, None])
    helped = helpers.any(axis=1)
    replica = crises.replica[rows[helped]]
    weight = helpers[helped] * block.state.capability[replica]
    share = weight / weight.sum(axis=1, keepdims=True) if weight.size else weight
    effective = 1.0 / (share**2).sum(axis=1) if weight.size else np.zeros(0)
    count = np.bincount(replica, minlength=block.replicas).astype(float)
    total = np.bincount(replica, weights=effective, minlength=block.replicas)
    with np.errstate(invalid="ignore"):
        breadth = np.where(count > 0, total / np.maximum(count, 1.0), np.nan)
    first = np.where(helpers[helped], crises.days[rows[helped]], np.inf).min(axis=1, initial=np.inf)
    in_time = (crises.decided[rows[helped]] <= first).astype(float)
    mandated = np.bincount(replica, weights=in_time, minlength=block.replicas)
    return {"actions": count, "mandated_actions": mandated, "breadth": breadth}


def _burden(block: Block) -> dict[str, NDArray[np.float64]]:
    """Compare what members of the judged pacts pay with what they gain, at the horizon."""
    scene, state = block.scene, block.state
    member = np.asarray(block.network.member[scene.judged].any(axis=0))
    known = scene.ideal[member & scene.ideal_known]
    zero = np.zeros((block.replicas, scene.n))
    out = {
        "members": np.full(block.replicas, float(member.sum())),
        "dispersion": np.full(block.replicas, np.std(known) if known.size else np.nan),
        "cost_share": zero.copy(), "benefit_share": zero.copy(),
    }  # fmt: skip
    names = ("free_rider_index", "burden_gini", "exploitation", "milex_pct")
    if member.sum() < 2:
        return out | {name: np.full(block.replicas, np.nan) for name in names}
    gdp, rate = scene.gdp_busd[member], state.milex_pct[:, member]
    cost = rate * gdp / (rate * gdp).sum(axis=1, keepdims=True)
    exposure = np.zeros((block.replicas, scene.n))
    outside = np.flatnonzero(~member[scene.attacker])
    np.add.at(exposure.T, scene.target[outside], block.clocks.hazard.T[outside])
    benefit = fairness.benefit_share(
        np.broadcast_to(gdp, rate.shape),
        np.broadcast_to(scene.population[member], rate.shape),
        exposure[:, member],
    )
    out["cost_share"][:, member], out["benefit_share"][:, member] = cost, benefit
    return out | {
        "free_rider_index": fairness.mismatch(cost, benefit),
        "burden_gini": fairness.gini(rate),
        "exploitation": fairness.rank_correlation(gdp, rate)
        if len(gdp) > 2
        else np.full(block.replicas, np.nan),
        "milex_pct": (rate * gdp).sum(axis=1) / gdp.sum(),
    }

"""Responses and effects of war: how it goes, how it ends, what it costs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedera.effects import losses
from foedera.responses import war, war_duration
from foedera.sim.block import Block
from foedera.sim.crises import OUTCOMES
from foedera.sim.mechanism import Mechanism

_TURNS = 4096  # more disputes than a dyad can have in a run


def fielded(block: Block, rows: NDArray[np.int64], month: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what each state brings to each war: (x on the initiator's side, x on the target's, either), (C, N)."""
    scene, crises, p = block.scene, block.crises, block.scene.parameters
    theatre, replica = crises.target[rows].astype(int), crises.replica[rows]
    principal = np.zeros((rows.size, scene.n), dtype=bool)
    principal[np.arange(rows.size), crises.initiator[rows]] = True
    principal[np.arange(rows.size), theatre] = True
    months = np.maximum(month - crises.joined[rows].astype(np.int64) + 1, 0)
    share = np.where(principal, 1.0, p.war.joiner_share) * war.mobilisation(months, p.war.ramp_months)
    share = np.where(months > 0, share, 0.0)
    brought = (
        block.state.capability[replica] * share * scene.reach[:, theatre].T / _fronts(block, month, replica)
    )
    side = crises.side[rows]
    return brought * (side > 0), brought * (side < 0), brought * (side != 0)


def _fronts(block: Block, month: int, replica: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return in how many wars each state fights, at least 1, shape (C, N): its capability is divided by them."""
    crises = block.crises
    asked = np.zeros(block.replicas, dtype=bool)
    asked[replica] = True
    rows = crises.wars()
    rows = rows[asked[crises.replica[rows]]]
    wars = np.zeros((block.replicas, block.scene.n), dtype=np.int64)
    for row in rows:  # a handful
        wars[crises.replica[row]] += (crises.side[row] != 0) & (crises.joined[row] <= month)
    return np.maximum(wars[replica], 1)


def strengths(
    block: Block, rows: NDArray[np.int64], x_a: NDArray[np.float64], x_b: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return coalition strength of the initiator's and the target's side from what they bring, shape (C,) each."""
    loss = block.draw.field("war", "interop_loss")[block.crises.replica[rows]]
    interop = block.network.interoperability
    return war.coalition_strength(x_a, interop, loss), war.coalition_strength(x_b, interop, loss)


def step(block: Block, month: int) -> None:
    """Advance every war under way by a month: output lost, and perhaps the end."""
    rows = block.crises.wars()
    if rows.size == 0:
        return
    crises, draw = block.crises, block.draw
    replica = crises.replica[rows]
    _enter(block, rows, month)
    _lose_output(block, rows, month)
    age = np.maximum(month - crises.month[rows], 0)
    shape, scale = draw.field("duration", "shape")[replica], draw.field("duration", "scale_months")[replica]
    hazard = war_duration.monthly_end_hazard(age, shape, scale)
    luck = block.uniforms("war end", age, replica, crises.dyad[rows] * _TURNS + crises.turn[rows])
    over = luck[:, 0] < hazard
    if over.any():
        _end(block, rows[over], month, luck[over, 1:])


def _enter(block: Block, rows: NDArray[np.int64], month: int) -> None:
    """Count and log the joiners whose first contribution arrives this month; whoever comes after the end never does."""
    scene, crises = block.scene, block.crises
    c, k = np.nonzero((crises.joined[rows] == month) & np.isfinite(crises.days[rows]))
    if c.size == 0:
        return
    row = rows[c]
    replica, side = crises.replica[row], crises.side[row, k]
    np.add.at(block.tally["joined"], (replica, k), 1)
    np.add.at(block.state.counts["joined"], replica, scene.is_focus[k].astype(float))
    block.log.add(
        "joined", month=month, replica=replica, crisis=crises.ordinal[row], actor=k,
        other=np.where(side < 0, crises.target[row], crises.initiator[row]), value=side, days=crises.days[row, k],
    )  # fmt: skip


def _lose_output(block: Block, rows: NDArray[np.int64], month: int) -> None:
    scene, crises = block.scene, block.crises
    fighting = (crises.side[rows] != 0) & (crises.joined[rows] <= month)
    home = np.arange(scene.n)[None, :] == crises.target[rows].astype(int)[:, None]
    loss = losses.output_loss(scene.gdp_busd[None, :], 1.0 / 12.0, home, scene.parameters.losses)
    own = ~crises.inherited[rows]  # what a war that the run inherited costs is not the run's doing
    np.add.at(block.state.output_loss, crises.replica[rows], loss * fighting * own[:, None])
    crises.cost[rows] += loss * fighting


def _end(block: Block, rows: NDArray[np.int64], month: int, luck: NDArray[np.float64]) -> None:
    crises, draw = block.crises, block.draw
    replica = crises.replica[rows]
    nu = war_duration.victory_share(draw.field("duration", "victory_share")[replica])
    x_a, x_b, _ = fielded(block, rows, month)
    m_a, m_b = strengths(block, rows, x_a, x_b)
    p = war.victory_probability(
        m_a, m_b, draw.field("war", "delta")[replica], draw.field("war", "mu")[replica]
    )
    winner = np.where(luck[:, 1] < p, OUTCOMES["initiator prevails"], OUTCOMES["target prevails"])
    outcome = np.where(luck[:, 0] < nu, winner, OUTCOMES["settlement"])
    crises.outcome[rows], crises.ended[rows] = outcome, month
    pair = block.scene.pair_of[crises.initiator[rows], crises.target[rows]]
    known = pair >= 0  # a war inherited from before the start may be one of states that would not dispute
    block.state.fighting[replica[known], pair[known]] = False
    block.log.add("ended", month=month, replica=replica, crisis=crises.ordinal[rows],
                  actor=crises.initiator[rows], other=crises.target[rows], value=outcome,
                  days=(month - crises.month[rows]) * 365.25 / 12)  # fmt: skip
    _book(block, rows, month)


def _book(block: Block, rows: NDArray[np.int64], month: int) -> None:
    """Write the deaths and output losses of wars into state and log, once, at their end or at the horizon."""
    scene, crises = block.scene, block.crises
    crises.side[rows] = np.where(crises.joined[rows] > month, 0, crises.side[rows])  # help that came too late
    rows = rows[~crises.inherited[rows]]
    if rows.size == 0:
        return
    replica = crises.replica[rows]
    x_a, x_b, x = fielded(block, rows, month)
    m_a, m_b = strengths(block, rows, x_a, x_b)
    own = np.where(x_b > 0, m_b[:, None], m_a[:, None])
    enemy = np.where(x_b > 0, m_a[:, None], m_b[:, None])
    people = (scene.population * (x > 0)).sum(axis=1)
    luck = block.uniforms("deaths", crises.turn[rows], replica, crises.dyad[rows])
    record = block.draw.record("losses", replica)
    total = losses.deaths_from_uniforms(luck[:, 0], luck[:, 1], losses.deaths_bound(people, record), record)
    share = losses.death_shares(x, own, enemy, block.draw.field("losses", "elasticity")[replica])
    deaths = (total * _so_far(block, rows, month))[:, None] * share
    np.add.at(block.state.deaths, replica, deaths)
    c, k = np.nonzero(x > 0)
    cost = crises.cost[rows]
    for kind, amount in (("deaths", deaths), ("output_loss", cost)):
        block.log.add(kind, month=month, replica=replica[c], crisis=crises.ordinal[rows[c]], actor=k,
                      other=crises.target[rows[c]], value=amount[c, k])  # fmt: skip


def _so_far(block: Block, rows: NDArray[np.int64], month: int) -> NDArray[np.float64]:
    """Return the part of a war's deaths that have fallen, shape (C,): all if it has ended, else by its age.

    A war under way has a mean duration still before it, the ending hazard being nearly constant.
    """
    crises, draw = block.crises, block.draw
    age = month + 1 - crises.month[rows]
    replica = crises.replica[rows]
    mean = war_duration.mean_duration(
        draw.field("duration", "shape")[replica], draw.field("duration", "scale_months")[replica]
    )
    return np.where(crises.outcome[rows] == OUTCOMES["under way"], age / (age + mean), 1.0)


def finish(block: Block, month: int) -> None:
    """Book the wars still under way at the horizon: deaths by their age, their output so far."""
    _book(block, block.crises.wars(), month - 1)


MECHANISM = Mechanism(
    name="wars",
    stage="responses",
    does="A war ends at the fitted hazard; strength, distance and interoperability decide it; it is paid for.",
    reads=("capability", "crisis.side", "crisis.joined"),
    writes=(
        "fighting",
        "deaths",
        "output_loss",
        "event.joined",
        "event.ended",
        "event.deaths",
        "event.output_loss",
    ),
    cards=(war.CARD, war_duration.CARD, losses.CARD),
    step=step,
    finish=finish,
)

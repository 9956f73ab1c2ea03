"""Responses: sanctions on who attacked a state in focus, what they cost whom, and how long they last."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedera.decisions import sanctioning, stakes
from foedera.responses import sanctions
from foedera.responses.sanctions import imposed
from foedera.responses.sanctions.surface import shared_equally
from foedera.sim.block import Block
from foedera.sim.clock import DAYS_PER_MONTH
from foedera.sim.crises import SEVERITY
from foedera.sim.mechanism import Mechanism
from foedera.sim.regimes import NEVER

_TURNS = 4096  # more disputes than a dyad can have in a run
CONCEDED, ABANDONED = 1, 2


def step(block: Block, month: int) -> None:
    """Impose new sanctions, let decided ones begin, count a month of what all cost, and review them yearly.

    What they cost is the long-run change of real income, spread evenly over the year and felt at once (ASSUMPTION):
    nobody's trade in the first months is modelled. Costs of sanctions on several targets add up.
    """
    if not block.scene.parameters.sanctions.on:
        return
    _impose(block, month)
    _begin(block, month)
    _cost(block, month)
    _review(block, month)


def finish(block: Block, month: int) -> None:
    """Book the sanctions that are still in force at the horizon."""
    _book(block, np.flatnonzero(block.regimes.ended == NEVER), month - 1)


def _impose(block: Block, month: int) -> None:
    """Ask who takes part against this month's attackers."""
    scene, crises, choices = block.scene, block.crises, block.scene.parameters.sanctions
    at = np.flatnonzero(
        (crises.severity[block.new] >= SEVERITY[choices.after]) & block.on_focus(block.new)
        & ~block.network.member[scene.judged][:, crises.initiator[block.new].astype(int)].any(axis=0)
    )  # fmt: skip
    if at.size == 0:
        return
    rows = block.new[at]
    target = crises.initiator[rows].astype(np.int64)
    asked = _asked(block, rows)
    loss = -np.array([scene.surfaces.alone(t) for t in target])
    if choices.transfers == "equal":
        loss = sanctioning.expected_loss(loss, scene.gdp_busd, asked)
    days = np.where(block.network.member[scene.judged], block.decided_days[at][:, scene.judged, None], np.inf)
    days = days.min(axis=1, initial=np.inf)
    utility, p = _utility(block, rows, block.defence.strength[at]), scene.parameters.sanctioning
    alone = asked & sanctioning.takes_part(utility, np.zeros_like(asked), loss, p)
    with_body = asked & np.isfinite(days) & sanctioning.takes_part(utility, np.isfinite(days), loss, p)
    when = np.minimum(np.where(alone, choices.alone_days, np.inf), np.where(with_body, days, np.inf))
    some = np.isfinite(when).any(axis=1)
    block.regimes.impose(
        rows[some], crises.replica[rows[some]], target[some], month, when[some], with_body[some]
    )


def _asked(block: Block, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return who may take part, shape (C, N): the victim, members, perhaps others; no friend of the attacker."""
    scene, crises = block.scene, block.crises
    a, b = crises.initiator[rows].astype(int), crises.target[rows].astype(int)
    states = np.arange(scene.n)
    asked = np.broadcast_to(block.network.member[scene.judged].any(axis=0), (rows.size, scene.n))
    if scene.parameters.sanctions.third_parties == "willing":
        asked = np.ones_like(asked)
    friend = block.network.defence_tie[a] | (crises.side[rows] > 0) | (states == a[:, None])
    return np.asarray((asked | (states == b[:, None])) & ~friend)


def _utility(block: Block, rows: NDArray[np.int64], duty: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each state's net utility of acting for the victim, shape (C, N) [logit]: as in a council, same luck."""
    scene, p, crises = block.scene, block.scene.parameters, block.crises
    sigma = p.voting.noise_ratio * scene.ideal_variance
    held = stakes.stake(
        scene.ideal, scene.ideal[crises.initiator[rows]], scene.ideal[crises.target[rows]], sigma,
        p.sim.utility_saturation,
    )  # fmt: skip
    address = crises.dyad[rows][:, None] * scene.n + np.arange(scene.n)
    own = block.normals("council", crises.turn[rows][:, None], crises.replica[rows][:, None], address)[..., 0]
    return np.asarray(held + p.sim.obligation_utility * duty + p.sim.idiosyncratic_sd * own)


def _begin(block: Block, month: int) -> None:
    """Let members take part whose day has come, log them, and read off what the coalition costs everybody."""
    scene, r, crises = block.scene, block.regimes, block.crises
    g, k = np.nonzero((r.joined == month) & (r.ended == NEVER)[:, None])
    if g.size == 0:
        return
    block.log.add(
        "sanctioned", month=month, replica=r.replica[g], crisis=crises.ordinal[r.row[g]], actor=k, other=r.target[g],
        value=r.by_body[g, k], days=r.days[g, k],
    )  # fmt: skip
    for regime in np.unique(g):
        members = r.joined[regime] <= month
        r.change[regime] = scene.surfaces.welfare(int(r.target[regime]), members)
        if scene.parameters.sanctions.transfers == "equal":
            r.received[regime] = shared_equally(r.change[regime], scene.gdp_busd, members)
        if r.began[regime] == NEVER:
            r.began[regime] = month
            block.state.sanctions["begun"][r.replica[regime]] += 1


def _cost(block: Block, month: int) -> None:
    r, state = block.regimes, block.state
    now = np.flatnonzero((r.began <= month) & (r.ended == NEVER))
    if now.size == 0:
        return
    replica, members = r.replica[now], r.joined[now] <= month
    loss = -r.change[now] / 100.0 * block.scene.gdp_busd / 12.0
    received = r.received[now] / 12.0
    hurt = np.arange(block.scene.n) == r.target[now][:, None]
    r.loss[now] += loss
    r.paid[now] += received
    for total, part in (
        (state.sanction_loss, loss), (state.sanction_cost, loss * members), (state.sanction_hurt, loss * hurt),
        (state.sanction_transfer, received), (state.sanction_relief, np.maximum(received, 0.0)),
    ):  # fmt: skip
        np.add.at(total, replica, part)


def _review(block: Block, month: int) -> None:
    """Once a year the target may give in, or the senders may give up."""
    r, crises = block.regimes, block.crises
    due = np.flatnonzero((r.began <= month) & (r.ended == NEVER) & ((month - r.began) % 12 == 11))
    if due.size == 0:
        return
    row, replica, target = r.row[due], r.replica[due], r.target[due]
    members = r.joined[due] <= month
    cost = -r.change[due] - 100.0 * r.received[due] / block.scene.gdp_busd
    mean, sd = _spread(cost, members)
    covariates = imposed.Imposed(-r.change[due, target], mean, sd, (r.by_body[due] & members).any(axis=1))
    gives_in, give_up = imposed.hazards(covariates, block.scene.parameters.imposed)
    luck = block.uniforms(
        "sanctions", month - r.began[due], replica, crises.dyad[row] * _TURNS + crises.turn[row]
    )
    end = np.where(luck[:, 0] < gives_in, CONCEDED, np.where(luck[:, 0] < gives_in + give_up, ABANDONED, 0))
    over = end > 0
    for kind, code in (("conceded", CONCEDED), ("abandoned", ABANDONED)):
        np.add.at(block.state.sanctions[kind], replica[end == code], 1)
    block.log.add(
        "lifted", month=month, replica=replica[over], crisis=crises.ordinal[row[over]], other=target[over],
        value=end[over], days=(month + 1 - crises.month[row[over]]) * DAYS_PER_MONTH,
    )  # fmt: skip
    r.ended[due[over]] = month
    _book(block, due[over], month)


def _spread(
    cost: NDArray[np.float64], members: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and standard deviation over members, shape (G,) each."""
    count = members.sum(axis=1)
    mean = np.where(members, cost, 0.0).sum(axis=1) / count
    square = np.where(members, (cost - mean[:, None]) ** 2, 0.0).sum(axis=1) / count
    return mean, np.sqrt(square)


def _book(block: Block, regimes: NDArray[np.int64], month: int) -> None:
    """Write what sanctions have cost into the log, once, at their end or at the horizon."""
    r, crises = block.regimes, block.crises
    regimes = regimes[r.began[regimes] != NEVER]
    for kind, amount in (("sanction_loss", r.loss), ("compensated", r.paid)):
        g, k = np.nonzero(amount[regimes] != 0.0)
        row = r.row[regimes[g]]
        block.log.add(kind, month=month, replica=r.replica[regimes[g]], crisis=crises.ordinal[row], actor=k,
                      other=r.target[regimes[g]], value=amount[regimes[g], k])  # fmt: skip


MECHANISM = Mechanism(
    name="sanctions",
    stage="responses",
    does="Members whose body has decided, and others who are willing, sanction the attacker until somebody gives in.",
    reads=("event.onset", "event.adopted", "crisis.side"),
    writes=(
        "sanction_loss", "sanction_cost", "sanction_hurt", "sanction_transfer", "sanction_relief",
        "event.sanctioned", "event.lifted", "event.sanction_loss", "event.compensated",
    ),
    cards=(sanctioning.CARD, sanctions.CARD),
    step=step,
    finish=finish,
)  # fmt: skip

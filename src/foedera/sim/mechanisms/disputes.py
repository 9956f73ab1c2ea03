"""Threats: a state starts a militarized dispute against another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedera.sim.block import Block
from foedera.sim.crises import OUTCOMES, SEVERITY
from foedera.sim.hazards import month_due, refresh
from foedera.sim.mechanism import Mechanism
from foedera.sim.onset import onset_base, pact_effect
from foedera.threats import deterrence, disputes

NAME = "disputes"


def _next_number(block: Block, month: int, replica: NDArray[np.int64], dyad: NDArray[np.int64]) -> np.ndarray:
    """Return the next unit-exponential number of each dyad, drawn at the address (month, replica, dyad)."""
    scene = block.scene
    name = scene.attacker[dyad] * scene.n + scene.target[dyad]
    return -np.log1p(-block.uniforms(NAME, month, replica, name)[..., 0])


def start(block: Block) -> None:
    """Set the hazards' fixed part and draw the first number of every dyad."""
    scene = block.scene
    block.state.base = onset_base(scene, block.network, block.draw)
    block.state.effect = block.state.level * pact_effect(scene, block.network, block.draw)
    replicas, dyads = block.state.hazard.shape
    rows, columns = np.divmod(np.arange(replicas * dyads), dyads)
    block.state.threshold[:] = _next_number(block, 0, rows, columns).reshape(replicas, dyads)


def step(block: Block, month: int) -> None:
    """Bring the hazards up to date where they have changed, then begin the disputes that are due."""
    scene, state = block.scene, block.state
    new_pacts = month > 0 and month in scene.segments
    if scene.clock.is_january(month) or new_pacts:
        if month > 0 and scene.clock.day(month).month == 1:
            _year_end(block)
        if new_pacts:
            state.base = onset_base(scene, block.network, block.draw)
        if _game_changed(block, month):
            state.effect = state.level * pact_effect(scene, block.network, block.draw, month, state.belief())
        refresh(state.base, state.capability, state.effect, state.quiet, state.rival, block.draw.onset_moving,
                scene.attacker, scene.target, scene.pair, block.draw.peace_clip, month, state.refreshed,
                state.hazard, state.clock, state.threshold, state.due)  # fmt: skip
        state.refreshed = month
    _begin(block, month)


def _game_changed(block: Block, month: int) -> bool:
    if month == 0:
        return False
    review = round(12 * block.scene.parameters.sim.review_years)
    return month % review == 0 or not block.network.same_game(block.scene.network(month - 1))


def _year_end(block: Block) -> None:
    state = block.state
    state.quiet = disputes.next_peace_years(state.quiet, state.disputed)
    state.rival = disputes.update_rivalry(
        state.recent.sum(axis=2), state.quiet, state.rival, block.scene.parameters.rivalry
    )
    state.recent = np.concatenate([state.recent[:, :, 1:], np.zeros_like(state.recent[:, :, :1])], axis=2)
    state.disputed[:] = False


def _begin(block: Block, month: int) -> None:
    scene, state = block.scene, block.state
    replica, dyad = np.nonzero(state.due == month)
    if replica.size == 0:
        block.new = np.empty(0, dtype=np.int64)
        return
    _renew(block, month, replica, dyad)
    pair = scene.pair[dyad]
    idle = ~state.fighting[replica, pair]  # a war swallows the lesser disputes of its principals
    replica, dyad, pair = replica[idle], dyad[idle], pair[idle]
    severity = _severity(block, month, replica, dyad)
    block.new = block.crises.append(
        replica=replica, dyad=scene.attacker[dyad] * scene.n + scene.target[dyad],
        initiator=scene.attacker[dyad], target=scene.target[dyad],
        month=np.full(replica.size, month), severity=severity,
    )  # fmt: skip
    wars = block.new[severity == SEVERITY["war"]]
    block.crises.outcome[wars] = OUTCOMES["under way"]
    _take_sides(block, month, wars)
    state.fighting[replica[severity == SEVERITY["war"]], pair[severity == SEVERITY["war"]]] = True
    state.disputed[replica, pair] = True
    np.add.at(state.recent[:, :, -1], (replica, pair), 1)
    _count(block)
    block.log.add(
        "onset", month=month, replica=replica, crisis=block.crises.ordinal[block.new],
        actor=scene.attacker[dyad], other=scene.target[dyad], value=severity,
    )  # fmt: skip


def _renew(block: Block, month: int, replica: NDArray[np.int64], dyad: NDArray[np.int64]) -> None:
    """Give each dyad whose number was passed its next one; at most one dispute per dyad and month."""
    state = block.state
    state.threshold[replica, dyad] += _next_number(block, month + 1, replica, dyad)
    clock = state.clock[replica, dyad] + state.hazard[replica, dyad] * (month + 1 - state.refreshed)
    state.due[replica, dyad] = month_due(
        clock, state.threshold[replica, dyad], state.hazard[replica, dyad], month + 1
    )


def _severity(block: Block, month: int, replica: NDArray[np.int64], dyad: NDArray[np.int64]) -> np.ndarray:
    scene = block.scene
    a, b = scene.attacker[dyad], scene.target[dyad]
    luck = block.uniforms("severity", month, replica, a * scene.n + b)
    both = (scene.democracy[a] & scene.democracy[b]).astype(float)
    rival = block.state.rival[replica, scene.pair[dyad]].astype(float)
    war = luck[:, 0] < disputes.war_probability(rival, both, np.ones(len(a)), block.draw.war_onset[replica])
    return np.where(war, SEVERITY["war"], disputes.hostility_given_no_war(luck[:, 1]))


def _take_sides(block: Block, month: int, wars: NDArray[np.int64]) -> None:
    crises = block.crises
    for column, sign in ((crises.initiator[wars], 1), (crises.target[wars], -1)):
        crises.side[wars, column] = sign
        crises.joined[wars, column] = month


def _count(block: Block) -> None:
    crises, rows, counts = block.crises, block.new, block.state.counts
    on_focus = block.on_focus(rows)
    for name, level in (("attacks", SEVERITY["force"]), ("wars", SEVERITY["war"])):
        np.add.at(counts[name], crises.replica[rows[on_focus & (crises.severity[rows] >= level)]], 1)


MECHANISM = Mechanism(
    name=NAME,
    stage="threats",
    does="Each politically relevant directed dyad disputes at its fitted hazard; a dispute may be war at once.",
    reads=("capability", "quiet", "rival", "fighting", "reputation"),
    writes=("hazard", "clock", "threshold", "due", "quiet", "rival", "recent", "disputed", "fighting",
            "crisis.side", "crisis.joined", "event.onset"),
    cards=(disputes.CARD, deterrence.CARD),
    step=step,
    start=start,
)  # fmt: skip

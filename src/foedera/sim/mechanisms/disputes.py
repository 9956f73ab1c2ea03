"""Threats: a state starts a militarized dispute against another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedera.sim.block import Block
from foedera.sim.crises import OUTCOMES, SEVERITY
from foedera.sim.hazards import Clocks
from foedera.sim.mechanism import Mechanism
from foedera.sim.onset import onset_odds, pact_effect
from foedera.threats import deterrence, disputes

NAME = "disputes"


@dataclass(frozen=True)
class Due:
    """Disputes that are due before anything changes, in order of month, replica and dyad; each shape (E,)."""

    month: NDArray[np.int64]
    replica: NDArray[np.int64]
    dyad: NDArray[np.int64]
    turn: NDArray[np.int64]
    severity: NDArray[np.int64]


def start(block: Block) -> None:
    """Set the clocks of every dyad."""
    scene, draw = block.scene, block.draw
    block.clocks = Clocks(
        block.seed, block.index, NAME, scene.dyad_names, scene.pair, draw.onset_moving, draw.peace_clip, 0
    )
    block.clocks.odds = onset_odds(scene, block.network, draw)
    block.clocks.effect = block.level * pact_effect(scene, block.network, draw)


def step(block: Block, month: int) -> None:
    """Bring the hazards up to date where they have changed, then begin the disputes that are due."""
    if _changes(block, month):
        _update(block, month)
    due = block.due
    here = slice(*np.searchsorted(due.month, [month, month + 1]))
    _begin(block, month, due.replica[here], due.dyad[here], due.turn[here], due.severity[here])


def _changes(block: Block, month: int) -> bool:
    """Whether hazards change in a month: in January, with the pacts in force, and at a review."""
    scene = block.scene
    return scene.clock.is_january(month) or scene.new_promises(month) or _review(block, month)


def _review(block: Block, month: int) -> bool:
    return month > 0 and month % round(12 * block.scene.parameters.sim.review_years) == 0


def _update(block: Block, month: int) -> None:
    scene, clocks, state = block.scene, block.clocks, block.state
    if month > 0 and scene.clock.day(month).month == 1:
        _year_end(block, month)
    new_pacts, review = scene.new_promises(month), _review(block, month)
    if new_pacts or review:
        clocks.odds = onset_odds(scene, block.network, block.draw, month)
    if review or (new_pacts and not block.network.same_game(scene.network(month - 1))):
        factor = pact_effect(scene, block.network, block.draw, month, state.belief())
        clocks.effect = block.level * factor
    until = next((m for m in range(month + 1, scene.clock.months) if _changes(block, m)), scene.clock.months)
    clocks.refresh(month, until, state.quiet, state.rival)
    months, replica, dyad, turn = clocks.take()
    block.due = Due(months, replica, dyad, turn, _severity(block, turn, replica, dyad))


def _year_end(block: Block, month: int) -> None:
    state, year = block.state, block.scene.clock.day(month).year
    state.quiet = disputes.next_peace_years(state.quiet, state.disputed).astype(np.int16)
    state.rival = disputes.update_rivalry(
        state.recent.sum(axis=0), state.quiet, state.rival, block.scene.parameters.rivalry
    )
    state.recent[year % len(state.recent)] = 0
    state.disputed[:] = False


def _begin(
    block: Block, month: int, replica: NDArray[np.int64], dyad: NDArray[np.int64], turn: NDArray[np.int64],
    severity: NDArray[np.int64],
) -> None:  # fmt: skip
    scene, state = block.scene, block.state
    pair = scene.pair[dyad]
    idle = ~state.fighting[replica, pair]  # a war swallows the lesser disputes of its principals
    replica, dyad, pair, turn, severity = replica[idle], dyad[idle], pair[idle], turn[idle], severity[idle]
    block.new = np.empty(0, dtype=np.int64)
    if replica.size == 0:
        return
    war = severity == SEVERITY["war"]
    block.new = block.crises.append(
        replica=replica, dyad=scene.dyad_names[dyad], initiator=scene.attacker[dyad], target=scene.target[dyad],
        month=np.full(replica.size, month), turn=turn, severity=severity,
    )  # fmt: skip
    block.crises.outcome[block.new[war]] = OUTCOMES["under way"]
    _take_sides(block, month, block.new[war])
    state.fighting[replica[war], pair[war]] = True
    state.disputed[replica, pair] = True
    np.add.at(state.recent[scene.clock.day(month).year % len(state.recent)], (replica, pair), 1)
    _count(block)
    block.log.add(
        "onset", month=month, replica=replica, crisis=block.crises.ordinal[block.new],
        actor=scene.attacker[dyad], other=scene.target[dyad], value=severity,
    )  # fmt: skip


def _severity(
    block: Block, turn: NDArray[np.int64], replica: NDArray[np.int64], dyad: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Draw how far each dispute goes; rivalry is that of the year, which is why it can be drawn beforehand."""
    scene = block.scene
    a, b = scene.attacker[dyad], scene.target[dyad]
    luck = block.uniforms("severity", turn, replica, scene.dyad_names[dyad])
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
    reads=("quiet", "rival", "fighting", "reputation"),
    writes=("clocks", "quiet", "rival", "recent", "disputed", "fighting",
            "crisis.side", "crisis.joined", "event.onset"),
    cards=(disputes.CARD, deterrence.CARD),
    step=step,
    start=start,
)  # fmt: skip

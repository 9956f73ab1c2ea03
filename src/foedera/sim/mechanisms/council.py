"""Decisions: the bodies of the pacts vote in rounds on whether to act together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.decisions import paths, speed, stakes, voting
from foedera.sim.block import Block
from foedera.sim.crises import SEVERITY
from foedera.sim.mechanism import Mechanism
from foedera.sim.scene import Council

_STRIDE = 16  # addresses kept for each (dyad, state): one per round, so no body sits for more


@dataclass(frozen=True)
class Agenda:
    """Crises that one pact's body takes up.

    Parameters
    ----------
    rows : shape (C,), rows of the crisis table
    duty : shape (C, N), strength of each state's defence duty
    """

    rows: NDArray[np.int64]
    duty: NDArray[np.float64]


def start(block: Block) -> None:
    """Begin with an empty agenda."""
    block.agenda = {}


def step(block: Block, month: int) -> None:
    """Convene the bodies of the judged pacts on this month's crises, and the universal one on wars.

    A body decides on what outsiders do; quarrels among its own members are consulted on, not decided. Bodies of
    other pacts are not simulated: their members act each on its own. Wars are taken up by an alliance at once,
    since who joins waits for the decision, and so is what sanctions may answer. The rest goes on an agenda that is
    worked off when the pacts change and at the end: nothing waits for it, and together it is quick.
    """
    scene, crises, new = block.scene, block.crises, block.new
    block.decided_days = np.full((new.size, len(scene.pact_ids)), np.inf)
    if month in scene.segments:
        _work_off(block)
    if new.size == 0:
        return
    calls = _calls(block)
    urgent = (
        crises.severity[new] >= SEVERITY["force" if scene.parameters.sanctions.after == "force" else "war"]
    )
    for pact in np.flatnonzero(calls.any(axis=0)):
        at_once = calls[:, pact] & urgent & (not scene.is_universal[pact])
        later = np.flatnonzero(calls[:, pact] & ~at_once)
        if later.size:
            block.agenda[int(pact), month] = Agenda(new[later], block.defence.strength[later])
        now = np.flatnonzero(at_once)
        if now.size:
            item = Agenda(new[now], block.defence.strength[now])
            block.decided_days[now, pact] = _meet(block, month, int(pact), item)


def finish(block: Block, month: int) -> None:
    """Work off what is left on the agenda."""
    _work_off(block)


def _work_off(block: Block) -> None:
    for pact in sorted({p for p, _ in block.agenda}):
        months = sorted(m for p, m in block.agenda if p == pact)
        items = [block.agenda[pact, m] for m in months]
        rows, duty = np.concatenate([i.rows for i in items]), np.concatenate([i.duty for i in items])
        _meet(block, months[0], pact, Agenda(rows, duty))
    block.agenda = {}


def _calls(block: Block) -> NDArray[np.bool_]:
    """Return which pact's body meets on which new crisis, shape (C, P)."""
    table, scene = block.scene.table, block.scene
    asked = block.fired.any(axis=2) & (table.is_type("consultation") | table.is_type("defence"))
    war = block.crises.severity[block.new] == SEVERITY["war"]
    outsider = ~block.network.member[:, block.crises.initiator[block.new].astype(np.int64)]
    calls = np.zeros((block.new.size, len(scene.pact_ids)), dtype=bool)
    for pact in np.flatnonzero(scene.is_judged | scene.is_universal):
        suited = war if scene.is_universal[pact] else outsider[pact]
        calls[:, pact] = asked[:, scene.clauses_of[pact]].any(axis=1) & suited
    return calls


def _meet(block: Block, month: int, pact: int, item: Agenda) -> NDArray[np.float64]:
    """Let the body decide on every crisis of the agenda; return days to decision, shape (C,), inf if none."""
    council = block.scene.council(pact, month)
    if council is None:
        return np.full(item.rows.size, np.inf)
    return _deliberate(block, council, item.rows, item.duty)


def utilities(
    block: Block, council: Council, rows: NDArray[np.int64], duty: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return each seat's net utility of acting for the target, shape (C, n) [logit].

    Spatial gain from the body's line over letting the initiator have its way, held within the saturation, plus
    the pull of the member's own treaty duty, plus what the ideal points do not know of this member and crisis.
    The line is the position of the median seat in an alliance, and the target's in a universal body.
    """
    scene, p, crises = block.scene, block.scene.parameters, block.crises
    line = np.full(rows.size, np.median(scene.ideal[council.seats]))
    if scene.is_universal[council.pact]:
        line = scene.ideal[crises.target[rows]]
    sigma = p.voting.noise_ratio * scene.ideal_variance
    held = stakes.stake(
        scene.ideal[council.seats], scene.ideal[crises.initiator[rows]], line, sigma, p.sim.utility_saturation
    )
    pull = p.sim.obligation_utility * duty[:, council.seats]
    address = crises.dyad[rows][:, None] * scene.n + council.seats[None, :]
    own = block.normals("council", crises.turn[rows][:, None], crises.replica[rows][:, None], address)[..., 0]
    return held + pull + p.sim.idiosyncratic_sd * own


def _deliberate(
    block: Block, council: Council, rows: NDArray[np.int64], duty: NDArray[np.float64]
) -> NDArray[np.float64]:
    scene, p, crises = block.scene, block.scene.parameters, block.crises
    replica, dyad, turn = crises.replica[rows], crises.dyad[rows], crises.turn[rows]
    party = council.seats[None, :] == crises.initiator[rows].astype(np.int64)[:, None]
    order = np.arange(min(council.max_rounds, _STRIDE))
    meeting = ((dyad * scene.n + council.pact) * _STRIDE)[:, None] + order
    seat = (dyad[:, None, None] * scene.n + council.seats) * _STRIDE + order[None, :, None]
    clock = block.uniforms("rounds", turn[:, None], replica[:, None], meeting)
    ballots = block.uniforms("ballots", turn[:, None, None], replica[:, None, None], seat)[..., 0]
    found = speed.simulate_formal(
        council.rule, np.where(party, stakes.AGAINST, utilities(block, council, rows, duty)),
        p.sim.urgency(crises.severity[rows]), clock[:, 0, 2], clock[..., :2], ballots,
        p.speed, p.voting.abstain_width, p.voting.veto_inhibition,
    )  # fmt: skip
    luck = block.uniforms("mandate", turn, replica, dyad * scene.n + council.pact)[:, :2]
    beforehand = paths.delegated_days(luck, council.delegated_share, p.speed)
    days = np.minimum(found.days, beforehand)
    rounds = np.where(beforehand < found.days, 0, found.rounds)
    done = np.isfinite(days)
    _log(block, council, rows[done], "adopted", rounds[done], days[done])
    _log(block, council, rows[~done], "deadlock", rounds[~done], np.nan)
    if scene.is_universal[council.pact] or scene.is_judged[council.pact]:
        crises.decided[rows] = np.minimum(crises.decided[rows], days)
    return days


def _log(
    block: Block, council: Council, rows: NDArray[np.int64], kind: str, rounds: ArrayLike, days: ArrayLike
) -> None:
    crises = block.crises
    block.log.add(
        kind, month=crises.month[rows], replica=crises.replica[rows], crisis=crises.ordinal[rows],
        other=crises.target[rows], pact=council.pact, value=rounds, days=days,
    )  # fmt: skip


MECHANISM = Mechanism(
    name="council",
    stage="decisions",
    does="Members vote in rounds under the pact's rule until it is met, unless an authority given beforehand suffices.",
    reads=("event.convened", "event.invoked", "crisis.side"),
    writes=("event.adopted", "event.deadlock", "crisis.decided"),
    cards=(voting.CARD, stakes.CARD, speed.CARD, paths.CARD),
    step=step,
    start=start,
    finish=finish,
)

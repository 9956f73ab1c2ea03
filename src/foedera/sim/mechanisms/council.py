"""Decisions: the bodies of the pacts vote in rounds on whether to act together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.decisions import speed, voting
from foedera.sim.block import Block
from foedera.sim.crises import SEVERITY
from foedera.sim.mechanism import Mechanism
from foedera.sim.scene import Council

_STRIDE = 16  # addresses kept for each (dyad, state): one per round, so no body sits for more
_AGAINST = -50.0  # utility of a state that is itself the attacker [logit]: it never agrees


@dataclass(frozen=True)
class Agenda:
    """Crises that one pact's body takes up.

    Parameters
    ----------
    rows : shape (C,), rows of the crisis table
    own : shape (C,), the attacker where it is a member itself, else -1
    duty : shape (C, N), strength of each state's defence duty
    """

    rows: NDArray[np.int64]
    own: NDArray[np.int64]
    duty: NDArray[np.float64]


def start(block: Block) -> None:
    """Begin with an empty agenda."""
    block.agenda = {}


def step(block: Block, month: int) -> None:
    """Convene the bodies of the judged pacts on this month's crises, and the universal one on wars.

    Bodies of other pacts are not simulated: their members act each on its own. Wars are taken up at once, since who joins waits for the decision. Lesser crises go on an agenda that is
    worked off when the pacts change and at the end: nothing waits for them, and together they are quick.
    """
    block.decided_days = np.full((block.new.size, len(block.scene.pact_ids)), np.inf)
    if month in block.scene.segments:
        _work_off(block)
    if block.new.size == 0:
        return
    calls = _calls(block)
    war = block.crises.severity[block.new] == SEVERITY["war"]
    initiator = block.crises.initiator[block.new].astype(np.int64)
    for pact in np.flatnonzero(calls.any(axis=0)):
        own = np.where(block.network.member[pact, initiator], initiator, -1)
        for some, queue in ((calls[:, pact] & war, None), (calls[:, pact] & ~war, block.agenda)):
            at = np.flatnonzero(some)
            item = Agenda(block.new[at], own[at], block.defence.strength[at])
            if at.size and queue is not None:
                queue.setdefault((int(pact), month), item)
            elif at.size:
                block.decided_days[at, pact] = _meet(block, month, int(pact), item)


def finish(block: Block, month: int) -> None:
    """Work off what is left on the agenda."""
    _work_off(block)


def _work_off(block: Block) -> None:
    for pact in sorted({p for p, _ in block.agenda}):
        months = sorted(m for p, m in block.agenda if p == pact)
        items = [block.agenda[pact, m] for m in months]
        together = Agenda(
            *(np.concatenate([getattr(i, name) for i in items]) for name in ("rows", "own", "duty"))
        )
        _meet(block, months[0], pact, together)
    block.agenda = {}


def _calls(block: Block) -> NDArray[np.bool_]:
    """Return which pact's body meets on which new crisis, shape (C, P)."""
    table, scene = block.scene.table, block.scene
    asked = block.fired.any(axis=2) & (table.is_type("consultation") | table.is_type("defence"))
    war = block.crises.severity[block.new] == SEVERITY["war"]
    calls = np.zeros((block.new.size, len(scene.pact_ids)), dtype=bool)
    for pact, clauses in enumerate(scene.clauses_of):
        if scene.is_judged[pact]:
            calls[:, pact] = asked[:, clauses].any(axis=1)
        elif scene.is_universal[pact]:
            calls[:, pact] = asked[:, clauses].any(axis=1) & war
    return calls


def _meet(block: Block, month: int, pact: int, item: Agenda) -> NDArray[np.float64]:
    """Let the body decide on every crisis of the agenda; return days to decision, shape (C,), inf if none."""
    days = np.full(item.rows.size, np.inf)
    for exclude in np.unique(item.own):
        council = block.scene.council(pact, month, int(exclude))
        at = np.flatnonzero(item.own == exclude)
        if council is not None:
            days[at] = _deliberate(block, council, item.rows[at], item.duty[at])
    return days


def utilities(
    block: Block, council: Council, rows: NDArray[np.int64], duty: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return each seat's net utility of acting for the target, shape (C, n) [logit].

    Spatial gain from siding with the target rather than with the initiator, held within the saturation, plus
    the pull of the member's own treaty duty, plus what the ideal points do not know of this member and crisis.
    """
    scene, p, crises = block.scene, block.scene.parameters, block.crises
    a, b = crises.initiator[rows], crises.target[rows]
    sigma = p.voting.noise_ratio * scene.ideal_variance
    gain = voting.net_utility(
        scene.ideal[council.seats][None, :], scene.ideal[a][:, None], scene.ideal[b][:, None], sigma
    )
    held = p.sim.utility_saturation * np.tanh(gain / p.sim.utility_saturation)
    pull = p.sim.obligation_utility * duty[:, council.seats]
    address = crises.dyad[rows][:, None] * scene.n + council.seats[None, :]
    own = block.normals("council", crises.month[rows][:, None], crises.replica[rows][:, None], address)[..., 0]
    return held + pull + p.sim.idiosyncratic_sd * own


def _deliberate(
    block: Block, council: Council, rows: NDArray[np.int64], duty: NDArray[np.float64]
) -> NDArray[np.float64]:
    scene, p, crises = block.scene, block.scene.parameters, block.crises
    replica, dyad, month = crises.replica[rows], crises.dyad[rows], crises.month[rows]
    party = council.seats[None, :] == crises.initiator[rows].astype(np.int64)[:, None]
    rounds = np.arange(min(council.max_rounds, _STRIDE))
    meeting = ((dyad * scene.n + council.pact) * _STRIDE)[:, None] + rounds
    seat = (dyad[:, None, None] * scene.n + council.seats) * _STRIDE + rounds[None, :, None]
    clock = block.uniforms("rounds", month[:, None], replica[:, None], meeting)
    ballots = block.uniforms("ballots", month[:, None, None], replica[:, None, None], seat)[..., 0]
    found = speed.simulate_formal(
        council.rule, np.where(party, _AGAINST, utilities(block, council, rows, duty)),
        p.sim.urgency(crises.severity[rows]), clock[:, 0, 2], clock[..., :2], ballots,
        p.speed, p.voting.abstain_width, p.voting.veto_inhibition,
    )  # fmt: skip
    done = found.adopted
    _log(block, council, rows[done], "adopted", found.rounds[done], found.days[done])
    _log(block, council, rows[~done], "deadlock", found.rounds[~done], np.nan)
    if scene.is_universal[council.pact] or scene.is_judged[council.pact]:
        crises.mandated[rows] |= done
    return found.days


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
    does="Members vote in rounds under the pact's rule until it is met or the rounds are used up.",
    reads=("event.convened", "event.invoked", "crisis.side"),
    writes=("event.adopted", "event.deadlock", "crisis.mandated"),
    cards=(voting.CARD, speed.CARD),
    step=step,
    start=start,
    finish=finish,
)

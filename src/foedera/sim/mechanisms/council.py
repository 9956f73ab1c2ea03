"""Decisions: the bodies of the pacts vote in rounds on whether to act together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedera.decisions import speed, voting
from foedera.pacts.clause_table import TYPE_CODES
from foedera.sim.block import Block
from foedera.sim.crises import SEVERITY
from foedera.sim.mechanism import Mechanism
from foedera.sim.scene import Council

_STRIDE = 16  # addresses kept for each (dyad, state): one per round


def step(block: Block, month: int) -> None:
    """Convene the judged pacts' bodies on this month's crises, others' only when a defence clause is invoked."""
    block.decided_days = np.full((block.new.size, len(block.scene.pact_ids)), np.inf)
    if block.new.size == 0:
        return
    calls = _calls(block)
    for pact in np.flatnonzero(calls.any(axis=0)):
        rows = np.flatnonzero(calls[:, pact])
        own = _own_attacker(block, int(pact), rows)
        for exclude in np.unique(own):
            council = block.scene.council(int(pact), month, int(exclude))
            if council is not None:
                _deliberate(block, month, council, rows[own == exclude])


def _calls(block: Block) -> NDArray[np.bool_]:
    """Return which pact's body meets on which new crisis, shape (C, P)."""
    table, scene = block.scene.table, block.scene
    any_member = block.fired.any(axis=2)
    asked = any_member & np.isin(table.type_code, [TYPE_CODES["consultation"], TYPE_CODES["defence"]])
    attacked = any_member & (table.type_code == TYPE_CODES["defence"])
    judged = np.isin(scene.pact_ids, [*scene.experiment.focus.pacts])
    universal = np.array([p.kind == "universal" for p in scene.scenario.pacts])
    war = block.crises.severity[block.new] == SEVERITY["war"]
    calls = np.zeros((block.new.size, len(scene.pact_ids)), dtype=bool)
    for pact in range(len(scene.pact_ids)):
        clauses = table.pact == pact
        if judged[pact]:
            calls[:, pact] = asked[:, clauses].any(axis=1)
        elif universal[pact]:
            calls[:, pact] = asked[:, clauses].any(axis=1) & war
        else:
            calls[:, pact] = attacked[:, clauses].any(axis=1)
    return calls


def _own_attacker(block: Block, pact: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    initiator = block.crises.initiator[block.new[rows]].astype(np.int64)
    return np.where(block.network.member[pact, initiator], initiator, -1)


def utilities(block: Block, council: Council, rows: NDArray[np.int64], month: int) -> NDArray[np.float64]:
    """Return each seat's net utility of acting for the target, shape (C, n) [logit].

    Spatial gain from siding with the target rather than with the initiator, held within the saturation, plus
    the pull of the member's own treaty duty, plus what the ideal points do not know of this member and crisis.
    """
    scene, p = block.scene, block.scene.parameters
    crises = block.new[rows]
    a, b = block.crises.initiator[crises], block.crises.target[crises]
    sigma = p.voting.noise_ratio * float(np.var(scene.ideal[scene.ideal_known]))
    gain = voting.net_utility(
        scene.ideal[council.seats][None, :, None], scene.ideal[a][:, None], scene.ideal[b][:, None], sigma
    )
    held = p.sim.utility_saturation * np.tanh(gain / p.sim.utility_saturation)
    duty = p.sim.obligation_utility * block.defence.strength[rows][:, council.seats]
    address = block.crises.dyad[crises][:, None] * scene.n + council.seats[None, :]
    own = block.normals("council", month, block.crises.replica[crises][:, None], address)[..., 0]
    return held + duty + p.sim.idiosyncratic_sd * own


def _deliberate(block: Block, month: int, council: Council, rows: NDArray[np.int64]) -> None:
    scene, p, crises = block.scene, block.scene.parameters, block.new[rows]
    replica = block.crises.replica[crises]
    v = utilities(block, council, rows, month)
    party = council.seats[None, :] == block.crises.initiator[crises].astype(np.int64)[:, None]
    v = np.where(party, -p.sim.utility_saturation - p.sim.obligation_utility, v)
    rounds = min(council.max_rounds, _STRIDE)
    rising = v[:, None, :] + p.speed.concession * np.arange(rounds)[None, :, None] * ~party[:, None, :]
    p_yes, p_no = voting.ballot_probabilities(
        rising, p.voting.abstain_width, p.voting.veto_inhibition, council.veto
    )
    address = (block.crises.dyad[crises][:, None, None] * scene.n + council.seats) * _STRIDE
    luck = block.uniforms("ballots", month, replica[:, None, None], address + np.arange(rounds)[None, :, None])
    passed = council.rule.adopted(voting.draw_ballots(p_yes, p_no, luck[..., 0]))
    clock = block.uniforms(
        "rounds", month, replica[:, None], (block.crises.dyad[crises] * scene.n + council.pact)[:, None] * _STRIDE
        + np.arange(rounds)[None, :],
    )  # fmt: skip
    urgency = p.sim.urgency(block.crises.severity[crises])
    days, taken = speed.days_to_pass(passed, urgency, clock[..., :2], council.rule.hours, p.speed)
    block.decided_days[rows, council.pact] = days
    done = np.isfinite(days)
    _log(block, month, council, crises[done], "adopted", taken[done], days[done])
    _log(block, month, council, crises[~done], "deadlock", taken[~done], np.nan)
    universal = scene.scenario.pacts[council.pact].kind == "universal"
    if universal or scene.pact_ids[council.pact] in scene.experiment.focus.pacts:
        block.crises.mandated[crises] |= done


def _log(block: Block, month: int, council: Council, rows: NDArray[np.int64], kind: str, value, days) -> None:  # type: ignore[no-untyped-def]
    block.log.add(
        kind, month=month, replica=block.crises.replica[rows], crisis=block.crises.ordinal[rows],
        other=block.crises.target[rows], pact=council.pact, value=value, days=days,
    )  # fmt: skip


MECHANISM = Mechanism(
    name="council",
    stage="decisions",
    does="Members vote in rounds under the pact's rule until it is met or the rounds are used up.",
    reads=("event.convened", "event.invoked", "crisis.side"),
    writes=("event.adopted", "event.deadlock", "crisis.mandated"),
    cards=(voting.CARD, speed.CARD),
    step=step,
)

"""From world and pacts to the onset model's linear predictor, and to the game's factor on it.

Exactly one of the two links carries what a defence pact does: the coefficient ``tdef`` of the statistical
model (a draw from the study's named prior), or the factor q of the deterrence game on hazards estimated
without that coefficient. :func:`onset_odds` and :func:`pact_effect` are where that choice is made.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedera.sim.network import Network
from foedera.sim.parameters import PAIR, Draw
from foedera.sim.scene import Scene
from foedera.sim.spending import expected_capability
from foedera.threats import disputes
from foedera.threats.deterrence import DeterrenceParameters
from foedera.threats.disputes import STATIC_TERMS, TERMS, design

__all__ = ["expected_onsets", "level", "onset_odds", "pact_effect"]


def static_design(scene: Scene, network: Network, month: int) -> NDArray[np.float64]:
    """Return the columns of the onset model for every dyad, shape (D, 13), rivalry at 0.

    Capabilities are those foreseen in ``month``: chance moves spending by a few per cent, which the ratio does not
    feel.

    The similarity of portfolios stands for likeness of foreign policies, and the challenger's own offence and
    neutrality pacts for what kind of state it is: a reform's text changes neither, so all three stay as they are in
    the baseline. The deterrence link alone carries what a pact does to onset.
    """
    a, b = scene.attacker, scene.target
    strength = expected_capability(scene, month)
    return design(
        tdef=network.defended,
        coff=scene.portfolios.offence,
        cneu=scene.portfolios.neutrality,
        jdem=(scene.democracy[a] & scene.democracy[b]).astype(float),
        landc=scene.land[a, b].astype(float),
        seac=(scene.sea[a, b] & ~scene.land[a, b]).astype(float),
        lnd=np.log1p(scene.km[a, b]),
        caprat=strength[a] / (strength[a] + strength[b]),
        S=scene.portfolios.similarity,
        rival=np.zeros(len(a)),
        majc=scene.major[a].astype(float),
        majt=scene.major[b].astype(float),
    )


def onset_odds(scene: Scene, network: Network, draw: Draw, month: int = 0) -> NDArray[np.float64]:
    """Return exp(-eta) without the terms of peace years and rivalry, shape (R, D)."""
    beta = draw.onset[::PAIR, : len(STATIC_TERMS)].copy()  # the two futures of a pair share their parameters
    beta[:, TERMS.index("tdef")] = draw.pact_coefficient[::PAIR]
    sim = scene.parameters.sim
    beta[:, 0] += sim.onset_shift_game if sim.link == "game" else sim.onset_shift
    x = static_design(scene, network, month)
    # Not a matrix product: BLAS rounds by the number of rows, and a future must not depend on its neighbours.
    eta = np.zeros((len(beta), len(x)))
    for k in range(len(STATIC_TERMS)):
        eta += beta[:, k : k + 1] * x[:, k]
    return np.repeat(np.exp(-eta), PAIR, axis=0)[: draw.replicas]


def expected_onsets(scene: Scene, network: Network) -> NDArray[np.float64]:
    """Return the annual probability of onset at the parameters' values, twenty years of peace, shape (D,)."""
    names = [*STATIC_TERMS, "t1", "t2", "t3"]
    fit = disputes.ONSET_1946_2010
    x = static_design(scene, network, 0)
    a, b = scene.attacker, scene.target
    x[:, STATIC_TERMS.index("rival")] = scene.rival[a, b]
    beta = np.array([fit[name] for name in names])
    return disputes.annual_probability(disputes.linear_predictor(beta, x, np.full(len(a), 20.0)))


def pact_effect(
    scene: Scene, network: Network, draw: Draw, month: int = 0, belief: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Return the factor of the deterrence game on the annual probability of onset, shape (R, D).

    1 under the statistical link and for targets without a defence ally against this challenger. The dyads
    that bring most of the disputes (``scene.played``) are played with the parameters of each future, the many
    quiet ones once, with the parameters' values.

    Parameters
    ----------
    month : for the capability that the attacker foresees
    belief : shape (R, N), probability that others ascribe to each state of keeping its word. A word believed less
        than the prior costs less to break, in proportion (ASSUMPTION), so that its allies expect less of it and
        attackers too; None for the prior, with which the two futures of a pair are the same game
    """
    effect = np.ones((draw.replicas, len(scene.attacker)))
    if scene.parameters.sim.link != "game":
        return effect
    from foedera.threats.deterrence_kernel import pact_effect_matrix

    held = network.ally.any(axis=1)
    strength = expected_capability(scene, month)
    prior = float(scene.parameters.reputation.base_rate)
    usual = np.ones((1, scene.n))

    def play(
        dyads: NDArray[np.int64], parameters: DeterrenceParameters, credit: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        return pact_effect_matrix(
            scene.attacker[dyads], scene.target[dyads], network.ally[dyads], projected=strength[:, None] * scene.reach,
            home=strength, interop=network.interoperability, nuclear=scene.nuclear,
            obligation=network.strength[dyads], belief=np.full(credit.shape, prior), credit=credit,
            parameters=parameters,
        )  # fmt: skip

    often, seldom = np.flatnonzero(held & scene.played), np.flatnonzero(held & ~scene.played)
    if seldom.size:
        key = (id(network), month)
        if key not in scene.quiet_games:  # the same in every block
            scene.quiet_games[key] = play(seldom, draw.game_at_values(), usual)
        effect[:, seldom] = scene.quiet_games[key]
    if often.size and belief is None:
        pairs = play(often, draw.game(PAIR), np.repeat(usual, -(-draw.replicas // PAIR), axis=0))
        effect[:, often] = np.repeat(pairs, PAIR, axis=0)[: draw.replicas]
    elif often.size and belief is not None:
        effect[:, often] = play(often, draw.game(1), belief / prior)
    return effect


def level(hazard: NDArray[np.float64], effect: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the factor that keeps the baseline's disputes at the fitted level at the start, shape (R, 1).

    The hazards were estimated on a world in which most targets had allies: what pacts deter is in their level
    already. The game's factor therefore moves disputes between the baseline's dyads and not their sum; reforms
    are scaled like their baseline.

    Parameters
    ----------
    hazard, effect : shape (R, D), fitted hazards and the game's factor, in the baseline at the start
    """
    return np.asarray((hazard.sum(axis=1) / (hazard * effect).sum(axis=1))[:, None])

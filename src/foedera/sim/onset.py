"""From world and pacts to the onset model's linear predictor, and to the game's factor on it.

Exactly one of the two links carries what a defence pact does: the coefficient ``tdef`` of the statistical
model (a draw from the study's named prior), or the factor q of the deterrence game on hazards estimated
without that coefficient. :func:`onset_base` and :func:`pact_effect` are where that choice is made.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedera.sim.network import Network
from foedera.sim.parameters import Draw
from foedera.sim.scene import Scene
from foedera.threats.disputes import STATIC_TERMS, TERMS, design

__all__ = ["onset_base", "pact_effect"]


def static_design(scene: Scene, network: Network) -> NDArray[np.float64]:
    """Return the columns of the onset model for every dyad, shape (D, 13), the moving ones at 0."""
    a, b = scene.attacker, scene.target
    return design(
        tdef=network.defended,
        coff=network.offence,
        cneu=network.neutrality,
        jdem=(scene.democracy[a] & scene.democracy[b]).astype(float),
        landc=scene.land[a, b].astype(float),
        seac=(scene.sea[a, b] & ~scene.land[a, b]).astype(float),
        lnd=np.log1p(scene.km[a, b]),
        caprat=np.zeros(len(a)),
        S=network.similarity,
        rival=np.zeros(len(a)),
        majc=scene.major[a].astype(float),
        majt=scene.major[b].astype(float),
    )


def onset_base(scene: Scene, network: Network, draw: Draw) -> NDArray[np.float64]:
    """Return the linear predictor without the moving terms, shape (R, D) [logit]."""
    beta = draw.onset.copy()
    beta[:, TERMS.index("tdef")] = draw.pact_coefficient
    return beta[:, : len(STATIC_TERMS)] @ static_design(scene, network).T


def pact_effect(
    scene: Scene, network: Network, draw: Draw, capability: NDArray[np.float64], belief: NDArray[np.float64] | None
) -> NDArray[np.float64]:
    """Return the factor of the deterrence game on the annual probability of onset, shape (R, D).

    1 under the statistical link and for targets without a defence ally against this challenger. The game is
    played with the capabilities of the replica's mean state: allies' relative strength moves by a few per
    cent over a run, which the factor hardly feels, while parameters and beliefs differ by replica.

    Parameters
    ----------
    belief : shape (R, N), probability that others ascribe to each state of keeping its word; None for the
        prior
    """
    replicas, dyads = capability.shape[0], len(scene.attacker)
    effect = np.ones((replicas, dyads))
    if scene.parameters.sim.link != "game":
        return effect
    from foedera.threats.deterrence_kernel import pact_effect_matrix

    held = np.flatnonzero(network.ally.any(axis=1))
    if held.size == 0:
        return effect
    if belief is None:
        belief = np.full((replicas, scene.n), float(scene.parameters.reputation.base_rate))
    mean = capability.mean(axis=0)
    effect[:, held] = pact_effect_matrix(
        scene.attacker[held], scene.target[held], network.ally[held], projected=mean[:, None] * scene.reach,
        home=mean, interop=network.interoperability, nuclear=scene.nuclear, obligation=network.strength[held],
        belief=belief, parameters=draw.game,
    )  # fmt: skip
    return effect

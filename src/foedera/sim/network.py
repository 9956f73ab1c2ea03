"""What the pacts in force promise whom: the alliance network of one segment of time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from foedera.pacts.clause_table import TYPE_CODES, ClauseTable, triggered
from foedera.panel.portfolios import portfolio_similarity

if TYPE_CHECKING:
    from foedera.sim.scene import Scene

__all__ = ["Network", "build_network"]

PORTFOLIO_KINDS = ("defence", "coalition")
"""Kinds of pact that count in alliance portfolios: formal alliances in the sense of ATOP."""

PORTFOLIO_LEVELS = 4
"""Levels of a tie: none, consultation, neutrality or non-aggression, defence."""


@dataclass(frozen=True)
class Network:
    """Commitments in force.

    Parameters
    ----------
    member : shape (P, N)
    active : shape (K,)
    defended : shape (D,), the target has a defence ally other than the challenger
    offence, neutrality : shape (D,), somebody other than the target owes the challenger such help
    similarity : shape (D,), alliance-portfolio similarity S
    ally : shape (D, N), k owes the target defence against this challenger
    strength : shape (D, N), strength of that duty, 0 to 1
    interoperability : shape (N, N), symmetric, 1 on the diagonal
    tie, defence_tie : shape (N, N), any alliance, and a defence pact, in force between the two
    """

    member: NDArray[np.bool_]
    active: NDArray[np.bool_]
    defended: NDArray[np.float64]
    offence: NDArray[np.float64]
    neutrality: NDArray[np.float64]
    similarity: NDArray[np.float64]
    ally: NDArray[np.bool_]
    strength: NDArray[np.float64]
    interoperability: NDArray[np.float64]
    tie: NDArray[np.bool_]
    defence_tie: NDArray[np.bool_]

    def same_game(self, other: Network) -> bool:
        """Whether the deterrence game has the same allies under the same duties."""
        names = ("ally", "strength", "interoperability")
        return all(np.array_equal(getattr(self, n), getattr(other, n)) for n in names)


def build_network(scene: Scene, month: int) -> Network:
    """Compile the network of the segment that begins in ``month``."""
    table, treaties = scene.table, scene.treaties
    member, active = treaties.membership[month], treaties.active[month]
    same = _relevant_as_before(scene, month)
    if same is not None:
        return replace(same, member=member, active=active)
    promise = _commitments(table, member, active)
    defence, offence = promise[TYPE_CODES["defence"]], promise[TYPE_CODES["offence"]]
    neutrality = promise[TYPE_CODES["neutrality"]]
    a, b = scene.attacker, scene.target
    defences = table.select(table.is_type("defence") & active)
    fired = triggered(defences, member, np.ones(len(defences.ids), dtype=bool), a, b, np.full(len(a), 5))
    strength = np.max(fired * defences.strength[None, :, None], axis=1, initial=0.0)
    formal = np.array([p.kind in PORTFOLIO_KINDS for p in scene.scenario.pacts], dtype=bool)
    portfolio = _portfolio(_commitments(table, member & formal[:, None], active))
    return Network(
        member=member,
        active=active,
        defended=(defence[:, b].sum(0) - defence[a, b] > 0).astype(float),
        offence=(offence[:, a].sum(0) - offence[b, a] > 0).astype(float),
        neutrality=(neutrality[:, a].sum(0) - neutrality[b, a] > 0).astype(float),
        similarity=_similarity(portfolio, int(scene.parameters.sim.system_size))[a, b],
        ally=np.asarray(fired.any(axis=1)),
        strength=strength,
        interoperability=_interoperability(scene, member),
        tie=portfolio > 0,
        defence_tie=(portfolio == 3) & ~np.eye(scene.n, dtype=bool),
    )


def _relevant_as_before(scene: Scene, month: int) -> Network | None:
    """Return the network of the segment before if only seats on universal bodies have changed hands since."""
    treaties = scene.treaties
    earlier = [m for m in treaties.segments if m < month]
    if not earlier or earlier[-1] not in treaties.networks:
        return None
    other = np.array([p.kind != "universal" for p in treaties.pacts])
    clauses = other[treaties.table.pact]
    alike = np.array_equal(treaties.membership[month][other], treaties.membership[earlier[-1]][other])
    alike &= np.array_equal(treaties.active[month][clauses], treaties.active[earlier[-1]][clauses])
    return treaties.networks[earlier[-1]] if alike else None


def _commitments(
    table: ClauseTable, member: NDArray[np.bool_], active: NDArray[np.bool_]
) -> dict[int, NDArray[np.int64]]:
    """Return, for each clause type, who promises whom: shape (N, N) counts of clauses, promiser in the rows."""
    states = member.shape[1]
    promise = {code: np.zeros((states, states), dtype=np.int64) for code in TYPE_CODES.values()}
    for k in np.flatnonzero(active):
        here = member[table.pact[k]]
        if not here.any():
            continue
        binds = here & table.binds_only[k]
        protects = (here & table.protects_members[k]) | table.protects_also[k]
        promise[int(table.type_code[k])] += np.outer(binds, protects)
    for counts in promise.values():
        np.fill_diagonal(counts, 0)
    return promise


def _portfolio(promise: dict[int, NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the strongest tie of each pair: defence 3, neutrality or non-aggression 2, consultation 1, self 3.

    As in the estimation of S, which knows no offence pacts.
    """
    level = np.zeros_like(promise[TYPE_CODES["defence"]])
    ladder = (("consultation", 1), ("nonaggression", 2), ("neutrality", 2), ("defence", 3))
    for name, value in ladder:
        either = (promise[TYPE_CODES[name]] + promise[TYPE_CODES[name]].T) > 0
        level = np.where(either, np.maximum(level, value), level)
    np.fill_diagonal(level, 3)
    return level


def _similarity(portfolio: NDArray[np.int64], system_size: int) -> NDArray[np.float64]:
    """Return S as if the world had all its states: those outside the set are tied to neither side of a dyad.

    The coefficient of S was estimated on whole systems; over a subset dense with alliances S would be too low.
    """
    inside = portfolio.shape[0]
    alike = portfolio_similarity(portfolio, PORTFOLIO_LEVELS, ("s",))["s"]
    return np.asarray(1.0 - (1.0 - alike) * inside / max(system_size, inside))


def _interoperability(scene: Scene, member: NDArray[np.bool_]) -> NDArray[np.float64]:
    pacts = scene.scenario.pacts
    base = float(scene.parameters.sim.interoperability_without_pact)
    out = np.full((scene.n, scene.n), base)
    for p, pact in enumerate(pacts):
        both = np.outer(member[p], member[p])
        out = np.where(both, np.maximum(out, pact.interoperability), out)
    np.fill_diagonal(out, 1.0)
    return out

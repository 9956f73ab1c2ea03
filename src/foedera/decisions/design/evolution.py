"""Reform design where a grid is too coarse: weights and quota evolve by NSGA-II (Deb et al. 2002).

Needs the package pymoo, which comes with ``pip install 'foedera[design]'``; it is loaded when it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import InputError, ModelInputError
from foedera.decisions.design.designs import Design, Designs
from foedera.decisions.design.goals import GOALS, Body, appraise
from foedera.decisions.design.weights import whole_votes
from foedera.decisions.rule_tree import fraction

__all__ = ["evolve"]

Floats = NDArray[np.float64]

SCHEME = "evolved"


def evolve(
    body: Body,
    goals: Sequence[str],
    *,
    quotas: tuple[float, float] = (0.51, 1.0),
    votes: int = 1_000,
    states: float | str | None = None,
    vetoes: Sequence[str] = (),
    blocking: int | None = None,
    population: int = 80,
    generations: int = 60,
    seed: int = 0,
) -> Designs:
    """Return the front of designs whose weights and quota were free, as evolution found it.

    Parameters
    ----------
    body, goals : see :func:`foedera.decisions.design.designs`
    quotas : the least and the largest share of the votes needed, within [0, 1], rounded to whole votes within them;
        with one half or less two groups could pass opposite decisions
    votes : shared out among the members
    states, vetoes, blocking : the safeguards of all designs, see :class:`foedera.decisions.design.designs.Design`;
        states as a share of the members
    population : designs alive at a time, at least 4
    generations : how often they are renewed, at least 1
    seed : the same gives the same front

    Returns
    -------
    Designs, the Pareto front of all that were looked at; a better one may exist

    Raises
    ------
    InputError : pymoo is not installed
    ModelInputError : a range or number outside what is said above
    """
    low, high = quotas
    if not 0 <= low <= high <= 1 or population < 4 or generations < 1:
        raise ModelInputError(
            f"quotas {quotas}, population {population}, generations {generations}", where="evolve",
            fix="0 <= least <= largest quota <= 1, at least 4 designs, at least 1 generation",
        )  # fmt: skip
    n, least, most = len(body.members), max(1, ceil(low * votes - 1e-9)), int(high * votes + 1e-9)
    if least > most:
        raise ModelInputError(f"no whole quota of {votes} votes within {quotas}", where="evolve(quotas)")
    needed = None if states is None else ceil(fraction(states, "evolve(states)") * n)
    frame = Design(tuple(body.members), SCHEME, (1,) * n, 1, needed, tuple(vetoes), blocking)
    better = np.where([GOALS[g].maximise for g in goals if g in GOALS], -1.0, 1.0)
    seen: dict[tuple[int, ...], tuple[Design, Floats]] = {}

    def judged(genes: Floats) -> Floats:
        weights = np.asarray(genes[:n]) if genes[:n].sum() > 0 else np.ones(n)
        held = whole_votes(weights, votes)
        quota = min(most, least + int(genes[n] * (most - least + 1)))
        key = (*(int(v) for v in held), quota)
        if key not in seen:
            design = replace(frame, votes=key[:-1], quota=quota)
            seen[key] = design, appraise([design.rule], body, goals)[0]
        return better * seen[key][1]

    algorithm = _nsga2(n + 1, len(goals), population, seed)
    for _ in range(generations):
        asked = algorithm.ask()
        asked.set("F", np.array([judged(x) for x in asked.get("X")]))
        algorithm.tell(infills=asked)
    values = np.array([v for _, v in seen.values()])
    return Designs(tuple(d for d, _ in seen.values()), tuple(goals), values).front()


def _nsga2(genes: int, goals: int, population: int, seed: int) -> Any:
    """Return the algorithm, ready to be asked for designs with genes in [0, 1]."""
    try:
        from pymoo.algorithms.moo.nsga2 import NSGA2
        from pymoo.core.problem import Problem
    except ImportError:
        raise InputError(
            "pymoo is not installed", where="evolve", fix="pip install 'foedera[design]'"
        ) from None
    algorithm = NSGA2(pop_size=population)
    problem = Problem(n_var=genes, n_obj=goals, xl=np.zeros(genes), xu=np.ones(genes))
    algorithm.setup(problem, termination=("n_gen", 10**9), seed=seed, verbose=False)
    return algorithm

"""Many allies: the grid against exact enumeration, the compiled kernel against its NumPy twin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from foedera.core.errors import ModelInputError
from foedera.threats import deterrence as g
from foedera.threats import deterrence_grid as grid
from foedera.threats import deterrence_kernel as kernel

ATTACKER_SIZES = (
    "mu", "delta", "defeat_loss", "war_cost", "cost_slope", "response_cost", "target_stake",
    "target_war_cost", "audience_cost", "sigma",
)  # fmt: skip


def draws(rng: np.random.Generator, n: int) -> g.DeterrenceParameters:
    size = len(g.DeterrenceParameters.names())
    p = g.DeterrenceParameters().draw(rng.standard_normal((n, size)), rng.random((n, size)))
    mu = 0.379 + 0.14 * rng.standard_normal(n).clip(-2.5)
    return p.replace(mu=mu, delta=0.548 + 0.25 * rng.standard_normal(n))


def single(p: g.DeterrenceParameters, r: int) -> g.DeterrenceParameters:
    return p.replace(
        **{n: float(np.ravel(getattr(p, n))[r if np.ndim(getattr(p, n)) else 0]) for n in p.names()}
    )


def random_games(k: int, n: int, seed: int, spread: float = 1.2) -> list[tuple[float, float, g.Allies, Any]]:
    """Return games with unequal allies, log-normal strengths, sizes drawn around their defaults."""
    rng = np.random.default_rng(seed)
    p = draws(rng, n)
    out = []
    for r in range(n):
        one = single(p, r)
        allies = g.make_allies(
            one, np.exp(rng.normal(-4.5, spread, k)), rng.choice([0.25, 0.6, 1.0], k),
            nuclear=rng.random(k) < 0.1, troops=rng.random(k) < 0.1, honouring=rng.uniform(0.1, 0.95, k),
        )  # fmt: skip
        out.append((float(np.exp(rng.normal(-3.5, 1.2))), float(np.exp(rng.normal(-5.0, 1.3))), allies, one))
    return out


def compiled(a: float, d: float, allies: g.Allies, p: g.DeterrenceParameters) -> float:
    x, v, c, rho, tau, psi, h0 = (np.array(f) for f in allies.arrays())
    sizes = (float(getattr(p, name)) for name in ATTACKER_SIZES)
    return float(kernel.attack_probability(a, d, x, v, c, rho, psi, tau, h0, x.size, *sizes))


@pytest.mark.parametrize("k", [6, 7, 8, 9, 10])
@pytest.mark.parametrize("spread", [0.3, 1.2, 2.0])
def test_grid_against_enumeration(k: int, spread: float) -> None:
    games = random_games(k, 60, seed=k, spread=spread)
    errors = [abs(grid.attack_probability(*game) - float(g.solve(*game).attack)) for game in games]
    assert max(errors) < 5e-4
    assert np.median(errors) < 2e-5


def test_grid_converges_with_thirty_allies() -> None:
    games = random_games(30, 25, seed=30, spread=2.0)
    for game in games:
        fine = grid.attack_probability(*game, nodes=160)
        assert grid.attack_probability(*game) == pytest.approx(fine, abs=5e-4)


@pytest.mark.parametrize("k", [0, 1, 5, 6, 12, 30, 40])
def test_kernel_is_its_twin(k: int) -> None:
    for game in random_games(k, 20, seed=100 + k):
        assert compiled(*game) == pytest.approx(grid.attack_probability(*game), abs=1e-10)


def test_kernel_is_exact_for_few_allies() -> None:
    for game in random_games(5, 30, seed=5):
        assert compiled(*game) == pytest.approx(float(g.solve(*game).attack), abs=1e-12)


def test_kernel_gives_the_worked_example() -> None:
    p = g.DeterrenceParameters().replace(mu=0.379, delta=0.548)
    x = g.effective_strength(np.array([0.12, 0.03, 0.02]), np.array([0.8, 0.9, 0.6]))
    allies = g.Allies(
        x, np.array([0.5, 0.6, 0.3]), np.array([0.25, 0.15, 0.2]), np.array([0.3, 0.3, 0.15]),
        punishment=np.array([0.25, 0, 0]),
    )  # fmt: skip
    assert compiled(0.10, 0.02, allies, p) == pytest.approx(0.782014, abs=5e-7)


def test_allies_without_strength_change_nothing_on_the_grid() -> None:
    (a, d, allies, p) = random_games(8, 1, seed=1)[0]
    few = [f[:4] for f in allies.arrays()]
    idle = [np.concatenate([f, f]) for f in few]
    idle[0][4:], idle[5][4:] = 1e-15, 0.0
    alone = float(g.solve(a, d, g.Allies(*few), p).attack)
    assert compiled(a, d, g.Allies(*idle), p) == pytest.approx(alone, abs=5e-4)


def test_allies_that_cannot_reach_the_target() -> None:
    (a, d, allies, p) = random_games(8, 1, seed=2)[0]
    fields = [np.array(f) for f in allies.arrays()]
    fields[0][:] = 0.0
    exact = float(g.solve(a, d, g.Allies(*fields), p).attack)
    assert grid.attack_probability(a, d, g.Allies(*fields), p) == pytest.approx(exact, abs=1e-9)
    assert compiled(a, d, g.Allies(*fields), p) == pytest.approx(exact, abs=1e-9)


def dyads(n: int, d: int, replicas: int, seed: int) -> tuple[tuple[Any, ...], dict[str, Any]]:
    rng = np.random.default_rng(seed)
    attacker = rng.integers(0, n, d)
    target = (attacker + rng.integers(1, n, d)) % n
    home = np.exp(rng.normal(-5.0, 1.4, n))
    options = {
        "home": home, "projected": home[:, None] * 2.0 ** (-rng.uniform(0, 3, (n, n))),
        "interop": rng.random((n, n)), "nuclear": rng.random(n) < 0.15, "obligation": rng.random((d, n)),
        "belief": rng.uniform(0.05, 0.95, (replicas, n)),
        "credit": rng.uniform(0.0, 1.5, (replicas, n)), "parameters": draws(rng, replicas),
        "troops": rng.random((n, n)) < 0.05,
    }  # fmt: skip
    return (attacker, target, rng.random((d, n)) < np.linspace(0.0, 0.9, d)[:, None]), options


def test_matrix_kernel_is_its_twin() -> None:
    positional, options = dyads(14, 12, 3, seed=6)
    q = kernel.pact_effect_matrix(*positional, **options)
    assert q.shape == (3, 12)
    assert q == pytest.approx(grid.pact_effect_matrix(*positional, **options), abs=1e-10)
    assert (q[:, 0] == 1.0).all()
    assert (q < 1.0).any()


def test_matrix_is_the_pact_effect_of_each_dyad() -> None:
    (attacker, target, _), options = dyads(5, 1, 2, seed=9)
    i, j = int(attacker[0]), int(target[0])
    q = kernel.pact_effect_matrix(attacker, target, np.ones((1, 5), dtype=bool), **options)
    k = [s for s in range(5) if s not in (i, j)]
    for r in range(2):
        p = single(options["parameters"], r)
        x = g.effective_strength(
            options["projected"][k, j], 1.0, options["interop"][k, j], loss=p.interop_loss
        )
        pact = g.make_allies(
            p, x, options["obligation"][0, k], nuclear=options["nuclear"][k], troops=options["troops"][k, j],
            honouring=options["belief"][r, k],
        )  # fmt: skip
        pact = replace(pact, reneging_cost=np.asarray(pact.reneging_cost) * options["credit"][r, k])
        expected = g.pact_effect(options["projected"][i, j], options["home"][j], pact, p)
        assert q[r, 0] == pytest.approx(float(expected), abs=1e-12)


def test_inputs_stay_as_they_were() -> None:
    positional, options = dyads(8, 4, 2, seed=3)
    before = [np.copy(v) for v in (*positional, *(options[n] for n in ("home", "projected", "belief")))]
    kernel.pact_effect_matrix(*positional, **options)
    after = (*positional, *(options[n] for n in ("home", "projected", "belief")))
    assert all(np.array_equal(one, two) for one, two in zip(before, after, strict=True))


def test_kernel_and_twin_share_their_constants() -> None:
    assert (kernel.EXACT, kernel.NODES, kernel.HEADROOM) == (grid.EXACT, grid.NODES, grid.HEADROOM)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("home", np.zeros(8), "home: must lie strictly between"),
        ("belief", np.ones((2, 8)), "belief: must lie strictly between"),
        ("interop", np.full((8, 8), 1.5), "share lies outside"),
        ("obligation", np.full((4, 8), np.nan), "share lies outside"),
        ("nuclear", np.zeros(7, dtype=bool), "nuclear: has shape"),
    ],
)
def test_bad_matrix_input(name: str, value: np.ndarray, message: str) -> None:
    positional, options = dyads(8, 4, 2, seed=3)
    with pytest.raises(ModelInputError, match=message):
        kernel.pact_effect_matrix(*positional, **{**options, name: value})


def test_a_state_cannot_attack_itself() -> None:
    (attacker, _, allies), options = dyads(8, 4, 2, seed=3)
    with pytest.raises(ModelInputError, match="two different indices"):
        kernel.pact_effect_matrix(attacker, attacker, allies, **options)

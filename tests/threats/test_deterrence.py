"""Extended deterrence: worked example to six digits, laws, limits, bad input."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import InputErrors, ModelInputError
from foedera.core.references import cite
from foedera.threats import deterrence as g

P = g.DeterrenceParameters().replace(mu=0.379, delta=0.548)
HOME, LEFT = np.array([0.12, 0.03, 0.02]), np.array([0.8, 0.9, 0.6])


def example(home: Any = HOME, forward: Any = 0.0, interop: float = 0.8, **changes: Any) -> g.Allies:
    fields: dict[str, Any] = {
        "strength": g.effective_strength(home, LEFT, interop, forward, 0.3),
        "stake": np.array([0.5, 0.6, 0.3]), "war_cost": np.array([0.25, 0.15, 0.2]),
        "reneging_cost": np.array([0.3, 0.3, 0.15]), "punishment": np.array([0.25, 0.0, 0.0]),
    }  # fmt: skip
    return g.Allies(**{**fields, **changes})


def attack(allies: g.Allies | None = None, p: g.DeterrenceParameters = P, **kind: str) -> float:
    return float(g.solve(0.10, 0.02, example() if allies is None else allies, p, **kind).attack)


def six(value: float) -> Any:
    return pytest.approx(value, abs=5.01e-7)


def test_worked_example() -> None:
    game = g.solve(0.10, 0.02, example(), P)
    assert game.strength[[1, 7]] == six([0.110240, 0.146900])
    assert game.prevail[[0, 1, 7]] == six([0.239035, 0.374947, 0.400773])
    assert game.honour == six([0.614699, 0.686192, 0.449310])
    assert game.expected_prevail == six(0.352535)
    assert game.resist == six(0.762472)
    assert game.war_payoff == six(0.180851)
    assert game.attack_value == six(0.275422)
    assert game.attack == six(0.782014)
    assert game.status_quo == six(0.217986)
    assert game.concession == six(0.185750)
    assert game.war.sum() == six(0.596263)
    assert g.pact_effect(0.10, 0.02, example(), P) == six(0.820361)


def test_private_payoffs_and_quantal_response() -> None:
    assert attack(error="private") == six(0.848456)
    game = g.solve(0.10, 0.02, example(), P, mode="qre")
    assert game.honour == six([0.611530, 0.683974, 0.448275])
    assert game.attack == six(0.783202)
    assert game.unique


@pytest.mark.parametrize(
    ("allies", "parameters", "p"),
    [
        ({}, {"response_cost": 0.2}, 0.690112),
        ({}, {"audience_cost": 0.3}, 0.677608),
        ({"reneging_cost": np.array([0.4, 0.4, 0.25])}, {}, 0.739055),
        ({"tripwire": 0.1}, {}, 0.739055),
        ({"forward": np.array([0.06, 0.0, 0.0])}, {}, 0.772697),
        ({"interop": 1.0}, {}, 0.774879),
        ({"punishment": 0.0}, {}, 0.866592),
        ({"reneging_cost": 0.0}, {}, 0.890434),
    ],
)
def test_one_change_at_a_time(allies: dict[str, Any], parameters: dict[str, float], p: float) -> None:
    assert attack(example(**allies), P.replace(**parameters)) == six(p)


def test_without_allies() -> None:
    assert attack(g.Allies.none()) == six(0.953256)
    game = g.solve(0.10, 0.02, g.Allies.none(), P)
    assert game.coalition.tolist() == [1.0]
    assert game.expected_prevail == g.contest(0.02, 0.10, P.mu, P.delta)


def test_derivatives() -> None:
    found = g.derivatives(0.10, 0.02, example(), P)
    by_home = found.strength * LEFT * (1 - 0.3 * 0.2)
    assert found.response == six(-0.833062)
    assert found.punishment[0] == six(-0.390449)
    assert by_home[0] == six(-0.633830)
    assert found.response == pytest.approx(
        slope(lambda e: attack(p=P.replace(response_cost=0.1 + e))), abs=1e-8
    )
    psi = np.array([0.25, 0.1, 0.1])
    punishing = g.derivatives(0.10, 0.02, example(punishment=psi), P).punishment
    for k, unit in enumerate(np.eye(3)):
        punished = slope(lambda e, u=unit: attack(example(punishment=psi + e * u)))
        stronger = slope(lambda e, u=unit: attack(example(home=HOME + e * u)))
        assert punishing[k] == pytest.approx(punished, abs=1e-7)
        assert by_home[k] == pytest.approx(stronger, abs=1e-7)


def slope(f: Any, e: float = 1e-5) -> float:
    return (f(e) - f(-e)) / (2 * e)


def test_denial_holds_the_allies_choices() -> None:
    game, found = g.solve(0.10, 0.02, example(), P), g.derivatives(0.10, 0.02, example(), P)
    noise = 0.25 * np.sqrt(2)
    density = np.exp(-0.5 * ((game.expected_prevail - 0.1) / noise) ** 2) / np.sqrt(2 * np.pi) / noise
    value = found.response * (game.resist * 1.2 + density * (1 - game.war_payoff))
    assert found.denial == pytest.approx(value * game.coalition, abs=1e-12)


def test_agent_error_is_the_share_of_gaussian_draws() -> None:
    value = g.solve(0.10, 0.02, example(), P).attack_value
    e = np.random.default_rng(8).normal(scale=0.25, size=(2, 400_000))
    assert np.mean(value + e[0] > e[1]) == pytest.approx(0.782014, abs=4 * np.sqrt(0.17 / 400_000))


@pytest.mark.parametrize("mode", ["independent", "qre"])
def test_limits_of_the_noise(mode: str) -> None:
    wild = g.solve(0.10, 0.02, example(), P.replace(sigma=1e6), mode=mode)
    assert [float(wild.attack), float(wild.resist)] == pytest.approx([0.5, 0.5], abs=1e-6)
    assert wild.honour == pytest.approx([0.5] * 3, abs=1e-6)


def test_without_noise_it_is_backward_induction() -> None:
    sure = g.solve(0.10, 0.02, example(), P.replace(sigma=1e-6))
    assert sure.honour.tolist() == [1.0, 1.0, 0.0]
    assert sure.coalition[3] == 1.0
    assert sure.resist == 1.0
    w, m = sure.prevail[3], sure.strength[3]
    value = (1 - w) - 0.2 * w - 0.15 - 0.2 * m / (0.1 + m) - 0.25 - 0.1
    assert sure.attack_value == pytest.approx(value, abs=1e-12)
    assert sure.attack == float(value > 0)


def test_reneging_cost_and_tripwire_are_one_sum() -> None:
    assert attack(example(tripwire=0.1)) == attack(example(reneging_cost=np.array([0.4, 0.4, 0.25])))


def test_effective_strength() -> None:
    assert g.effective_strength(0.12, 0.8, 1.0, loss=0.9) == pytest.approx(0.096)
    assert g.effective_strength(0.12, 0.3, 0.8, forward=0.12) == g.effective_strength(0.12, 1.0, 0.8)


def test_default_allies() -> None:
    x = g.effective_strength(HOME, LEFT)
    o = np.array([1.0, 0.6, 0.0])
    allies = g.make_allies(
        P, x, o, nuclear=np.array([True, False, False]), troops=np.array([True, False, False])
    )
    strength, stake, cost, rho, tau, psi, h0 = allies.arrays()
    assert strength == pytest.approx(x)
    assert (stake[0], cost[0], h0[0]) == (0.5, 0.2, 0.5)
    assert rho == pytest.approx([0.3, 0.18, 0.0])
    assert tau == pytest.approx([0.1, 0.0, 0.0])
    assert psi == pytest.approx([0.25, 0.0, 0.0])
    assert 0.7 < g.pact_effect(0.10, 0.02, allies, P) < 1


def test_replicas_come_first() -> None:
    size = len(P.names())
    rng = np.random.default_rng(4)
    p = P.draw(rng.standard_normal((5, size)), rng.random((5, size)))
    many = g.solve(np.full(5, 0.1), 0.02, g.make_allies(p, HOME * LEFT, np.ones(3)), p, error="private")
    assert many.attack.shape == (5,)
    for r in range(5):
        one = P.replace(**{n: np.ravel(getattr(p, n))[r if np.ndim(getattr(p, n)) else 0] for n in P.names()})
        alone = g.solve(0.1, 0.02, g.make_allies(one, HOME * LEFT, np.ones(3)), one, error="private")
        assert many.attack[r] == pytest.approx(float(alone.attack), abs=1e-14)
        assert many.honour[r] == pytest.approx(alone.honour, abs=1e-14)


number = st.floats(0.0, 0.6)
strength = st.floats(0.002, 0.3)


@st.composite
def games(draw: Any) -> tuple[float, float, dict[str, np.ndarray], g.DeterrenceParameters]:
    k = draw(st.integers(1, 4))

    def vector(each: Any) -> np.ndarray:
        return np.array(draw(st.lists(each, min_size=k, max_size=k)))

    fields = {
        "strength": vector(strength),
        "stake": vector(st.floats(0, 1.5)),
        "honouring": vector(st.floats(0.05, 0.95)),
    }
    fields |= {name: vector(number) for name in ("war_cost", "reneging_cost", "tripwire", "punishment")}
    names = ("defeat_loss", "war_cost", "cost_slope", "response_cost", "target_war_cost", "audience_cost")
    p = P.replace(
        sigma=draw(st.floats(0.1, 0.6)), mu=draw(st.floats(0.05, 1.5)), **{n: draw(number) for n in names}
    )
    return draw(strength), draw(strength), fields, p


MODES = st.sampled_from(g.MODES)


@settings(max_examples=40, deadline=None)
@given(games(), MODES, st.sampled_from(g.ERRORS))
def test_outcomes_are_a_simplex(case: Any, mode: str, error: str) -> None:
    a, d, fields, p = case
    game = g.solve(a, d, g.Allies(**fields), p, mode=mode, error=error)
    total = game.status_quo + game.concession + game.war.sum()
    assert total == pytest.approx(1.0, abs=1e-12)
    assert (np.concatenate([[game.status_quo, game.concession], game.war]) >= 0).all()


@settings(max_examples=40, deadline=None)
@given(games(), st.floats(0.01, 0.5))
def test_signs(case: Any, more: float) -> None:
    a, d, fields, p = case
    here = g.solve(a, d, g.Allies(**fields), p).attack

    def change(p: g.DeterrenceParameters = p, **ally: float) -> float:
        moved = {n: fields[n] + ally.get(n, 0.0) * (np.arange(fields[n].size) == 0) for n in fields}
        return float(g.solve(a, d, g.Allies(**moved), p).attack)

    for name in ("response_cost", "audience_cost", "defeat_loss"):
        assert change(p.replace(**{name: getattr(p, name) + more})) <= here + 1e-14, name
    for name in ("punishment", "reneging_cost", "tripwire", "stake"):
        assert change(**{name: more}) <= here + 1e-14, name
    assert change(p.replace(target_war_cost=p.target_war_cost + more)) >= here - 1e-14
    assert change(war_cost=more) >= here - 1e-14


@settings(max_examples=30, deadline=None)
@given(games(), st.floats(1.05, 3.0), MODES)
def test_a_more_valuable_issue_is_attacked_more(case: Any, factor: float, mode: str) -> None:
    a, d, fields, p = case
    utilities = ("stake", "war_cost", "reneging_cost", "tripwire", "punishment")
    cheaper = {n: v / factor if n in utilities else v for n, v in fields.items()}
    sizes = ("defeat_loss", "war_cost", "cost_slope", "response_cost", "target_stake", "target_war_cost")
    smaller = p.replace(**{n: getattr(p, n) / factor for n in (*sizes, "audience_cost", "sigma")})
    higher = g.solve(a, d, g.Allies(**cheaper), smaller, mode=mode).attack
    assert higher >= g.solve(a, d, g.Allies(**fields), p, mode=mode).attack - 1e-9


@settings(max_examples=30, deadline=None)
@given(games(), MODES, st.integers(0, 10_000))
def test_permuting_allies_permutes_their_choices(case: Any, mode: str, seed: int) -> None:
    a, d, fields, p = case
    order = np.random.default_rng(seed).permutation(fields["strength"].size)
    one = g.solve(a, d, g.Allies(**fields), p, mode=mode)
    two = g.solve(a, d, g.Allies(**{n: v[order] for n, v in fields.items()}), p, mode=mode)
    assert two.honour == pytest.approx(one.honour[order], abs=1e-9)
    assert two.attack == pytest.approx(one.attack, abs=1e-9)


def test_strength_deters_in_most_games_but_not_all() -> None:
    """Stronger help elsewhere makes other allies renege, so these signs hold only nearly always."""
    rng, n, size = np.random.default_rng(0), 1500, len(P.names())
    p = g.DeterrenceParameters().draw(rng.standard_normal((n, size)), rng.random((n, size)))
    x, first = 10 ** rng.uniform(-2.5, -0.8, (n, 3)), np.array([1.2, 1.0, 1.0])
    a, d, o = (
        10 ** rng.uniform(-2, -0.7, n),
        10 ** rng.uniform(-2.5, -1, n),
        rng.choice([0, 0.25, 0.6, 1], (n, 3)),
    )

    def p_attack(a: np.ndarray, d: np.ndarray, x: np.ndarray) -> np.ndarray:
        return g.solve(a, d, g.make_allies(p, x, o, nuclear=np.array([True, False, False])), p).attack

    here = p_attack(a, d, x)
    for wrong in (
        here - p_attack(1.2 * a, d, x),
        p_attack(a, 1.2 * d, x) - here,
        p_attack(a, d, x * first) - here,
    ):
        assert np.mean(wrong > 1e-12) < 0.04
        assert np.quantile(wrong, 0.99) < 0.002


def test_bad_input() -> None:
    with pytest.raises(InputErrors, match=r"DeterrenceParameters\.sigma"):
        P.replace(sigma=0.0)
    with pytest.raises(ModelInputError, match="strengths must be positive"):
        g.solve(0.0, 0.02, example(), P)
    with pytest.raises(ModelInputError, match="forward <= m"):
        g.effective_strength(0.1, 0.5, forward=0.2)
    with pytest.raises(ModelInputError, match="interop"):
        g.effective_strength(0.1, 0.5, interop=1.2)
    with pytest.raises(ModelInputError, match="limited to 12"):
        g.solve(0.1, 0.02, g.make_allies(P, np.ones(13), 1.0))
    with pytest.raises(ModelInputError, match="strictly between 0 and 1"):
        g.solve(0.1, 0.02, example(honouring=1.0))
    with pytest.raises(ModelInputError, match=r"Allies\.strength: NaN"):
        g.solve(0.1, 0.02, example(strength=np.array([np.nan, 1, 1])))
    with pytest.raises(ModelInputError, match="did you mean 'independent'"):
        g.solve(0.1, 0.02, example(), mode="independant")


def test_references_exist() -> None:
    assert cite(g.CARD.cites)

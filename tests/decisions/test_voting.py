from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.voting import (
    ABSENT,
    ABSTAIN,
    CARD,
    NO,
    OPT_OUT,
    YES,
    VotingParameters,
    ballot_probabilities,
    common_shock,
    compile_rule,
    draw_ballots,
    net_utility,
    p_adopt,
    wilson,
    withhold,
)  # fmt: skip

FIVE = ["AAA", "BBB", "CCC", "DDD", "EEE"]
W = dict(zip(FIVE, (5, 4, 3, 2, 1)))
QUOTA = {"yes_weight": {"quota": 10, "weights": W}}
P5 = ["CHN", "FRA", "GBR", "RUS", "USA"]
COUNCIL = P5 + [f"E{k:02d}" for k in range(1, 11)]
UNSC = {"all_of": [{"yes_count": 9}, {"no_veto": {"of": P5}}]}
fast = settings(max_examples=40, deadline=None)

RULES = {
    "weight >= 10": (QUOTA, 0.139621),
    "and no veto of the fifth": ({"all_of": [QUOTA, {"no_veto": {"of": ["EEE"]}}]}, 0.002136),
    "all yes": ({"all_yes": {"of": "all"}}, 0.0000125354),
    "consensus": ({"no_objection": {}}, 0.000250454),
    "consensus minus one": ({"no_objection": {"minus": 1}}, 0.033135),
    "constructive abstention": (
        {"all_of": [{"no_objection": None}, {"formal_abstention_below": {"members": 0.333}}]},
        0.0000708591,
    ),
    "relative": ({"relative": {"weights": W}}, 0.653821),
    "reverse majority": ({"no_weight_below": {"quota": 10, "weights": W}}, 0.861599),
}


def five() -> tuple[np.ndarray, np.ndarray]:
    v = net_utility([0.9, 0.4, 0.2, -0.3, -0.8], 0.0, 0.6, 0.25)
    return ballot_probabilities(v, 0.5, 0.0)


def test_worked_example_ballots() -> None:
    v = net_utility([0.9, 0.4, 0.2, -0.3, -0.8], 0.0, 0.6, 0.25)
    np.testing.assert_allclose(v, [2.88, 0.48, -0.48, -2.88, -5.28], atol=1e-12)
    yes, no = five()
    np.testing.assert_allclose(yes, [0.915289, 0.495000, 0.272892, 0.032926, 0.003079], atol=6e-7)
    np.testing.assert_allclose(1 - yes - no, [0.051784, 0.232108, 0.232108, 0.051784, 0.005247], atol=6e-7)


@pytest.mark.parametrize("name", RULES)
def test_worked_example_adoption(name: str) -> None:
    expression, expected = RULES[name]
    p = p_adopt(compile_rule(expression, FIVE), *five()).p
    assert abs(p - expected) < max(6e-7, 1e-5 * expected) if expected > 1e-3 else abs(p / expected - 1) < 1e-5


@pytest.mark.parametrize("name", RULES)
def test_exact_equals_enumeration_and_simulation_contains_it(name: str) -> None:
    rule = compile_rule(RULES[name][0], FIVE)
    yes, no = five()
    grid = np.array(np.meshgrid(*[[YES, ABSTAIN, NO]] * 5, indexing="ij")).reshape(5, -1).T
    weight = np.where(grid == YES, yes, np.where(grid == NO, no, 1 - yes - no)).prod(axis=-1)
    np.testing.assert_allclose(p_adopt(rule, yes, no).p, weight @ rule.adopted(grid), atol=1e-14)
    u = np.random.default_rng(3).random((20_000, 5))
    mc = p_adopt(rule, yes, no, method="mc", uniforms=u)
    sd = np.sqrt(mc.p * (1 - mc.p) / len(u))
    assert abs(mc.p - weight @ rule.adopted(grid)) <= 4 * sd + 1e-3
    assert 0 <= mc.low <= mc.p <= mc.high


def test_wilson() -> None:
    low, high = wilson(27_870, 200_000)
    assert (round(float(low), 6), round(float(high), 6)) == (0.137839, 0.140875)


def test_recorded_votes(table) -> None:
    for row in table("un_security_council/rollcalls.csv"):
        n, p, m = (int(row[k]) for k in ("council_size", "permanent", "needed"))
        yes, no, abstain, vetoes = (int(row[k]) for k in ("yes", "no", "abstain", "permanent_no"))
        council = COUNCIL[:n]
        rule = compile_rule({"all_of": [{"yes_count": m}, {"no_veto": {"of": council[:p]}}]}, council)
        rest = [NO] * (no - vetoes) + [ABSTAIN] * abstain + [ABSENT] * (n - yes - no - abstain) + [YES] * yes
        # members of the council in reverse: those who said no without veto come last
        quiet = [b for b in rest if b != NO][: p - vetoes]
        others = [NO] * (no - vetoes) + [b for b in rest if b != NO][p - vetoes :]
        ballots = np.array([NO] * vetoes + quiet + others, dtype=np.int8)
        assert len(ballots) == n
        assert bool(rule.adopted(ballots)) == bool(int(row["adopted"])), row["item"]


def test_council_counts_are_exact() -> None:
    rule = compile_rule(UNSC, COUNCIL)
    half, third = np.full(15, 0.5), np.full(15, 1 / 3)
    assert p_adopt(rule, half, half).p * 2**15 == pytest.approx(848, abs=1e-9)
    assert p_adopt(rule, third, third).p * 3**15 == pytest.approx(146_796, abs=1e-6)
    assert [m for m, veto in zip(COUNCIL, rule.veto_holders) if veto] == P5
    both = p_adopt(rule, np.stack([half, third]), np.stack([half, third])).p
    np.testing.assert_allclose(both, [848 / 2**15, 146_796 / 3**15], rtol=1e-12)


def test_passing_chance_of_counts() -> None:
    # closed forms: binomial tails, and a silence that nobody breaks
    def count(n: int, m: int, p: float) -> float:
        rule = compile_rule({"yes_count": m}, [f"M{k:02d}" for k in range(n)])
        return float(p_adopt(rule, np.full(n, p), np.full(n, 1 - p)).p)

    assert count(32, 32, 0.5) == pytest.approx(2.0**-32, rel=1e-10)
    assert count(32, 32, 0.9) == pytest.approx(0.0343368382029, abs=1e-10)
    assert count(15, 9, 0.5) == pytest.approx(0.303619384766, abs=1e-10)
    assert count(27, 15, 0.5) == pytest.approx(0.350554019213, abs=1e-10)
    for n, p, expected in ((32, 0.01, 0.724980335958), (27, 0.05, 0.250344089742)):
        silence = compile_rule({"no_objection": {"hours": 48}}, [f"M{k:02d}" for k in range(n)])
        assert p_adopt(silence, np.zeros(n), np.full(n, p)).p == pytest.approx(expected, abs=1e-12)


def test_two_thirds_is_ten_of_fifteen_and_present_voting_leaves_abstainers_out() -> None:
    for share in (0.667, 0.6667, "2/3"):
        assert (
            compile_rule({"yes_share": {"share": share}}, COUNCIL).text()
            == "passes if at least 10 of 15 say yes"
        )
    assert "15 of 27" in compile_rule({"yes_share": {"share": 0.55}}, [f"M{k:02d}" for k in range(27)]).text()
    rule = compile_rule({"yes_share": {"share": "2/3", "of": "present_voting"}}, FIVE)
    assert rule.text() == "passes if at least 2/3 of those voting yes or no say yes"
    assert rule.adopted([YES, YES, NO, ABSTAIN, ABSENT])
    assert not rule.adopted([YES, YES, NO, NO, ABSTAIN])
    assert not rule.adopted([ABSTAIN] * 5)


def test_european_double_majority_with_four_to_block() -> None:
    n = 27
    states = [f"M{k:02d}" for k in range(n)]
    weights = dict(zip(states, [18.5, 15.0, 13.2, 10.7, 8.2] + [34.4 / 22] * 22))
    double = [{"yes_share": {"share": 0.55}}, {"yes_weight": {"quota": 65, "weights": weights}}]
    rule = compile_rule({"any_of": [{"all_of": double}, {"yes_count": 24}]}, states)
    three = np.array([NO, NO, NO] + [YES] * 24)
    assert rule.adopted(three)
    assert not rule.adopted(np.array([NO] * 4 + [YES] * 23))
    assert rule.margins(three).shape == (3,)


def test_whom_a_decision_binds() -> None:
    eu = {"all_of": [{"no_objection": {}}, {"formal_abstention_below": {"members": "1/3"}}]}
    np.testing.assert_array_equal(
        compile_rule(eu, FIVE).binding([YES, YES, YES, YES, ABSTAIN]), [True, True, True, True, False]
    )
    assert not compile_rule(eu, FIVE).binding([YES, YES, YES, ABSTAIN, ABSTAIN]).any()
    jef = compile_rule({"opt_in": {"minimum": 2}}, FIVE)
    np.testing.assert_array_equal(
        jef.binding([YES, NO, YES, ABSENT, ABSTAIN]), [True, False, True, False, False]
    )
    consensus = compile_rule({"no_objection": {"hours": 48}}, FIVE)
    np.testing.assert_array_equal(
        consensus.binding([YES, ABSTAIN, ABSENT, OPT_OUT, YES]), [True, True, True, False, True]
    )
    assert consensus.hours == 48


def test_weighted_abstention_blocks_only_where_both_shares_are_reached() -> None:
    rule = compile_rule({"formal_abstention_below": {"members": "1/3", "weight": "1/3", "weights": W}}, FIVE)
    assert rule.adopted([YES, YES, YES, ABSTAIN, ABSTAIN])  # two of five, 3 of 15 votes
    assert not rule.adopted([YES, ABSTAIN, YES, YES, ABSTAIN])  # two of five, 5 of 15 votes


def test_blockers() -> None:
    rule = compile_rule(UNSC, COUNCIL)
    veto = np.array([YES] * 3 + [NO] + [YES] * 11)
    eight = np.array([YES] * 8 + [ABSTAIN] * 6 + [NO])
    both = np.array([NO] + [YES] * 7 + [ABSTAIN] * 7)
    out = rule.blockers(np.stack([veto, eight, both, np.full(15, YES)]))
    assert [COUNCIL[k] for k in np.flatnonzero(out[0])] == ["RUS"]
    assert [COUNCIL[k] for k in np.flatnonzero(out[1])] == ["E10"]
    assert [COUNCIL[k] for k in np.flatnonzero(out[2])] == ["CHN", "E04"]
    assert not out[3].any()
    assert not compile_rule({"not": {"yes_count": 1}}, FIVE).blockers([YES] + [NO] * 4).any()


def test_blockers_of_large_bodies_are_minimal() -> None:
    states = [f"M{k:02d}" for k in range(32)]
    weights = {s: float(1 + k) for k, s in enumerate(states)}
    quota = compile_rule({"yes_weight": {"quota": 400, "weights": weights}}, states)
    out = quota.blockers(np.full(32, NO))
    assert quota.adopted(np.where(out, YES, NO))
    assert all(not quota.adopted(np.where(out & (np.arange(32) != i), YES, NO)) for i in np.flatnonzero(out))
    assert out.sum() == 17  # the 17 heaviest hold 408 votes, the 16 heaviest 392


def test_text() -> None:
    assert compile_rule(UNSC, COUNCIL).text() == (
        "passes if at least 9 of 15 say yes and none of CHN, FRA, GBR, RUS and USA says no"
    )
    rule = compile_rule(
        {"any_of": [{"at_least": {"k": 1, "of": [QUOTA, {"relative": None}]}}, {"not": QUOTA}]}, FIVE
    )
    assert rule.text().startswith("passes if (at least 1 of: members with at least 10 of 15 votes say yes;")


def test_parties_to_the_dispute_do_not_vote() -> None:
    ballots = np.array([YES] * 3 + [NO] + [YES] * 11)
    parties = np.array([m == "RUS" for m in COUNCIL])
    assert compile_rule(UNSC, COUNCIL).adopted(withhold(ballots, parties))


def test_common_shock_moves_a_bloc_together() -> None:
    v = common_shock(np.zeros(4), [0, 0, 1, 1], 2.0, np.array([[1.0, -1.0], [0.0, 0.5]]))
    np.testing.assert_allclose(v, [[2, 2, -2, -2], [0, 0, 1, 1]])


probability = st.floats(0.0, 1.0)
ballots5 = st.lists(st.sampled_from([YES, ABSTAIN, NO, ABSENT, OPT_OUT]), min_size=5, max_size=5)
MONOTONE = [e for e, _ in RULES.values()] + [{"yes_share": {"share": 0.5, "of": "present_voting"}}]


@fast
@given(ballots5, st.integers(0, 4), st.sampled_from(MONOTONE))
def test_a_yes_never_hurts(ballots: list[int], i: int, expression: dict) -> None:
    rule = compile_rule(expression, FIVE)
    better = list(ballots)
    better[i] = YES
    assert rule.adopted(better) >= rule.adopted(ballots)


@fast
@given(ballots5, st.integers(0, 4), st.sampled_from(list(RULES)))
def test_abstaining_instead_of_no_hurts_only_under_formal_abstention(ballots, i, name) -> None:
    if name == "constructive abstention":
        return
    rule = compile_rule(RULES[name][0], FIVE)
    ballots[i] = NO
    softer = [ABSTAIN if k == i else b for k, b in enumerate(ballots)]
    assert rule.adopted(softer) >= rule.adopted(ballots)


@fast
@given(st.lists(st.floats(-5, 5), min_size=5, max_size=5), st.permutations(range(5)), st.integers(1, 14))
def test_laws_of_adoption(v: list[float], order: list[int], quota: int) -> None:
    yes, no = ballot_probabilities(v, 0.5, 0.0)

    def p(expression: dict, members: list[str] = FIVE, pick: list[int] | None = None) -> float:
        k = list(range(5)) if pick is None else pick
        return float(p_adopt(compile_rule(expression, [members[i] for i in k]), yes[k], no[k]).p)

    low, high = ({"yes_weight": {"quota": q, "weights": W}} for q in (quota, quota + 1))
    assert p(high) <= p(low) + 1e-12
    assert (
        p({"all_of": [low, {"relative": {}}]})
        <= p(low) + 1e-12
        <= p({"any_of": [low, {"relative": {}}]}) + 2e-12
    )
    assert p({"no_objection": {}}) == pytest.approx(np.prod(1 - no), abs=1e-12)
    assert p(low) == pytest.approx(p(low, FIVE, list(order)), abs=1e-12)
    if quota > 7.5:
        assert p({"no_weight_below": {"quota": quota, "weights": W}}) >= p(low) - 1e-12


@fast
@given(st.floats(-8, 8), st.floats(0, 3), st.floats(0, 3), st.floats(0, 1))
def test_ballots_follow_utility(v: float, a: float, extra: float, u: float) -> None:
    yes, no = ballot_probabilities([v, v + 0.5], a, extra, [True, True])
    assert min(yes.min(), no.min(), (1 - yes - no).min()) >= -1e-12
    assert yes[1] >= yes[0]
    assert no[1] <= no[0]
    first, second = draw_ballots(yes, no, min(u, 1 - 1e-12))
    assert second >= first
    assert ballot_probabilities(v, a, 0.0)[1] >= ballot_probabilities(v, a, extra, True)[1]


def test_indifference_without_abstention_is_the_bernoulli_game() -> None:
    v = net_utility(np.linspace(-1, 1, 5), 0.0, 0.6, 1e12)
    yes, no = ballot_probabilities(v, 0.0, 0.0)
    wins = sum(comb(5, k) for k in range(3, 6))
    assert p_adopt(compile_rule({"yes_count": 3}, FIVE), yes, no).p == pytest.approx(wins / 32, abs=1e-9)


def test_policies_may_have_several_dimensions() -> None:
    ideal = np.zeros((7, 3, 2))
    v = net_utility(ideal, np.array([1.0, 0.0]), np.array([0.0, 0.0]), 2.0, policy_axis=True)
    np.testing.assert_allclose(v, np.full((7, 3), 0.5))


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        ({"yes_cuont": 3}, "did you mean 'yes_count'"),
        ({"yes_count": 0}, "outside"),
        ({"yes_count": 6}, "outside"),
        ({"yes_count": 2.5}, "whole number"),
        ({"yes_weight": {"quota": 16, "weights": W}}, "quota 16"),
        ({"yes_weight": {"quota": 8, "weights": {"AAA": 1}}}, "no weight"),
        ({"yes_weight": {"quota": "8", "weights": W}}, "not a number"),
        ({"yes_weight": {"quota": 8, "weights": W | {"AAA": -1}}}, "negative"),
        ({"yes_weight": {"qota": 8, "weights": W}}, "did you mean 'quota'"),
        ({"yes_weight": {"weights": W}}, "quota missing"),
        ({"no_veto": {"of": ["AAB"]}}, "not a member"),
        ({"yes_share": {"share": 1.2}}, "outside"),
        ({"yes_share": {"share": "many"}}, "not a share"),
        ({"yes_share": {"share": 0.5, "of": "everyone"}}, "unknown base"),
        ({"no_objection": {"hours": -1}}, "hours"),
        ({"formal_abstention_below": {"members": 0.3, "weight": 0.3}}, "go together"),
        ({"at_least": {"k": 3, "of": [QUOTA]}}, "k = 3"),
        ({"all_of": []}, "list of rules"),
        ({"rule": "main"}, "not resolved"),
        ({"relative": 3}, "not a mapping"),
        ({"yes_count": 1, "relative": {}}, "not one rule"),
    ],
)
def test_bad_rules(expression: dict, word: str) -> None:
    with pytest.raises(ModelInputError, match=word):
        compile_rule(expression, FIVE)


def test_after_an_exit_names_are_dropped() -> None:
    rule = compile_rule({"all_of": [QUOTA, {"no_veto": {"of": ["EEE"]}}]}, FIVE[:4], strict=False)
    assert rule.adopted([YES, YES, YES, NO])
    far = compile_rule({"yes_count": 5}, FIVE[:4], strict=False)
    assert not far.adopted([YES] * 4)


def test_bad_arguments() -> None:
    rule = compile_rule(QUOTA, FIVE)
    for call in (
        lambda: compile_rule(QUOTA, []),
        lambda: compile_rule(QUOTA, [*FIVE, "AAA"]),
        lambda: rule.adopted([YES] * 4),
        lambda: rule.adopted([YES] * 4 + [3]),
        lambda: net_utility([0.1], 0, 1, 0.0),
        lambda: net_utility([np.nan], 0, 1, 1.0),
        lambda: ballot_probabilities([0.0], -1.0),
        lambda: common_shock([0.0], [0], -1.0, [0.0]),
        lambda: draw_ballots([0.7], [0.7], [0.5]),
        lambda: p_adopt(rule, [0.5] * 4, [0.5] * 4),
        lambda: p_adopt(rule, [0.9] * 5, [0.5] * 5),
        lambda: p_adopt(rule, [0.5] * 5, [0.5] * 5, method="mc"),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_too_many_joint_counts() -> None:
    rng = np.random.default_rng(1)
    states = [f"M{k:02d}" for k in range(30)]
    weights = dict(zip(states, rng.random(30)))
    rule = compile_rule({"yes_weight": {"quota": 8, "weights": weights}}, states)
    with pytest.raises(ModelInputError, match="joint counts"):
        p_adopt(rule, np.full(30, 0.5), np.full(30, 0.5))


def test_record_and_references() -> None:
    assert VotingParameters().abstain_width == 0.5
    assert len(cite(CARD.cites)) == len(CARD.cites)


@pytest.mark.parametrize("m", [1, 3, 5])
def test_fewer_than_m_without_a_yes_is_n_minus_m_plus_one_yes(m: int) -> None:
    cast = np.array(list(product((YES, ABSTAIN, NO, ABSENT), repeat=5)))
    rule = compile_rule({"not_yes_below": m}, FIVE)
    assert (rule.adopted(cast) == ((cast != YES).sum(axis=-1) < m)).all()
    assert (rule.adopted(cast) == compile_rule({"yes_count": 6 - m}, FIVE).adopted(cast)).all()
    assert rule.text() == f"passes if fewer than {m} of 5 do not say yes"


def test_a_blocking_minority_outgrows_a_body_that_shrinks() -> None:
    assert compile_rule({"not_yes_below": 7}, FIVE, strict=False).adopted([NO] * 5)
    with pytest.raises(ModelInputError, match="7 is outside 1 to 5"):
        compile_rule({"not_yes_below": 7}, FIVE)


def test_one_vote_short_of_half_a_billion_is_short() -> None:
    weights = dict(zip(FIVE, (150_000_001, 150_000_000, 100_000_000, 50_000_000, 50_000_000)))
    rule = compile_rule({"yes_weight": {"quota": 450_000_001, "weights": weights}}, FIVE)
    assert rule.adopted([YES, YES, YES, YES, NO])
    assert not rule.adopted([NO, YES, YES, YES, YES]) and not rule.adopted([ABSTAIN, YES, YES, YES, YES])
    exact = {"yes_weight": {"quota": 450_000_002, "weights": weights}}
    assert not compile_rule(exact, FIVE).adopted([YES, YES, YES, YES, NO])


def test_weights_are_spoken_in_their_unit_with_thousands() -> None:
    weights = dict(zip(FIVE, (150_000, 100_000, 50_000, 12_345.5, 2)))
    quota = {"quota": 200_000, "weights": weights, "unit": "people"}
    assert compile_rule({"yes_weight": quota}, FIVE).text() == (
        "passes if members with at least 200,000 of 312,347.5 people say yes"
    )
    assert compile_rule({"no_weight_below": quota}, FIVE).text() == (
        "passes if members with less than 200,000 of 312,347.5 people say no"
    )
    assert compile_rule({"relative": {"weights": weights}}, FIVE).text() == (
        "passes if more of the 312,347.5 votes are cast for yes than for no"
    )

"""What a setter gets: closed form, any rule in one dimension, search in several."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.agenda import CARD, setter, setter_outcome
from foedera.decisions.spatial import winset
from foedera.decisions.voting import Rule, compile_rule

X5 = np.array([-0.8, -0.3, 0.2, 0.4, 0.9])
fast = settings(max_examples=60, deadline=None)
points = st.lists(st.floats(-3, 3).map(lambda v: round(v, 3)), min_size=5, max_size=5)
place = st.floats(-4, 4).map(lambda v: round(v, 3))


def count(q: int, n: int = 5) -> Rule:
    return compile_rule({"yes_count": q}, [f"M{k:02d}" for k in range(n)])


def test_worked_example(table) -> None:
    for row in table("own_delegation/setter.csv"):
        h, q = float(row["h"]), int(row["q"])
        y, low, high = setter(h * X5, q, h * float(row["s"]), h * 0.5)
        for found, name in ((y, "policy"), (low, "low"), (high, "high")):
            assert found == pytest.approx(float(row[name]), abs=1e-12), row
        assert setter_outcome(count(q), h * X5, h * float(row["s"]), h * 0.5).policy == pytest.approx(
            y, abs=1e-12
        )


@fast
@given(points, st.integers(1, 5), place, place)
def test_closed_form_is_the_nearest_that_q_members_like_no_less(x, q, s, a) -> None:
    y, low, high = setter(x, q, s, a)
    assert np.sum(np.abs(y - x) <= np.abs(s - np.array(x)) + 1e-9) >= q
    b = np.linspace(-15, 15, 6001)
    fine = winset(count(q), x, s, b, indifferent_yes=True).beats
    best = min([abs(s - a), *np.abs(b[fine] - a)])
    assert abs(y - a) <= best + 1e-9
    assert abs(y - a) >= best - 0.005 - 1e-9
    assert setter_outcome(count(q), x, s, a).policy == pytest.approx(float(y), abs=1e-12)
    assert (low, high) == (np.sort(x)[5 - q], np.sort(x)[q - 1])


@fast
@given(points, st.integers(1, 4), place, place, st.floats(-2, 2), st.floats(0.1, 5))
def test_laws_of_the_setter(x, q, s, a, shift, h) -> None:
    y, low, high = setter(x, q, s, a)
    # a higher quota moves policy less; unanimity makes nobody worse off
    assert abs(setter(x, q + 1, s, a)[0] - s) <= abs(y - s) + 1e-12
    everyone = setter(x, 5, s, a)[0]
    assert np.all(np.abs(everyone - x) <= np.abs(s - np.array(x)) + 1e-12)
    # between the ends nothing moves
    if low <= s <= high:
        assert y == s
    # only positions relative to each other matter
    assert setter(np.array(x) + shift, q, s + shift, a + shift)[0] == pytest.approx(y + shift, abs=1e-9)
    assert setter(h * np.array(x), q, h * s, h * a)[0] == pytest.approx(h * y, abs=1e-9)
    assert setter(-np.array(x), q, -s, -a)[0] == pytest.approx(-y, abs=1e-12)


@fast
@given(points, st.integers(1, 5), place, place)
def test_a_setter_within_the_win_set_gets_all(x, q, s, a) -> None:
    if winset(count(q), x, s, [a]).beats[0]:
        assert setter(x, q, s, a)[0] == a


def test_runs_are_rows() -> None:
    x = np.random.default_rng(1).normal(size=(7, 5))
    s, a = np.linspace(-2, 2, 7), np.linspace(1, -1, 7)
    y, low, high = setter(x, 4, s, a)
    assert y.shape == low.shape == high.shape == (7,)
    np.testing.assert_array_equal(y, [setter(x[k], 4, s[k], a[k])[0] for k in range(7)])
    np.testing.assert_allclose(setter_outcome(count(4), x, s, a).policy, y, atol=1e-14)
    assert setter(X5, 3, s, 0.1)[1].shape == (7,)


def test_two_dimensions_against_geometry() -> None:
    # unanimity of two, both at distance 1 from s: the lens of two unit circles; a far off to the right of it
    pair = count(2, 2)
    ideal, s = np.array([[-0.5, 0.0], [0.5, 0.0]]), np.array([0.0, np.sqrt(0.75)])
    out = setter_outcome(pair, ideal, s, np.array([2.0, 0.0]), policy_axis=True)
    np.testing.assert_allclose(out.policy, [0.5, 0.0], atol=1e-12)  # the left member's circle
    assert not out.tied
    # from above: the upper corner of the lens is the status quo itself
    stay = setter_outcome(pair, ideal, s, np.array([0.0, 3.0]), policy_axis=True)
    np.testing.assert_allclose(stay.policy, s, atol=1e-3)
    # in the corner below, which no member's own nearest point hits
    below = setter_outcome(pair, ideal, s, np.array([0.0, -3.0]), policy_axis=True)
    np.testing.assert_allclose(below.policy, -s, atol=1e-3)


def test_search_on_a_line_agrees_with_the_closed_form() -> None:
    rng = np.random.default_rng(2)
    x, s, a = rng.normal(size=(20, 5)), rng.normal(size=20), rng.normal(size=20)
    line = setter_outcome(count(4), x, s, a).policy
    found = setter_outcome(count(4), x[..., None], s[:, None], a[:, None], policy_axis=True, points=1000)
    np.testing.assert_allclose(found.policy[:, 0], line, atol=1e-6)


def test_search_finds_acceptable_points_no_worse_than_a_fine_grid() -> None:
    rng = np.random.default_rng(3)
    axis = np.linspace(-4, 4, 401)
    plane = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    for _ in range(5):
        x, s, a = rng.normal(size=(5, 2)), 2 * rng.normal(size=2), rng.normal(size=2)
        out = setter_outcome(count(4), x, s, a, policy_axis=True)
        closer = np.linalg.norm(x - out.policy, axis=-1) <= np.linalg.norm(x - s, axis=-1) + 1e-9
        assert closer.sum() >= 4 or np.allclose(out.policy, s)
        fine = winset(count(4), x, s, plane, policy_axis=True).beats
        best = min([np.linalg.norm(s - a), *np.linalg.norm(plane[fine] - a, axis=-1)])
        assert np.linalg.norm(out.policy - a) <= best + 1e-3


def test_two_answers_are_flagged() -> None:
    # majority of three, the setter on the axis of symmetry of the other two: it may buy either of them
    ideal, s = np.array([[0.0, 0.0], [-2.0, 3.0], [2.0, 3.0]]), np.array([0.0, 3.5])
    out = setter_outcome(count(2, 3), ideal, s, np.array([0.0, -2.0]), policy_axis=True)
    assert out.tied
    lone = setter_outcome(count(3, 3), ideal, s, np.array([0.0, 2.9]), policy_axis=True)
    assert not lone.tied


def test_far_status_quos_are_flagged() -> None:
    out = setter_outcome(count(3), X5, [-1.0, 4.0], 0.5)
    np.testing.assert_array_equal(out.far, [False, True])
    assert not out.tied.any()


def test_bad_arguments() -> None:
    flat = np.stack([X5, X5], axis=-1)
    for call in (
        lambda: setter(X5, 0, 0.0, 0.5),
        lambda: setter(X5, 6, 0.0, 0.5),
        lambda: setter(X5, 2.5, 0.0, 0.5),  # type: ignore[arg-type]
        lambda: setter(0.3, 1, 0.0, 0.5),
        lambda: setter(X5, 3, np.nan, 0.5),
        lambda: setter(X5, 3, 0.0, np.inf),
        lambda: setter_outcome(count(3), X5[:4], 0.0, 0.5),
        lambda: setter_outcome(count(3), flat[:4], [0.0, 0], [0.5, 0], policy_axis=True),
        lambda: setter_outcome(count(3), flat, [0.0, 0], [0.5, 0], policy_axis=True, points=0),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.decisions.design.change import Change, smallest_change
from foedera.decisions.design.small_games import powers

OLD = (4, 4, 4, 2, 2, 1)


def serves(change: Change, target: tuple[float, ...], tolerance: float) -> bool:
    at = powers(change.weights[None], np.array([change.quota]), "banzhaf")[0]
    return bool(np.abs(at - np.array(target) / sum(target)).max() <= tolerance)


def test_the_smallest_change_of_1958_that_lets_luxembourg_count() -> None:
    change = smallest_change(OLD, 12, OLD, 0.03)
    assert change.exact and change.change == change.bound == 2 and change.powers[-1] > 0
    assert change.quota == -(-12 * int(change.weights.sum()) // 17) and serves(change, OLD, 0.03)
    fixed = smallest_change(OLD, 12, OLD, 0.03, keep="votes")
    assert fixed.exact and fixed.change == 4 and fixed.quota == 12 and serves(fixed, OLD, 0.03)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 4), min_size=3, max_size=3).filter(lambda w: sum(w) > 1),
    st.sampled_from([(1, 1, 1), (3, 1, 1), (1, 0, 0), (1, 1, 0), (2, 3, 5)]),
    st.sampled_from(["share", "votes"]),
    st.floats(0.0, 0.2),
)
def test_no_smaller_change_in_a_box_serves(
    old: list[int], target: tuple[int, ...], keep: str, tolerance: float
) -> None:
    quota = sum(old) // 2 + 1
    change = smallest_change(old, quota, target, tolerance, keep=keep)
    box = np.array([w for w in product(range(9), repeat=3) if sum(w)])
    share = Fraction(quota, sum(old))
    quotas = np.array(
        [quota if keep == "votes" else -(-share * int(w.sum()) // 1) for w in box], dtype=np.int64
    )
    able = quotas <= box.sum(axis=1)
    off = np.abs(powers(box[able], quotas[able], "banzhaf") - np.array(target) / sum(target)).max(axis=1)
    sizes = np.abs(box[able] - np.array(old)).sum(axis=1)[off <= tolerance]
    if sizes.size and sizes.min() <= 4:  # changes of up to 4 stay within the box
        assert change.exact and change.change == sizes.min()
    if change.reached:
        assert serves(change, target, tolerance) and change.change == np.abs(change.weights - old).sum()
    if change.impossible:
        assert not sizes.size and not change.reached


def test_nothing_changes_where_nothing_must() -> None:
    change = smallest_change((3, 2, 2, 1), 5, (5, 3, 3, 1), 1e-12)
    assert change.exact and change.change == 0 and change.weights.tolist() == [3, 2, 2, 1]


def test_equal_members_become_5_3_3_1_by_moving_one_vote() -> None:
    change = smallest_change((100,) * 4, 201, (5, 3, 3, 1), 1e-9)
    assert change.exact and change.weights.tolist() == [101, 100, 100, 99]


def test_what_no_weights_can_do_is_said() -> None:
    change = smallest_change((10,) * 4, 21, (4, 3, 2, 1), 0.04)
    assert change.impossible and not change.reached and not change.exact and change.largest > 0.04
    assert not smallest_change((10,) * 4, 21, (4, 3, 2, 1), 0.06).impossible


def test_beyond_what_can_be_looked_through_the_bounds_are_stated() -> None:
    target = (8, 7, 6, 5, 4, 3, 2, 1)
    change = smallest_change((10,) * 8, 45, target, 0.02, games=1000)
    assert change.reached and serves(change, target, 0.02) and not change.exact
    assert 0 < change.bound < change.change
    more = smallest_change((10,) * 8, 45, target, 0.02, games=20_000)
    assert change.bound < more.bound <= more.change


def test_a_tolerance_that_is_wider_never_needs_a_larger_change() -> None:
    sizes = [smallest_change(OLD, 12, OLD, t).change for t in (0.03, 0.04, 0.06, 0.1)]
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] == 0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: smallest_change((1, 2), 4, (1, 1)), "quota 4 of 3"),
        (lambda: smallest_change((1, 2, 3), 4, (1, 1)), "whole numbers"),
        (lambda: smallest_change((1.5, 2), 2, (1, 1)), "whole numbers"),
        (lambda: smallest_change((1, 2), 2, (1, 1), keep="all"), "share or votes"),
        (lambda: smallest_change((1, 2), 2, (1, 1), index="holler"), "no aim"),
        (lambda: smallest_change((1, 2), 2, (0, 0)), "not all 0"),
        (lambda: smallest_change((1, 2), 2, (1, 1), -0.1), "must not be negative"),
    ],
)
def test_bad_input(call: Callable[[], object], says: str) -> None:
    with pytest.raises(ModelInputError, match=says):
        call()

"""Named random streams: NumPy's Philox at any address."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core import streams
from foedera.core.errors import InputError

word = st.integers(0, 2**64 - 1)


@settings(max_examples=50, deadline=None)
@given(word, word, st.integers(0, 2**64 - 3), word, word, word)
def test_words_are_numpy_philox_bit_for_bit(k0, k1, c0, c1, c2, c3):
    philox = np.random.Philox(
        key=np.array([k0, k1], dtype=np.uint64), counter=np.array([c0, c1, c2, c3], dtype=np.uint64)
    )
    ours = streams.words(
        (k0, k1), np.array([c0 + 1, c0 + 2], dtype=np.uint64), *(np.uint64(c) for c in (c1, c2, c3))
    )
    assert np.array_equal(philox.random_raw(8), ours.ravel())


def test_a_number_belongs_to_its_address_and_not_to_its_row():
    whole = streams.uniforms(7, 3, "disputes", 11, np.arange(32)[:, None], np.arange(50))
    part = streams.uniforms(7, 3, "disputes", 11, np.array([30, 2]), np.array([49, 0]))
    assert np.array_equal(whole[[30, 2], [49, 0]], part)


def test_every_word_of_the_address_matters():
    base = dict(seed=1, block=2, mechanism="disputes", month=3, replica=4, item=5)
    first = streams.uniforms(**base)
    for name in base:
        other = base | {name: "wars" if name == "mechanism" else base[name] + 1}
        assert not np.any(streams.uniforms(**other) == first), name


def test_months_before_the_start_have_streams_of_their_own():
    a = streams.generator(1, 0, "history", -1).random(4)
    b = streams.generator(1, 0, "history", 1).random(4)
    assert not np.any(a == b)


def test_uniforms_and_normals_have_their_moments():
    u = streams.uniforms(1, 0, "x", 0, np.arange(50_000), 0).ravel()
    z = streams.normals(1, 0, "x", 0, np.arange(50_000), 0)
    n = u.size
    assert u.min() >= 0 and u.max() < 1
    assert abs(u.mean() - 0.5) < 4 / np.sqrt(12 * n)
    assert abs(z.mean()) < 4 / np.sqrt(n) and abs(z.std() - 1) < 4 / np.sqrt(2 * n)
    assert np.abs(np.corrcoef(z.T) - np.eye(4)).max() < 4 / np.sqrt(50_000)


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(InputError, match="seed"):
        streams.generator(seed, 0, "x", 0)

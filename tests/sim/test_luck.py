"""The compiled address draws are the plain ones."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core import streams
from foedera.sim import luck

word = st.integers(0, 2**63 - 1)


@settings(max_examples=50, deadline=None)
@given(word, word, st.integers(-600, 2000), st.integers(0, 31), word, st.sampled_from(["disputes", "wars"]))
def test_uniforms_bit_for_bit(seed, block, month, replica, item, name):
    items = np.array([item, 0, 2**63 - 1], dtype=np.int64)
    plain = streams.uniforms(seed, block, name, month, replica, items)
    assert np.array_equal(plain, luck.uniforms(seed, block, name, month, replica, items))


def test_normals_and_shapes():
    replica, item = np.arange(5)[:, None], np.arange(7)
    plain = streams.normals(1, 2, "x", 3, replica, item)
    assert plain.shape == (5, 7, 4)
    assert np.array_equal(plain, luck.normals(1, 2, "x", 3, replica, item))

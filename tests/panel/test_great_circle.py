"""Great-circle distance: known distances and the laws of a metric."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.panel.distance import EARTH_RADIUS_KM, distance_matrix, great_circle_km

points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
fast = settings(max_examples=50, deadline=None)
SLACK = 1e-4  # km: acos-free haversine loses digits near antipodes only


def test_known_distances() -> None:
    quarter = np.pi * EARTH_RADIUS_KM / 2
    assert great_circle_km(0, 0, 90, 0) == pytest.approx(quarter)
    assert great_circle_km(0, 0, 0, 180) == pytest.approx(2 * quarter)
    assert great_circle_km(0, 0, 0, 1) == pytest.approx(111.195080, abs=1e-6)
    assert great_circle_km(0, 179.5, 0, -179.5) == pytest.approx(111.195080, abs=1e-6)


@fast
@given(points, points)
def test_symmetric_and_bounded(a: tuple[float, float], b: tuple[float, float]) -> None:
    there, back = great_circle_km(*a, *b), great_circle_km(*b, *a)
    assert there == pytest.approx(back, abs=SLACK)
    assert 0 <= there <= np.pi * EARTH_RADIUS_KM + SLACK
    assert great_circle_km(*a, *a) == 0


@fast
@given(points, points, points)
def test_triangle_inequality(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> None:
    assert great_circle_km(*a, *c) <= great_circle_km(*a, *b) + great_circle_km(*b, *c) + SLACK


def test_matrix_broadcasts_over_runs() -> None:
    lat, lon = np.array([[10.0, 20.0, 30.0], [0.0, -5.0, 60.0]]), np.zeros((2, 3))
    km = distance_matrix(lat, lon)
    assert km.shape == (2, 3, 3)
    np.testing.assert_array_equal(km, np.swapaxes(km, -1, -2))
    np.testing.assert_allclose(km[1], distance_matrix(lat[1], lon[1]))


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (0, 361), (np.nan, 0)])
def test_points_off_the_globe_are_refused(lat: float, lon: float) -> None:
    with pytest.raises(ModelInputError, match="decimal degrees"):
        great_circle_km(lat, lon, 0, 0)

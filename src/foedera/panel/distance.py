r"""Great-circle distance between points of the Earth taken as a sphere.

With latitudes phi and longitudes lambda in radians, the haversine formula

    d = 2 R asin sqrt( sin^2((phi_2 - phi_1)/2) + cos phi_1 cos phi_2 sin^2((lambda_2 - lambda_1)/2) )

is well conditioned at small distances. R = 6371.0088 km is the mean radius of the GRS 80 ellipsoid
(moritz1980). Against the ellipsoid the sphere is off by 0.56 % at most.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import ModelInputError

__all__ = ["EARTH_RADIUS_KM", "distance_matrix", "great_circle_km"]

EARTH_RADIUS_KM = 6371.0088


def great_circle_km(
    lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike
) -> NDArray[np.float64]:
    """Great-circle distance between pairs of points.

    Parameters
    ----------
    lat1, lon1, lat2, lon2 : shapes that broadcast [degree]
        north and east positive; latitudes in [-90, 90], longitudes in [-360, 360]

    Returns
    -------
    broadcast shape [km], in [0, pi R]
    """
    phi1, phi2 = _radians(lat1, 90.0, "latitude"), _radians(lat2, 90.0, "latitude")
    lam1, lam2 = _radians(lon1, 360.0, "longitude"), _radians(lon2, 360.0, "longitude")
    half = np.sin((phi2 - phi1) / 2) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin((lam2 - lam1) / 2) ** 2
    km: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return km


def distance_matrix(lat: ArrayLike, lon: ArrayLike) -> NDArray[np.float64]:
    """Distance between every two of N points.

    Parameters
    ----------
    lat : shape (..., N) [degree]
        latitude, north positive
    lon : shape (..., N) [degree]
        longitude, east positive

    Returns
    -------
    shape (..., N, N) [km], symmetric with a zero diagonal
    """
    phi, lam = np.asarray(lat, dtype=float), np.asarray(lon, dtype=float)
    return great_circle_km(phi[..., :, None], lam[..., :, None], phi[..., None, :], lam[..., None, :])


def _radians(degrees: ArrayLike, limit: float, what: str) -> NDArray[np.float64]:
    value = np.asarray(degrees, dtype=float)
    if not np.all(np.abs(value) <= limit):
        raise ModelInputError(
            f"a {what} is outside [-{limit:g}, {limit:g}] degrees or not a number",
            where="panel.distance",
            fix="give decimal degrees, south and west negative",
        )
    radians: NDArray[np.float64] = np.radians(value)
    return radians

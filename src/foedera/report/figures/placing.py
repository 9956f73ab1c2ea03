"""Where things go so that they can be read: states on a map, marks in a lane."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["apart", "clusters", "in_frame", "project", "sublanes"]

Floats = NDArray[np.float64]


def project(lat: Floats, lon: Floats) -> Floats:
    """Return equirectangular map coordinates with the mean latitude true to scale, shape (N, 2) [degree of latitude].

    Longitudes are taken around the circular mean, so that a Pacific study is not torn at the date line.
    """
    turn = np.deg2rad(lon)
    middle = np.rad2deg(np.arctan2(np.sin(turn).mean(), np.cos(turn).mean()))
    around = (lon - middle + 180.0) % 360.0 - 180.0
    return np.stack([around * np.cos(np.deg2rad(lat.mean())), lat], axis=1)


def in_frame(xy: Floats, anchor: NDArray[np.bool_], aspect: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Scale positions into a frame of width ``aspect`` and height 1 around the middle four fifths of the anchors.

    Returns
    -------
    positions (N, 2), those far away moved to the frame's edge; and which these are (N,)
    """
    low, high = np.quantile(xy[anchor], [0.1, 0.9], axis=0)
    middle, span = (low + high) / 2, np.maximum(high - low, 1.0) * 1.5
    scale = max(span[0] / aspect, span[1])
    half = np.array([aspect, 1.0]) / 2
    placed = (xy - middle) / scale
    far = (np.abs(placed) > half).any(axis=1)
    return np.clip(placed, -half, half) + half, far


def apart(xy: Floats, gap: float, frame: tuple[float, float], rounds: int = 400) -> Floats:
    """Push positions apart until no two are closer than ``gap``, each held near where it belongs.

    Parameters
    ----------
    xy : shape (N, 2)
    gap : least distance
    frame : width and height within which to stay
    """
    home, out = xy.copy(), xy + 1e-6 * np.arange(len(xy))[:, None]
    for k in range(rounds):
        between = out[:, None] - out[None]
        distance = np.hypot(between[..., 0], between[..., 1])
        np.fill_diagonal(distance, np.inf)
        overlap = np.maximum(gap - distance, 0.0)
        push = (between / np.maximum(distance, 1e-9)[..., None] * overlap[..., None]).sum(axis=1)
        pull = 0.03 * (home - out) * (k < rounds * 0.8)
        out = np.clip(out + 0.45 * push + pull, 0.0, frame)
        if k > rounds * 0.8 and overlap.max() < 0.02 * gap:
            break
    return out


def clusters(x: Sequence[float], reach: float) -> list[list[int]]:
    """Group values that lie within ``reach`` of the first of their group; returns positions, sorted by value."""
    groups: list[list[int]] = []
    for k in np.argsort(np.asarray(x, dtype=float), kind="stable"):
        if groups and x[k] - x[groups[-1][0]] <= reach:
            groups[-1].append(int(k))
        else:
            groups.append([int(k)])
    return groups


def sublanes(starts: Sequence[float], ends: Sequence[float]) -> list[int]:
    """Return a lane for each stretch so that none overlap within a lane; starts in rising order."""
    free: list[float] = []
    lanes = []
    for start, end in zip(starts, ends):
        lane = next((k for k, until in enumerate(free) if until <= start), len(free))
        if lane == len(free):
            free.append(end)
        free[lane] = end
        lanes.append(lane)
    return lanes

"""Random streams with names: Philox, keyed by (seed, block, mechanism, month).

Two ways to read a stream, both counter-based and both independent of who else draws:

* :func:`generator` gives a NumPy ``Generator`` for a whole block at once;
* :func:`uniforms` gives the number that belongs to a *thing* (replica, dyad, member ...) at an address.
  Baseline and reform then share the luck of each dyad and each state even when their crises differ,
  and a run of 100 replicas is a prefix of a run of 1,000.

The bit stream is NumPy's ``Philox`` (Salmon et al. 2011, Philox4x64-10); :func:`words` computes it at any
counter without building a generator, and is tested bit for bit against ``numpy.random.Philox``.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import InputError

__all__ = ["generator", "key", "normals", "uniforms", "words"]

U64 = NDArray[np.uint64]
_MASK32 = np.uint64(0xFFFFFFFF)
_S32 = np.uint64(32)
_M0, _M1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_W0, _W1 = 0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B
_U64 = 2**64


def key(seed: int, mechanism: str) -> tuple[int, int]:
    """Return the two 64-bit key words of a mechanism's stream.

    Parameters
    ----------
    seed : 0 <= seed < 2**64
    mechanism : the stream's name, e.g. "disputes"; names are hashed, so a new one disturbs none of the others
    """
    if not 0 <= seed < _U64:
        raise InputError(f"seed {seed} is not in 0 .. 2^64-1", where="seed")
    digest = hashlib.blake2b(mechanism.encode(), digest_size=8).digest()
    return seed, int.from_bytes(digest, "little")


def generator(seed: int, block: int, mechanism: str, month: int) -> np.random.Generator:
    """Return the NumPy generator of one block, mechanism and month.

    The counter's two high words hold the block and month, so that each stream has 2^128 draws of its own.
    Address draws (:func:`uniforms`) use the same layout under the name ``mechanism + "@"``.
    """
    counter = [0, 0, block, month % _U64]
    k0, k1 = key(seed, mechanism)
    return np.random.Generator(
        np.random.Philox(key=np.array([k0, k1], dtype=np.uint64), counter=np.array(counter, dtype=np.uint64))
    )


def _mulhilo(a: np.uint64, b: U64) -> tuple[U64, U64]:
    a_lo, a_hi = a & _MASK32, a >> _S32
    b_lo, b_hi = b & _MASK32, b >> _S32
    ll, lh, hl, hh = a_lo * b_lo, a_lo * b_hi, a_hi * b_lo, a_hi * b_hi
    mid = (ll >> _S32) + (lh & _MASK32) + (hl & _MASK32)
    return hh + (lh >> _S32) + (hl >> _S32) + (mid >> _S32), a * b


def words(k: tuple[int, int], c0: ArrayLike, c1: ArrayLike, c2: ArrayLike, c3: ArrayLike) -> U64:
    """Return the four Philox4x64-10 output words at a counter.

    Parameters
    ----------
    k : two key words
    c0, c1, c2, c3 : counter words, integer arrays that broadcast; taken modulo 2^64

    Returns
    -------
    shape (..., 4), uint64. ``numpy.random.Philox(key=k, counter=c)`` outputs the words of counter c + 1 first.
    """
    x0, x1, x2, x3 = np.broadcast_arrays(*(np.asarray(c).astype(np.uint64) for c in (c0, c1, c2, c3)))
    k0, k1 = k
    with np.errstate(over="ignore"):
        for _ in range(10):
            hi0, lo0 = _mulhilo(_M0, x0)
            hi1, lo1 = _mulhilo(_M1, x2)
            x0, x1, x2, x3 = hi1 ^ x1 ^ np.uint64(k0), lo1, hi0 ^ x3 ^ np.uint64(k1), lo0
            k0, k1 = (k0 + _W0) % _U64, (k1 + _W1) % _U64
    return np.stack([x0, x1, x2, x3], axis=-1)


def uniforms(
    seed: int, block: ArrayLike, mechanism: str, month: ArrayLike, replica: ArrayLike, item: ArrayLike
) -> NDArray[np.float64]:
    """Return four uniform numbers on [0, 1) for each address.

    Parameters
    ----------
    seed, block, mechanism, month : the stream
    replica : shape (...), place within the block
    item : shape (...), what the number belongs to, 0 <= item < 2^64 (a dyad's index, a state's, a
        combination of both made with integer arithmetic)

    Returns
    -------
    shape (..., 4), with 53 random bits each
    """
    w = words(key(seed, mechanism + "@"), item, replica, block, month)
    return (w >> np.uint64(11)).astype(np.float64) * (1.0 / 9007199254740992.0)


def normals(
    seed: int, block: ArrayLike, mechanism: str, month: ArrayLike, replica: ArrayLike, item: ArrayLike
) -> NDArray[np.float64]:
    """Return four standard normal numbers for each address (Box-Muller on :func:`uniforms`).

    Returns
    -------
    shape (..., 4)
    """
    u = uniforms(seed, block, mechanism, month, replica, item)
    radius = np.sqrt(-2.0 * np.log1p(-u[..., 0::2]))
    angle = 2.0 * np.pi * u[..., 1::2]
    return np.concatenate([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)

"""Logit and Weibull maximum likelihood with the covariances that the shipped estimates carry."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """A maximum-likelihood fit: values (P,), covariance (P, P), n rows, events, log-likelihood."""

    values: Vector
    covariance: Vector
    n: int
    events: int
    loglik: float


def logit(x: Vector, y: Vector, cluster: NDArray[np.int64] | None = None) -> Fit:
    """Fit a logit by Newton's method.

    Parameters
    ----------
    x : shape (n, P), with its column of ones
    y : shape (n,), 0 or 1
    cluster : shape (n,), cluster of each row for the sandwich covariance; None gives the inverse information
    """
    b = np.zeros(x.shape[1])
    for _ in range(100):
        p = 1.0 / (1.0 + np.exp(-x @ b))
        information = x.T @ (x * (p * (1.0 - p))[:, None])
        step = np.linalg.solve(information, x.T @ (y - p))
        b = b + step
        if np.max(np.abs(step)) < 1e-12:
            break
    else:
        raise RuntimeError("the logit did not converge; is an outcome perfectly separated?")
    eta = x @ b
    p = 1.0 / (1.0 + np.exp(-eta))
    bread = np.linalg.inv(x.T @ (x * (p * (1.0 - p))[:, None]))
    covariance = bread if cluster is None else _sandwich(bread, x * (y - p)[:, None], cluster)
    loglik = float(np.sum(y * eta - np.logaddexp(0.0, eta)))
    return Fit(b, 0.5 * (covariance + covariance.T), len(y), int(y.sum()), loglik)


def _sandwich(bread: Vector, scores: Vector, cluster: NDArray[np.int64]) -> Vector:
    _, index = np.unique(cluster, return_inverse=True)
    sums = np.zeros((index.max() + 1, scores.shape[1]))
    np.add.at(sums, index, scores)
    return bread @ (sums.T @ sums) @ bread


def weibull(t: Vector) -> Fit:
    """Fit S(t) = exp(-(t/scale)^shape) without censoring; values are (ln shape, ln scale).

    Parameters
    ----------
    t : shape (n,), durations > 0
    """
    log_t = np.log(t)
    k = 1.0
    for _ in range(200):
        w = t**k
        mean, second = w @ log_t / w.sum(), w @ log_t**2 / w.sum()
        step = (1.0 / k + log_t.mean() - mean) / (1.0 / k**2 + second - mean**2)
        k += step
        if abs(step) < 1e-13:
            break
    else:
        raise RuntimeError("the Weibull fit did not converge")
    log_scale = np.log(np.mean(t**k)) / k
    z = k * (log_t - log_scale)
    e = np.exp(z)
    shape_shape = np.sum(-z + e * z + e * z**2)
    shape_scale = np.sum(k * (1.0 - e) - k * e * z)
    information = np.array([[shape_shape, shape_scale], [shape_scale, k**2 * e.sum()]])
    loglik = float(np.sum(np.log(k) - log_t + z - e))
    return Fit(np.array([np.log(k), log_scale]), np.linalg.inv(information), len(t), len(t), loglik)


def write(
    folder: Path, filename: str, name: str, terms: list[str], fit: Fit, source: str, command: str
) -> None:
    """Write a fit as the JSON that ``foedera.core.estimates.Estimate.load`` reads."""
    record = {
        "name": name, "terms": terms, "values": _rounded(fit.values), "covariance": _rounded(fit.covariance),
        "n": fit.n, "events": fit.events, "loglik": round(fit.loglik, 6), "source": source,
        "command": command,
    }  # fmt: skip
    text = re.sub(r"\[[^\[\]]*\]", lambda m: " ".join(m[0].split()), json.dumps(record, indent=1))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / filename).write_text(text + "\n", encoding="utf-8")


def _rounded(a: Vector) -> list:
    return [[float(f"{v:.10g}") for v in row] if np.ndim(row) else float(f"{row:.10g}") for row in a]

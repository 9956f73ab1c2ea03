"""Estimates: coefficients with their full covariance and the command that made them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import ConvergenceError, InputError, did_you_mean

__all__ = ["Estimate"]


@dataclass(frozen=True)
class Estimate:
    """A fitted coefficient vector.

    Parameters
    ----------
    name : e.g. "onset 1946-2010"
    terms : coefficient names, length P
    values : shape (P,)
    covariance : shape (P, P), symmetric positive semi-definite
    n, events : rows and events of the estimation sample
    loglik : log-likelihood at ``values``
    source : data sets and what was done to them, or a citation
    command : the command that reproduces the numbers
    """

    name: str
    terms: tuple[str, ...]
    values: NDArray[np.float64]
    covariance: NDArray[np.float64]
    n: int
    events: int
    loglik: float
    source: str
    command: str

    def __post_init__(self) -> None:
        p = len(self.terms)
        if self.values.shape != (p,) or self.covariance.shape != (p, p):
            raise InputError(f"{p} terms need {p} values and a {p}x{p} covariance", where=self.name)
        if not np.allclose(self.covariance, self.covariance.T, atol=1e-12):
            raise InputError("the covariance is not symmetric", where=self.name)
        if np.linalg.eigvalsh(self.covariance).min() < -1e-8:
            raise InputError("the covariance is not positive semi-definite", where=self.name)

    @classmethod
    def load(cls, package: str, filename: str) -> Estimate:
        """Read an estimate that ships inside ``package`` as JSON."""
        raw = json.loads(files(package).joinpath(filename).read_text(encoding="utf-8"))
        return cls(
            name=raw["name"], terms=tuple(raw["terms"]), values=np.array(raw["values"], dtype=float),
            covariance=np.array(raw["covariance"], dtype=float), n=raw["n"], events=raw["events"],
            loglik=raw["loglik"], source=raw["source"], command=raw["command"],
        )  # fmt: skip

    def __getitem__(self, term: str) -> float:
        if term not in self.terms:
            raise InputError(f"unknown term {term!r}", where=self.name, fix=did_you_mean(term, self.terms))
        return float(self.values[self.terms.index(term)])

    def se(self) -> NDArray[np.float64]:
        """Return the standard errors, shape (P,)."""
        return np.sqrt(np.diag(self.covariance))

    def draw(self, normals: ArrayLike) -> NDArray[np.float64]:
        """Return draws from N(values, covariance).

        Parameters
        ----------
        normals : shape (R, P), standard normal

        Returns
        -------
        shape (R, P)
        """
        z = np.asarray(normals, dtype=float)
        eigenvalues, vectors = np.linalg.eigh(self.covariance)
        if not np.all(np.isfinite(eigenvalues)):
            raise ConvergenceError("the covariance could not be factored", where=self.name)
        root = vectors * np.sqrt(np.clip(eigenvalues, 0.0, None))
        return np.asarray(self.values + z @ root.T)

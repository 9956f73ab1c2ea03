"""What went wrong, where, and how to mend it.

``InputError`` and its children are for people: the command line prints them without a traceback and
exits with 2. Other ``FoederaError`` children mean that a run failed (exit 1).
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = [
    "ConvergenceError",
    "DownloadError",
    "FoederaError",
    "InputError",
    "InputErrors",
    "MissingDataError",
    "ModelInputError",
    "PactConflictError",
    "StoreError",
    "did_you_mean",
]


class FoederaError(Exception):
    """Base of every error the package raises on purpose.

    Parameters
    ----------
    what : what is wrong, one sentence
    where : the file:line:column, field, state or option that it is about
    fix : how to mend it
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str | None = None, fix: str | None = None) -> None:
        self.what, self.where, self.fix = what, where, fix
        super().__init__(self._text())

    def _text(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} ({self.fix})" if self.fix else text

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.what, self.where, self.fix)


def _rebuild(kind: type[FoederaError], what: str, where: str | None, fix: str | None) -> FoederaError:
    return kind(what, where=where, fix=fix)


class InputError(FoederaError):
    """The user's input is wrong: a file, a YAML study, a flag."""

    exit_code = 2


class ModelInputError(InputError, ValueError):
    """An argument of a model function is outside what the model is defined for."""


class PactConflictError(InputError):
    """Two pacts bind a state to contradictory acts and no precedence is stated."""


class ConvergenceError(FoederaError):
    """An iteration did not reach its tolerance."""


class DownloadError(FoederaError):
    """A file could not be pulled from its owner, or is not what it should be."""


class MissingDataError(InputError):
    """A data set that was asked for is neither in the cache nor in the mirror."""


class StoreError(FoederaError):
    """A run folder could not be written or read."""


class InputErrors(InputError):
    """Several input errors, reported at once.

    Parameters
    ----------
    problems : the single errors, in file order; at least one
    """

    def __init__(self, problems: Iterable[InputError]) -> None:
        self.problems = list(problems)
        Exception.__init__(self, "\n".join(str(p) for p in self.problems))
        self.what, self.where, self.fix = str(self), None, None

    def __reduce__(self) -> tuple[object, ...]:
        return InputErrors, (self.problems,)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return "did you mean 'x'?" for the known word closest to ``word``, or None."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else None

"""What a model file says of itself."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Card"]


@dataclass(frozen=True)
class Card:
    """Identity of a published model.

    Parameters
    ----------
    id : dotted name, e.g. "threats.disputes"
    title : one line
    cites : keys of ``core/references.bib``
    valid : range in which the model may be used, one sentence
    claims_not : what a reader must not conclude from it
    """

    id: str
    title: str
    cites: tuple[str, ...]
    valid: str
    claims_not: str = ""

"""The models, the data sets and the papers behind them, found by the names a user may give."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules

from foedera.core.cards import Card
from foedera.core.errors import InputError, did_you_mean
from foedera.core.references import Reference, bibliography

__all__ = ["cards", "keys_of", "short"]

_PACKAGES = ("threats", "decisions", "responses", "effects")


def cards() -> dict[str, Card]:
    """Return the card of every model by its id, those of the pipeline first."""
    from foedera.sim.pipeline import PIPELINE

    found = {card.id: card for mechanism in PIPELINE for card in mechanism.cards}
    for name in _PACKAGES:
        found |= _inside(f"foedera.{name}")
    return found


def _inside(name: str) -> dict[str, Card]:
    """Return the cards in a package; a package in it speaks with one card for all, or its modules have their own."""
    found: dict[str, Card] = {}
    for module in iter_modules(import_module(name).__path__, f"{name}."):
        if not module.name.endswith("_kernel"):
            card = getattr(import_module(module.name), "CARD", None)
            if card is not None:
                found[card.id] = card
            elif module.ispkg:
                found |= _inside(module.name)
    return found


def keys_of(names: Iterable[str]) -> list[str]:
    """Return citation keys, each once, of references, mechanisms, cards and data sets.

    Raises
    ------
    InputError : nothing is called so
    """
    from foedera.data.catalogue import catalogue
    from foedera.sim.pipeline import PIPELINE

    by_card = {c.id: c.cites for c in cards().values()}
    by_mechanism = {m.name: tuple(k for c in m.cards for k in c.cites) for m in PIPELINE}
    keys: dict[str, None] = {}
    for name in names:
        if name in bibliography():
            found: tuple[str, ...] = (name,)
        elif name in by_mechanism:
            found = by_mechanism[name]
        elif name in by_card:
            found = by_card[name]
        elif name in catalogue():
            found = catalogue()[name].cites
        else:
            known = [*by_mechanism, *by_card, *catalogue(), *bibliography()]
            fix = (
                did_you_mean(name, known)
                or f"a reference key, a card such as {next(iter(by_card))}, a mechanism or a data set"
            )
            raise InputError(f"nothing is called '{name}'", where="foedera cite", fix=fix)
        keys |= dict.fromkeys(found)
    return list(keys)


def short(reference: Reference) -> str:
    """Return "Olson & Zeckhauser 1966", the key's own name for a work without authors."""
    names = [a.split(",")[0].strip() for a in reference["author"].split(" and ") if a.strip()]
    who = names[0] if len(names) == 1 else f"{names[0]} et al." if len(names) > 2 else " & ".join(names)
    return f"{who.strip('{}') or reference.key} {reference['year']}".strip()

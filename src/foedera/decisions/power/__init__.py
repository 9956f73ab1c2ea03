"""A-priori voting power: how often a rule lets anybody act, and how often a member tips the scale.

A rule and its members become a simple game (:mod:`.game`); an engine counts its coalitions exactly
(:mod:`.counting`, which chooses between :mod:`.types`, :mod:`.enumeration` and :mod:`.tables`); the indices are
short formulas over the counts (:mod:`.indices`). What cannot be counted is integrated (:mod:`.quadrature`) or
sampled with a stated bound (:mod:`.sampling`).
"""

from foedera.core.cards import Card

__all__ = ["CARD"]


CARD = Card(
    id="decisions.power",
    title="A-priori voting power: Banzhaf, Shapley-Shubik, Coleman, Johnston, Deegan-Packel, Holler",
    cites=(
        "penrose1946",
        "banzhaf1965",
        "shapley1954",
        "coleman1971",
        "johnston1978",
        "deegan1978",
        "holler1982",
    ),
    valid="rules that one more yes never defeats; ballots yes or no",
    claims_not="who will win a vote: the indices know the rule and nothing of what members want",
)

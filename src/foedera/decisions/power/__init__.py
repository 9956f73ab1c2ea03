"""A-priori voting power: how often a rule lets anybody act, and how often a member tips the scale.

A rule and its members become a simple game (:mod:`.game`); an engine counts its coalitions exactly
(:mod:`.counting`, which chooses between :mod:`.types`, :mod:`.enumeration` and :mod:`.tables`); the indices are
short formulas over the counts (:mod:`.indices`, and :mod:`.unions` for members who act in blocs). What cannot be
counted is integrated (:mod:`.quadrature`) or sampled with a stated bound (:mod:`.sampling`). Coalitions are listed in
:mod:`.coalitions`; where members may abstain the game is another one (:mod:`.ternary`).
"""

from foedera.core.cards import Card

__all__ = ["CARD"]


CARD = Card(
    id="decisions.power",
    title="A-priori voting power: Banzhaf, Shapley-Shubik, Coleman, Johnston, Deegan-Packel, Holler, Owen",
    cites=(
        "penrose1946",
        "banzhaf1965",
        "shapley1954",
        "coleman1971",
        "johnston1978",
        "deegan1978",
        "holler1982",
        "owen1972",
        "owen1977",
        "owen1982",
        "felsenthal1997",
        "castro2009",
        "hoeffding1963",
    ),
    valid="rules that one more yes never defeats; ballots yes or no, or with abstention as a ternary game",
    claims_not="who will win a vote: the indices know the rule and nothing of what members want",
)

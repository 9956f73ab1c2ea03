"""Pooled funds and insurance: what a pool costs, who pays it, from which pocket, and how fast money arrives.

Yearly losses are probabilities on a grid (:mod:`.loss`), measured by mean and tail (:mod:`.risk`). Members and
their common shocks make a pool (:mod:`.pool`; copulas in :mod:`.dependence`), whose coalitions make a cost game
(:mod:`.game`) that contribution rules share out (:mod:`.contributions`) in or out of the core (:mod:`.core`). A loss
is cut into layers, each paid from reserves, credit or insurance (:mod:`.layers`, :mod:`.financing`); what stays with
the fund may ruin it (:mod:`.ruin`). A parametric trigger pays fast and sometimes wrongly (:mod:`.trigger`); days of
delay cost (:mod:`.liquidity`); contributions come in or do not (:mod:`.fund`).
"""

from foedera.core.cards import Card

__all__ = ["CARD"]

CARD = Card(
    id="responses.funds",
    title="Pooled funds and insurance: price, shares, layers, ruin, triggers, speed of money",
    cites=(
        "artzner1999",
        "rockafellar2002",
        "tasche2008",
        "denault2001",
        "csoka2009",
        "shapley1953",
        "castro2009",
        "schmeidler1969",
        "maschler1979",
        "panjer1981",
        "embrechts2009",
        "asmussen2010",
        "owen1956",
        "cummins2009",
        "ghesquiere2010",
        "clarke2016",
        "ccrif2016",
    ),
    valid="yearly losses independent between years; members independent but for a stated common shock or copula",
    claims_not="how heavy the joint tail is, which decides nearly everything: vary the common shock and the copula. "
    "Moral hazard is not modelled; a deductible is an attachment point above 0",
)

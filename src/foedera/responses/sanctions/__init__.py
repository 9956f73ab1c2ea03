"""Sanctions: what they cost whom in general equilibrium, and whether they move the target.

An input-output table becomes an economy (:mod:`.economy`), a tariff, barrier or embargo a new equilibrium in exact
hats (:mod:`.equilibrium`) with its welfare, its autarky limit and a balanced-trade baseline (:mod:`.welfare`), where
the change comes from (:mod:`.decomposition`), what trade and output become (:mod:`.changes`), and how accurate it is
(:mod:`.certificate`). Words such as "A and B stop buying fuel from C" become a shock in :mod:`.measures`; losses are
shared in :mod:`.transfers`. Questions about coalitions are asked of :class:`.coalitions.Coalitions`: what each member
adds, the best coalition, the ranking of sectors and the frontier (:mod:`.search`), who leaves and what would keep them
(:mod:`.leaving`), how much of its potential it reaches (:mod:`.potential`). :mod:`.draws` solves the same shock under
many draws of the elasticities; :mod:`.surface` reads off what any coalition costs from a few solved ones.

What politics makes of the costs is :mod:`.politics`: a threat is conceded to, carried out or dropped (:mod:`.threat`,
with payoffs from :mod:`.dyad`), sanctions in force succeed or are lifted (:mod:`.imposed`), and a sender that drops its
red line is believed less the next time (:mod:`.red_lines`).
"""

from foedera.core.cards import Card

__all__ = ["CARD"]

CARD = Card(
    id="responses.sanctions",
    title="Sanctions: cost in general equilibrium, transfers within a coalition, threats, success and duration",
    cites=(
        "caliendo2015",
        "chowdhry2024",
        "arkolakis2012",
        "walker2011",
        "nemhauser1978",
        "lewis2003",
        "crismancox2021",
        "morgan2014",
        "bapat2009",
        "drezner2003",
        "hufbauer2007",
        "early2011",
    ),
    valid="years after the measure: elasticities are long-run; shares of trade in every sector known; threats as of "
    "1970-2000",
    claims_not="what the first months cost: inventories and bottlenecks belong to the supply model; nor that what "
    "holds of imposed sanctions holds of threats, or that the yearly risks were estimated",
)

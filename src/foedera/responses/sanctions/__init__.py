"""Sanctions: what they cost whom in general equilibrium, and whether they move the target.

An input-output table becomes an economy (:mod:`.economy`), a tariff, barrier or embargo a new equilibrium in exact
hats (:mod:`.equilibrium`) with its welfare, its autarky limit and a balanced-trade baseline (:mod:`.welfare`), where
the change comes from (:mod:`.decomposition`), what trade and output become (:mod:`.changes`), and how accurate it is
(:mod:`.certificate`). Words such as "A and B stop buying fuel from C" become a shock in :mod:`.measures`; losses are
shared in :mod:`.transfers`. Questions about coalitions are asked of :class:`.coalitions.Coalitions`: what each member
adds, the best coalition, the ranking of sectors and the frontier (:mod:`.search`), who leaves and what would keep them
(:mod:`.leaving`). :mod:`.draws` solves the same shock under many draws of the elasticities.
"""

from foedera.core.cards import Card

__all__ = ["CARD"]

CARD = Card(
    id="responses.sanctions",
    title="Sanctions in general equilibrium: many sectors and states, exact hats, transfers within a coalition",
    cites=("caliendo2015", "chowdhry2024", "arkolakis2012", "walker2011", "nemhauser1978"),
    valid="years after the measure: elasticities are long-run; shares of trade in every sector known",
    claims_not="what the first months cost: inventories and bottlenecks belong to the supply model",
)

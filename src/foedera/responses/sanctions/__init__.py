"""Sanctions: what they cost whom in general equilibrium, and whether they move the target.

An input-output table becomes an economy (:mod:`.economy`), a tariff, barrier or embargo a new equilibrium in exact
hats (:mod:`.equilibrium`), with its welfare, decomposition and certificate (:mod:`.welfare`) and transfers inside a
coalition (:mod:`.transfers`).
"""

from foedera.core.cards import Card

__all__ = ["CARD"]

CARD = Card(
    id="responses.sanctions",
    title="Sanctions in general equilibrium: many sectors and states, exact hats, transfers within a coalition",
    cites=("caliendo2015", "chowdhry2024", "arkolakis2012"),
    valid="years after the measure: elasticities are long-run; shares of trade in every sector known",
    claims_not="what the first months cost: inventories and bottlenecks belong to the supply model",
)

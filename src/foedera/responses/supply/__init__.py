"""Supply chains: who depends on whom, what a cut-off does day by day, what to hold against it, and who can squeeze.

An economy of industries that buy from each other is a :mod:`.network`; a lost capacity or an embargo runs through its
stocks in :mod:`.propagation` (days to two years) and is summed up in :mod:`.losses`. Dependence before the fact is
:mod:`.indices`; the least-cost mix of contracts and stocks, alone or pooled, is :mod:`.hedge`; the hurt that one member
can do another is :mod:`.leverage`; nodes that everything must pass are :mod:`.chokepoints` (flows) and
:mod:`.panopticon` (paths). Two sums for a first answer: :mod:`.substitution`, an input cut while others can stand in,
and :mod:`.requirements`, what must be made in all stages for a final demand.
"""

from foedera.core.cards import Card

__all__ = ["CARD"]


CARD = Card(
    id="responses.supply",
    title="Supply chains: dependence, propagation through stocks, pooled hedges, coercive leverage, chokepoints",
    cites=(
        "hirschman1945",
        "farrell2019",
        "hallegatte2008",
        "hallegatte2014",
        "henriet2012",
        "guan2020",
        "pichler2022",
        "juhel2025",
        "ec2017crm",
        "blengini2017",
        "rockafellar2000",
        "crma2024",
        "bailey2017",
        "bachmann2024",
        "millerblair2009",
    ),
    valid="days to two years, at given prices and techniques; stocks of at least 30 days under the rule 'ario'",
    claims_not="long-run reallocation, which is the sanctions model's; nor prices, which stay where they were "
    "but for that of a single input cut",
)

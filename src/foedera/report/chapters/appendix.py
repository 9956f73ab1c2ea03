"""Appendix: what was counted, pacts, parameters, what rests on memory, limits, references, provenance."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from foedera.core.references import Reference, bibliography
from foedera.report.blocks import Block, Cell, Chapter, Note, Prose, Table
from foedera.report.brief import Brief
from foedera.report.chapters.effects import burdens_by_member
from foedera.report.numbers import count
from foedera.report.sentences import assumed
from foedera.report.tables import (
    clauses_table,
    counted_table,
    parameters_table,
    provenance_table,
    recalled_table,
)
from foedera.sim.pipeline import PIPELINE

__all__ = ["USED", "appendix"]

USED = (
    "capability", "milex_busd", "milex_share", "personnel", "population", "gdp_busd", "gdp_ppp_busd", "polyarchy",
    "major", "warheads", "ideal_point", "distance_km", "land_border", "sea_border", "rival", "trade_share",
)  # fmt: skip
"""Variables of the world that the simulator reads."""

_LIMITS = (
    "It does not predict. It says what follows from published estimates and stated assumptions; the world "
    "may be otherwise.",
    "It does not settle whether pacts deter. That is disputed, and the reading chosen in the study decides "
    "much; the "
    "chapter on threats shows the others.",
    "Differences between scenarios are effects within the model. They are causal claims about the world "
    "only as far as "
    "the estimates behind them are, and most of those are observational.",
    "Pairs of states in single futures are illustrations and no forecasts. The model knows borders, power and "
    "regimes, not friendships, so now and then it has allies use force against each other.",
    "Under the game the baseline's disputes keep their calibrated number. Pacts move disputes from one target to "
    "another, and the size of every dividend rests on that.",
    "A crisis has one initiator and one target at its beginning, at the target's home; provocation is not "
    "known.",
    "A state in several wars divides its capability among them.",
    "Deaths of a war that is under way at the horizon are booked in proportion to its age.",
    "Nuclear use, regime change, economic sanctions, cyber operations and the growth of economies are not "
    "simulated here.",
)


def appendix(brief: Brief, burden: pl.DataFrame) -> list[Chapter]:
    """Return the chapters of the appendix; ``burden`` is the table of floor 7 by member."""
    return [
        Chapter("counted", "Appendix A. Where the numbers were counted", [counted_table(brief)]),
        Chapter("treaties", "Appendix B. The pacts", _treaties(brief)),
        Chapter(
            "members",
            "Appendix C. Burdens by member",
            [Note("All members", [burdens_by_member(burden, brief)])],
        ),
        Chapter("parameters", "Appendix D. Parameters and assumptions", _parameters(brief)),
        Chapter("memory", "Appendix E. What rests on memory", _memory(brief)),
        Chapter("limits", "Appendix F. What the software does not claim", [Prose(_limits(), "list")]),
        Chapter("references", "Appendix G. References", [_references(brief)]),
        Chapter("provenance", "Appendix H. Provenance", [provenance_table(brief)]),
    ]


def _treaties(brief: Brief) -> list[Block]:
    others = [p.name for p in brief.pacts if p not in brief.judged]
    blocks: list[Block] = [clauses_table(p) for p in brief.judged]
    if others:
        blocks.append(Note(f"{count(len(others))} other pacts in force or to come", [Prose(others, "list")]))
    return blocks


def _parameters(brief: Brief) -> list[Block]:
    doubtful = [r for r in brief.parameters if r.assumed]
    return [
        Prose([f"The baseline has {assumed(brief.parameters)}"]),
        Note("The assumptions", [parameters_table(doubtful)]),
        Note("All parameters with their sources", [parameters_table(brief.parameters)], long=True),
    ]


def _memory(brief: Brief) -> list[Block]:
    facts = brief.world.recalled(USED)
    used = brief.world.facts.filter(pl.col("variable").is_in(USED))
    text = (
        f"Of the {count(used.height)} figures of the world “{brief.world.name}” ({brief.world.year}) with "
        "a source of their "
        f"own that the simulation reads, {count(facts.height)} were recalled from memory and are still to "
        "be confirmed."
    )
    return [Prose([text]), *([Note("These figures", [recalled_table(facts)])] if facts.height else [])]


def _limits() -> list[str]:
    from_cards = [f"{card.title}: {card.claims_not}" for m in PIPELINE for card in m.cards if card.claims_not]
    return [*_LIMITS, *dict.fromkeys(text if text.endswith(".") else f"{text}." for text in from_cards)]


def _references(brief: Brief) -> Table:
    known = bibliography()
    keys = [*brief.provenance.get("citations", ()), *_cited(brief)]
    found = [known[k] for k in sorted(dict.fromkeys(keys)) if k in known]
    rows = [[Cell(r.key), Cell(r.text(), href=_doi(r))] for r in found]
    return Table("Works cited", [Cell("key"), Cell("reference")], rows, ids=[f"ref-{r.key}" for r in found])


def _cited(brief: Brief) -> Iterable[str]:
    """Yield every key that the page links to."""
    known = bibliography()
    yield from (k for c in brief.concerns for k in c.counted.cites)
    yield from (r.source for r in brief.parameters if r.source in known)


def _doi(reference: Reference) -> str:
    doi = reference["doi"]
    return f"https://doi.org/{doi}" if doi else ""

"""The answer and the table of concerns."""

from __future__ import annotations

from foedera.report.blocks import Block, Chapter, Prose
from foedera.report.brief import Brief
from foedera.report.chapters.picture import picture
from foedera.report.figures.difference_forest import Difference, difference_forest
from foedera.report.numbers import Span, listed
from foedera.report.sentences import answer, phrase
from foedera.report.tables import concerns_table, options_table

__all__ = ["concerns"]

_SHOWN = (
    "attacks", "wars", "deterrence_dividend", "honoured_share", "decision_median", "never_decided", "entanglement",
    "mandated_share", "output_loss", "sanction_loss", "sanctions_conceded", "deaths_p95", "deaths_over_1000",
)  # fmt: skip
"""Measures in the figure of differences: each concern once or twice."""


def concerns(brief: Brief) -> list[Chapter]:
    """Return the first two chapters."""
    first: list[Block] = [Prose(answer(brief), "answer"), options_table(brief)]
    blocks: list[Block] = [concerns_table(brief)]
    if len(brief.options) > 1:
        blocks.append(_forest(brief))
    return [Chapter("answer", "The answer", first), Chapter("concerns", "What each reform changes", blocks)]


def _forest(brief: Brief) -> Block:
    known = [c for c in brief.concerns if c.better and any(s.known for s in c.differences.values())]
    picked = [c for c in known if c.id in _SHOWN] or known
    shown = [
        Difference(c.label, "percentage points" if c.share else c.unit, c.better,
                   {n: Span(c.scale * s.value, c.scale * s.low, c.scale * s.high) for n, s in c.differences.items()})
        for c in picked
    ]  # fmt: skip
    parts = []
    for option in brief.options[1:]:
        spans = [(c, c.differences[option.id]) for c in picked if option.id in c.differences]
        clear = [
            f"{phrase(c)} ({'better' if c.better * s.value > 0 else 'worse'})" for c, s in spans if s.clear
        ]
        parts.append(f"{option.title}: {listed(clear) if clear else 'no clear difference in any concern'}")
    return picture(
        "fig-differences",
        lambda w: difference_forest(shown, titles=brief.titles, colours=brief.colours, width=w),
        alt="Paired differences to the baseline whose interval leaves out zero. " + ". ".join(parts) + ".",
        caption="Difference to the baseline with its 95 % interval, each concern in its own unit. A hollow "
        "mark: the "
        "interval includes zero. The tinted side is the better one for the states in focus.",
    )

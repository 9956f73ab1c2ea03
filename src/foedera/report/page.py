"""The page: one HTML file that needs nothing else, written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from foedera.report.blocks import Chapter
from foedera.report.brief import Brief
from foedera.report.chapters.appendix import appendix
from foedera.report.chapters.decisions import decisions
from foedera.report.chapters.effects import effects, uncertainty
from foedera.report.chapters.front import concerns
from foedera.report.chapters.promises import pacts
from foedera.report.chapters.responses import responses, story
from foedera.report.chapters.threats import threats
from foedera.report.gather import brief_of
from foedera.report.html import Head, to_html, write_html

if TYPE_CHECKING:
    from foedera.study.results import Run

__all__ = ["chapters_of", "render", "write_report"]


def write_report(run: Run, path: str | Path) -> Path:
    """Write the report of a finished run.

    Parameters
    ----------
    run : a finished run
    path : the HTML file to write; replaced if it exists

    Returns
    -------
    the path

    Raises
    ------
    StoreError : the file cannot be written; nothing is left behind, and an older report stays as it was
    """
    from foedera.study.tables import burden_table, reliability_table

    brief = brief_of(run)
    html = render(brief, chapters_of(brief, reliability_table(run, by=("member",)), burden_table(run)))
    return write_html(html, Path(path))


def chapters_of(brief: Brief, reliability: pl.DataFrame, burden: pl.DataFrame) -> list[Chapter]:
    """Return the chapters in the order of a crisis's life.

    Parameters
    ----------
    brief : what the page says
    reliability, burden : tables of floor 7 by member
    """
    life = [
        threats(brief),
        pacts(brief),
        decisions(brief, reliability),
        responses(brief),
        effects(brief),
        story(brief),
    ]
    return [
        *concerns(brief),
        *(c for c in life if c is not None),
        uncertainty(brief),
        *appendix(brief, burden),
    ]


def render(brief: Brief, chapters: list[Chapter]) -> str:
    """Return the page as HTML; every text is escaped, figures alone are markup."""
    version, seed = (
        brief.provenance.get(key, other) for key, other in (("foedera", ""), ("seed", "unknown"))
    )
    head = Head("Foedera study", brief.title, brief.question, str(version), f"seed {seed}")
    return to_html(head, chapters)

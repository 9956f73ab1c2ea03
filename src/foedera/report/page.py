"""The page: one HTML file that needs nothing else, written whole or not at all."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from foedera.core.errors import StoreError
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
    return _write(html, Path(path))


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
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    folder = files("foedera.report").joinpath("templates")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(folder.joinpath("report.html.j2").read_text(encoding="utf-8"))
    css = Markup(folder.joinpath("report.css").read_text(encoding="utf-8"))
    return template.render(brief=brief, chapters=chapters, css=css, markup=Markup)


def _write(html: str, path: Path) -> Path:
    partial = path.with_name(path.name + ".partial")
    try:
        with open(partial, "w", encoding="utf-8") as file:
            file.write(html)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        if partial.is_file():
            partial.unlink(missing_ok=True)
        raise StoreError(
            f"the report could not be written: {error.strerror or error}", where=str(path),
            fix="choose another --out, or free some space",
        ) from error  # fmt: skip
    return path

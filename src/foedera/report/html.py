"""Chapters as one HTML file that needs nothing else, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from foedera.core.errors import StoreError
from foedera.report.blocks import Chapter

__all__ = ["Head", "to_html", "write_html"]


@dataclass(frozen=True)
class Head:
    """What stands above and below the chapters.

    Parameters
    ----------
    kicker : kind of page, over the title
    title : what it is about
    question : one sentence under the title
    version : of the package that made it
    made_with : what is needed to make it again, e.g. the seed
    """

    kicker: str
    title: str
    question: str
    version: str
    made_with: str


def to_html(head: Head, chapters: Sequence[Chapter]) -> str:
    """Return the page; every text is escaped, figures alone are markup."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    folder = files("foedera.report").joinpath("templates")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(folder.joinpath("report.html.j2").read_text(encoding="utf-8"))
    css = Markup(folder.joinpath("report.css").read_text(encoding="utf-8"))
    return template.render(head=head, chapters=chapters, css=css, markup=Markup)


def write_html(html: str, path: Path) -> Path:
    """Write the page and return its path; a :class:`StoreError` leaves an older page as it was."""
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

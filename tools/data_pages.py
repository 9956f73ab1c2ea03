"""Write docs/reference/data-sets.md from the catalogue: python tools/data_pages.py."""

from __future__ import annotations

import re
from pathlib import Path

from foedera.core.references import cite
from foedera.data.catalogue import catalogue
from foedera.data.source import Edition, Resource, Source
from foedera.data.tables import Column, Table

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "data-sets.md"

INTRODUCTION = """\
# Data sets

The {sources} data sets that Foedera reads, with {tables} tables and {columns} columns that are not keys. None is in the
package: [Get the data](../howto/get-data.md) says how to have them. `foedera data list ID` prints the same for one set,
with where its files come from and whether they are at hand. This page is generated from the catalogue.

*Tried on* says what the parser of an edition has read: the owner's file; a repackaged copy of it, of which somebody
changed the format; or the codebook only, which means that the real file may still surprise it. *Years* are the
coverage: outside it a cell is null, inside it the absence of an *event* is 0
([Coverage](../explanation/coverage.md)). Unit 1 is a pure number, mostly 0 or 1; unit code a number or a word that
stands for something.

The data set is yours to cite and its terms are its owner's. `foedera cite ID` prints the papers.
"""


def page() -> str:
    """Return the page."""
    known = list(catalogue().values())
    tables = [t for s in known for t in s.tables]
    counts = {
        "sources": len(known),
        "tables": len(tables),
        "columns": f"{sum(len(t.values) for t in tables):,}",
    }
    head = ["| id | title | years | licence |", "|---|---|---|---|"]
    rows = [
        f"| [`{s.id}`](#{_anchor(s)}) | {_cell(s.title)} | {_years(s)} | {_cell(s.licence)} |" for s in known
    ]
    return "\n".join([INTRODUCTION.format(**counts), *head, *rows, "", *map(_section, known)])


def _anchor(source: Source) -> str:
    return source.id.replace(".", "")


def _years(source: Source) -> str:
    return f"{min(e.covers[0] for e in source.editions)}-{max(e.covers[1] for e in source.editions)}"


def _section(source: Source) -> str:
    """Return all that is known of one data set."""
    lines = [f"## {source.id}", "", f"**{_cell(source.title)}.** [Page of the data set]({source.home}). "
             f"Licence: {_cell(source.licence)}.", ""]  # fmt: skip
    if source.note:
        lines += [f"Note: {_cell(source.note)}.", ""]
    lines += [f"- {_cell(r.text())} `{r.key}`" for r in cite(source.cites)]
    lines += ["", "| edition | version | years | tried on | from | note |", "|---|---|---|---|---|---|"]
    lines += [_edition(e) for e in source.editions]
    for table in source.tables:
        lines += ["", *_table(source, table)]
    return "\n".join([*lines, ""])


def _edition(edition: Edition) -> str:
    ways = ", ".join(dict.fromkeys(map(_way, edition.files)))
    cells = (f"`{edition.name}`", edition.version, f"{edition.covers[0]}-{edition.covers[1]}", edition.tried, ways,
             _cell(edition.note))  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _way(resource: Resource) -> str:
    return f"[pulled]({resource.url})" if resource.url else "by hand"


def _table(source: Source, table: Table) -> list[str]:
    lacking = [f"`{e.name}`" for e in source.editions if e.tables and table.name not in e.tables]
    without = f"; not in {', '.join(lacking)}" if lacking else ""
    key = ", ".join(f"`{k}`" for k in table.keys) or "no key"
    head = f"Table `{table.name}` ({table.unit}), one row per {key}{without}:"
    rows = [_column(source, c) for c in table.columns]
    return [head, "", "| column | unit | kind | years | meaning |", "|---|---|---|---|---|", *rows]


def _column(source: Source, column: Column) -> str:
    """Return a column as a row; years where they differ from those of its edition."""
    own = {
        e.name: e.years(column)
        for e in source.editions
        if column.name not in e.without and e.years(column) != e.covers
    }
    years = "; ".join(f"{a}-{b} (`{name}`)" for name, (a, b) in own.items()) if column.kind != "key" else ""
    absent = [f"`{e.name}`" for e in source.editions if column.name in e.without]
    years = "; ".join(filter(None, (years, f"not in {', '.join(absent)}" if absent else "")))
    labels = "; ".join(f"{code} {label}" for code, label in column.labels.items())
    meaning = _cell(f"{column.meaning}{f' ({labels})' if labels else ''}")
    return f"| `{column.name}` | {_cell(column.unit)} | {column.kind} | {years} | {meaning} |"


def _cell(text: str) -> str:
    """Return a text as one line that Markdown leaves as it is."""
    return re.sub(r"\s+", " ", re.sub(r"([|<>*_\[\]])", r"\\\1", text)).rstrip(".")


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()

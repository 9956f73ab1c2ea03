"""The catalogue of data sets in words: one line each, or everything of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedera.cli.printing import put, put_json, put_table, put_wrapped
from foedera.core.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from foedera.data.source import Edition, Resource, Source
    from foedera.data.tables import Column

__all__ = ["put_list"]


def put_list(words: list[str], *, json: bool) -> None:
    """Print the data sets that all the words fit, or everything of one if its id is given."""
    from foedera.data.catalogue import catalogue

    known = catalogue()
    if len(words) == 1 and words[0] in known:
        source = known[words[0]]
        if json:
            put_json(_detail(source))
        else:
            _put_detail(source)
        return
    fitting = [s for s in known.values() if all(word.lower() in _text(s) for word in words)]
    if not fitting:
        fix = did_you_mean(words[0], known) or "'foedera data list' names them all"
        raise InputError(f"no data set fits '{' '.join(words)}'", where="data", fix=fix)
    if json:
        put_json([_line(s) for s in fitting])
        return
    rows = [
        (d["id"], d["title"], ", ".join(d["editions"]), "{}-{}".format(*d["years"]), _at_hand(d), d["tried"])
        for d in map(_line, fitting)
    ]
    put_table(("id", "title", "editions", "years", "at hand", "parser tried on"), rows)


def _text(source: Source) -> str:
    """Return what words are looked for in."""
    columns = (f"{c.name} {c.meaning}" for t in source.tables for c in t.columns)
    return " ".join([source.id, source.title, source.note, *columns]).lower()


def _at_hand(line: dict[str, Any]) -> str:
    return f"{line['edition']} ({line['at_hand']})" if line["at_hand"] else "no"


def _line(source: Source) -> dict[str, Any]:
    """Return a data set in short, with years and trial of the edition that would be used."""
    one = next((e for e in source.editions if _place(source, e)), source.editions[0])
    return {"id": source.id, "title": source.title, "editions": [e.name for e in source.editions],
            "edition": one.name, "years": one.covers, "at_hand": _place(source, one), "tried": one.tried}  # fmt: skip


def _place(source: Source, edition: Edition) -> str | None:
    """Return 'cache', 'mirror', 'cache and mirror', or None where a file is missing."""
    from foedera.data.home import located, raw_folder

    places = located(source, edition)
    if places is None:
        return None
    own = raw_folder(source, edition)
    return " and ".join(sorted({"cache" if p.path.parent == own else "mirror" for p in places.values()}))


def _detail(source: Source) -> dict[str, Any]:
    """Return everything of a data set."""
    from foedera.core.references import cite

    return {
        "id": source.id, "title": source.title, "licence": source.licence, "home": source.home, "note": source.note,
        "cites": [{"key": r.key, "text": r.text()} for r in cite(source.cites)],
        "editions": [_edition(source, e) for e in source.editions],
        "tables": [
            {"name": t.name, "unit": t.unit, "states": t.system, "keys": t.keys,
             "columns": [_column(source, c) for c in t.columns]}
            for t in source.tables
        ],
    }  # fmt: skip


def _edition(source: Source, edition: Edition) -> dict[str, Any]:
    files = [{"file": f.name, "inside": list(f.inside), "url": f.url, "how": f.how} for f in edition.files]
    return {"name": edition.name, "version": edition.version, "years": edition.covers, "tried": edition.tried,
            "at_hand": _place(source, edition), "files": files, "note": edition.note,
            "without": list(edition.without), "tables": list(edition.tables)}  # fmt: skip


def _column(source: Source, column: Column) -> dict[str, Any]:
    years = {e.name: e.years(column) for e in source.editions if column.name not in e.without}
    return {"name": column.name, "type": column.dtype, "unit": column.unit, "kind": column.kind,
            "meaning": column.meaning, "missing": list(column.missing), "years": years,
            "labels": dict(column.labels), "owners_name": column.source_name}  # fmt: skip


def _put_detail(source: Source) -> None:
    data = _detail(source)
    put_wrapped(f"{data['title']} ({data['id']})")
    for name in ("licence", "home", "note"):
        if data[name]:
            put_wrapped(data[name], first=f"{name}: ", indent="    ")
    for reference in data["cites"]:
        put_wrapped(f"{reference['text']} [{reference['key']}]", first="cite: ", indent="    ")
    put()
    rows = [
        (e["name"], e["version"], "{}-{}".format(*e["years"]), e["at_hand"] or "no", e["tried"], e["note"])
        for e in data["editions"]
    ]
    put_table(("edition", "version", "years", "at hand", "parser tried on", "note"), rows, title="Editions")
    put()
    for edition in source.editions:
        for line in dict.fromkeys(map(_address, edition.files)):
            put_wrapped(line, first=f"{edition.name}: ", indent="    ")
    for table in source.tables:
        put()
        lacking = [e.name for e in source.editions if e.tables and table.name not in e.tables]
        without = f"; not in {', '.join(lacking)}" if lacking else ""
        title = (
            f"Table {table.name}: one row per {', '.join(table.keys) or table.unit} ({table.unit}){without}"
        )
        heads = ("column", "unit", "years", "missing codes", "meaning")
        put_table(heads, [_cells(source, c) for c in table.columns], title=title)


def _address(resource: Resource) -> str:
    if resource.url:
        return resource.url if resource.inside == () else f"{resource.name} in {resource.url}"
    return f"{resource.name}: {resource.how or 'no address'}"


def _cells(source: Source, column: Column) -> tuple[str, ...]:
    """Return a column as a row; years of the edition to prefer, with those of others where they differ."""
    years: dict[str, list[str]] = {}
    for edition in source.editions:
        if column.name not in edition.without:
            years.setdefault("{}-{}".format(*edition.years(column)), []).append(edition.name)
    if column.kind == "key" or len(years) == 1:
        span = next(iter(years), "") if column.kind != "key" else ""
    else:
        span = "; ".join(f"{when} ({', '.join(names)})" for when, names in years.items())
    labels = "; ".join(f"{code} {label}" for code, label in column.labels.items())
    meaning = f"{column.meaning}{f' ({labels})' if labels else ''}"
    return column.name, column.unit, span, " ".join(column.missing), meaning

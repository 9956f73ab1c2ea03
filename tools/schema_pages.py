"""Write docs/reference/study-file.md and pact-file.md from the JSON Schemas: python tools/schema_pages.py."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from foedera.pacts import pact_json_schema
from foedera.pacts.rule_nodes import NODES
from foedera.study import study_json_schema
from foedera.study.changes import CHANGES

FOLDER = Path(__file__).parents[1] / "docs" / "reference"

Schema = dict[str, Any]

STUDY = """\
# Study file

A study is a YAML file. `foedera new NAME` writes a commented one, `foedera check FILE` finds what is wrong in it, and
`foedera schema study` prints the JSON Schema for an editor that completes and checks while you type. Unknown fields are
refused; so are keys that are there twice. This page is generated from the schema.
"""

PACT = """\
# Pact file

A pact is a YAML file. `foedera pacts show nato --yaml` prints one of the library to start from, `foedera pacts
check FILE` finds what is wrong, and `foedera schema pact` prints the JSON Schema for an editor. Unknown fields are
refused; so are keys that are there twice. This page is generated from the schema.
"""

_STUDY_PARTS = {"FocusOf": "focus", "Deterrence": "deterrence", "Priors": "priors", "Reform": "reforms"}
_PACT_PARTS = {
    "Member": "members", "Clause": "clauses", "Trigger": "clauses, trigger", "Scope": "clauses, scope",
    "Conditions": "clauses, conditions", "Decision": "decision", "Funding": "funding", "FundingKey": "funding, key",
    "Pledge": "funding, pledge", "Mandate": "mandate", "Exit": "exit", "Verification": "verification",
}  # fmt: skip


def study_page() -> str:
    """Return the page about study files."""
    schema = study_json_schema()
    known = schema["$defs"]
    parts = [STUDY, _section("The file", schema, known)]
    parts += [_section(f"`{title}`", known[name], known) for name, title in _STUDY_PARTS.items()]
    parts.append("## `changes`\n\nEach change is a mapping with one key, which says what is done.\n")
    for key, kind in CHANGES.items():
        inner = known[kind.__name__]["properties"][key]
        about = _cell(inner.get("description", ""))
        target = _reference(inner)
        fields = _table(known[target], known) if target else f"Takes {_kind(inner, known)}.\n"
        parts.append(f"### `{key}`\n\n{about[0].upper()}{about[1:]}.\n\n{fields}")
    parts.append("Rules, scopes, conditions and pacts written out are as in a [pact file](pact-file.md).\n")
    return "\n".join(parts)


def pact_page() -> str:
    """Return the page about pact files."""
    schema = pact_json_schema()
    known = schema["$defs"]
    parts = [PACT, _section("The file", schema, known)]
    parts += [_section(f"`{title}`", known[name], known) for name, title in _PACT_PARTS.items()]
    parts.append("## Rules of decision\n\nA rule is a tree of nodes with one key each.\n")
    rows = ["| node | takes | holds if |", "|---|---|---|"]
    for key, node in NODES.items():
        inner = known[node.__name__]["properties"][key]
        target = _reference(inner)
        takes = (
            ", ".join(f"`{name}`" for name in known[target]["properties"]) if target else _kind(inner, known)
        )
        about = _cell(known[node.__name__]["description"])
        rows.append(f"| `{key}` | {takes} | {about[0].lower()}{about[1:]} |")
    parts.append("\n".join(rows) + "\n")
    for name in ("ShareOf", "Quota", "NoObjection", "Relative", "FormalAbstention", "AtLeastOf", "OptIn"):
        key = next(k for k, n in NODES.items() if _reference(known[n.__name__]["properties"][k]) == name)
        parts.append(f"### `{key}`\n\n{_table(known[name], known)}")
    return "\n".join(parts)


def _section(title: str, schema: Schema, known: Schema) -> str:
    about = " ".join(schema.get("description", "").split())
    return f"## {title}\n\n{about}\n\n{_table(schema, known)}"


def _table(schema: Schema, known: Schema) -> str:
    needed = set(schema.get("required", ()))
    rows = ["| field | takes | default | meaning |", "|---|---|---|---|"]
    for name, field in schema["properties"].items():
        default = "**required**" if name in needed else _default(field)
        rows.append(
            f"| `{name}` | {_kind(field, known)} | {default} | {_cell(field.get('description', ''))} |"
        )
    return "\n".join(rows) + "\n"


def _default(field: Schema) -> str:
    value = field.get("default")
    text = json.dumps(value).replace('"', "")
    return f"`{text}`" if value not in (None, [], {}) and len(text) < 40 else ""


def _reference(field: Schema) -> str | None:
    return str(field["$ref"]).rpartition("/")[2] if "$ref" in field else None


def _kind(field: Schema, known: Schema) -> str:
    """Return in a few words what a field takes."""
    target = _reference(field)
    if target is not None:
        return "a rule" if target in {n.__name__ for n in NODES.values()} else "a mapping"
    for several in ("anyOf", "oneOf"):
        if several in field:
            kinds = [_kind(f, known) for f in field[several] if f.get("type") != "null"]
            return " or ".join(dict.fromkeys(kinds))
    if "enum" in field:
        return ", ".join(f"`{v}`" for v in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    if field.get("type") == "array":
        inner = _kind(field["items"], known) if "items" in field else "anything"
        return f"list of: {inner}"
    return _plain(field)


def _plain(field: Schema) -> str:
    if field.get("pattern") == "^[A-Z]{3}$":
        return "ISO3 code"
    if "-(0[1-9]" in field.get("pattern", ""):
        return "year-month"
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    kind = field.get("type", "anything")
    if field.get("format") == "date":
        return "date"
    if isinstance(kind, list):
        return " or ".join(words.get(k, "a mapping") for k in kind)
    return words.get(kind, "a mapping") + _span(field)


def _span(field: Schema) -> str:
    low, high = field.get("minimum", field.get("exclusiveMinimum")), field.get("maximum")
    if low is not None and high is not None:
        return f" {low:g} to {high:g}" if high < 1000 else f" {low:,} to {high:,}"
    return f" from {low:g}" if low else ""


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("``", "`").replace("|", "\\|").rstrip(".")


PAGES = {"study-file.md": study_page, "pact-file.md": pact_page}


def main() -> None:
    """Write both pages."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
        print(FOLDER / name)


if __name__ == "__main__":
    main()

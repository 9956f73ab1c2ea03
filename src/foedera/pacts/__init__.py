"""Floor 4: treaties as code. Schema, loader, clauses, triggers, institutions, and a library of real pacts.

The names below load on first use (PEP 562), so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

_ADDRESSES = {
    "Body": "institutions",
    "Clause": "schema",
    "ClauseTable": "clause_table",
    "Event": "events",
    "Institution": "institution_schema",
    "Invocation": "events",
    "Pact": "schema",
    "body_of": "institutions",
    "compile_clauses": "clause_table",
    "historical": "loader",
    "invoked": "triggers",
    "library": "loader",
    "load_institution": "institutions",
    "load_pact": "loader",
    "not_invoked": "triggers",
    "pact_json_schema": "json_schema",
    "strongest": "conflicts",
}

__all__ = [
    "Body",
    "Clause",
    "ClauseTable",
    "Event",
    "Institution",
    "Invocation",
    "Pact",
    "body_of",
    "compile_clauses",
    "historical",
    "invoked",
    "library",
    "load_institution",
    "load_pact",
    "not_invoked",
    "pact_json_schema",
    "strongest",
]

if TYPE_CHECKING:
    from foedera.pacts.clause_table import ClauseTable, compile_clauses
    from foedera.pacts.conflicts import strongest
    from foedera.pacts.events import Event, Invocation
    from foedera.pacts.institution_schema import Institution
    from foedera.pacts.institutions import Body, body_of, load_institution
    from foedera.pacts.json_schema import pact_json_schema
    from foedera.pacts.loader import historical, library, load_pact
    from foedera.pacts.schema import Clause, Pact
    from foedera.pacts.triggers import invoked, not_invoked


def __getattr__(name: str) -> Any:
    if name in _ADDRESSES:
        from importlib import import_module

        return getattr(import_module(f"foedera.pacts.{_ADDRESSES[name]}"), name)
    raise AttributeError(f"module 'foedera.pacts' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__

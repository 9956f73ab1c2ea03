"""The JSON Schema of a pact file, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from foedera.pacts.schema import Pact

__all__ = ["pact_json_schema"]


def pact_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a pact, with a description of every field."""
    schema = Pact.model_json_schema(by_alias=True, mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://foedera.invalid/pact.schema.json",
        **schema,
    }

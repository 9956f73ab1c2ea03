"""The names of the package, loaded when used, and the JSON Schema for editors."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from foedera.pacts import pact_json_schema


def _objects(schema: Any) -> list[dict[str, Any]]:
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    own = (
        [schema]
        if isinstance(schema, dict) and schema.get("type") == "object" and "properties" in schema
        else []
    )
    return own + [found for part in inner for found in _objects(part)]


def test_the_json_schema_describes_every_field_and_refuses_others() -> None:
    schema = pact_json_schema()
    assert schema["$schema"].endswith("2020-12/schema")
    objects = _objects(schema)
    assert len(objects) > 30
    for found in objects:
        assert found["additionalProperties"] is False, found["title"]
        assert all("description" in field for field in found["properties"].values()), found["title"]
    assert {"from", "to", "state"} <= set(schema["$defs"]["Member"]["properties"])


def test_every_reference_in_the_json_schema_resolves() -> None:
    schema = pact_json_schema()
    refs = {line.split('"')[3] for line in json.dumps(schema, indent=1).splitlines() if '"$ref"' in line}
    assert refs
    assert all(ref.removeprefix("#/$defs/") in schema["$defs"] for ref in refs)


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys, foedera.pacts as p; assert 'pydantic' not in sys.modules; dir(p)"
    code += "; print(callable(p.library)); import foedera.pacts.loader"
    code += "; print(callable(p.library), callable(p.invoked))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "True"]


def test_an_unknown_name_of_the_package() -> None:
    import foedera.pacts

    with pytest.raises(AttributeError, match="no attribute 'treaty'"):
        foedera.pacts.treaty  # noqa: B018

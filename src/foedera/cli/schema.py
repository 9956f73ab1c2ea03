"""``foedera schema``: JSON Schemas, for editors that complete and check while one types."""

from __future__ import annotations

import argparse

from foedera.cli.parsing import Commands, command
from foedera.cli.printing import put_json

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "Print the JSON Schema of pact or study files, for an editor to complete and check."
    parser = command(commands, "schema", purpose, "foedera schema study", work)
    parser.add_argument("what", metavar="pact|study", choices=("pact", "study"), help="of which kind of file")


def work(args: argparse.Namespace) -> None:
    """Print the schema."""
    from foedera.pacts import pact_json_schema
    from foedera.study import study_json_schema

    put_json(pact_json_schema() if args.what == "pact" else study_json_schema())

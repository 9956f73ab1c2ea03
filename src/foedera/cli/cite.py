"""``foedera cite``: the papers behind a model, a data set, a study or a run."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from foedera.cli.parsing import Commands, add_json, command
from foedera.cli.printing import put, put_json, put_wrapped

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "Print the papers behind a model, a data set, a study or a run, or all of them."
    parser = command(commands, "cite", purpose, "foedera cite disputes --bibtex", work)
    parser.add_argument(
        "models",
        metavar="NAME",
        nargs="*",
        help="a mechanism, the id of a model's card or of a data set, a key, a shipped study or the folder of a run",
    )
    parser.add_argument("--bibtex", action="store_true", help="print BibTeX entries")
    add_json(parser)


def work(args: argparse.Namespace) -> None:
    """Print the references, each once."""
    from foedera.core.references import bibliography, cite

    found = cite(_keys(args.models) if args.models else sorted(bibliography()))
    if args.json:
        put_json([{"key": r.key, "kind": r.kind, **dict(r.fields), "text": r.text()} for r in found])
    elif args.bibtex:
        print("\n\n".join(r.bibtex() for r in found))
    else:
        for reference in found:
            put_wrapped(f"{reference.text()} [{reference.key}]", indent="    ")
    if not found:
        put("no papers: the model is the package's own")


def _keys(names: Iterable[str]) -> list[str]:
    """Return citation keys, each once, of models, data sets, studies and runs."""
    from foedera.cli.models import keys_of
    from foedera.sim.store import Store
    from foedera.study import studies
    from foedera.study.run import citations

    keys: dict[str, None] = {}
    for name in names:
        if (Path(name) / "provenance.json").is_file():
            found = Store(Path(name)).provenance()["citations"]
        elif name in studies()["study"]:
            found = citations()
        else:
            found = keys_of([name])
        keys |= dict.fromkeys(found)
    return list(keys)

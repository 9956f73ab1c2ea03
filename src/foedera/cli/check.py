"""``foedera check``: everything wrong in a study, at once, without running it."""

from __future__ import annotations

import argparse
from typing import Any

from foedera.cli.parsing import Commands, add_json, command
from foedera.cli.printing import put, put_json

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "Check a study against the pacts and the world without running it."
    parser = command(commands, "check", purpose, "foedera check baltic", work)
    parser.add_argument("study", metavar="STUDY", help="a shipped study or a YAML file")
    add_json(parser)


def work(args: argparse.Namespace) -> None:
    """Print what the study compiles to; whatever is wrong is raised, all of it."""
    from foedera.study import load_study

    study = load_study(args.study)
    whole = study.experiment()
    found: dict[str, Any] = {
        "study": study.study, "title": study.title, "question": study.question, "world": study.world,
        "start": f"{study.start:%Y-%m}", "years": study.years, "replicas": study.replicas, "seed": study.seed,
        "scenarios": [{"id": s.id, "title": s.title, "pacts": len(s.pacts)} for s in whole.scenarios],
        "focus": {n: list(getattr(whole.focus, n)) for n in ("pacts", "states", "adversaries")},
    }  # fmt: skip
    if args.json:
        put_json(found)
        return
    put(f"{study.study}: nothing wrong. {study.years} years from {found['start']}, {study.replicas:,} futures of "
        f"{len(whole.scenarios)} scenarios:")  # fmt: skip
    for scenario in whole.scenarios:
        put(f"  {scenario.id}: {scenario.title} ({len(scenario.pacts)} pacts)")

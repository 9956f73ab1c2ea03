"""``foedera show``: a run's table of concerns, or one of its futures told crisis by crisis."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from foedera.cli.parsing import Commands, add_json, command, whole
from foedera.cli.printing import put, put_json, put_wrapped
from foedera.core.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from foedera.sim.scenario import Experiment
    from foedera.study import Run

__all__ = ["add"]

_WAR, _FORCE = 5, 4


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "Show a run's table of concerns, or tell one of its futures crisis by crisis."
    parser = command(commands, "show", purpose, "foedera show runs/baltic --replica 3", work)
    parser.add_argument("run", metavar="RUN", help="a run folder")
    parser.add_argument(
        "--replica", metavar="K", type=whole("--replica", 0), help="the future to tell, from 0"
    )
    parser.add_argument("--scenario", metavar="S", help="the scenario to tell it of (default: the baseline)")
    add_json(parser)


def work(args: argparse.Namespace) -> None:
    """Print the table, or the story."""
    from foedera.cli.results import data, open_run, put_concerns

    run = open_run(args.run)
    if args.scenario is not None and args.replica is None:
        raise InputError(
            "--scenario goes with --replica", where="--scenario", fix="say which future: --replica 0"
        )
    if args.replica is None:
        put_json(data(run)) if args.json else put_concerns(run)
        return
    future = _future(run, args.replica, args.scenario)
    put_json(future) if args.json else _put_future(future)


def _future(run: Run, replica: int, scenario: str | None) -> dict[str, Any]:
    """Return one future: its crises in order, each with its sentences."""
    import polars as pl

    from foedera.report.crisis import Words, tell

    scenario = _scenario(run, replica, scenario)
    whole = run.study.experiment()
    pacts = next(s.pacts for s in whole.scenarios if s.id == scenario)
    words = Words(pacts, whole.clock.start)
    of_this = (pl.col("replica") == replica) & (pl.col("scenario").cast(pl.String) == scenario)
    events = run.events.filter(of_this).collect()
    crises = [
        {"crisis": c, "date": whole.clock.day(m), "attacker": str(a), "target": str(t), "severity": int(v),
         "focus": _on_focus(whole, str(a), str(t), int(v)), "story": tell(events, replica, c, words=words)}
        for c, m, a, t, v in events.filter(kind="onset").sort("month", "crisis")
        .select("crisis", "month", "actor", "other", "value").iter_rows()
    ]  # fmt: skip
    return {"study": run.study.study, "scenario": scenario, "title": run.scenarios[scenario], "replica": replica,
            "start": whole.clock.start, "months": whole.clock.months, "crises": crises}  # fmt: skip


def _scenario(run: Run, replica: int, scenario: str | None) -> str:
    known, futures = list(run.scenarios), run.provenance["replicas"]
    if scenario is not None and scenario not in known:
        fix = did_you_mean(scenario, known) or "one of " + ", ".join(known)
        raise InputError(f"the run has no scenario '{scenario}'", where="--scenario", fix=fix)
    if replica >= futures:
        raise InputError(
            f"there is no future {replica}", where="--replica", fix=f"they are numbered 0 to {futures - 1}"
        )
    return known[0] if scenario is None else scenario


def _on_focus(whole: Experiment, attacker: str, target: str, severity: int) -> bool:
    focus = whole.focus
    counted = attacker in focus.adversaries if focus.adversaries else attacker not in focus.states
    return severity >= _FORCE and target in focus.states and counted


def _put_future(future: dict[str, Any]) -> None:
    crises, years = future["crises"], future["months"] // 12
    wars, attacks = sum(c["severity"] == _WAR for c in crises), sum(c["focus"] for c in crises)
    put_wrapped(
        f"Future {future['replica']} of {future['study']}, {future['scenario']} ({future['title']}): "
        f"{_some(len(crises), 'crisis', 'crises')} in {_some(years, 'year', 'years')} from {future['start']:%B %Y}, "
        f"{_some(wars, 'war', 'wars')}, {_some(attacks, 'attack', 'attacks')} on the states in focus"
        f"{' (*)' if attacks else ''}."
    )
    for crisis in crises:
        put()
        first = f"{crisis['crisis']:3d}{'*' if crisis['focus'] else ' '} "
        put_wrapped(" ".join(crisis["story"]), first=first, indent=" " * len(first))


def _some(n: int, one: str, many: str) -> str:
    return f"{n or 'no'} {one if n == 1 else many}"

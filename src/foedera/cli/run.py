"""``foedera run``: simulate a study into a folder, and say what came out."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from foedera.cli.parsing import Commands, add_json, command, whole
from foedera.cli.printing import put_json, say
from foedera.core.errors import InputError

if TYPE_CHECKING:
    from foedera.cli.progress import Watch
    from foedera.study import Run, Study

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "Simulate a study: baseline and reforms on the same luck, compared with intervals."
    parser = command(commands, "run", purpose, "foedera run baltic --replicas 32", work)
    parser.add_argument("study", metavar="STUDY", help="a shipped study (foedera list) or a YAML file")
    parser.add_argument("--out", metavar="DIR", type=Path, help="run folder (default: runs/STUDY)")
    parser.add_argument(
        "--replicas",
        metavar="N",
        type=whole("--replicas", 1, 1_000_000),
        help="futures, instead of the study's number",
    )
    parser.add_argument(
        "--seed", metavar="N", type=whole("--seed", 0, 2**64 - 1), help="which luck, instead of the study's"
    )
    parser.add_argument(
        "--workers", metavar="N", type=whole("--workers", 1, 4096), help="processes (default: all cores)"
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        type=_address,
        help="run on a Dask cluster, e.g. tcp://10.0.0.1:8786",
    )
    parser.add_argument("--resume", action="store_true", help="take up a run that was interrupted")
    parser.add_argument("--no-report", dest="report", action="store_false", help="do not write report.html")
    add_json(parser)


def _address(text: str) -> str:
    if not re.fullmatch(r"[a-z]+://\S+:\d+", text):
        fix = "start one with 'dask scheduler' and give the address it prints, such as tcp://10.0.0.1:8786"
        raise InputError(f"'{text}' is not the address of a scheduler", where="--scheduler", fix=fix)
    return text


def work(args: argparse.Namespace) -> None:
    """Run, print the table of concerns, write the report."""
    from foedera.cli.progress import Watch, progress
    from foedera.cli.results import data, put_concerns
    from foedera.study import load_study, run_study

    study = load_study(args.study)
    if args.seed is not None:
        study = study.model_copy(update={"seed": args.seed})
    out, watch = args.out or Path("runs") / study.study, Watch()
    _begin(study, args, out)
    try:
        with progress(watch) as on_block:
            run = run_study(
                study, out, workers=args.workers, resume=args.resume, replicas=args.replicas, on_block=on_block,
                command=shlex.join(["foedera", *args.words]), scheduler=args.scheduler,
            )  # fmt: skip
    except KeyboardInterrupt:
        begun = (out / "provenance.json").exists()
        raise KeyboardInterrupt(*["finished blocks are kept, --resume continues"] * begun) from None
    say(_speed(run, watch))
    if not args.json:
        put_concerns(run)
    say(f"run folder: {out}")
    if args.report:
        from foedera.report.page import write_report

        say(f"report: {write_report(run, out / 'report.html')}")
    if args.json:
        put_json(data(run) | {"seconds": round(watch.seconds, 3)})


def _begin(study: Study, args: argparse.Namespace, out: Path) -> None:
    replicas = study.replicas if args.replicas is None else args.replicas
    others = "and readings of the literature " if study.priors else ""
    say(f"{study.title}: {replicas:,} futures of each scenario {others}into {out}")


def _speed(run: Run, watch: Watch) -> str:
    """Return what was simulated and how fast."""
    if not watch.done:
        return "the run was complete already"
    futures = run.provenance["replicas"] * len(run.scenarios)
    also = ""
    if run.study.priors is not None and run.priors is not None:
        under = run.study.priors.replicas * run.priors.height
        futures, also = futures + under, f", {under:,} of them for the readings of the literature"
    if watch.before:
        return f"{watch.seconds:.1f} s; {watch.before} of {watch.total} blocks were there already"
    return f"{futures:,} futures in {watch.seconds:.1f} s, {futures / watch.seconds:,.1f} a second{also}"

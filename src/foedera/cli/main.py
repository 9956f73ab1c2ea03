"""``foedera``: parse, then import and do what was asked; every error is a sentence and an exit status.

0 done, 1 the run failed, 2 the input was wrong, 130 interrupted.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from typing import TYPE_CHECKING

from foedera import __version__
from foedera.cli.printing import say
from foedera.core.errors import FoederaError, InputErrors

if TYPE_CHECKING:
    import argparse

    from foedera.cli.parsing import Parser

__all__ = ["build_parser", "main"]

_LOCATED = re.compile(r":\d+(:\d+)?$")
_FAILURES = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOMEM)


def build_parser() -> Parser:
    """Return the parser of every command; building it imports nothing but argparse."""
    from foedera.cli import (
        burden,
        check,
        cite,
        compare,
        data,
        design,
        explain,
        institution,
        listing,
        new,
        pacts,
        panel,
        power,
        run,
        sanction,
        schema,
        show,
        speed,
        vote,
        world,
    )
    from foedera.cli.parsing import Parser, subcommands

    parser = Parser(
        prog="foedera",
        purpose="Find out what a treaty does: write it as data, simulate it, and compare reforms with intervals.",
        example="foedera list\nfoedera run baltic --replicas 32",
    )
    parser.add_argument("--version", action="version", version=f"foedera {__version__}")
    commands = subcommands(parser)
    for module in (
        listing, new, check, run, show, compare, explain, cite, data, panel, world, pacts, institution, power,
        vote, speed, design, burden, sanction, schema,
    ):  # fmt: skip
        module.add(commands)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run a command line and return the exit status.

    Parameters
    ----------
    argv : what stands after ``foedera``; None takes it from the system
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    words = sys.argv[1:] if argv is None else argv
    try:
        status = _work(words)
        sys.stdout.flush()
    except FoederaError as error:
        say(_told(error))
        return error.exit_code
    except KeyboardInterrupt as interrupt:
        say("; ".join(["foedera: interrupted", *map(str, interrupt.args)]))
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody is left to flush to
        return 141
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        say(f"foedera: {place}{error.strerror or error}")
        return 1 if error.errno in _FAILURES else 2
    return status


def _work(words: list[str]) -> int:
    from foedera.cli.parsing import parse

    args: argparse.Namespace = parse(build_parser(), words)
    if args.work is None:
        say(args.parser.format_help().rstrip())
        return 2
    args.words = words
    return args.work(args) or 0


def _told(error: FoederaError) -> str:
    """Return an error as lines; what has a line in a file begins with it, as editors like it."""
    problems = error.problems if isinstance(error, InputErrors) else [error]
    return "\n".join(str(p) if _LOCATED.search(p.where or "") else _named(str(p)) for p in problems)


def _named(text: str) -> str:
    return text if text.startswith("foedera") else f"foedera: {text}"

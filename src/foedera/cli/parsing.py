"""Parsers whose help says the purpose, then an example that runs, and whose complaints are InputErrors."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Callable
from datetime import date
from typing import Any, NoReturn

from foedera.core.errors import InputError, did_you_mean

__all__ = ["Commands", "Parser", "add_json", "command", "day", "group", "parse", "subcommands", "whole"]

Commands = Any
"""What ``add_subparsers`` returns; argparse does not name its type."""

Work = Callable[[argparse.Namespace], int | None]


class Parser(argparse.ArgumentParser):
    """An argument parser in the manner of this package.

    Parameters
    ----------
    purpose : one sentence
    example : a command that runs as it stands, or several lines of them
    """

    def __init__(self, *, purpose: str = "", example: str = "", **kwargs: Any) -> None:
        super().__init__(allow_abbrev=False, **kwargs)
        self.purpose, self.example = purpose, example

    def format_help(self) -> str:
        """Return purpose, example, usage and options, in this order."""
        lines = "\n".join(f"  {line}" for line in self.example.splitlines())
        return f"{textwrap.fill(self.purpose, 79)}\n\n{lines}\n\n{super().format_help()}"

    def error(self, message: str) -> NoReturn:
        """Raise what argparse has to say as an :class:`InputError`."""
        what = message[:1].lower() + message[1:]
        raise InputError(what, where=self.prog, fix=f"see {self.prog} --help")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse a word that is not among the choices, naming the nearest."""
        if action.choices is None or value in action.choices:
            return
        known = [str(c) for c in action.choices]
        of_parser = isinstance(action, argparse._SubParsersAction)
        what = f"there is no command '{value}'" if of_parser else f"'{value}' is not a choice"
        where = self.prog if of_parser else f"{self.prog} {'/'.join(action.option_strings) or action.dest}"
        raise InputError(
            what, where=where, fix=did_you_mean(str(value), known) or "one of " + ", ".join(known)
        )

    def options(self) -> list[str]:
        """Return every option the parser knows."""
        return [option for action in self._actions for option in action.option_strings]


def command(commands: Commands, name: str, purpose: str, example: str, work: Work) -> Parser:
    """Add a command and return its parser, to be given its arguments.

    Parameters
    ----------
    commands :
        where it belongs
    name, purpose, example :
        what to call it, one sentence on what it is for, a command line that runs
    work :
        called with the parsed arguments; returns the exit status, None for 0
    """
    parser: Parser = commands.add_parser(name, purpose=purpose, example=example, help=_as_help(purpose))
    parser.set_defaults(work=work, parser=parser)
    return parser


def group(commands: Commands, name: str, purpose: str, example: str) -> Commands:
    """Add a command that has commands of its own, and return where these are added."""
    return subcommands(commands.add_parser(name, purpose=purpose, example=example, help=_as_help(purpose)))


def subcommands(parser: Parser) -> Commands:
    """Make a parser one that has commands, and return where they are added."""
    parser.set_defaults(work=None, parser=parser)
    return parser.add_subparsers(metavar="COMMAND", title="commands", parser_class=Parser)


def _as_help(purpose: str) -> str:
    return purpose[0].lower() + purpose[1:].rstrip(".")


def add_json(parser: Parser) -> None:
    """Add the option that makes a command print for machines."""
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")


def parse(parser: Parser, argv: list[str]) -> argparse.Namespace:
    """Return the parsed arguments; an unknown option raises :class:`InputError` naming the nearest."""
    args, extra = parser.parse_known_args(argv)
    if extra:
        last: Parser = args.parser
        word = next((e for e in extra if e.startswith("-")), extra[0])
        name = word.split("=")[0]
        kind = "option" if name.startswith("-") else "argument"
        hint = did_you_mean(name, last.options()) if kind == "option" else None
        raise InputError(f"unknown {kind} '{name}'", where=last.prog, fix=hint or f"see {last.prog} --help")
    return args


def whole(name: str, low: int, high: int | None = None) -> Callable[[str], int]:
    """Return a reader of whole numbers from ``low`` to ``high``, for an option called ``name``."""
    span = f"from {low:,} to {high:,}" if high is not None else f"of at least {low:,}"

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = low - 1
        if number < low or (high is not None and number > high):
            raise InputError(f"'{text}' is no good", where=name, fix=f"give a whole number {span}")
        return number

    return read


def day(text: str) -> date:
    """Return a day written as year-month-day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        fix = "write year-month-day, such as 2025-01-01"
        raise InputError(f"'{text}' is not a day", where="--day", fix=fix) from None

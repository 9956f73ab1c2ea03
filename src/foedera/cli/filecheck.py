"""Checks of several files at once: what is right about each, or everything that is wrong in all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from foedera.cli.printing import put, put_json
from foedera.core.errors import InputError, InputErrors

__all__ = ["check_files"]


def check_files(files: Sequence[str], checked: Callable[[str], str], *, as_json: bool) -> None:
    """Print what is right and raise what is wrong.

    Parameters
    ----------
    files : their names
    checked : returns what a file holds, or raises what is wrong with it
    as_json : whether to print JSON

    Raises
    ------
    InputErrors : the problems of all files
    """
    found: list[dict[str, Any]] = []
    wrong: list[InputError] = []
    for file in files:
        problems: list[InputError] = []
        try:
            text = checked(file)
        except InputErrors as errors:
            problems = errors.problems
        except InputError as error:
            problems = [error]
        else:
            if not as_json:
                put(f"{file}: {text}; nothing wrong")
        found.append(
            {"file": file, "problems": [{"where": p.where, "what": p.what, "fix": p.fix} for p in problems]}
        )
        wrong += problems
    if as_json:
        put_json(found)
    if wrong:
        raise InputErrors(wrong)

"""What a verb was asked for: its options, its text, and the values of an expression in each row."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from foedera.core.errors import InputError, did_you_mean

__all__ = ["check_options", "choice", "evaluated", "written"]


def choice(value: str, known: tuple[str, ...], where: str) -> None:
    """Raise :class:`InputError` for a value that is none of those known."""
    if value not in known:
        fix = did_you_mean(str(value), known) or "one of " + ", ".join(known)
        raise InputError(f"{value!r} is no good", where=where, fix=fix)


def check_options(
    function: Callable[..., Any], options: Mapping[str, Any], where: str, also: tuple[str, ...] = ()
) -> None:
    """Raise :class:`InputError` for an option that a measure does not have.

    Parameters
    ----------
    function : the measure; its options are its parameters but for ``work`` and ``source``
    options : what was given
    where : the verb, for the message
    also : options that every measure has
    """
    taken = inspect.signature(function).parameters
    known = [*(n for n in taken if n not in ("work", "source")), *also]
    for name in options:
        if name not in known:
            fix = did_you_mean(name, known) or ("it has " + ", ".join(known) if known else "it has none")
            raise InputError(f"there is no option '{name}'", where=where, fix=fix)


def written(verb: str, first: str, options: Mapping[str, Any]) -> str:
    """Return a verb as it is written in Python."""
    return f"{verb}({', '.join([repr(first), *(f'{n}={v!r}' for n, v in options.items())])})"


def evaluated(data: pl.DataFrame, expression: pl.Expr, where: str) -> pl.Series:
    """Return an expression's value in each row; one that is of no column is the same in all.

    Raises
    ------
    InputError
        where it cannot be computed, or gives no value for each row
    """
    try:
        values = data.select(v=expression)["v"]
    except pl.exceptions.PolarsError as error:
        raise InputError(str(error).splitlines()[0], where=where, fix="mend the expression") from error
    if len(values) == data.height:
        return values
    if expression.meta.root_names() or len(values) != 1:
        fix = "say of which rows, as in pl.col('cinc').sum().over('year')"
        raise InputError(f"{len(values)} values for {data.height:,} rows", where=where, fix=fix)
    return values.new_from_index(0, data.height)

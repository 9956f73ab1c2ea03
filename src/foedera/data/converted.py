"""The answer of a conversion of state codes, and how it says what has no answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from foedera.core.errors import InputError
from foedera.data.links import label

__all__ = ["Converted"]


@dataclass(frozen=True)
class Converted:
    """The answer of :func:`convert`.

    Parameters
    ----------
    values : as long as what was asked, in its order; null where there is no answer. A Polars Series where one was
        given, else a list
    unmatched : what has no answer: value, year, count (rows), why ('unknown code', 'not a member in that year',
        'ambiguous') and detail (the years in which it would have an answer, or the answers)
    of, to : kinds of codes
    """

    values: Any
    unmatched: pl.DataFrame
    of: str
    to: str

    def report(self) -> str:
        """Return one sentence for each value without answer; empty where everything has one."""
        return "\n".join(str(problem) for problem in self.problems())

    def problems(self) -> list[InputError]:
        """Return an error for each value without answer, its years together."""
        found = []
        for (value, why, detail), rows in self.unmatched.group_by(
            "value", "why", "detail", maintain_order=True
        ):
            count = int(rows["count"].sum())
            when = _years(rows["year"].drop_nulls().to_list())
            where = f"{label(self.of)} '{value}'" + (f" in {when}" if when else "")
            rest = f", {count} rows" if count > 1 else ""
            found.append(InputError(f"{why}{rest}", where=where, fix=_fix(str(why), str(detail))))
        return found


def _fix(why: str, detail: str) -> str | None:
    if why == "ambiguous":
        return f"give the year or the day: {detail}"
    if why == "unknown code":
        return detail or None
    return f"a member {detail}" if detail else "never a member"


def _years(years: Sequence[int]) -> str:
    """Return years as '1950-1954, 1960'."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)

"""Tables out of files: CSV or Parquet in, typed columns and every cell that does not fit out.

A table keeps where each row came from, so that a complaint can say file and line.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl

from foedera.core.errors import InputError, did_you_mean
from foedera.world.schema import Column, dtype_of, named

__all__ = ["Table", "read_table", "table_of", "typed"]

_BOOLS = {"true": True, "false": False, "1": True, "0": False}


@dataclass
class Table:
    """Raw cells of one table.

    Parameters
    ----------
    place : file name or other name used in messages
    header : column names
    rows : cells of each row; strings from CSV, typed values from Parquet; None where empty
    lines : line (CSV) or row number (others) of each row
    """

    place: str
    header: list[str]
    rows: list[list[Any]]
    lines: list[int]
    problems: list[InputError] = field(default_factory=list)

    def where(self, row: int, column: str | None = None) -> str:
        """Return 'file:line' or 'file:line:column' of a cell."""
        tail = f":{column}" if column else ""
        return f"{self.place}:{self.lines[row]}{tail}"

    def cells(self, column: str) -> list[Any]:
        """Return the cells of one column."""
        at = self.header.index(column)
        return [row[at] for row in self.rows]


def read_table(path: Path) -> Table:
    """Read a .csv or .parquet file; what is wrong with its shape stands in ``problems``."""
    if not path.is_file():
        near = (
            did_you_mean(path.name, [p.name for p in path.parent.glob("*")]) if path.parent.is_dir() else None
        )
        problem = InputError(
            "the file is missing", where=str(path), fix=near or "write the file or mend the path"
        )
        return Table(str(path), [], [], [], [problem])
    return _read_parquet(path) if path.suffix == ".parquet" else _read_csv(path)


def _read_csv(path: Path) -> Table:
    try:
        reader = csv.reader(StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True)
        lines = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        problem = InputError(
            f"not a readable CSV file: {error}", where=str(path), fix="save it as CSV in UTF-8"
        )
        return Table(str(path), [], [], [], [problem])
    if not lines or not any(lines[0][1]):
        problem = InputError("the file is empty", where=str(path), fix="it was cut off; write it again")
        return Table(str(path), [], [], [], [problem])
    table = Table(str(path), [name.strip() for name in lines[0][1]], [], [])
    for number, row in lines[1:]:
        if row and len(row) != len(table.header):
            table.problems.append(_wrong_length(path, number, len(row), len(table.header)))
        elif row:
            table.rows.append([cell.strip() or None for cell in row])
            table.lines.append(number)
    return table


def _wrong_length(path: Path, line: int, found: int, wanted: int) -> InputError:
    fix = (
        "the file was cut off here; write it again" if found < wanted else "put a cell with a comma in quotes"
    )
    return InputError(f"{found} cells where the header has {wanted}", where=f"{path}:{line}", fix=fix)


def _read_parquet(path: Path) -> Table:
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        problem = InputError(
            f"not a readable Parquet file: {error}", where=str(path), fix="write the file again"
        )
        return Table(str(path), [], [], [], [problem])
    return table_of(frame, str(path))


def table_of(frame: pl.DataFrame, place: str) -> Table:
    """Return a data frame as a table, rows numbered from 1."""
    rows = [list(row) for row in frame.rows()]
    return Table(place, list(frame.columns), rows, list(range(1, len(rows) + 1)))


def typed(table: Table, declared: Sequence[Column]) -> tuple[pl.DataFrame, list[InputError]]:
    """Return the table with typed columns, declared ones first, and every problem in file order.

    A cell that does not fit becomes null, so that later checks can go on.
    """
    problems = list(table.problems)
    if not table.header:
        return pl.DataFrame(), problems
    problems += _header_problems(table, declared)
    known = named(declared)
    columns: dict[str, pl.Series] = {}
    order = [c.name for c in declared if c.name in table.header]
    for name in order + [n for n in dict.fromkeys(table.header) if n not in known]:
        column = known.get(name) or _guess(name, table.cells(name))
        values, wrong = _convert(table, column)
        problems += wrong
        columns[name] = pl.Series(name, values, dtype=dtype_of(column.kind))
    return pl.DataFrame(columns), problems


def _header_problems(table: Table, declared: Sequence[Column]) -> list[InputError]:
    first = f"{table.place}:1" if table.place.endswith(".csv") else table.place
    strangers = [name for name in table.header if name not in named(declared)]
    problems = []
    for column in declared:
        if column.required and column.name not in table.header:
            near = did_you_mean(column.name, strangers)
            hint = (
                f"rename column {near.split(chr(39))[1]!r}" if near else f"{column.meaning} [{column.unit}]"
            )
            problems.append(InputError(f"column '{column.name}' is missing", where=first, fix=hint))
    for name in dict.fromkeys(n for n in table.header if table.header.count(n) > 1):
        problems.append(
            InputError(f"column '{name}' stands there twice", where=first, fix="drop one of them")
        )
    return problems


def _guess(name: str, cells: list[Any]) -> Column:
    """Return a column for an undeclared name: bool, float or text by its cells."""
    filled = [cell for cell in cells if cell is not None]
    if filled and all(str(cell).lower() in ("true", "false") for cell in filled):
        return Column(name, "bool", "", "")
    try:
        [float(cell) for cell in filled]
    except (TypeError, ValueError):
        return Column(name, "text", "", "", default="")
    return Column(name, "float", "", "") if filled else Column(name, "text", "", "", default="")


def _convert(table: Table, column: Column) -> tuple[list[Any], list[InputError]]:
    values: list[Any] = []
    problems: list[InputError] = []
    for row, cell in enumerate(table.cells(column.name)):
        try:
            values.append(_cell(cell, column))
        except ValueError as error:
            values.append(None)
            problems.append(InputError(str(error), where=table.where(row, column.name), fix=_remedy(column)))
    return values, problems


def _remedy(column: Column) -> str:
    if column.options:
        return "use one of " + ", ".join(column.options)
    kinds = {
        "float": "a number",
        "int": "a whole number",
        "bool": "true or false",
        "date": "a date YYYY-MM-DD",
    }
    spans = {
        (True, True): " from {0.low:g} to {0.high:g}",
        (True, False): " of at least {0.low:g}",
        (False, True): " of at most {0.high:g}",
    }
    span = spans.get((column.low is not None, column.high is not None), "").format(column)
    unit = f" [{column.unit}]" if column.kind in ("float", "int") and column.unit else ""
    leave = "" if column.required else ", or leave the cell empty"
    return f"give {kinds.get(column.kind, 'text')}{span}{unit}{leave}"


def _cell(cell: Any, column: Column) -> Any:
    """Return one cell as its column wants it; raises ValueError saying what is wrong."""
    if cell is None or cell == "":
        if column.required and column.default is None:
            raise ValueError("the cell is empty")
        return column.default
    if column.kind == "text":
        if column.options and str(cell) not in (*column.options, column.default):
            raise ValueError(f"'{cell}' is none of {', '.join(column.options)}")
        return str(cell)
    if column.kind == "bool":
        return _bool(cell)
    if column.kind == "date":
        return _date(cell)
    return _number(cell, column)


def _bool(cell: Any) -> bool:
    word = str(cell).lower()
    if word not in _BOOLS:
        raise ValueError(f"'{cell}' is neither true nor false")
    return _BOOLS[word]


def _date(cell: Any) -> date:
    try:
        return cell if isinstance(cell, date) else date.fromisoformat(str(cell))
    except ValueError:
        raise ValueError(f"'{cell}' is not a date") from None


def _number(cell: Any, column: Column) -> float | int:
    try:
        value = float(cell)
    except (TypeError, ValueError):
        raise ValueError(f"'{cell}' is not a number") from None
    if not math.isfinite(value):
        raise ValueError(f"'{cell}' is not a finite number")
    if column.low is not None and value < column.low:
        raise ValueError(f"{cell} is negative" if column.low == 0 else f"{cell} is below {column.low:g}")
    if column.high is not None and value > column.high:
        raise ValueError(f"{cell} is above {column.high:g}")
    if column.kind == "int":
        if value != int(value):
            raise ValueError(f"{cell} is not a whole number")
        return int(value)
    return value

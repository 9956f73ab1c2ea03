"""The owner's files as a parser sees them: every cell text, with the file and the row told when one is wrong."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from foedera.core.errors import InputError, InputErrors, did_you_mean
from foedera.data.archives import member
from foedera.data.rda import objects_of_rda, table_bytes
from foedera.data.tables import Column, Table, polars_type

__all__ = ["Located", "Raw", "is_web_page", "shape"]


def is_web_page(head: bytes) -> bool:
    """Return whether a file that begins with these bytes (a few hundred are enough) is a web page."""
    start = head[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return start.startswith(b"<") and (b"<!doctype html" in start or b"<html" in start)


@dataclass(frozen=True)
class Located:
    """Where a file lies: a path, or a path and the members to open one in the other."""

    path: Path
    chain: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "!".join([str(self.path), *self.chain])

    def read(self) -> bytes:
        """Return its bytes; those of a table in an R data file are of the kind that is asked for."""
        if self.path.suffix == ".rda":
            return table_bytes(self.path, self.chain[-1])
        return member(self.path, self.chain) if self.chain else self.path.read_bytes()


class Raw:
    """The files of one edition, by the owner's names.

    Parameters
    ----------
    files : where each lies
    """

    def __init__(self, files: Mapping[str, Located]) -> None:
        self.files = dict(files)

    def where(self, name: str) -> str:
        """Return where a file lies, for messages."""
        return str(self.files[name])

    def has(self, name: str) -> bool:
        """Return whether a file is at hand (an optional one may not be)."""
        return name in self.files

    def bytes(self, name: str) -> bytes:
        """Return the bytes of a file; an empty one and a web page raise :class:`InputError`."""
        data = self.files[name].read()
        if not data.strip():
            raise InputError("the file is empty", where=self.where(name), fix="pull it again")
        if is_web_page(data[:1024]):
            fix = "pull it again; if the page stays, the owner has moved the file"
            raise InputError("a web page came in place of the data", where=self.where(name), fix=fix)
        return data

    def text(self, name: str, encoding: str = "utf-8") -> str:
        """Return a file as text with '\\n' line ends; a wrong encoding raises :class:`InputError`."""
        data = self.bytes(name).removeprefix(b"\xef\xbb\xbf")
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            what = f"byte {data[error.start]:#04x} in line {line} is not {encoding}"
            fix = "save it as the owner gives it out"
            raise InputError(what, where=self.where(name), fix=fix) from error
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def csv(
        self, name: str, needs: Sequence[str] = (), *, encoding: str = "utf-8", separator: str = ",",
        header: Sequence[str] | None = None, skip: int = 0,
    ) -> pl.DataFrame:  # fmt: skip
        """Return a delimited file, every cell stripped text, empty cells null.

        Parameters
        ----------
        name : the owner's name of the file
        needs : columns that must be there
        encoding : of the owner's file
        separator : between cells
        header : names of the columns where the file has no header row
        skip : lines before the header

        Raises
        ------
        InputError
            where columns are missing, rows are ragged, the file is empty, a web page or in another encoding
        """
        text = self.text(name, encoding)
        try:
            frame = pl.read_csv(
                io.StringIO(text), infer_schema=False, separator=separator, has_header=header is None,
                new_columns=list(header) if header else None, skip_lines=skip,
            )  # fmt: skip
            frame = frame.rename({c: c.strip() for c in frame.columns})
        except (pl.exceptions.PolarsError, ValueError) as error:
            first = str(error).splitlines()[0]
            fix = "save it as the owner gives it out"
            raise InputError(f"not a readable table: {first}", where=self.where(name), fix=fix) from error
        _refuse_short_rows(text, frame, separator, skip, header is None, self.where(name))
        check_columns(frame.columns, needs, self.where(name))
        cells = pl.col(pl.String).str.strip_chars()
        frame = frame.with_columns(pl.when(cells != "").then(cells))
        return frame.filter(~pl.all_horizontal(pl.all().is_null()))  # an empty line is no row

    def excel(
        self, name: str, sheet: str | int, needs: Sequence[str] = (), *, header_row: int = 0
    ) -> pl.DataFrame:
        """Return a sheet of a workbook (.xls, .xlsx), every cell text, empty cells null.

        Parameters
        ----------
        name : the owner's name of the file
        sheet : name of the sheet, or its number from 0
        needs : columns that must be there
        header_row : row of the header, from 0
        """
        import fastexcel

        where = self.where(name)
        try:
            book = fastexcel.read_excel(self.bytes(name))
            if isinstance(sheet, str) and sheet not in book.sheet_names:
                fix = did_you_mean(sheet, book.sheet_names) or "it has " + ", ".join(book.sheet_names)
                raise InputError(f"there is no sheet '{sheet}'", where=where, fix=fix)
            loaded = book.load_sheet(sheet, header_row=header_row, dtypes="string")
            frame = loaded.to_polars()
        except fastexcel.FastExcelError as error:
            first = str(error).splitlines()[0]
            raise InputError(f"not a readable workbook: {first}", where=where, fix="pull it again") from error
        frame = frame.rename({c: c.strip() for c in frame.columns})
        check_columns(frame.columns, needs, where)
        cells = pl.col(pl.String).str.strip_chars()
        return frame.with_columns(pl.when(cells != "").then(cells))

    def stata(self, name: str, needs: Sequence[str] = ()) -> pl.DataFrame:
        """Return a Stata file with its own types, codes not turned into labels, missing values null."""
        import pandas as pd

        where = self.where(name)
        try:
            frame = pd.read_stata(io.BytesIO(self.bytes(name)), convert_categoricals=False)
        except (ValueError, OSError, KeyError) as error:
            raise InputError(
                f"not a readable Stata file: {error}", where=where, fix="pull it again"
            ) from error
        check_columns([str(c) for c in frame.columns], needs, where)
        return pl.DataFrame(
            {
                str(c): pl.Series(str(c), frame[c].to_numpy(), strict=False, nan_to_null=True)
                for c in frame.columns
            }
        )

    def r_objects(self, name: str) -> dict[str, Any]:
        """Return what an R data file holds, by name."""
        return objects_of_rda(self.bytes(name), self.where(name))

    def parquet(self, name: str, needs: Sequence[str] = ()) -> pl.DataFrame:
        """Return a Parquet file with its own types."""
        where = self.where(name)
        try:
            frame = pl.read_parquet(io.BytesIO(self.bytes(name)))
        except pl.exceptions.PolarsError as error:
            raise InputError(
                f"not a readable Parquet file: {error}", where=where, fix="get it again"
            ) from error
        check_columns(frame.columns, needs, where)
        return frame


def _refuse_short_rows(
    text: str, frame: pl.DataFrame, separator: str, skip: int, headed: bool, where: str
) -> None:
    """Raise for a line with too few cells, as a broken-off file has; told apart only where nothing is quoted."""
    between = frame.width - 1
    if '"' in text or text.count(separator) == between * (frame.height + headed):
        return
    for number, line in enumerate(text.split("\n")[skip:], skip + 1):
        if line.strip() and line.count(separator) < between:
            what = f"line {number} has {line.count(separator) + 1} cells, and there are {frame.width} columns"
            raise InputError(what, where=where, fix="pull it again: it may have broken off")


def check_columns(held: Sequence[str], needs: Sequence[str], where: str) -> None:
    """Raise :class:`InputErrors` naming every needed column that a file does not hold."""
    problems = []
    for name in needs:
        if name not in held:
            near = did_you_mean(name, held)
            fix = (
                near.replace("did you mean", "was it renamed to")
                if near
                else "it holds " + ", ".join(held[:12])
            )
            problems.append(InputError(f"column '{name}' is missing", where=where, fix=fix))
    if problems:
        raise InputErrors(problems)


def shape(frame: pl.DataFrame, table: Table, where: str, without: Sequence[str] = ()) -> pl.DataFrame:
    """Return exactly the declared columns of a table in their declared types, missing codes null.

    Parameters
    ----------
    frame : the owner's columns, text or typed
    table : what is wanted
    where : the file, for messages
    without : declared columns that this edition has not; they come back null

    Raises
    ------
    InputErrors
        for a column that is missing and for each with a cell that is not of its type, with its first row
    """
    check_columns(frame.columns, [c.source_name for c in table.columns if c.name not in without], where)
    problems: list[InputError] = []
    out = []
    for column in table.columns:
        if column.name in without:
            out.append(pl.Series(column.name, [None] * frame.height, dtype=polars_type(column.dtype)))
            continue
        series, problem = _cast(frame[column.source_name], column, where)
        out.append(series.alias(column.name))
        problems += [problem] if problem else []
    if problems:
        raise InputErrors(problems)
    return pl.DataFrame(out)


def _cast(cells: pl.Series, column: Column, where: str) -> tuple[pl.Series, InputError | None]:
    if cells.dtype == pl.String:
        cells = cells.str.strip_chars()
        cells = cells.set(cells.is_in(["", *column.missing]), None)
    if column.dtype == "text":
        return cells.cast(pl.String), None
    if column.dtype == "date":
        found = (
            cells if cells.dtype == pl.Date else cells.cast(pl.String).str.to_date("%Y-%m-%d", strict=False)
        )
        return found, _complaint(cells, found, column, where, "a day written as year-month-day")
    number = cells if cells.dtype.is_numeric() else _number(cells)
    problem = _complaint(cells, number, column, where, "a number")
    codes = [float(m) for m in column.missing if _is_number(m)]
    number = number.set(number.cast(pl.Float64).is_in(codes), None) if codes else number
    if column.dtype == "float":
        return number.cast(pl.Float64).fill_nan(None), problem
    whole = number.cast(polars_type(column.dtype), strict=False)
    exact = (whole.cast(pl.Float64) == number.cast(pl.Float64)).fill_null(number.is_null())
    uneven = whole.set(~exact, None)
    return whole, problem or _complaint(number, uneven, column, where, f"a whole number ({column.dtype})")


def _number(cells: pl.Series) -> pl.Series:
    """Return text as numbers; whole ones stay whole, so that none above 2**53 is rounded."""
    whole = cells.cast(pl.Int64, strict=False)
    return whole if whole.null_count() == cells.null_count() else cells.cast(pl.Float64, strict=False)


def _complaint(
    before: pl.Series, after: pl.Series, column: Column, where: str, wanted: str
) -> InputError | None:
    bad = (before.is_not_null() & after.is_null()).arg_true()
    if not bad.len():
        return None
    row = int(bad[0])
    what = f"column '{column.source_name}', row {row + 1}: '{before[row]}' is not {wanted}"
    more = f"; {bad.len() - 1} more" if bad.len() > 1 else ""
    return InputError(what + more, where=where, fix="use the file as its owner gives it out")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True

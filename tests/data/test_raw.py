"""The owner's files as text: what is wrong about one is told with file and row, what is right comes back equal."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import InputError, InputErrors
from foedera.data.raw import Located, Raw, is_web_page, shape
from foedera.data.tables import Column, Dtype, Table


def raw(folder: Path, data: bytes) -> Raw:
    path = folder / "made.csv"
    path.write_bytes(data)
    return Raw({"made.csv": Located(path)})


_CELLS: dict[Dtype, st.SearchStrategy[Any]] = {
    "int8": st.integers(-(2**7), 2**7 - 1), "int16": st.integers(-(2**15), 2**15 - 1),
    "int32": st.integers(-(2**31), 2**31 - 1), "int64": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(allow_nan=False, allow_infinity=False), "date": st.dates(date(1000, 1, 1)),
    "text": st.text(st.sampled_from(' \n",;') | st.characters(codec="utf-8", exclude_categories=("Cc", "Z"))),
}  # fmt: skip
_MISSING = "-9"
TABLE = Table(
    "made", "event", tuple(Column(f"a_{d}", d, "1", d, raw=f"A {d}", missing=(_MISSING,)) for d in _CELLS)
)


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _is_known(value: Any) -> bool:
    return value not in (-9, _MISSING, "")


@st.composite
def frames(draw: st.DrawFn) -> list[dict[str, Any]]:
    known = {f"a_{d}": st.none() | cells.map(_stripped).filter(_is_known) for d, cells in _CELLS.items()}
    return draw(st.lists(st.fixed_dictionaries(known), min_size=1, max_size=5))


@settings(deadline=None, max_examples=60)
@given(rows=frames(), blank=st.sampled_from(["", " ", _MISSING]), end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_cells_come_back_equal(
    rows: list[dict[str, Any]], blank: str, end: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([f" {c.source_name} " for c in TABLE.columns])
    for row in rows:
        cells = [row[c.name] for c in TABLE.columns]
        writer.writerow([blank if v is None else repr(v) if isinstance(v, float) else v for v in cells])
    folder = tmp_path_factory.getbasetemp()
    frame = raw(folder, b"\xef\xbb\xbf" + out.getvalue().replace("\n", end).encode()).csv("made.csv")
    kept = [
        r for r in rows if blank == _MISSING or any(v is not None for v in r.values())
    ]  # an empty line is no row
    assert shape(frame, TABLE, "made.csv").to_dicts() == kept
    assert dict(shape(frame, TABLE, "made.csv").schema) == TABLE.schema()


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "int64"])
def test_a_number_that_does_not_fit_is_told(dtype: Dtype, tmp_path: Path) -> None:
    table = Table("made", "event", (Column("x", dtype, "1", "x"),))
    for cell in (str(2 ** (int(dtype[3:]) - 1)), "0.5"):
        frame = raw(tmp_path, f"x\n1\n{cell}\n".encode()).csv("made.csv")
        with pytest.raises(InputErrors, match=rf"column 'x', row 2: '.*' is not a whole number \({dtype}\)"):
            shape(frame, table, "made.csv")
    frame = raw(tmp_path, b"x\n1.0\n-3\n").csv("made.csv")
    assert shape(frame, table, "made.csv")["x"].to_list() == [1, -3]


@pytest.mark.parametrize(("data", "said"), [
    (b"<!DOCTYPE html>\n<html>", "a web page came in place of the data"),
    (b'<?xml version="1.0"?>\n<!-- x -->\n<html xmlns="y">', "a web page came in place of the data"),
    (b" \n", "the file is empty"),
    (b"a,b\n1,2,3\n", "not a readable table"),
    (b'a,b\n"1,2\n3,4\n', "not a readable table"),
    (b"a,b\n1,2\n\n3\n", "line 4 has 1 cells, and there are 2 columns"),
    (b"a,b\n1,\xe9\n", "byte 0xe9 in line 2 is not utf-8"),
    (b"a,bb\n1,2\n", r"column 'b' is missing \(was it renamed to 'bb'\?\)"),
    (b"x,y\n1,2\n", r"column 'a' is missing \(it holds x, y\)"),
    (b"b, b,a\n1,2,3\n", "not a readable table"),
], ids=str)  # fmt: skip
def test_what_is_wrong_is_told(data: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said) as failure:
        raw(tmp_path, data).csv("made.csv", ["a", "b"])
    assert "made.csv: " in str(failure.value)


def test_every_missing_column_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputErrors) as failure:
        raw(tmp_path, b"x\n1\n").csv("made.csv", ["a", "b", "x"])
    assert len(failure.value.problems) == 2


def test_encodings_separators_and_headers(tmp_path: Path) -> None:
    frame = raw(tmp_path, b"note\n1;\xe9 \n\n;;\n".replace(b";;", b";")).csv(
        "made.csv", encoding="cp1252", separator=";", header=("a", "b"), skip=1
    )
    assert frame.to_dicts() == [{"a": "1", "b": "é"}]


@pytest.mark.parametrize(("head", "page"), [
    (b"\xef\xbb\xbf\r\n <HTML>", True), (b"<!-- a --><html>", True), (b"a,<html>,b", False), (b"<x>1</x>", False),
    (b"", False), (b"PK\x03\x04<html>", False),
])  # fmt: skip
def test_web_pages_are_known(head: bytes, page: bool) -> None:
    assert is_web_page(head) is page


@pytest.mark.parametrize("method", ["excel", "stata", "parquet"])
def test_what_is_no_file_of_its_kind_is_told(method: str, tmp_path: Path) -> None:
    words = ("made.csv", 0) if method == "excel" else ("made.csv",)
    with pytest.raises(InputError, match=r"made\.csv: not a readable"):
        getattr(raw(tmp_path, b"a,b\n1,2\n"), method)(*words)


@pytest.mark.parametrize("number", [2**53 + 1, -(2**63), 2**63 - 1])
def test_no_large_whole_number_is_rounded(number: int, tmp_path: Path) -> None:
    frame = raw(tmp_path, f"x\n{number}\n".encode()).csv("made.csv")
    assert shape(frame, Table("made", "event", (Column("x", "int64", "1", "x"),)), "")["x"].to_list() == [
        number
    ]

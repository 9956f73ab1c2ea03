"""A finished panel: a Polars frame with its coverage, its bibliography and its provenance."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from foedera.core.errors import InputError, StoreError
from foedera.panel.provenance import KEY, Provenance

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["ENDINGS", "PanelFrame", "known_ending", "read_parquet"]


class PanelFrame:
    """A panel that was collected.

    Parameters
    ----------
    data : the rows
    provenance : where they come from

    Notes
    -----
    ``frame.data`` is the Polars frame; columns are also had by ``frame["cinc_1"]``. Any library that reads Arrow
    takes the panel as it is (``pl.DataFrame(frame)``, ``duckdb.sql("from frame")`` after ``to_arrow``).
    """

    def __init__(self, data: pl.DataFrame, provenance: Provenance) -> None:
        self.data, self.provenance = data, provenance

    # -- looking --------------------------------------------------------------------------------------------

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return self.data.columns

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.data.shape

    def __len__(self) -> int:
        return self.data.height

    def __getitem__(self, name: str) -> pl.Series:
        return self.data[name]

    def __repr__(self) -> str:
        return f"{self.provenance.unit} panel ({self.provenance.system}), {self.data}"

    def _repr_html_(self) -> str:
        return self.data._repr_html_()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.data.__arrow_c_stream__(requested_schema)

    def coverage(self) -> pl.DataFrame:
        """Return, for each column, its source, edition, years covered, and shares of nulls inside and outside.

        Returns
        -------
        columns: column, source, edition, first, last, kind ('event': no record means 0; 'measure'), unit, meaning,
        null_inside [share of the rows of the covered years], rows_outside [rows of other years, all null]
        """
        years = self.data["year"] if "year" in self.data.columns else None
        rows = []
        for fact in self.provenance.facts:
            if fact.name not in self.data.columns:
                continue
            first, last = fact.covers or (None, None)
            values = self.data[fact.name]
            if years is not None and first is not None:
                values = values.filter(years.is_between(first, last))
            share = values.null_count() / len(values) if len(values) else None
            rows.append((fact.name, fact.source or "made", fact.edition, first, last, "event" if fact.event else
                         "measure", fact.unit, fact.meaning, share, self.data.height - len(values)))  # fmt: skip
        names = [
            "column",
            "source",
            "edition",
            "first",
            "last",
            "kind",
            "unit",
            "meaning",
            "null_inside",
            "rows_outside",
        ]
        types = [pl.String] * 3 + [pl.Int64] * 2 + [pl.String] * 3 + [pl.Float64, pl.Int64]
        return pl.DataFrame(rows, schema=dict(zip(names, types)), orient="row")

    def cite(self) -> str:
        """Return the bibliography of the data sets used, with the edition and version of each, as text."""
        lines = [
            f"{s.title} ({s.id}), version {s.version}, edition {s.edition}" for s in self.provenance.sources
        ]
        return "\n".join([*lines, "", *(r.text() for r in self.provenance.references())])

    def bibtex(self) -> str:
        """Return the same as BibTeX entries."""
        return "\n".join(r.bibtex() for r in self.provenance.references())

    # -- taking out -----------------------------------------------------------------------------------------

    def to_polars(self) -> pl.DataFrame:
        """Return the Polars frame."""
        return self.data

    def lazy(self) -> pl.LazyFrame:
        """Return the rows as a lazy frame."""
        return self.data.lazy()

    def to_arrow(self) -> pa.Table:
        """Return an Arrow table with the provenance in the metadata of its schema."""
        table = self.data.to_arrow()
        return table.replace_schema_metadata({KEY: self.provenance.to_json()})

    def to_pandas(self) -> pd.DataFrame:
        """Return a pandas frame, whole numbers with nulls as nullable integers, provenance in ``attrs``."""
        table = self.data.to_arrow()
        import pandas as pd
        import pyarrow as pa

        kinds = {pa.int8(): pd.Int8Dtype(), pa.int16(): pd.Int16Dtype(), pa.int32(): pd.Int32Dtype(),
                 pa.int64(): pd.Int64Dtype()}  # fmt: skip
        nullable = {f.name for f in table.schema if table[f.name].null_count}
        frame = table.to_pandas()
        for field in table.schema:
            if field.name in nullable and field.type in kinds:
                frame[field.name] = table[field.name].to_pandas(types_mapper=kinds.get)
        frame.attrs["foedera"] = self.provenance.to_json()
        return frame

    def write_parquet(self, path: str | Path, **options: Any) -> Path:
        """Write a Parquet file that keeps the provenance; it appears whole or not at all.

        Raises
        ------
        StoreError
            where it cannot be written
        InputError
            where a column has a type that the format does not know
        """
        metadata = {KEY: self.provenance.to_json()}
        return _whole(Path(path), lambda half: self.data.write_parquet(half, metadata=metadata, **options))

    def write_csv(self, path: str | Path) -> Path:
        """Write a CSV file, null as empty; beside it ``PATH.provenance.json``."""
        target = _whole(Path(path), lambda half: self.data.write_csv(half))
        beside = target.with_name(target.name + ".provenance.json")
        _whole(beside, lambda half: half.write_text(self.provenance.to_json(), encoding="utf-8"))
        return target

    def write_stata(self, path: str | Path) -> Path:
        """Write a Stata 14 file with the meaning of each column as its label and the labels of categories."""
        from foedera.panel.stata import write_stata

        return _whole(Path(path), lambda half: write_stata(self, half))

    def write(self, path: str | Path) -> Path:
        """Write by the ending of the name; see :data:`ENDINGS`."""
        return getattr(self, ENDINGS[known_ending(path)])(path)  # type: ignore[no-any-return]


ENDINGS = {".parquet": "write_parquet", ".csv": "write_csv", ".dta": "write_stata"}
"""Endings of files, and the methods of :class:`PanelFrame` that write them."""


def known_ending(path: str | Path) -> str:
    """Return the ending of a file; one that no panel can be written to raises :class:`InputError`."""
    ending = Path(path).suffix
    if ending not in ENDINGS:
        *most, last = ENDINGS
        fix = f"end it in {', '.join(most)} or {last}"
        raise InputError(f"no way to write a '{ending or path}' file", where=str(path), fix=fix)
    return ending


def read_parquet(path: str | Path) -> PanelFrame:
    """Return a panel written by :meth:`PanelFrame.write_parquet`.

    Raises
    ------
    InputError
        where the file is missing, unreadable, or carries no provenance
    """
    path = Path(path)
    if not path.is_file():
        raise InputError("the file is missing", where=str(path), fix="mend the path")
    try:
        kept = pl.read_parquet_metadata(path).get(KEY)
        data = pl.read_parquet(path)
    except pl.exceptions.PolarsError as error:
        raise InputError(
            f"not a readable Parquet file: {error}", where=str(path), fix="make it again"
        ) from error
    if kept is None:
        fix = "read it with polars.read_parquet, or make it with foedera"
        raise InputError("the file carries no provenance of a panel", where=str(path), fix=fix)
    return PanelFrame(data, Provenance.from_json(kept, str(path)))


def _whole(target: Path, write: Callable[[Path], object]) -> Path:
    """Write beside the target and rename."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-", suffix=target.suffix)
        os.close(handle)
        half = Path(name)
        try:
            write(half)
            os.chmod(half, 0o644)
            os.replace(half, target)
        finally:
            half.unlink(missing_ok=True)
    except OSError as error:
        fix = "name a folder that can be written to and has room"
        raise StoreError(f"the panel could not be written: {error}", where=str(target), fix=fix) from error
    except pl.exceptions.PolarsError as error:
        fix = "cast the column to numbers or text, or write a .parquet file"
        what = f"the panel does not fit the format: {str(error).splitlines()[0]}"
        raise InputError(what, where=str(target), fix=fix) from error
    return target

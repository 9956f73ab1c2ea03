"""Tables out of R's data files (.rda), so that no R is needed to use what R packages hold."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import polars as pl

from foedera.core.errors import InputError

__all__ = ["objects_of_rda", "table_bytes", "table_of_rda"]


def table_of_rda(path: Path) -> pl.DataFrame:
    """Return the one data frame that an R data file holds.

    Parameters
    ----------
    path : an .rda file; factors become text, dates dates, NA null

    Raises
    ------
    InputError
        where the file is damaged, or holds no data frame or several
    """
    import pandas as pd

    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"not a readable R data file: {error}", where=str(path), fix="pull it again"
        ) from error
    held = objects_of_rda(data, str(path))
    found = {k: v for k, v in held.items() if isinstance(v, pd.DataFrame)}
    if len(found) != 1:
        names = ", ".join(held)
        raise InputError(
            f"wanted one data frame, found {names or 'nothing'}", where=str(path), fix="pull it again"
        )
    (frame,) = found.values()
    return pl.DataFrame([_series(str(name), frame[name]) for name in frame.columns])


def objects_of_rda(data: bytes, where: str) -> dict[str, Any]:
    """Return what an R data file holds, by name; a damaged one raises :class:`InputError`.

    Parameters
    ----------
    data : bytes of an .rda or .RData file
    where : the file, for messages
    """
    import rdata

    frames = rdata.conversion.DEFAULT_CLASS_MAP["data.frame"]
    classes = {**rdata.conversion.DEFAULT_CLASS_MAP, "tbl_df": frames, "tbl": frames, "Date": _dates}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            held = rdata.conversion.convert(rdata.parser.parse_data(data), constructor_dict=classes)
    except (ValueError, NotImplementedError, EOFError, OSError, KeyError, IndexError, TypeError) as error:
        fix = "pull it again: the file is damaged or is none of R's"
        raise InputError(f"not a readable R data file: {error}", where=where, fix=fix) from error
    if not isinstance(held, dict):
        raise InputError(
            f"wanted named objects, found {type(held).__name__}", where=where, fix="pull it again"
        )
    return {str(name): value for name, value in held.items()}


def table_bytes(path: Path, kind: str) -> bytes:
    """Return the table of an R data file as the bytes of a CSV or Parquet file, by the ending of ``kind``."""
    frame, out = table_of_rda(path), io.BytesIO()
    if kind.endswith(".parquet"):
        frame.write_parquet(out)
    else:
        frame.write_csv(out)
    return out.getvalue()


def _series(name: str, cells: Any) -> pl.Series:
    if str(cells.dtype) in ("category", "object", "str", "string"):
        return pl.Series(
            name, [None if c is None or c != c else str(c) for c in cells.tolist()], dtype=pl.String
        )
    series = pl.from_pandas(cells.rename(name).to_frame(), nan_to_null=True)[name]
    return series.cast(pl.Date) if series.dtype == pl.Datetime else series


def _dates(values: Any, attributes: Any) -> Any:
    """Return R's dates, days since 1970, as dates."""
    import pandas as pd

    return pd.to_datetime(pd.Series(values, dtype="float64"), unit="D").to_numpy()

"""Panels as Stata files: variable labels from the meanings, value labels from the categories."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from foedera.core.errors import InputError

if TYPE_CHECKING:
    from foedera.panel.frame import PanelFrame

__all__ = ["write_stata"]

LONGEST_NAME, LONGEST_LABEL = 32, 80

RESERVED = frozenset((
    "aggregate", "array", "boolean", "break", "byte", "case", "catch", "class", "colvector", "complex", "const",
    "continue", "default", "delegate", "delete", "do", "double", "else", "eltypedef", "end", "enum", "explicit",
    "export", "external", "float", "for", "friend", "function", "global", "goto", "if", "in", "inline", "int", "local",
    "long", "namespace", "null", "pragma", "protected", "quad", "rowvector", "short", "typedef", "typename",
    "using", "vector", "virtual", "_all", "_b", "_coef", "_cons", "_n", "_N", "_pi", "_pred", "_rc", "_skip", "_weight",
    "with",
))  # fmt: skip
"""Words that Stata does not take for names."""


def write_stata(panel: PanelFrame, path: Path) -> None:
    """Write a Stata 14 file.

    Parameters
    ----------
    panel : the rows; text columns become strings, dates Stata dates
    path : the file

    Raises
    ------
    InputError
        where a column's name is longer than Stata's 32 characters or is none it allows, or its type is none it has
    """
    for name, kind in panel.data.schema.items():
        plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) and not re.fullmatch(r"str[0-9]+|strL", name)
        if len(name) > LONGEST_NAME or not plain or name in RESERVED:
            fix = f"rename it: at most {LONGEST_NAME} letters, digits and underscores, and no reserved word"
            raise InputError(f"Stata does not take the name '{name}'", where=name, fix=fix)
        if not (kind.is_numeric() or kind in (pl.String, pl.Date, pl.Boolean)):
            raise InputError(
                f"Stata has no type for the {kind} in '{name}'", where=name, fix="leave it out or cast it"
            )
    facts = {f.name: f for f in panel.provenance.facts}
    labels = {n: _label(facts[n].meaning) for n in panel.columns if n in facts}
    values = {n: dict(facts[n].labels) for n in panel.columns if n in facts and facts[n].labels}
    data = panel.data.with_columns(pl.col(pl.Boolean).cast(pl.Int8))
    wide = (pl.Int64, pl.UInt64)
    floats = [n for n, t in data.schema.items() if t.is_integer() and (t in wide or data[n].null_count())]
    frame = data.with_columns(pl.col(floats).cast(pl.Float64)).to_pandas()
    text = [n for n, t in panel.data.schema.items() if t == pl.String]
    frame[text] = frame[text].fillna("").astype(object)
    dates = {n: "td" for n, t in panel.data.schema.items() if t == pl.Date}
    for name in dates:
        frame[name] = frame[name].astype("datetime64[ns]")
    frame.to_stata(
        path, write_index=False, version=118, variable_labels=labels, value_labels=values, convert_dates=dates,
        data_label=_label(f"{panel.provenance.unit} panel, foedera {panel.provenance.version}"),
    )  # fmt: skip


def _label(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 3] + "..."

"""Who initiated a dispute, and how the columns of each data set of disputes begin."""

from __future__ import annotations

from typing import Literal

import polars as pl

from foedera.core.errors import InputError

__all__ = ["PREFIX", "Initiation", "initiated"]

Initiation = Literal["sidea", "sidea-originators", "sidea-all-joiners"]

PREFIX = {"gml.mid": "gml", "cow.mid": "cowmid"}
"""What is put before the columns of a data set, so that two data sets never share a name."""


def initiated(rule: Initiation, slot: str = "") -> pl.Expr:
    """Return whether a participant initiated, 0 or 1, from ``sidea`` and ``orig`` with a slot behind them.

    Parameters
    ----------
    rule : 'sidea' is on the side of the first act; 'sidea-originators' and was there from the first day;
        'sidea-all-joiners' is on that side, or joined later on either side
    slot : '', '1' or '2'

    Raises
    ------
    InputError
        for an unknown rule
    """
    side, orig = pl.col(f"sidea{slot}"), pl.col(f"orig{slot}")
    rules = {"sidea": side == 1, "sidea-originators": (side == 1) & (orig == 1),
             "sidea-all-joiners": (side == 1) | (orig == 0)}  # fmt: skip
    if rule not in rules:
        fix = "one of " + ", ".join(rules)
        raise InputError(f"there is no initiation rule '{rule}'", where="panel.add(initiation)", fix=fix)
    return rules[rule].cast(pl.Int8)

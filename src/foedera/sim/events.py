"""The event log: each crisis's life in the words of the architecture.

One row per thing that happened. ``stage`` and ``kind`` say what; ``actor``, ``other``, ``pact`` and
``clause`` say who and under which article; ``value`` and ``days`` say how much and how late. Every number
of a report is counted from these rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import InputError

__all__ = ["KINDS", "EventLog", "schema"]

KINDS: dict[str, tuple[str, str]] = {
    "onset": ("threats", "a militarized dispute begins; value: severity 2 threat .. 5 war"),
    "convened": ("pacts", "a consultation clause is invoked; value: members called"),
    "breached": ("pacts", "the actor attacks a partner it promised not to attack"),
    "invoked": ("pacts", "a clause binds the actor; value: strength of the duty, 0 to 1"),
    "adopted": (
        "decisions",
        "the pact's body decides to act; days: since onset; value: rounds, 0 under an authority given beforehand",
    ),
    "deadlock": ("decisions", "the pact's body does not decide; value: rounds tried"),
    "honoured": ("decisions", "the actor keeps its promise; value: the probability that it would"),
    "reneged": (
        "decisions",
        "the actor does not keep its promise; value: the probability that it would have",
    ),
    "joined": (
        "responses",
        "the actor enters the war; value: +1 initiator's side, -1 target's; days: since onset",
    ),
    "ended": ("responses", "a war ends; value: 1 initiator prevails, 2 target prevails, 3 settlement"),
    "deaths": ("effects", "battle deaths of the actor; value: deaths"),
    "output_loss": ("effects", "output lost to the war by the actor; value: bn US dollars"),
    "sanctioned": (
        "responses",
        "the actor takes part in sanctions; value: 1 if a body of its own had decided, else 0; days: since onset",
    ),
    "lifted": (
        "responses",
        "sanctions on other end; value: 1 it gives in, 2 the senders give up; days: since onset",
    ),
    "sanction_loss": (
        "effects",
        "income that sanctions cost the actor, compensated or not; value: bn US dollars",
    ),
    "compensated": ("effects", "what the actor receives for it, below 0 if it pays; value: bn US dollars"),
    "belief": ("effects", "what others believe of the actor's word; value: probability of honouring"),
}

_STAGES = ["threats", "pacts", "decisions", "responses", "effects"]
_KIND_CODE = {kind: code for code, kind in enumerate(KINDS)}

_TYPES: dict[str, type] = {
    "kind": np.int8, "replica": np.int32, "month": np.int32, "crisis": np.int32, "actor": np.int16,
    "other": np.int16, "pact": np.int16, "clause": np.int16, "value": np.float64, "days": np.float64,
}  # fmt: skip


def schema(states: list[str], pacts: list[str], clauses: list[str]) -> dict[str, pl.DataType]:
    """Return the columns of the event frame and their types."""
    return {
        "replica": pl.Int32(),
        "month": pl.Int32(),
        "crisis": pl.Int32(),
        "stage": pl.Enum(_STAGES),
        "kind": pl.Enum(list(KINDS)),
        "actor": pl.Enum(states),
        "other": pl.Enum(states),
        "pact": pl.Enum(pacts),
        "clause": pl.Enum(clauses),
        "value": pl.Float64(),
        "days": pl.Float64(),
    }


class EventLog:
    """Rows of one block, appended as arrays and turned into a frame once.

    Parameters
    ----------
    first_replica : number of the block's first future in the run
    states, pacts, clauses : the names behind the integer codes; clause names are unique ("nato/article-5")
    """

    def __init__(self, first_replica: int, states: list[str], pacts: list[str], clauses: list[str]) -> None:
        self._first = first_replica
        self._names = (states, pacts, clauses)
        self.size = 0
        self._columns: dict[str, NDArray[Any]] = {n: np.empty(1024, dtype=t) for n, t in _TYPES.items()}

    def add(
        self,
        kind: str,
        *,
        month: ArrayLike,
        replica: ArrayLike,
        crisis: ArrayLike,
        actor: ArrayLike = -1,
        other: ArrayLike = -1,
        pact: ArrayLike = -1,
        clause: ArrayLike = -1,
        value: ArrayLike = np.nan,
        days: ArrayLike = np.nan,
    ) -> None:
        """Append rows; every argument is a scalar or shape (E,). -1 and NaN stand for nothing."""
        if kind not in KINDS:
            raise InputError(f"unknown event kind {kind!r}", where="EventLog.add", fix=", ".join(KINDS))
        count = np.size(replica)
        if count == 0:
            return
        self._grow(self.size + count)
        here = slice(self.size, self.size + count)
        self.size += count
        values = {
            "kind": _KIND_CODE[kind], "replica": replica, "month": month, "crisis": crisis, "actor": actor,
            "other": other, "pact": pact, "clause": clause, "value": value, "days": days,
        }  # fmt: skip
        for name, column in self._columns.items():
            column[here] = values[name]

    def _grow(self, need: int) -> None:
        have = len(self._columns["kind"])
        if need > have:
            room = max(need, 2 * have)
            self._columns = {
                n: np.concatenate([c, np.empty(room - have, c.dtype)]) for n, c in self._columns.items()
            }

    def frame(self) -> pl.DataFrame:
        """Return the log sorted by (replica, month, crisis), in the order written within those."""
        states, pacts, clauses = self._names
        types = schema(states, pacts, clauses)
        raw = {name: column[: self.size] for name, column in self._columns.items()}
        kinds = list(KINDS)
        columns = {
            "replica": raw["replica"] + self._first,
            "month": raw["month"],
            "crisis": raw["crisis"],
            "stage": pl.Series([KINDS[kinds[k]][0] for k in raw["kind"]], dtype=types["stage"]),
            "kind": pl.Series(raw["kind"]).cast(pl.UInt32).replace_strict(
                dict(enumerate(kinds)), return_dtype=types["kind"]
            ),
            "actor": _named(raw["actor"], states, types["actor"]),
            "other": _named(raw["other"], states, types["other"]),
            "pact": _named(raw["pact"], pacts, types["pact"]),
            "clause": _named(raw["clause"], clauses, types["clause"]),
            "value": pl.Series(raw["value"]).fill_nan(None),
            "days": pl.Series(raw["days"]).fill_nan(None),
        }  # fmt: skip
        frame = pl.DataFrame(columns, schema=types)
        return frame.sort("replica", "month", "crisis", maintain_order=True)


def _named(codes: np.ndarray, names: list[str], dtype: pl.DataType) -> pl.Series:
    lookup = pl.Series([*names, None], dtype=dtype)
    return lookup.gather(pl.Series(np.where(codes < 0, len(names), codes).astype(np.uint32)))

"""From typed tables to a checked world: states in order, dyads as arrays, every problem at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.core.errors import InputError, did_you_mean
from foedera.data.codes import is_iso3, name_of, suggest, to_cow
from foedera.panel.capability import capability_index
from foedera.world.schema import DYADS, FACTS, SOURCES, STATES, WARS, Column, dtype_of, named
from foedera.world.tables import Table, typed

__all__ = [
    "CAPABILITY_TOLERANCE",
    "check_dyads",
    "check_facts",
    "check_sources",
    "check_states",
    "check_wars",
]

CAPABILITY_TOLERANCE = 1e-6
_SYMMETRIC = ("land_border", "sea_border", "rival", "distance_km")

Problems = list[InputError]


def check_states(table: Table) -> tuple[pl.DataFrame, Problems]:
    """Return the states sorted by iso3 with every declared column, and what is wrong with them."""
    frame, problems = typed(table, STATES)
    if "iso3" not in frame.columns:
        return frame, problems
    codes = frame["iso3"].to_list()
    problems += [
        _unknown(code, table.where(i, "iso3")) for i, code in enumerate(codes) if code and not is_iso3(code)
    ]
    problems += _repeated(table, codes)
    if problems:
        return frame, problems
    frame = _complete(frame).sort("iso3")
    return frame, _capability_problems(frame, table.place)


def _unknown(code: str, where: str) -> InputError:
    near = suggest(code)
    fix = f"did you mean '{near}'?" if near else "use an ISO 3166 alpha-3 code such as 'NOR'"
    return InputError(f"'{code}' is not an ISO3 code", where=where, fix=fix)


def _repeated(table: Table, keys: Sequence[Any]) -> Problems:
    first: dict[Any, int] = {}
    problems = []
    for row, key in enumerate(keys):
        at = first.setdefault(key, row)
        if key and at != row:
            what = f"state '{key}' stands already in line {table.lines[at]}"
            problems.append(InputError(what, where=table.where(row, "iso3"), fix="keep one of the two rows"))
    return problems


def _complete(frame: pl.DataFrame) -> pl.DataFrame:
    """Fill the columns that were left out: by derivation where there is one, else by default."""
    for column in STATES:
        if column.name not in frame.columns:
            default = pl.lit(column.default, dtype=dtype_of(column.kind))
            frame = frame.with_columns(default.alias(column.name))
    codes = frame["iso3"].to_list()
    names = [name or name_of(code) for name, code in zip(frame["name"], codes, strict=True)]
    numbers = [
        to_cow(code) if number is None else number
        for number, code in zip(frame["cow_code"], codes, strict=True)
    ]
    quotient = pl.when(pl.col("gdp_busd") > 0).then(pl.col("milex_busd") / pl.col("gdp_busd")).clip(0, 1)
    frame = frame.with_columns(
        pl.Series("name", names, dtype=pl.String),
        pl.Series("cow_code", numbers, dtype=pl.Int64),
        pl.col("milex_share").fill_null(quotient),
    )
    if frame["capability"].null_count() == frame.height and frame.height:
        figures = (frame[c].to_numpy() for c in ("milex_busd", "personnel", "gdp_ppp_busd", "population"))
        frame = frame.with_columns(pl.Series("capability", capability_index(*figures)))
    declared = [column.name for column in STATES]
    return frame.select(declared + [name for name in frame.columns if name not in named(STATES)])


def _capability_problems(frame: pl.DataFrame, place: str) -> Problems:
    if not frame.height:
        return [InputError("there is no state", where=place, fix="add one row per state")]
    if frame["capability"].null_count():
        return [
            InputError("capability is given for some states only", where=place, fix="fill or drop the column")
        ]
    total = float(frame["capability"].sum())
    if abs(total - 1.0) > CAPABILITY_TOLERANCE:
        fix = f"divide each by {total:.9g}, or drop the column to have it computed from the other figures"
        return [InputError(f"capability sums to {total:.9g}, not to 1", where=place, fix=fix)]
    return []


def check_dyads(table: Table, codes: Sequence[str]) -> tuple[dict[str, NDArray[Any]], Problems]:
    """Return the dyadic variables as (N, N) arrays and what is wrong with them.

    Pairs that have no row take the defaults; ``distance_km`` is there only if the table has it.
    """
    frame, problems = typed(table, DYADS)
    columns = _dyad_columns(frame)
    lost = set(frame.columns) - {"from_state", "to_state"} - {column.name for column in columns}
    fix = "drop it; dyads hold numbers and true or false"
    problems += [InputError(f"column '{name}' is text", where=table.place, fix=fix) for name in sorted(lost)]
    index = {code: i for i, code in enumerate(codes)}
    if not problems:
        problems += _pair_problems(frame, table, index)
    if problems:
        return {}, problems
    rows = tuple(np.array([index[c] for c in frame[end]], dtype=int) for end in ("from_state", "to_state"))
    present = [c for c in columns if c.name in frame.columns or c.name != "distance_km"]
    arrays = {column.name: _array(frame, column, (rows[0], rows[1]), len(index)) for column in present}
    return arrays, _dyad_problems(arrays, table, (rows[0], rows[1]), list(codes))


def _dyad_columns(frame: pl.DataFrame) -> list[Column]:
    strangers = [name for name in frame.columns if name not in named(DYADS)]
    flags = [Column(n, "bool", "", "", default=False) for n in strangers if frame[n].dtype == pl.Boolean]
    numbers = [Column(n, "float", "", "") for n in strangers if frame[n].dtype == pl.Float64]
    return [*DYADS[2:], *flags, *numbers]


def _pair_problems(frame: pl.DataFrame, table: Table, index: dict[str, int]) -> Problems:
    """Return what is wrong with the two ends of the dyads; a code that fails often is named once."""
    problems: Problems = []
    for end in ("from_state", "to_state"):
        cells = frame[end].to_list()
        for code in dict.fromkeys(c for c in cells if c not in index):
            where, count = table.where(cells.index(code), end), cells.count(code)
            what = f"'{code}' is not among the states" + (f" ({count} rows)" if count > 1 else "")
            fix = "add it to the states table or drop the row"
            problems.append(
                InputError(what, where=where, fix=fix) if is_iso3(code) else _unknown(code, where)
            )
    seen: dict[tuple[str, str], int] = {}
    for row, pair in enumerate(zip(frame["from_state"], frame["to_state"], strict=True)):
        if pair[0] == pair[1]:
            problems.append(
                InputError("a state is no dyad with itself", where=table.where(row), fix="drop the row")
            )
        at = seen.setdefault(pair, row)
        if at != row:
            what = f"dyad {pair[0]}-{pair[1]} stands already in line {table.lines[at]}"
            problems.append(InputError(what, where=table.where(row), fix="keep one of the two rows"))
    return problems


def _array(
    frame: pl.DataFrame, column: Column, rows: tuple[NDArray[np.int64], NDArray[np.int64]], size: int
) -> NDArray[Any]:
    kinds: dict[str, type[np.generic]] = {"bool": np.bool_, "int": np.int64, "float": np.float64}
    default = np.nan if column.default is None else column.default
    out: NDArray[Any] = np.full((size, size), default, dtype=kinds[column.kind])
    np.fill_diagonal(out, 0)
    if column.name in frame.columns:
        out[rows] = frame[column.name].fill_null(default).to_numpy()
    return out


def _dyad_problems(
    arrays: dict[str, NDArray[Any]],
    table: Table,
    rows: tuple[NDArray[np.int64], NDArray[np.int64]],
    codes: list[str],
) -> Problems:
    problems: Problems = []
    line = {(int(i), int(j)): row for row, (i, j) in enumerate(zip(*rows, strict=True))}
    for name in (n for n in _SYMMETRIC if n in arrays):
        values = arrays[name]
        same = (
            np.isclose(values, values.T, atol=1e-6, equal_nan=True)
            if values.dtype == float
            else values == values.T
        )
        for i, j in np.argwhere(np.triu(~same)):
            problems.append(_asymmetric(name, values, (int(i), int(j)), table, line, codes))
    for i, j in np.argwhere(np.triu(arrays["land_border"] & arrays["sea_border"])):
        what = f"{codes[i]}-{codes[j]} has a land border and a sea border"
        where = table.where(line[int(i), int(j)], "sea_border")
        problems.append(
            InputError(what, where=where, fix="set sea_border to false; it is for pairs without land")
        )
    shares = np.nansum(arrays["trade_share"], axis=1)
    for i in np.argwhere(shares > 1 + 1e-9).ravel():
        what = f"the trade shares of {codes[i]} sum to {shares[i]:.6g}"
        problems.append(
            InputError(what, where=f"{table.place}:trade_share", fix="shares of a whole sum to 1 at most")
        )
    return problems


def _asymmetric(
    name: str,
    values: NDArray[Any],
    pair: tuple[int, int],
    table: Table,
    line: dict[tuple[int, int], int],
    codes: list[str],
) -> InputError:
    """Return the complaint about a value that is not the same in both directions."""
    i, j = pair
    a, b = codes[i], codes[j]
    what = f"{name} is {_say(values[i, j])} for {a}-{b} and {_say(values[j, i])} for {b}-{a}"
    fix = "give both rows the same value"
    if (i, j) not in line:
        fix = f"add the row {a},{b}"
    elif (j, i) not in line:
        fix = f"add the row {b},{a}"
    return InputError(what, where=table.where(line.get((i, j), line.get((j, i), 0)), name), fix=fix)


def _say(value: Any) -> str:
    return str(bool(value)).lower() if isinstance(value, np.bool_) else f"{value:g}"


def check_facts(table: Table, keys: Sequence[str]) -> tuple[pl.DataFrame, Problems]:
    """Return the facts and what is wrong with them; ``keys`` are the listed sources, if any are listed."""
    frame, problems = typed(table, FACTS)
    if problems:
        return frame, problems
    frame = _filled(frame, FACTS)
    for column, free in (("iso3", ("*",)), ("partner", ("*", ""))):
        cells = enumerate(frame[column])
        problems += [
            _unknown(c, table.where(i, column)) for i, c in cells if c not in free and not is_iso3(c)
        ]
    for row, cell in enumerate(frame["source"] if keys else ()):
        for key in (key for key in cell.split(";") if key not in keys):
            fix = did_you_mean(key, keys) or "add it to the sources table"
            problems.append(
                InputError(f"source '{key}' is not listed", where=table.where(row, "source"), fix=fix)
            )
    return frame, problems


def check_wars(table: Table, states: Sequence[str]) -> tuple[pl.DataFrame, Problems]:
    """Return the wars under way and what is wrong with them."""
    frame, problems = typed(table, WARS)
    if problems:
        return frame, problems
    for row, sides in enumerate(zip(frame["side_a"], frame["side_b"], strict=True)):
        for side, column in zip(sides, ("side_a", "side_b"), strict=True):
            where = table.where(row, column)
            unknown = [code for code in side.split(";") if not is_iso3(code)]
            absent = [code for code in side.split(";") if is_iso3(code) and code not in states]
            problems += [_unknown(code, where) for code in unknown]
            problems += [
                InputError(
                    f"'{code}' is not among the states",
                    where=where,
                    fix="add it to the states or drop the war",
                )
                for code in absent
            ]
    return _filled(frame, WARS), problems


def check_sources(table: Table) -> tuple[pl.DataFrame, Problems]:
    """Return the sources and what is wrong with them."""
    frame, problems = typed(table, SOURCES)
    return _filled(frame, SOURCES), problems


def _filled(frame: pl.DataFrame, declared: Sequence[Column]) -> pl.DataFrame:
    missing = [c for c in declared if c.name not in frame.columns]
    frame = frame.with_columns(pl.lit(c.default, dtype=dtype_of(c.kind)).alias(c.name) for c in missing)
    return frame.select(c.name for c in declared)

"""Lags, leads and peace years against loops that a reader can check."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import InputError
from foedera.panel import of_frame
from foedera.panel.along import add_peace_periods, add_shifted
from foedera.panel.clock import Timeline, peace_periods
from foedera.panel.units import Unit
from foedera.panel.work import Fact, Work

GAPS = ("rows", "periods", "restart")
SUCCESSIVE = ("new", "missing")
fast = settings(max_examples=150, deadline=None)

UNITS = {
    "year": Unit("state-year", ("",)),
    "month": Unit("state-month", ("",), "month"),
    "day": Unit("state-day", ("",), "day"),
}


def _keys(clock: str, state: int, period: int) -> dict[str, object]:
    """Return the key of a unit's period; period 0 is December 1999, its last day, or 1999."""
    if clock == "year":
        return {"ccode": state, "year": 1999 + period}
    if clock == "month":
        months = 1999 * 12 + 11 + period
        return {"ccode": state, "year": months // 12, "month": months % 12 + 1}
    day = date(1999, 12, 31) + timedelta(days=period)
    return {"ccode": state, "date": day, "year": day.year}


def _work(clock: str, rows: list[tuple[int, int, int | None]], order: list[int] | None = None) -> Work:
    """Return a panel of rows (state, period, event), in an order of its own."""
    rows = [rows[k] for k in order] if order else rows
    keys = pl.DataFrame([_keys(clock, s, p) for s, p, _ in rows])
    work = Work(UNITS[clock], keys.with_columns(pl.col("ccode", "year").cast(pl.Int16)))
    work.put(pl.Series([e for *_, e in rows], dtype=pl.Int8), Fact("event", "1", "an event"))
    work.put(pl.Series([100 * s + p for s, p, _ in rows], dtype=pl.Int32), Fact("value", "1", "a value"))
    return work


histories = st.dictionaries(
    st.tuples(st.sampled_from([2, 20, 200]), st.integers(0, 14)),
    st.sampled_from([0, 0, 0, 1, None]),
    min_size=1,
).map(lambda found: [(s, p, e) for (s, p), e in sorted(found.items())])
clocks = st.sampled_from(["year", "month", "day"])


def _naive_peace(
    rows: list[tuple[int, int, int | None]], gaps: str, successive: str
) -> dict[tuple[int, int], int | None]:
    """Return the count of each state and period by a plain loop."""
    found: dict[tuple[int, int], int | None] = {}
    for state in {s for s, *_ in rows}:
        begun, unknown, count = False, False, 0
        before: tuple[int, int | None] | None = None
        for period, event in sorted((p, e) for s, p, e in rows if s == state):
            missed = 0 if before is None else period - before[0] - 1
            if begun and before is not None:
                count += 1 + (missed if gaps == "periods" else 0)
                if before[1] is None:
                    unknown = True
                if before[1] == 1:
                    count, unknown = (missed if gaps == "periods" else 0), False
                if missed and gaps == "restart":
                    count, unknown = 0, False
            if not begun and event is not None:
                begun, count = True, 0
            goes_on = event == 1 and before is not None and before[1] == 1 and not missed
            blank = not begun or unknown or (goes_on and successive == "missing")
            found[state, period] = None if blank else count
            before = (period, event)
    return found


@fast
@given(histories, clocks, st.sampled_from(GAPS), st.sampled_from(SUCCESSIVE), st.randoms())
def test_peace_periods_equal_a_plain_loop_in_any_order(
    rows: list[tuple[int, int, int | None]], clock: str, gaps: str, successive: str, luck: object
) -> None:
    order = list(range(len(rows)))
    luck.shuffle(order)  # type: ignore[attr-defined]
    work = _work(clock, rows, order)
    counts = peace_periods(Timeline(work), work.columns["event"], gaps, successive)  # type: ignore[arg-type]
    expected = _naive_peace(rows, gaps, successive)
    assert counts.to_list() == [expected[rows[k][:2]] for k in order]


@fast
@given(histories, clocks, st.integers(1, 16), st.booleans(), st.randoms())
def test_lags_and_leads_equal_a_look_up_in_any_order(
    rows: list[tuple[int, int, int | None]], clock: str, by: int, later: bool, luck: object
) -> None:
    order = list(range(len(rows)))
    luck.shuffle(order)  # type: ignore[attr-defined]
    work = _work(clock, rows, order)
    verb = "lead" if later else "lag"
    add_shifted(work, Timeline(work), verb, "value", by, 1)  # type: ignore[arg-type]
    there = {(s, p) for s, p, _ in rows}
    step = by if later else -by
    wanted = [(rows[k][0], rows[k][1] + step) for k in order]
    assert work.columns[f"value_{verb}{by}"].to_list() == [
        100 * s + p if (s, p) in there else None for s, p in wanted
    ]


@fast
@given(histories, clocks, st.integers(1, 4))
def test_lag_then_lead_is_the_value_where_both_exist(
    rows: list[tuple[int, int, int | None]], clock: str, by: int
) -> None:
    work = _work(clock, rows)
    timeline = Timeline(work)
    add_shifted(work, timeline, "lag", "value", by, 1)
    add_shifted(work, timeline, "lead", f"value_lag{by}", by, 1)
    back = work.columns[f"value_lag{by}_lead{by}"]
    there = {(s, p) for s, p, _ in rows}
    assert back.to_list() == [100 * s + p if (s, p + by) in there else None for s, p, _ in rows]


@pytest.mark.parametrize("leaders", [False, True])
def test_dyads_and_pairs_of_leaders_have_times_of_their_own(leaders: bool) -> None:
    more = {"obsid1": ["a", "b", "a", "a"], "obsid2": ["x", "x", "x", "y"]} if leaders else {}
    years = [2000, 2001, 2001, 2000] if leaders else [2000, 2001, 2002, 2000]
    keys = pl.DataFrame({"ccode1": [2, 2, 2, 20], "ccode2": [20, 20, 20, 2], **more, "year": years})
    work = Work(Unit("pair", ("1", "2"), leaders=leaders), keys)
    work.put(pl.Series([1, 2, 3, 4]), Fact("value", "1", ""))
    add_shifted(work, Timeline(work), "lag", "value", 1, 1)
    expected = [None, None, 1, None] if leaders else [None, 1, 2, None]
    assert work.columns["value_lag1"].to_list() == expected


def test_members_of_several_alliances_have_a_time_in_each() -> None:
    keys = pl.DataFrame({"atopid": [1, 1, 2, 2], "ccode": [2, 2, 2, 2], "year": [2000, 2001, 2000, 2001]})
    work = Work(Unit("alliance-member-year", ("",)), keys)
    work.put(pl.Series([1, 0, 0, 0]), Fact("event", "1", ""))
    timeline = Timeline(work)
    add_shifted(work, timeline, "lag", "event", 1, 1)
    assert work.columns["event_lag1"].to_list() == [None, 1, None, 0]
    add_peace_periods(work, timeline, "event", "peace", "rows", "new", None, False)
    assert work.columns["peace"].to_list() == [0, 0, 0, 1]


def test_a_timeline_too_sparse_for_a_table_finds_the_same_rows() -> None:
    days = [date(1816, 1, 1), date(1816, 1, 2), date(2016, 12, 30), date(2016, 12, 31)]
    states = np.repeat(np.arange(2, 1002, dtype=np.int16), len(days))
    keys = pl.DataFrame({"ccode": states, "date": days * 1000}).with_columns(year=pl.col("date").dt.year())
    work = Work(UNITS["day"], keys)
    timeline = Timeline(work)
    assert (int(timeline.group.max()) + 1) * 73_000 > 64_000_000
    assert timeline.shifted(1).to_list()[:8] == [None, 0, None, 2, None, 4, None, 6]
    assert timeline.shifted(-1).to_list()[-4:] == [3997, None, 3999, None]


def test_an_empty_panel_has_empty_lags_and_peace() -> None:
    work = Work(UNITS["year"], pl.DataFrame(schema={"ccode": pl.Int16, "year": pl.Int16}))
    work.put(pl.Series([], dtype=pl.Int8), Fact("event", "1", ""))
    timeline = Timeline(work)
    add_shifted(work, timeline, "lag", "event", 2, 2)
    for k, gaps in enumerate(GAPS):
        add_peace_periods(work, timeline, "event", f"p{k}", gaps, "missing", None, True)  # type: ignore[arg-type]
    assert all(len(c) == 0 for c in work.columns.values())


def _own(events: list[int | None], first: int = 2000) -> pl.DataFrame:
    years = range(first, first + len(events))
    return pl.DataFrame({"ccode": [2] * len(events), "year": list(years), "event": events})


def test_peace_years_of_a_frame_in_any_order() -> None:
    frame = _own([None, 0, 0, 1, 0, 0, None, 0, 1, 1, 0])
    shuffled = frame.sample(fraction=1.0, shuffle=True, seed=3)
    made = of_frame(shuffled, "state-year").peace_years("event", cubic=True).collect().data.sort("year")
    count = [None, 0, 1, 2, 0, 1, 2, None, None, 0, 0]
    assert made["peace_years"].to_list() == count
    assert made["peace_years_2"].to_list() == [None if c is None else c**2 for c in count]
    assert made["peace_years_3"].to_list() == [None if c is None else c**3 for c in count]


def test_true_and_false_are_events_too() -> None:
    frame = _own([0, 1, 0]).with_columns(pl.col("event").cast(pl.Boolean))
    assert of_frame(frame, "state-year").peace_years("event").collect()["peace_years"].to_list() == [0, 1, 0]


def test_what_lag_peace_and_lead_refuse() -> None:
    plan = of_frame(_own([0, 1]).with_columns(word=pl.lit("x")), "state-year")
    for refused, message in (
        (lambda: plan.lag("event", 0), "whole number from 1"),
        (lambda: plan.lead("event", True), "whole number from 1"),  # type: ignore[arg-type]
        (lambda: plan.lag("event", 1.0), "whole number from 1"),  # type: ignore[arg-type]
        (lambda: plan.lag("evnt").collect(), "did you mean 'event'"),
        (lambda: plan.peace_years("event", gaps="row"), "did you mean 'rows'"),  # type: ignore[arg-type]
        (lambda: plan.peace_years("event", successive="old"), "new, missing"),  # type: ignore[arg-type]
        (lambda: plan.peace_years("event", since="birth"), "records, panel"),
        (lambda: plan.peace_years("word").collect(), "no column of numbers"),
        (lambda: plan.peace_years("event", name="word").collect(), "is there already"),
        (lambda: of_frame(_own([0]), "event").lag("event").collect(), "one row per period"),
        (lambda: of_frame(_own([0]), "event").peace_years("event").collect(), "one row per period"),
    ):
        with pytest.raises(InputError, match=message):
            refused()


def test_peace_years_count_from_the_records_or_from_the_panel(mirror: object) -> None:
    from foedera import panel

    plan = panel.state_years(2000, 2005).add("cow.mid").lag("cowmid.onset", 3)
    both = (
        plan.peace_years("cowmid.init_onset", name="long")
        .peace_years("cowmid.init_onset", name="short", since="panel")
        .collect()
        .data
    )
    alone = (
        panel.state_years(2000, 2005).add("cow.mid").peace_years("cowmid.init_onset", since="panel").collect()
    )
    assert both["short"].equals(alone["peace_years"])
    first = both.filter(pl.col("year") == 2000)
    assert first["short"].to_list() == [0] * first.height and first["long"].max() > 50  # type: ignore[operator]
    assert both["cowmid_onset_lag3"].null_count() < both.height / 20


def test_conditions_choose_rows_and_change_no_history(mirror: object) -> None:
    from foedera import panel

    plan = panel.dyad_years(1990, 2010, directed=False).add("gml.mid", keep=[])
    kept = pl.col("year") % 5 == 0
    after = plan.peace_years("gml.ongoing").lag("gml.onset").where(kept).collect().data
    before = (
        plan.where(kept)
        .where(pl.col("ccode1") > 0)
        .peace_years("gml.ongoing")
        .lag("gml.onset")
        .collect()
        .data
    )
    whole = plan.peace_years("gml.ongoing").lag("gml.onset").collect().data
    assert after.equals(before) and after.equals(whole.filter(kept)) and 0 < after.height < whole.height

"""Crisis table, event log and clock."""

from datetime import date

import numpy as np
import pytest

from foedera.core.errors import InputError
from foedera.sim.clock import Clock
from foedera.sim.crises import CrisisTable
from foedera.sim.events import EventLog


def rows(replica, month=0, severity=5):
    replica = np.array(replica)
    return dict(
        replica=replica, dyad=replica * 10, initiator=np.zeros_like(replica), target=np.ones_like(replica),
        month=np.full(replica.shape, month), severity=np.full(replica.shape, severity),
    )  # fmt: skip


def test_rows_keep_their_values_and_numbers_as_the_table_grows():
    table = CrisisTable(replicas=3, states=4)
    for month in range(60):
        added = table.append(**rows([0, 2, 2], month=month))
        table.side[added, 1] = -1
    assert table.size == 180
    assert table.replica.tolist() == [0, 2, 2] * 60
    assert table.ordinal[table.replica == 2].tolist() == list(range(120))
    assert np.all(table.side[:, 1] == -1) and np.all(table.side[:, 0] == 0)
    assert np.array_equal(table.month, np.repeat(np.arange(60), 3))


def test_log_becomes_a_sorted_frame_with_names():
    log = EventLog(64, ["AAA", "BBB"], ["p"], ["p/one"])
    log.add("onset", month=5, replica=[1, 0], crisis=[0, 3], actor=[0, 1], other=[1, 0], value=4)
    log.add("invoked", month=2, replica=[1], crisis=[0], actor=1, pact=0, clause=0, value=0.6)
    frame = log.frame()
    assert frame["replica"].to_list() == [64, 65, 65]
    assert frame["kind"].to_list() == ["onset", "invoked", "onset"]
    assert frame["stage"].to_list() == ["threats", "pacts", "threats"]
    assert frame["clause"].to_list() == [None, "p/one", None]
    assert frame["days"].null_count() == 3


def test_empty_log_has_the_same_columns():
    log = EventLog(0, ["AAA"], ["p"], ["p/one"])
    empty = log.frame()
    log.add("onset", month=0, replica=0, crisis=0)
    assert empty.schema == log.frame().schema and empty.height == 0


def test_unknown_kind_is_refused():
    with pytest.raises(InputError, match="unknown event kind"):
        EventLog(0, [], [], []).add("party", month=0, replica=0, crisis=0)


def test_clock():
    clock = Clock(date(2024, 11, 1), 15)
    assert clock.day(2) == date(2025, 1, 1) and clock.day(-11) == date(2023, 12, 1)
    assert [m for m in range(15) if clock.is_january(m)] == [0, 2, 14]
    assert clock.calendar_years() == [2024, 2025, 2026] and clock.year_index(14) == 2
    assert clock.month_of(date(2022, 2, 24)) == -33
    with pytest.raises(InputError):
        Clock(date(2024, 11, 1), 0)
    with pytest.raises(InputError, match="first of a month"):
        Clock(date(2024, 11, 2), 5)

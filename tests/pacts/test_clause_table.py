"""The arrays say what the words say: for every ordered pair of states, every severity and several days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import numpy as np
import pytest

from foedera.core.errors import InputError, ModelInputError
from foedera.pacts import Event, Pact, compile_clauses, invoked, library
from foedera.pacts.clause_table import TYPE_CODES, active, membership, triggered

STATES = sorted(
    [
        "ARG",
        "BRA",
        "CAN",
        "DEU",
        "FIN",
        "FRA",
        "GBR",
        "GRC",
        "GUY",
        "HUN",
        "IND",
        "ITA",
        "JPN",
        "KAZ",
        "MDA",
        "MEX",
        "POL",
        "ROU",
        "RUS",
        "SWE",
        "TUR",
        "TWN",
        "USA",
        "UZB",
    ]
)
DAYS = [
    date(1940, 6, 1),
    date(1991, 1, 1),
    date(2003, 1, 1),
    date(2024, 3, 6),
    date(2024, 6, 1),
    date(2031, 1, 1),
]
LEVELS = (2, 3, 4, 5)


def _in_words(pacts: Sequence[Pact], states: Sequence[str], event: Event) -> set[tuple[str, str, str]]:
    return {(c.pact, c.clause, c.member) for c in invoked(event, pacts) if c.member in states}


def _agree(
    pacts: Sequence[Pact], states: Sequence[str], days: Sequence[date], cases: Iterable[tuple[int, int, int]]
) -> int:
    """Compare words and arrays for (initiator, target, level) on each day; return the number of calls."""
    table, count, cases = compile_clauses(pacts, states), 0, list(cases)
    i, j, level = np.array(cases).T
    provoked = np.arange(i.size) % 3 == 0
    members, running = membership(pacts, states, days), active(pacts, days)
    names = [(table.pact_ids[p], clause) for p, clause in zip(table.pact, table.ids)]
    for t, day in enumerate(days):
        found = triggered(table, members[t], running[t], i, j, level, provoked)
        assert found.shape == (i.size, len(names), len(states))
        for c in range(i.size):
            event = Event(states[i[c]], states[j[c]], None, int(level[c]), day, bool(provoked[c]))
            arrays = {(*names[k], states[n]) for k, n in np.argwhere(found[c])}
            assert arrays == _in_words(pacts, states, event), event
            count += len(arrays)
    return count


def _pairs(n: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(n) for j in range(n) if i != j]


@pytest.mark.parametrize("level", LEVELS)
def test_arrays_equal_words_for_every_ordered_pair(level: int, examples: dict[str, Pact]) -> None:
    cases = [(i, j, level) for i, j in _pairs(len(STATES))]
    assert _agree(list(examples.values()), STATES, DAYS, cases) > 0


def test_arrays_equal_words_on_clauses_of_every_kind(build: Callable[..., Pact]) -> None:
    scopes = [
        {},
        {"areas": ["europe"]},
        {"territory_of": "members"},
        {"territory_of": "protected"},
        {"territory_of": ["POL", "TWN"]},
        {"places": ["POL", "guam"], "except_places": ["HUN"]},
    ]
    conditions = [{}, {"unprovoked_only": True}, {"adversaries": ["RUS", "POL"]}, {"min_attackers": 2}]
    clauses = [
        {
            "id": f"c{k}-{s}-{c}-{w}-{p}",
            "article": "x",
            "type": kind,
            "scope": scope,
            "conditions": condition,
            "within_pact": bool(w),
            "trigger": {"severity": "force"},
        }
        | ({"protects": ["TWN", "HUN"], "binds": ["ROU", "HUN"]} if p else {})
        for k, kind in enumerate(TYPE_CODES)
        for s, scope in enumerate(scopes)
        for c, condition in enumerate(conditions)
        for w in (0, 1)
        for p in (0, 1)
    ]
    pact, states = build("narrow", clauses=clauses), ["HUN", "POL", "ROU", "RUS", "TWN"]
    cases = [(i, j, level) for i, j in _pairs(len(states)) for level in (3, 5)]
    assert _agree([pact], states, [date(2024, 1, 1)], cases) > 1000


def test_arrays_equal_words_on_the_library() -> None:
    pacts = list(library().values())
    states = sorted(
        {m.state for p in pacts if p.kind == "defence" for m in p.members} | {"TWN", "UKR", "MDA"}
    )
    pairs = _pairs(len(states))
    cases = [(i, j, LEVELS[n % 4]) for n, (i, j) in enumerate(pairs) if n % 7 == 0]
    assert _agree(pacts, states, [date(2024, 6, 1)], cases) > 1000


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_arrays_equal_words_on_the_whole_library(level: int) -> None:
    pacts = list(library().values())
    states = sorted(
        {m.state for p in pacts if p.kind == "defence" for m in p.members} | {"TWN", "UKR", "MDA"}
    )
    cases = [(i, j, level) for i, j in _pairs(len(states))]
    assert _agree(pacts, states, [date(2024, 12, 31)], cases) > 0


def test_shapes_types_and_order(examples: dict[str, Pact]) -> None:
    pacts = list(examples.values())
    table = compile_clauses(pacts, STATES)
    k = sum(len(p.clauses) for p in pacts)
    assert table.pact_ids == tuple(examples)
    assert table.ids[table.pact.tolist().index(0)] == "article-5"
    assert (table.type_code.dtype, table.severity.dtype) == (np.dtype("int8"), np.dtype("int8"))
    for name in ("place_ok", "adversary_ok", "binds_only", "protects_also"):
        assert getattr(table, name).shape == (k, len(STATES)), name
    assert np.array_equal(table.is_type("offence"), table.type_code == TYPE_CODES["offence"])
    assert membership(pacts, STATES, DAYS).shape == (len(DAYS), len(pacts), len(STATES))
    assert active(pacts, DAYS).shape == (len(DAYS), k)


def test_no_pacts_no_clauses() -> None:
    table = compile_clauses([], STATES)
    members, running = membership([], STATES, DAYS), active([], DAYS)
    assert triggered(table, members[0], running[0], [0], [1], [5]).shape == (1, 0, len(STATES))


def test_single_events_and_common_severities_broadcast(examples: dict[str, Pact]) -> None:
    pacts = [examples["atlantic"]]
    table, members = compile_clauses(pacts, STATES), membership(pacts, STATES, DAYS)[4]
    running, at = active(pacts, DAYS)[4], STATES.index
    single = triggered(table, members, running, at("RUS"), at("FIN"), 5)
    many = triggered(table, members, running, [at("RUS")] * 3, [at("FIN")] * 3, 5)
    assert np.array_equal(np.repeat(single, 3, axis=0), many)


def test_relabelling_the_states_permutes_the_arrays(examples: dict[str, Pact]) -> None:
    pacts, order = list(examples.values()), np.random.default_rng(7).permutation(len(STATES))
    shuffled = [STATES[n] for n in order]
    place = np.argsort(order)
    i, j = np.array(_pairs(len(STATES))).T
    one, two = (
        triggered(compile_clauses(pacts, s), membership(pacts, s, DAYS)[4], active(pacts, DAYS)[4], a, b, 5)
        for s, a, b in ((STATES, i, j), (shuffled, place[i], place[j]))
    )
    assert np.array_equal(one, two[..., place])


def test_bad_arguments(examples: dict[str, Pact]) -> None:
    pacts = [examples["atlantic"]]
    with pytest.raises(InputError, match=r"pact 'atlantic' is given twice \(give each once\)"):
        compile_clauses(pacts * 2, STATES)
    with pytest.raises(InputError, match="state 'FIN' is given twice"):
        compile_clauses(pacts, ["FIN", "FIN"])
    with pytest.raises(InputError, match="'ATA' has no home territory"):
        compile_clauses(pacts, ["ATA"])
    table = compile_clauses(pacts, STATES)
    with pytest.raises(ModelInputError, match="a state attacks itself"):
        triggered(table, membership(pacts, STATES, DAYS)[0], active(pacts, DAYS)[0], [3], [3], [5])

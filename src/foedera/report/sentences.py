"""Findings in plain English: what the figures show, said with their uncertainty and no more than the models allow."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from foedera.core.parameters import ParameterRow
from foedera.data.codes import name_of
from foedera.report.brief import Brief, Concern
from foedera.report.figures.priors_forest import Reading
from foedera.report.numbers import (
    Span,
    count,
    listed,
    number,
    percent,
    shared_decimals,
    signed,
    spread,
    words,
)

__all__ = [
    "HEADLINE",
    "answer",
    "by_construction",
    "change",
    "interval",
    "level",
    "listed",
    "phrase",
    "readings_finding",
    "states_phrase",
]

HEADLINE = ("attacks", "attacks_per_decade")
"""Ids of the concern that the answer begins with."""

GAME = "game"
"""Label of the only reading that tells a pact's members apart."""

_MOST = 3

_FIRST = ("deterrence", "reliability", "speed", "entanglement", "people")
"""Concerns in the order in which the answer speaks of them, before all others."""


def states_phrase(codes: Sequence[str]) -> str:
    """Return the states by name, or how many there are."""
    return listed([name_of(c) for c in codes]) if len(codes) <= 5 else f"the {len(codes)} focus states"


def level(concern: Concern, span: Span) -> str:
    """Return a level with its unit, e.g. "0.83 per decade"."""
    if not span.known:
        return "no value"
    if concern.share:
        return percent(span.value)
    return f"{number(span.value)} {concern.unit}".strip()


def interval(span: Span, *, scale: float = 1.0, sign: bool = False) -> str:
    """Return "95 % interval 0.6–1.1", or words where there is none."""
    ends = spread(scale * span.low, scale * span.high, sign=sign)
    return "no interval" if ends == "n/a" else f"95\u202f% interval {ends}"


def change(concern: Concern, scenario: str, baseline: str) -> str:
    """Return how a reform changes one concern: direction, levels, difference, interval; or that it is not clear."""
    before, after = concern.levels[baseline], concern.levels[scenario]
    gap, k = concern.differences[scenario], concern.scale
    label, unit = phrase(concern), _unit(concern)
    if not (before.known and after.known and gap.known):
        return f"{label} cannot be compared, as too few futures have a value"
    digits = shared_decimals(k * before.value, k * after.value)
    from_, to = number(k * before.value, digits), number(k * after.value, digits)
    finer = shared_decimals(k * gap.value, k * gap.low, k * gap.high)
    if gap.value == gap.low == gap.high == 0.0:
        return f"{label} {'stay' if _plural(label) else 'stays'} exactly the same ({to}{unit})"
    sure = f"difference {signed(k * gap.value, finer)}, {interval(gap, scale=k, sign=True)}"
    if not gap.clear:
        return f"there is no clear difference in {label} ({from_} against {to}{unit}; {sure})"
    verb = _verb(label, gap.value > 0)
    return f"{label} {verb} from {from_} to {to}{unit} ({sure})"


def phrase(concern: Concern) -> str:
    """Return the measure as the subject of a sentence, e.g. "the median of days from onset to decision"."""
    text = concern.label
    text = text[:1].lower() + text[1:] if text[1:2].islower() else text
    whole = re.fullmatch(r"(.*), (median|\d+th percentile)", text)
    return f"the {whole[2]} of {whole[1]}" if whole else text.replace(", median", " in the median")


def _unit(concern: Concern) -> str:
    if concern.share:
        return " per cent"
    return f" {concern.unit}" if concern.unit else ""


def _verb(subject: str, up: bool) -> str:
    plural = _plural(subject)
    return ("rise" if plural else "rises") if up else ("fall" if plural else "falls")


def _plural(subject: str) -> bool:
    return subject.split(" ")[0].endswith("s")


def answer(brief: Brief) -> list[str]:
    """Return the answer in three to five sentences."""
    main = brief.concern(*HEADLINE) or (brief.concerns[0] if brief.concerns else None)
    if main is None:
        return ["Nothing was measured."]
    told = [_baseline(brief, main)]
    reforms = [o for o in brief.options[1:] if o.id != "without"]
    told += [_reform(brief, main, o.id, o.title) for o in reforms[:_MOST]]
    if len(reforms) > _MOST:
        told[-1] += f" The other {len(reforms) - _MOST} reforms are in the table below."
    if "without" in brief.ids:
        told.append(_without(brief, main))
    if len(told) < 5 and brief.readings:
        told.append(readings_finding(brief.readings, brief.titles))
    if len(told) < 3:
        told.append(
            "These are results of models: they say what follows from published estimates and stated "
            "assumptions, "
            "not what will happen."
        )
    return told


def _baseline(brief: Brief, main: Concern) -> str:
    span = main.levels[brief.baseline]
    years = number(brief.clock.years, 0 if brief.clock.months % 12 == 0 else 1)
    sample = f"{count(brief.replicas)} simulated futures of {years} years"
    if not span.known:
        return f"As things stand, {sample} give no value for {phrase(main)}."
    return (
        f"As things stand, {sample} put {phrase(main)} ({states_phrase(brief.focus.states)}) "
        f"at {level(main, span)} ({interval(span, scale=main.scale)})."
    )


def _reform(brief: Brief, main: Concern, scenario: str, title: str) -> str:
    told = f"With “{title}”, {change(main, scenario, brief.baseline)}"
    others = [c for c in brief.concerns if c is not main and c.better and _comparable(c, scenario)]
    clear = [c for c in others if c.differences[scenario].clear and c.concern != main.concern]
    first = {c.concern: c for c in reversed(clear)}
    picked = sorted(first.values(), key=_rank)[:2]
    if not picked:
        return f"{told}, and of the other concerns none differs clearly."
    return f"{told}; {listed([_short(c, scenario, brief.baseline) for c in picked])}."


def _rank(concern: Concern) -> int:
    return _FIRST.index(concern.concern) if concern.concern in _FIRST else len(_FIRST)


def _comparable(concern: Concern, scenario: str) -> bool:
    return scenario in concern.differences and concern.differences[scenario].known


def _short(concern: Concern, scenario: str, baseline: str) -> str:
    before, after, k = concern.levels[baseline].value, concern.levels[scenario].value, concern.scale
    digits = shared_decimals(k * before, k * after)
    verb = _verb(phrase(concern), concern.differences[scenario].value > 0)
    return f"{phrase(concern)} {verb} from {number(k * before, digits)} to {number(k * after, digits)}{_unit(concern)}"


def _without(brief: Brief, main: Concern) -> str:
    names = listed([f"the {p.name}" for p in brief.judged]) if brief.judged else "the pact"
    gap = main.differences.get("without", Span(float("nan")))
    told = f"Without {names} altogether, {change(main, 'without', brief.baseline)}"
    if not gap.clear:
        return f"{told}: on this reading no deterrence dividend can be told from zero."
    if gap.value * main.better > 0:
        return f"{told}: under the chosen reading the pact goes with more attacks and there is no deterrence dividend."
    return f"{told}: this difference is the deterrence dividend under the chosen reading of the literature."


def readings_finding(readings: Sequence[Reading], titles: dict[str, str]) -> str:
    """Return which differences keep their sign under every reading of the literature, and which do not.

    Where the statistical readings cannot see a reform at all, that is said instead.
    """
    steady, never, some, unseen = [], [], [], []
    for name in dict.fromkeys(n for r in readings for n in r.differences):
        if by_construction(readings, name):
            unseen.append(name)
            continue
        spans = [r.differences[name] for r in readings if name in r.differences and r.differences[name].known]
        signs = {s.value > 0 for s in spans if s.clear}
        title = f"“{titles.get(name, name)}”"
        if not signs:
            never.append(title)
        elif len(signs) == 1 and all(s.clear for s in spans):
            steady.append(f"{title} ({'more' if signs.pop() else 'fewer'} attacks)")
        else:
            some.append(title)
    return " ".join(
        x for x in (_compared(len(readings), steady, some, never), _unseen(readings, unseen, titles)) if x
    )


def by_construction(readings: Sequence[Reading], scenario: str) -> bool:
    """Return whether every statistical reading gives exactly the baseline's attacks, future by future."""
    statistical = [r for r in readings if r.label != GAME]
    return bool(statistical) and all(r.unmoved(scenario) for r in statistical)


def _unseen(readings: Sequence[Reading], names: Sequence[str], titles: Mapping[str, str]) -> str:
    """Return why the statistical readings answer zero, and what the game answers instead."""
    if not names:
        return ""
    called = {name: f"“{titles.get(name, name)}”" for name in names}
    n = words(sum(r.label != GAME for r in readings))
    keep = "the states in focus keep one, if they have one"
    if "without" in names:
        keep += f" (under {called['without']} through other pacts)"
    told = (
        f"The {n} statistical readings see only whether a target has a defence pact; under "
        f"{listed(list(called.values()))} {keep}, so these readings answer zero by construction."
    )
    game = next((r for r in readings if r.label == GAME), None)
    if game is None:
        return told
    found = [f"{called[name]}: {_under_the_game(game, name)}" for name in names]
    return f"{told} Only the game tells members apart ({'; '.join(found)})."


def _under_the_game(game: Reading, name: str) -> str:
    span = game.differences.get(name, Span(float("nan")))
    return ("more attacks" if span.value > 0 else "fewer attacks") if span.clear else "no clear difference"


def _compared(readings: int, steady: Sequence[str], some: Sequence[str], never: Sequence[str]) -> str:
    if not (steady or some or never):
        return ""
    n, told = words(readings), []
    if steady:
        told.append(
            f"Under all {n} readings of the literature on deterrence the direction is the same for {listed(steady)}"
        )
    if some:
        verb = "changes" if len(some) == 1 else "change"
        told.append(
            f"whether {listed(some)} {verb} the number of attacks depends on which of the {n} readings one holds"
        )
    if never:
        told.append(f"under none of the {n} readings is there a clear difference for {listed(never)}")
    text = "; ".join(told)
    return f"{text[0].upper()}{text[1:]}."


def assumed(rows: Sequence[ParameterRow]) -> str:
    """Return how many parameters are judgement."""
    n = sum(row.assumed for row in rows)
    return f"{count(len(rows))} parameters, {count(n)} of them judgement (marked ASSUMPTION)."

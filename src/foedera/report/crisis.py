"""One crisis out of the event log, told in sentences and laid out on a line of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from foedera.core.errors import InputError
from foedera.data.codes import name_of
from foedera.pacts.schema import Pact
from foedera.report.figures.crisis_timeline import Moment
from foedera.report.numbers import count, listed, number
from foedera.report.numbers import words as numeral
from foedera.sim.clock import DAYS_PER_MONTH, Clock

__all__ = ["Words", "moments", "pick_crisis", "tell"]

_ACT = {2: "threatens", 3: "makes a show of force against", 4: "uses force against", 5: "goes to war against"}
_END = {1: "{a} prevails", 2: "{b} prevails", 3: "it is settled"}


@dataclass(frozen=True)
class Words:
    """The names behind the codes of the event log.

    Parameters
    ----------
    pacts : the pacts of the run; their clauses are then called by article
    start : first day of the run; dates are given where it is known
    """

    pacts: Sequence[Pact] = ()
    start: date | None = None
    _by_id: Mapping[str, Pact] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {p.id: p for p in self.pacts})

    def pact(self, pact: str | None) -> str:
        """Return a pact's name."""
        known = self._by_id.get(pact or "")
        return known.name if known else (pact or "the pact")

    def clause(self, clause: str | None) -> str:
        """Return a clause as "Art. 5 (nato)"."""
        pact, _, name = (clause or "a clause").partition("/")
        known = self._by_id.get(pact)
        article = next((c.article for c in known.clauses if c.id == name), name) if known else name
        return f"{article} ({pact})" if name else pact

    def body(self, pact: str | None) -> str:
        """Return the name of a pact's deciding body."""
        known = self._by_id.get(pact or "")
        decision = known.decision if known else None
        return _with_article(decision.body if decision else f"body of {self.pact(pact)}")

    def when(self, month: int) -> str:
        """Return the month in words."""
        return Clock(self.start, 1).day(month).strftime("%B %Y") if self.start else f"month {month + 1}"


def tell(
    events: pl.DataFrame | pl.LazyFrame, replica: int, crisis: int, *,
    scenario: str | None = None, words: Words | None = None,
) -> list[str]:  # fmt: skip
    """Tell one crisis in plain sentences, in the order of its life.

    Parameters
    ----------
    events : the event log; of several scenarios the first is told unless ``scenario`` says which
    replica, crisis : number of the future, and of the crisis within it
    words : names of pacts, and the first day of the run

    Raises
    ------
    InputError : there is no such crisis
    """
    rows, words = _life(events, replica, crisis, scenario), words or Words()
    story = [_onset(rows, replica, words)]
    for chapter in (_pacts, _decisions, _promises, _joiners, _end, _sanctions, _cost):
        story += chapter(rows, words)
    return story


def moments(
    events: pl.DataFrame | pl.LazyFrame, replica: int, crisis: int, *,
    scenario: str | None = None, words: Words | None = None,
) -> list[Moment]:  # fmt: skip
    """Return one crisis as marks for the timeline; parameters as for :func:`tell`."""
    rows, words = _life(events, replica, crisis, scenario), words or Words()
    first = int(rows["month"][0])
    lasted = rows.filter(kind="ended")["days"].max()
    found = []
    for row in rows.filter(~((pl.col("kind") == "joined") & _too_late(rows))).iter_rows(named=True):
        late = (row["month"] - first) * DAYS_PER_MONTH if lasted is None else float(lasted)  # type: ignore[arg-type]
        found += [m for m in (_moment(row, late, words),) if m is not None]
    return found + _totals(rows, found)


def pick_crisis(
    events: pl.DataFrame | pl.LazyFrame, states: Sequence[str], *, scenario: str | None = None
) -> tuple[int, int] | None:
    """Return (replica, crisis) of the most telling crisis of those states: a war with the richest life.

    Richest is the one with most kinds of events, promises both kept and broken counting as two; then the
    one with most rows; then the first. None where nothing was begun against the states.
    """
    lazy = _of_scenario(events, scenario)
    begun = (pl.col("kind").cast(pl.String) == "onset") & pl.col("other").cast(pl.String).is_in(list(states))
    onsets = lazy.filter(begun).select("replica", "crisis", "value").collect()
    if onsets.is_empty():
        return None
    gravest = onsets.filter(pl.col("value") == onsets["value"].max()).select("replica", "crisis")
    lives = lazy.join(gravest.lazy(), on=["replica", "crisis"], how="semi").group_by("replica", "crisis")
    ranked = lives.agg(kinds=pl.col("kind").n_unique(), length=pl.len()).sort(
        ["kinds", "length", "replica", "crisis"], descending=[True, True, False, False]
    )
    first = ranked.head(1).collect()
    return int(first["replica"][0]), int(first["crisis"][0])


def _of_scenario(events: pl.DataFrame | pl.LazyFrame, scenario: str | None) -> pl.LazyFrame:
    lazy = events.lazy()
    if "scenario" in lazy.collect_schema():
        if scenario is None:
            first = lazy.select(pl.col("scenario").first()).collect()
            scenario = None if first.is_empty() else first.item()
        lazy = lazy.filter(pl.col("scenario").cast(pl.String) == pl.lit(scenario, dtype=pl.String))
    return lazy


def _life(
    events: pl.DataFrame | pl.LazyFrame, replica: int, crisis: int, scenario: str | None
) -> pl.DataFrame:
    lazy = events.lazy().filter((pl.col("replica") == replica) & (pl.col("crisis") == crisis))
    rows = _of_scenario(lazy, scenario).collect()
    if rows.filter(kind="onset").is_empty():
        raise InputError(
            f"future {replica} has no crisis {crisis} that began in it", where=scenario or "events",
            fix="the rows of kind 'onset' list the crises of each future",
        )  # fmt: skip
    return rows


def _names(codes: Sequence[str], most: int = 6) -> str:
    """Return "Estonia, Latvia and 3 others"."""
    names = [name_of(c) for c in codes[:most]] if len(codes) > most + 1 else [name_of(c) for c in codes]
    if len(codes) > len(names):
        return f"{', '.join(names)} and {len(codes) - len(names)} others"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _actors(rows: pl.DataFrame) -> list[str]:
    return rows["actor"].drop_nulls().cast(pl.String).unique(maintain_order=True).to_list()


def _with_article(name: str) -> str:
    return name if name.lower().startswith("the ") else f"the {name}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _onset(rows: pl.DataFrame, replica: int, words: Words) -> str:
    first = rows.filter(kind="onset").row(0, named=True)
    act = _ACT[int(first["value"])]
    a, b = name_of(first["actor"]), name_of(first["other"])
    return f"In {words.when(first['month'])} of future {replica}, {a} {act} {b}."


def _pacts(rows: pl.DataFrame, words: Words) -> list[str]:
    story = _consultations(rows.filter(kind="convened"), words)
    for clause, some in rows.filter(kind="invoked").group_by("clause", maintain_order=True):
        bound = _actors(some)
        who = _names(bound) if len(bound) <= 4 else numeral(len(bound), "state")
        verb = "binds" if not story or "binds" not in story[-1] else "also binds"
        story.append(f"{words.clause(clause[0])} {verb} {who} to help.")
    return story or ["No clause of a pact is invoked."]


def _consultations(called: pl.DataFrame, words: Words) -> list[str]:
    clauses = called["clause"].drop_nulls().cast(pl.String).unique(maintain_order=True).to_list()
    if not clauses:
        return []
    named = [words.clause(c) for c in clauses]
    if len(named) == 1:
        return [f"Under {named[0]} {numeral(int(called['value'].sum()), 'member')} must consult."]
    few = listed(named) if len(named) <= 3 else f"{', '.join(named[:2])} and {numeral(len(named) - 2)} others"
    return [f"Consultations are called under {numeral(len(named))} clauses: {few}."]


def _decisions(rows: pl.DataFrame, words: Words) -> list[str]:
    story = []
    for row in rows.filter(pl.col("kind").is_in(["adopted", "deadlock"])).iter_rows(named=True):
        body = _upper(words.body(row["pact"]))
        rounds = numeral(int(row["value"]), "round")
        if row["kind"] == "adopted":
            how = f"after {rounds}" if row["value"] > 0 else "under an authority given beforehand"
            story.append(f"{body} decides to act on day {number(row['days'], 0)}, {how}.")
        else:
            story.append(f"{body} does not come to a decision in {rounds}.")
    return story


def _promises(rows: pl.DataFrame, words: Words) -> list[str]:
    kept, broken = _actors(rows.filter(kind="honoured")), _actors(rows.filter(kind="reneged"))
    broken = [b for b in broken if b not in kept]
    if not kept and not broken:
        return []
    if not broken:
        return [
            f"{_upper(numeral(len(kept), 'state'))} keep{'s' if len(kept) == 1 else ''} the promise: "
            f"{_names(kept)}."
        ]
    tail = f"{numeral(len(broken), 'state')} do{'es' if len(broken) == 1 else ''} not: {_names(broken)}."
    if not kept:
        return [f"Nobody keeps the promise; {tail}"]
    return [f"{_upper(numeral(len(kept), 'state'))} keep{'s' if len(kept) == 1 else ''} the promise; {tail}"]


def _joiners(rows: pl.DataFrame, words: Words) -> list[str]:
    first = rows.filter(kind="onset").row(0, named=True)
    joined = rows.filter(kind="joined").sort("days")
    late = joined.filter(_too_late(rows))
    story = []
    for sign, ally in ((-1, first["other"]), (1, first["actor"])):
        some = joined.filter((pl.col("value") == sign) & ~_too_late(rows))
        if some.height:
            story.append(_arrivals(_actors(some), some["days"].to_list(), name_of(ally)))
    if late.height:
        who = numeral(late.height, "state")
        story.append(f"For {who} more the war is over before the first contribution arrives.")
    if not story and first["value"] == 5:
        return ["Nobody else enters the war."]
    return story


def _too_late(rows: pl.DataFrame) -> pl.Expr:
    """Return whether a state that joins would arrive after the war has ended, as an expression on ``days``."""
    ended = rows.filter(kind="ended")["days"].max()
    return pl.lit(False) if ended is None else pl.col("days") > ended + DAYS_PER_MONTH  # type: ignore[operator]


def _arrivals(who: list[str], days: list[float], ally: str) -> str:
    first, last = number(days[0], 0), number(days[-1], 0)
    if len(who) == 1:
        return f"{name_of(who[0])} enters on the side of {ally} after {first} days."
    return (
        f"{_upper(numeral(len(who), 'state'))} enter on the side of {ally}, {name_of(who[0])} first after "
        f"{first} days "
        f"and {name_of(who[-1])} last after {last}."
    )


def _end(rows: pl.DataFrame, words: Words) -> list[str]:
    first = rows.filter(kind="onset").row(0, named=True)
    ended = rows.filter(kind="ended")
    if ended.is_empty():
        return ["The war is still under way when the run ends."] if first["value"] == 5 else []
    row = ended.row(0, named=True)
    how = _END[int(row["value"])].format(a=name_of(first["actor"]), b=name_of(first["other"]))
    months = max(round(row["days"] / DAYS_PER_MONTH), 0)
    when = "within the month" if months == 0 else f"after {numeral(months, 'month')}"
    return [f"The war ends {when}: {how}."]


def _sanctions(rows: pl.DataFrame, words: Words) -> list[str]:
    senders = rows.filter(kind="sanctioned").sort("days")
    if senders.is_empty():
        return []
    target, who = name_of(senders["other"][0]), senders["actor"].n_unique()
    story = [f"{_upper(numeral(who, 'state'))} impose{'s' if who == 1 else ''} sanctions on {target}, "
             f"{name_of(senders['actor'][0])} first after {number(float(senders['days'][0]), 0)} days."]  # fmt: skip
    ended = rows.filter(kind="lifted")
    if ended.is_empty():
        return [*story, "They are still in force when the run ends."]
    how = f"{target} gives in" if ended["value"][0] == 1 else "the senders give up"
    return [*story, f"They end after {number(float(ended['days'][0]) / 365.25, 1)} years: {how}."]


def _cost(rows: pl.DataFrame, words: Words) -> list[str]:
    deaths = (
        rows.filter(kind="deaths").group_by("actor").agg(pl.col("value").sum()).sort("value", descending=True)
    )
    lost = rows.filter(kind="output_loss")["value"].sum()
    total = float(deaths["value"].sum())
    if deaths.is_empty() and not lost:
        return []
    most = deaths.row(0) if total >= 1 else None
    lives = f"It costs {count(total)} lives in battle"
    if most is not None and deaths.height > 1:
        lives += f", the most, {count(most[1])}, of {name_of(str(most[0]))}"
    return [f"{lives}, and output worth {number(float(lost))} billion US dollars."]


def _moment(row: Mapping[str, Any], late: float, words: Words) -> Moment | None:
    kind, stage, value, days = row["kind"], row["stage"], row["value"], row["days"]
    if kind == "onset":
        return Moment(stage, 0.0, f"{name_of(row['actor'])} {_ACT[int(value)]} {name_of(row['other'])}")
    if kind == "adopted":
        how = f"round {count(value)}" if value > 0 else "authority given beforehand"
        return Moment(stage, days, f"{_upper(words.body(row['pact']))} decides, {how}")
    if kind == "deadlock":
        return Moment(stage, 0.0, f"{_upper(words.body(row['pact']))}: no decision in {count(value)} rounds")
    if kind == "ended":
        return Moment(stage, days, _END[int(value)].format(a=name_of(row["actor"]), b=name_of(row["other"])))
    grouped = {
        "convened": ("pacts", "called to consult"), "invoked": ("pacts", f"{words.clause(row['clause'])} binds"),
        "honoured": ("decisions", "keep their promise"), "reneged": ("decisions", "break it"),
        "sanctioned": ("responses", "impose sanctions"),
        "joined": ("responses", "join the defender" if value == -1 else "join the attacker"),
    }  # fmt: skip
    if kind in grouped:
        short = row["pact"] if kind == "convened" else row["actor"]
        return Moment(grouped[kind][0], days or 0.0, "", short=short or "a pact", group=grouped[kind][1])
    return None


def _totals(rows: pl.DataFrame, found: list[Moment]) -> list[Moment]:
    """Return the sums of the effects, at the end of the crisis."""
    last = max(m.day for m in found)
    out = []
    for kind, text in (("deaths", "{} battle deaths"), ("output_loss", "US$ {} bn of output lost")):
        some = rows.filter(kind=kind)
        if some.height:
            total = float(some["value"].sum())
            out.append(
                Moment("effects", last, text.format(count(total) if kind == "deaths" else number(total)))
            )
    return out

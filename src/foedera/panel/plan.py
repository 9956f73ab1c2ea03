"""A panel as a plan: rows, then verbs in order; nothing is read before it is collected.

``where`` chooses rows of the result and never changes what the other verbs compute: peace years, lags and nearest
capitals are taken over all rows of the unit, whichever are kept in the end.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from foedera.core.errors import InputError, did_you_mean
from foedera.data.catalogue import source
from foedera.panel.additions import SHORT, addition
from foedera.panel.clock import Gaps, Successive, Timeline, peace_periods
from foedera.panel.derived import DERIVED
from foedera.panel.frame import PanelFrame
from foedera.panel.provenance import Provenance, SourceRecord
from foedera.panel.similar import add_similarity
from foedera.panel.units import Unit
from foedera.panel.work import Fact, Work

__all__ = ["Condition", "Panel", "Rows"]

log = logging.getLogger(__name__)

FIRST_YEAR = 1816
"""First year of the state systems; histories are looked for from here."""


@dataclass(frozen=True)
class Rows:
    """The rows of a panel, not yet made.

    Parameters
    ----------
    unit : what a row is about
    first, last : years asked for; None says as far as the source of the rows goes
    build : from unit, first and last year and the work-in-progress' preferences to a :class:`Work`
    text : as it was written
    stretch : whether earlier or later rows can be made for lags and histories
    """

    unit: Unit
    first: int | None
    last: int | None
    build: Callable[[int | None, int | None, Mapping[str, str]], Work]
    text: str
    stretch: bool = True


@dataclass(frozen=True)
class Condition:
    """A named condition on rows, with what it needs.

    Parameters
    ----------
    name : how it is told
    holds : the expression; it may use the columns that ``needs`` makes
    needs : adds hidden columns to a panel
    """

    name: str
    holds: pl.Expr
    needs: Callable[[Work], None]


@dataclass(frozen=True)
class _Step:
    text: str
    run: Callable[[Work, Timeline], None]
    before: int = 0
    after: int = 0
    history: bool = False
    keep: pl.Expr | None = None


@dataclass(frozen=True)
class Panel:
    """A panel to be made; every verb returns a new one.

    Parameters
    ----------
    rows : its rows
    steps : its verbs
    prefer : edition to prefer, by source id or '*' for all
    """

    rows: Rows
    steps: tuple[_Step, ...] = ()
    prefer: Mapping[str, str] = field(default_factory=dict)

    # -- verbs ----------------------------------------------------------------------------------------------

    def add(self, name: str, **options: Any) -> Panel:
        """Add the columns of a data set.

        Parameters
        ----------
        name : id of the data set, such as 'cow.nmc', or 'cow.nmc@6.0' for an edition
        options : ``edition``, ``keep`` (columns wanted), ``prefix``, and those of the measure; 'foedera data list
            cow.nmc' names the columns

        Raises
        ------
        InputError
            for an unknown data set or option at once; for a data set that does not fit the unit, or is not at
            hand, when the panel is collected
        """
        word, _, edition = name.partition("@")
        found = source(SHORT.get(word, word))
        if edition:
            options["edition"] = edition
        if options.get("edition") is not None:
            found.edition(options["edition"])
        work_of = addition(found.id)
        _check_options(work_of, options, f"panel.add('{name}')")

        def run(work: Work, _: Timeline) -> None:
            work_of(work, found, **options)

        return self._then(_Step(_text("add", name, options), run))

    def lag(self, name: str, years: int = 1) -> Panel:
        """Add the value that columns had some periods earlier, as ``<column>_lag<n>``.

        Parameters
        ----------
        name : a column, 'gml.onset', or a data set ('nmc': all of its columns)
        years : how many periods (years; months or days on panels with that clock), at least 1

        Notes
        -----
        A period in which the unit is not in the system gives null: the year before a gap is not last year. Years
        before the first are looked up as well, so that the first year of a panel has its lags.
        """
        return self._shift("lag", name, years)

    def lead(self, name: str, years: int = 1) -> Panel:
        """Add the value that columns have some periods later, as ``<column>_lead<n>``; see :meth:`lag`."""
        return self._shift("lead", name, years)

    def _shift(self, verb: str, name: str, periods: int) -> Panel:
        if not isinstance(periods, int) or isinstance(periods, bool) or periods < 1:
            raise InputError(
                f"{periods!r} is no good", where=f"panel.{verb}(years)", fix="give a whole number from 1"
            )
        sign = 1 if verb == "lag" else -1
        clock = self.rows.unit.clock
        pad = -(-periods // {"year": 1, "month": 12, "day": 365}[clock])

        def run(work: Work, timeline: Timeline) -> None:
            _refuse_repeated(work, f"{verb}({name!r})")
            rows = timeline.shifted(sign * periods)
            for column in work.named(name):
                fact = work.facts[column]
                meaning = f"{fact.meaning}; {periods} {clock}{'s' * (periods > 1)} {'earlier' if sign > 0 else 'later'}"
                covers = (fact.covers[0] + sign * pad, fact.covers[1] + sign * pad) if fact.covers else None
                made = replace(
                    fact,
                    name=f"{column}_{verb}{periods}",
                    meaning=meaning,
                    covers=covers,
                    group="",
                    of=(column,),
                )
                work.put(work.columns[column].gather(rows), made)

        text = f"{verb}({name!r}, years={periods})"
        return self._then(_Step(text, run, before=pad if sign > 0 else 0, after=pad if sign < 0 else 0))

    def peace_years(
        self, event: str, *, name: str = "peace_years", gaps: Gaps = "rows", successive: Successive = "new",
        since: str = "records", cubic: bool = False,
    ) -> Panel:  # fmt: skip
        """Add the number of periods since the last with an event.

        Parameters
        ----------
        event : a column of 0 and 1: 'gml.onset' counts from the last onset, 'gml.ongoing' from the last year of a
            dispute, 'gml.init_1' from the last initiation by the first state
        name : name of the column
        gaps : what a period outside the system counts: 'rows' not at all (the convention), 'periods' as peace,
            'restart' begins anew
        successive : whether an event right after an event is a 'new' one, or the same going on ('missing': null)
        since : 'records' looks back to the first year of the system, whatever the first year of the panel; 'panel'
            begins to count in the panel's first year
        cubic : also add ``<name>_2`` and ``<name>_3``, the square and the cube (cartersignorino2010)
        """
        for value, known, what in ((gaps, ("rows", "periods", "restart"), "gaps"),
                                   (successive, ("new", "missing"), "successive"),
                                   (since, ("records", "panel"), "since")):  # fmt: skip
            if value not in known:
                fix = "one of " + ", ".join(known)
                raise InputError(f"'{value}' is no good", where=f"panel.peace_years({what})", fix=fix)

        def run(work: Work, timeline: Timeline) -> None:
            _refuse_repeated(work, "peace_years")
            columns = work.named(event)
            if len(columns) > 1:
                fix = "name one of " + ", ".join(columns)
                raise InputError(f"'{event}' is several columns", where="panel.peace_years", fix=fix)
            fact = work.facts[columns[0]]
            years = peace_periods(timeline, work.columns[columns[0]], gaps, successive)
            covers = (fact.covers[0], fact.covers[1] + 1) if fact.covers else None
            made = Fact(name, work.unit.clock, f"{work.unit.clock}s since the last with {columns[0]}", fact.source,
                        edition=fact.edition, version=fact.version, covers=covers, of=(columns[0],))  # fmt: skip
            work.put(years, made)
            for power in (2, 3) if cubic else ():
                values = work.columns[name].cast(pl.Float64) ** power
                work.put(
                    values, replace(made, name=f"{name}_{power}", meaning=f"{name} to the power of {power}")
                )

        options = {"name": name, "gaps": gaps, "successive": successive, "since": since, "cubic": cubic}
        return self._then(_Step(_text("peace_years", event, options), run, history=since == "records"))

    def similarity(
        self, of: str, kind: str = "alliance portfolio", *, measures: Sequence[str] = ("s",),
        weights: str | None = None, edition: str | None = None,
    ) -> Panel:  # fmt: skip
        """Add the similarity of the two states' portfolios in the year.

        Parameters
        ----------
        of : data set: 'atop', 'cow.alliances', 'un.votes', 'cow.igo'
        kind : 'alliance portfolio', 'UN votes' or 'IGO portfolio'
        measures : names of :data:`foedera.panel.portfolios.MEASURES`: 's', 'pi', 'kappa_squared', 'taub', ...
        weights : 'cinc' weighs the third states of alliance portfolios by capability
        edition : of the data set
        """
        source(of)

        def run(work: Work, _: Timeline) -> None:
            add_similarity(work, of, kind, measures, weights, edition)

        options = {"measures": tuple(measures), "weights": weights}
        return self._then(_Step(_text("similarity", of, {"kind": kind, **options}), run))

    def measure(self, name: str, /, **options: Any) -> Panel:
        """Add a measure made from columns that are there: see :data:`foedera.panel.derived.DERIVED`.

        Parameters
        ----------
        name : 'capability ratio', 'weak link', 'trade dependence', 'concentration', 'joint democracy', ...
        options : those of the measure
        """
        if name not in DERIVED:
            fix = did_you_mean(name, DERIVED) or "one of " + ", ".join(DERIVED)
            raise InputError(f"there is no measure '{name}'", where="panel.measure", fix=fix)
        _check_options(DERIVED[name], options, f"panel.measure('{name}')")

        def run(work: Work, _: Timeline) -> None:
            DERIVED[name](work, **options)

        return self._then(_Step(_text("measure", name, options), run))

    def with_columns(self, **expressions: pl.Expr) -> Panel:
        """Add columns computed from others of the same row by Polars expressions."""

        def run(work: Work, _: Timeline) -> None:
            for name, expression in expressions.items():
                try:
                    values = work.frame().select(expression.alias(name))[name]
                except pl.exceptions.PolarsError as error:
                    where = f"panel.with_columns({name})"
                    raise InputError(
                        str(error).splitlines()[0], where=where, fix="mend the expression"
                    ) from error
                roots = tuple(expression.meta.root_names())
                known = [work.facts[r].covers for r in roots if r in work.facts]
                spans = [c for c in known if c is not None]
                covers = (max(c[0] for c in spans), min(c[1] for c in spans)) if spans else None
                work.put(values, Fact(name, "", str(expression), covers=covers, of=roots))

        text = ", ".join(f"{n}={e}" for n, e in expressions.items())
        return self._then(_Step(f"with_columns({text})", run))

    def where(self, condition: pl.Expr | Condition) -> Panel:
        """Keep the rows for which a condition holds; those for which it is unknown are dropped and counted.

        Parameters
        ----------
        condition : a Polars expression, or one of the named ones: ``panel.politically_relevant``
        """
        expression = condition.holds if isinstance(condition, Condition) else condition
        if not isinstance(expression, pl.Expr):
            fix = "give a Polars expression such as pl.col('year') > 1945"
            raise InputError(f"{condition!r} is no condition", where="panel.where", fix=fix)

        def run(work: Work, _: Timeline) -> None:
            if isinstance(condition, Condition):
                condition.needs(work)

        name = condition.name if isinstance(condition, Condition) else str(expression)
        return self._then(_Step(f"where({name})", run, keep=expression))

    def using(self, edition: str, of: str = "*") -> Panel:
        """Prefer an edition, of one data set or of all that have it: ``using('peacesciencer')``."""
        return replace(self, prefer={**self.prefer, of: edition})

    def _then(self, step: _Step) -> Panel:
        return replace(self, steps=(*self.steps, step))

    # -- making ---------------------------------------------------------------------------------------------

    def explain(self) -> str:
        """Return the plan as text, one verb a line."""
        lines = [f"panel.{self.rows.text}", *(f"    .{s.text}" for s in self.steps)]
        return "\n".join(lines)

    def collect(self) -> PanelFrame:
        """Make the panel.

        Raises
        ------
        MissingDataError
            where a data set is not at hand, with how to get it
        InputError
            where a verb does not fit the unit, or a column is unknown or taken
        """
        first, last = self._reach()
        work = self.rows.build(first, last, self.prefer)
        timeline = Timeline(work)
        for step in self.steps:
            step.run(work, timeline)
        data = work.frame()
        keep = self._kept(data, work)
        if keep is not None:
            data = data.filter(keep)
        hidden = [n for n in data.columns if n.startswith("__")]
        return PanelFrame(data.drop(hidden), self._provenance(work))

    def _reach(self) -> tuple[int | None, int | None]:
        """Return the years to be made, wider than asked for where lags and histories need it."""
        first, last = self.rows.first, self.rows.last
        if not self.rows.stretch:
            return first, last
        before = sum(s.before for s in self.steps)
        if first is not None:
            first = max(first - before, min(first, FIRST_YEAR))
            if any(s.history for s in self.steps):
                first = min(first, FIRST_YEAR)
        return first, None if last is None else last + sum(s.after for s in self.steps)

    def _kept(self, data: pl.DataFrame, work: Work) -> pl.Series | None:
        conditions = [(s.text, s.keep) for s in self.steps if s.keep is not None]
        first, last = self.rows.first, self.rows.last
        wider = (first is not None and work.first < first) or (last is not None and work.last > last)
        kept: pl.Series | None = None
        if wider:
            low, high = work.first if first is None else first, work.last if last is None else last
            kept = data["year"].is_between(low, high)
        for text, condition in conditions:
            try:
                holds = data.select(k=condition)["k"]
            except pl.exceptions.PolarsError as error:
                raise InputError(
                    str(error).splitlines()[0], where=f"panel.{text}", fix="mend the condition"
                ) from error
            unknown = holds.is_null() if kept is None else holds.is_null() & kept
            if unknown.any():
                note = f"{text}: {unknown.sum():,} rows dropped because the condition is unknown there"
                work.notes.append(note)
                log.warning(note)
            holds = holds.fill_null(False)
            kept = holds if kept is None else kept & holds
        return kept

    def _provenance(self, work: Work) -> Provenance:
        records: dict[str, SourceRecord] = {}
        for opened in work.opened.values():
            one, edition = opened.source, opened.edition
            key = f"{one.id}@{edition.name}"
            held = records[key].files if key in records else {}
            records[key] = SourceRecord(one.id, one.title, edition.name, edition.version, one.cites, one.licence,
                                        edition.tried, {**held, **opened.files})  # fmt: skip
        facts = tuple(f for f in work.facts.values() if not f.name.startswith("__"))
        return Provenance(work.unit.name, work.unit.system, tuple(self.explain().splitlines()), facts,
                          tuple(records.values()), tuple(dict.fromkeys(work.notes)))  # fmt: skip


def _refuse_repeated(work: Work, verb: str) -> None:
    if work.unit.name in ("event", "dispute-year"):
        raise work.unit.refuse(verb, "use a unit with one row per period, such as dyad-years")


def _check_options(function: Callable[..., Any], options: Mapping[str, Any], where: str) -> None:
    known = [n for n, p in inspect.signature(function).parameters.items() if n not in ("work", "source")]
    for name in options:
        if name not in known:
            fix = did_you_mean(name, known) or ("it has " + ", ".join(known) if known else "it has none")
            raise InputError(f"there is no option '{name}'", where=where, fix=fix)


def _text(verb: str, first: str, options: Mapping[str, Any]) -> str:
    return f"{verb}({', '.join([repr(first), *(f'{n}={v!r}' for n, v in options.items())])})"

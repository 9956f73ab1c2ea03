"""A panel as a plan: rows, then verbs in order; nothing is read before it is collected.

``where`` chooses rows of the result and never changes what the other verbs compute: peace years, lags and nearest
capitals are taken over all rows of the unit, whichever are kept in the end.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from foedera.core.errors import InputError, InputErrors, did_you_mean
from foedera.data.catalogue import catalogue
from foedera.data.needs import require
from foedera.panel.additions import addition, data_set
from foedera.panel.along import Verb, add_peace_periods, add_shifted
from foedera.panel.asking import check_options, choice, evaluated, written
from foedera.panel.clock import Gaps, Successive, Timeline
from foedera.panel.derived import DERIVED
from foedera.panel.frame import PanelFrame
from foedera.panel.provenance import Provenance, SourceRecord
from foedera.panel.similar import add_similarity, check_similarity
from foedera.panel.steps import Condition, Rows, Step
from foedera.panel.work import Fact, Work

__all__ = ["Panel"]

log = logging.getLogger(__name__)

FIRST_YEAR = 1816
"""First year of the state systems; histories are looked for from here."""


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
    steps: tuple[Step, ...] = ()
    prefer: Mapping[str, str] = field(default_factory=dict)

    # -- verbs ----------------------------------------------------------------------------------------------

    def add(self, name: str, /, **options: Any) -> Panel:
        """Add the columns of a data set.

        Parameters
        ----------
        name : id of the data set, such as 'cow.nmc', or 'cow.nmc@6.0' for an edition
        options : ``edition``; ``prefix``, put before the name of each column; and those of the measure, such as
            ``keep`` (columns wanted); 'foedera data list cow.nmc' names the columns

        Raises
        ------
        InputError
            for an unknown data set or option at once; for a data set that does not fit the unit, or is not at
            hand, when the panel is collected
        """
        where = f"panel.add('{name}')"
        text, options = written("add", name, options), dict(options)
        found, edition = data_set(name)
        prefix = options.pop("prefix", "")
        if edition and options.setdefault("edition", edition) != edition:
            fix = "name one edition"
            raise InputError(f"edition {edition} and edition {options['edition']}", where=where, fix=fix)
        if options.get("edition") is not None:
            found.edition(options["edition"])
        if not isinstance(prefix, str):
            raise InputError(f"{prefix!r} is no prefix", where=where, fix="give text, such as 'old_'")
        for several in ("keep", "rules", "kinds"):
            given = options.get(several)
            if given is not None and (isinstance(given, str) or not isinstance(given, Sequence)):
                fix = f"write {several}=['{given}']"
                raise InputError(f"'{several}' takes a list", where=where, fix=fix)
        work_of = addition(found.id)
        check_options(work_of, options, where, also=("prefix",))
        if not self.rows.unit.slots:
            raise self.rows.unit.refuse(f"add('{name}')", "its rows name no state and year; use other rows")

        def run(work: Work, _: Timeline) -> None:
            work.prefix = prefix
            work_of(work, found, **options)
            work.prefix = ""
            if work.unit.clock != "year":
                work.notes.append(f"{found.id}: values of the year, the same in each {work.unit.clock} of it")

        return self._then(Step(text, run, sets=(found.id,)))

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

    def _shift(self, verb: Verb, name: str, periods: int) -> Panel:
        if not isinstance(periods, int) or isinstance(periods, bool) or periods < 1:
            raise InputError(
                f"{periods!r} is no good", where=f"panel.{verb}(years)", fix="give a whole number from 1"
            )
        pad = -(-periods // {"year": 1, "month": 12, "day": 365}[self.rows.unit.clock])

        def run(work: Work, timeline: Timeline) -> None:
            add_shifted(work, timeline, verb, name, periods, pad)

        text = f"{verb}({name!r}, years={periods})"
        before, after = (pad, 0) if verb == "lag" else (0, pad)
        return self._then(Step(text, run, before=before, after=after))

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
        choice(gaps, ("rows", "periods", "restart"), "panel.peace_years(gaps)")
        choice(successive, ("new", "missing"), "panel.peace_years(successive)")
        choice(since, ("records", "panel"), "panel.peace_years(since)")
        begin = self.rows.first if since == "panel" else None

        def run(work: Work, timeline: Timeline) -> None:
            add_peace_periods(work, timeline, event, name, gaps, successive, begin, cubic)

        options = {"name": name, "gaps": gaps, "successive": successive, "since": since, "cubic": cubic}
        return self._then(Step(written("peace_years", event, options), run, history=since == "records"))

    def similarity(
        self, of: str, kind: str | None = None, *, measures: str | Sequence[str] = ("s",),
        weights: str | None = None,
    ) -> Panel:  # fmt: skip
        """Add the similarity of the two states' portfolios in the year.

        Parameters
        ----------
        of : alliances of 'atop' or 'cow.alliances', 'un.votes', memberships of 'cow.igo'; 'atop@5.1' for an edition
        kind : what the portfolio is of, for the reader: 'alliance portfolio', 'UN votes' or 'IGO portfolio'; refused
            where the data set has another
        measures : names of :data:`foedera.panel.portfolios.MEASURES`: 's', 'pi', 'kappa_squared', 'taub', ...
        weights : 'cinc', or another column of cow.nmc, weighs the third states of alliance portfolios
        """
        found, edition = data_set(of)
        wanted = (measures,) if isinstance(measures, str) else tuple(measures)
        check_similarity(found.id, kind, wanted, weights)

        def run(work: Work, _: Timeline) -> None:
            add_similarity(work, found, edition, wanted, weights)

        sets = (found.id, "cow.states", *(("cow.nmc",) if weights else ()))
        return self._then(
            Step(written("similarity", of, {"measures": wanted, "weights": weights}), run, sets=sets)
        )

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
        check_options(DERIVED[name], options, f"panel.measure('{name}')")

        def run(work: Work, _: Timeline) -> None:
            DERIVED[name](work, **options)

        return self._then(Step(written("measure", name, options), run))

    def with_columns(self, **expressions: pl.Expr) -> Panel:
        """Add columns computed from others of the same row by Polars expressions."""
        for name, expression in expressions.items():
            if not isinstance(expression, pl.Expr):
                fix = "give a Polars expression such as pl.col('cinc') * 100, or pl.lit(1)"
                where = f"panel.with_columns({name})"
                raise InputError(f"{expression!r} is no expression", where=where, fix=fix)

        def run(work: Work, _: Timeline) -> None:
            for name, expression in expressions.items():
                values = evaluated(work.frame(), expression, f"panel.with_columns({name})")
                roots = tuple(expression.meta.root_names())
                known = [work.facts[r].covers for r in roots if r in work.facts]
                spans = [c for c in known if c is not None]
                covers = (max(c[0] for c in spans), min(c[1] for c in spans)) if spans else None
                work.put(values, Fact(name, "", str(expression), covers=covers, of=roots))

        text = ", ".join(f"{n}={e}" for n, e in expressions.items())
        return self._then(Step(f"with_columns({text})", run))

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
        sets = condition.sets if isinstance(condition, Condition) else ()
        return self._then(Step(f"where({name})", run, keep=expression, sets=sets))

    def using(self, edition: str, of: str = "*") -> Panel:
        """Prefer an edition, of one data set or of all that have it: ``using('peacesciencer')``.

        Raises
        ------
        InputError
            for an unknown data set, and an edition that it, or every data set, lacks
        """
        if of != "*":
            found, _ = data_set(of)
            found.edition(edition)
            of = found.id
        elif not any(edition == e.name for one in catalogue().values() for e in one.editions):
            known = {e.name for one in catalogue().values() for e in one.editions}
            fix = did_you_mean(edition, known) or "'foedera data list' names the editions of each data set"
            raise InputError(f"no data set has an edition '{edition}'", where="panel.using", fix=fix)
        return replace(self, prefer={**self.prefer, of: edition})

    def told_at(self, place: str) -> Panel:
        """Return the plan with what its last verb refuses told at a place, such as 'panel.yaml:7:5'."""
        if not self.steps:
            return self
        return replace(self, steps=(*self.steps[:-1], replace(self.steps[-1], place=place)))

    def _then(self, step: Step) -> Panel:
        return replace(self, steps=(*self.steps, step))

    # -- making ---------------------------------------------------------------------------------------------

    def explain(self) -> str:
        """Return the plan as text, one verb a line."""
        chosen = [
            f"using({e!r})" if of == "*" else f"using({e!r}, of={of!r})" for of, e in self.prefer.items()
        ]
        return "\n".join(
            [f"panel.{self.rows.text}", *(f"    .{t}" for t in (*chosen, *(s.text for s in self.steps)))]
        )

    def collect(self) -> PanelFrame:
        """Make the panel.

        Raises
        ------
        MissingDataError
            where data sets are not at hand, with how to get all of them
        InputError
            where a verb does not fit the unit, or a column is unknown or taken
        """
        sets = dict.fromkeys([*self.rows.sets, *(name for step in self.steps for name in step.sets)])
        require({name: () for name in sets}, "the panel")
        first, last = self._reach()
        work = self.rows.build(first, last, self.prefer)
        timeline = Timeline(work)
        self._told_where_rows_end(work)
        for step in self.steps:
            try:
                step.run(work, timeline)
            except InputError as error:
                if not step.place or isinstance(error, InputErrors):
                    raise
                raise type(error)(error.what, where=step.place, fix=error.fix) from error
        data = work.frame()
        keep = self._kept(data, work)
        data = data.select(*work.keys, *work.facts)
        if keep is not None:
            data = data.filter(keep)
        return PanelFrame(data, self._provenance(work))

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

    def _told_where_rows_end(self, work: Work) -> None:
        """Leave a note where the rows do not reach the years asked for."""
        first, last = self.rows.first, self.rows.last
        years = "of any year asked for" if not work.height else ""
        if first is not None and work.height and work.first > first:
            years = f"before {work.first}"
        if last is not None and work.height and work.last < last:
            years += f"{' and ' if years else ''}after {work.last}"
        if years and (first is not None or last is not None):
            work.notes.append(f"{self.rows.text}: there are no rows {years}")

    def _kept(self, data: pl.DataFrame, work: Work) -> pl.Series | None:
        conditions = [(s, s.keep) for s in self.steps if s.keep is not None]
        first, last = self.rows.first, self.rows.last
        wider = (first is not None and work.first < first) or (last is not None and work.last > last)
        kept: pl.Series | None = None
        if wider:
            low, high = work.first if first is None else first, work.last if last is None else last
            kept = data["year"].is_between(low, high)
        for step, condition in conditions:
            text, where = step.text, step.place or f"panel.{step.text}"
            holds = evaluated(data, condition, where)
            if holds.dtype != pl.Boolean:
                fix = "compare it with something, such as year > 1945"
                raise InputError("the condition is neither true nor false", where=where, fix=fix)
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
        facts, notes = tuple(work.facts.values()), tuple(dict.fromkeys(work.notes))
        return Provenance(work.unit.name, work.unit.system, tuple(self.explain().splitlines()), facts,
                          tuple(records.values()), notes)  # fmt: skip

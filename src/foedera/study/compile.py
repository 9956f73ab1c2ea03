"""From a study to what the simulator runs: pacts and world read, reforms applied, scenarios in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from foedera.core.errors import InputError, InputErrors, did_you_mean
from foedera.pacts.loader import library, shipped
from foedera.pacts.schema import Pact
from foedera.pacts.strict_yaml import Key, load, validate
from foedera.responses.sanctions.economy import Economy
from foedera.sim.clock import Clock
from foedera.sim.parameters import ParameterSet
from foedera.sim.scenario import Experiment, Focus, Scenario
from foedera.study.changes import PactSource
from foedera.study.hindsight import as_of
from foedera.study.patches import Context, Setting, apply, touched, unreachable
from foedera.study.schema import BASELINE, WITHOUT, Reform, Study
from foedera.threats.disputes import DETERRENCE_PRIORS
from foedera.world import World
from foedera.world.called import world_called

__all__ = ["GAME", "SEPARATOR", "baseline_pacts", "experiment", "own_world", "priors_experiment", "read_pact"]

SEPARATOR, GAME = "--", "game"
"""A scenario of the priors is called ``<scenario>--<prior>``; the deterrence game counts as a prior."""


class _Problems(list[InputError]):
    """Collects what is wrong, so that everything is said at once."""

    def catch(self, work: Any, *args: Any) -> Any:
        """Return what ``work`` returns, or None if it found something wrong."""
        try:
            return work(*args)
        except InputErrors as errors:
            self.extend(errors.problems)
        except InputError as error:
            self.append(error)
        return None

    def refuse(self) -> None:
        """Raise what was collected, each thing once, in the order of the file."""
        once = {str(p): p for p in self}
        if once:
            raise InputErrors(sorted(once.values(), key=_place))


def _place(error: InputError) -> tuple[int, ...]:
    return tuple(int(n) for n in str(error.where).rsplit(":", 2)[-2:] if n.isdigit())


def experiment(study: Study) -> Experiment:
    """Return the scenarios of a study: baseline, reforms in order, then "without".

    Raises
    ------
    InputErrors : everything that does not fit, with file:line:column
    """
    problems = _Problems()
    world = own_world(study)
    pacts = baseline_pacts(study, world)
    if study.pacts.as_of_start:
        pacts = tuple(as_of(pact, study.start) for pact in pacts)
    parameters = ParameterSet().replace(
        dict(study.parameters) | {"sim.link": study.deterrence.link, "sim.prior": study.deterrence.prior}
    )
    base = Setting(world, pacts, parameters)
    settings = [problems.catch(_reformed, study, base, reform) for reform in study.reforms]
    focus = problems.catch(_focus, study, base)
    problems.refuse()
    economy = problems.catch(_economy_for, study, base, settings)
    problems.refuse()
    scenario = partial(_scenario, economy=economy)
    scenarios = [scenario(BASELINE, "As things stand", base)]
    scenarios += [scenario(r.id, r.title, s) for r, s in zip(study.reforms, settings, strict=True)]
    if study.without_pact:
        left = tuple(p for p in pacts if p.id not in focus.pacts)
        named = " and ".join(_called(p) for p in pacts if p.id in focus.pacts)
        scenarios.append(scenario(WITHOUT, f"Without {named}", replace(base, pacts=left)))
    clock = Clock(study.start, 12 * study.years)
    return Experiment(clock, study.seed, study.replicas, tuple(scenarios), focus)


def _called(pact: Pact) -> str:
    """Return what a heading calls a pact: its initials if the id is one short word, else its name."""
    return pact.id.upper() if len(pact.id) <= 5 and pact.id.isalpha() else pact.name


def _scenario(name: str, title: str, setting: Setting, economy: Economy | None) -> Scenario:
    return Scenario(name, title, setting.world, setting.pacts, setting.parameters, economy)


def _economy_for(study: Study, base: Setting, settings: Iterable[Setting]) -> Economy | None:
    """Return the economy in which sanctions are reckoned, or None where no scenario has any."""
    if not any(s.parameters.sanctions.on for s in (base, *settings)):
        return None
    economy = _trade_of_the_reference_world()
    missing = [s for s in base.world.iso3 if s not in economy.states]
    if missing:
        what = (
            f"sanctions need trade, which is known of the reference world; it has no {', '.join(missing[:6])}"
        )
        raise InputError(what, where=study.where("world"), fix="set sanctions.after to never")
    return economy


@cache
def _trade_of_the_reference_world() -> Economy:
    """Return the shipped one-sector economy with balanced trade: deficits fixed in money would be worth more or less
    with every shock."""
    from foedera.responses.sanctions.welfare import zero_deficits
    from foedera.study.economies import economy_of

    return zero_deficits(economy_of("reference"))


def priors_experiment(study: Study) -> Experiment | None:
    """Return every scenario under every named prior and under the game, or None if the study wants none."""
    if study.priors is None:
        return None
    whole = experiment(study)
    own = GAME if study.deterrence.link == GAME else study.deterrence.prior
    readings = dict.fromkeys((own, *DETERRENCE_PRIORS, GAME))  # the first one's past is everybody's past
    scenarios = tuple(
        replace(s, id=f"{s.id}{SEPARATOR}{prior}", title=f"{s.title} ({prior})",
                parameters=s.parameters.replace(_reading(prior, study.deterrence.prior)))
        for s in whole.scenarios
        for prior in readings
    )  # fmt: skip
    return replace(whole, replicas=study.priors.replicas, scenarios=scenarios)


def _reading(prior: str, unused: str) -> dict[str, str]:
    if prior == GAME:
        return {"sim.link": "game", "sim.prior": unused}
    return {"sim.link": "statistical", "sim.prior": prior}


def own_world(study: Study) -> World:
    """Return the world that a study names."""
    return world_called(study.world, study.folder, where=study.where("world"))


def baseline_pacts(study: Study, world: World) -> tuple[Pact, ...]:
    """Return the pacts that a study names, as they are written; raises :class:`InputErrors` with all that is wrong."""
    problems = _Problems()
    found = tuple(_named_pacts(study, world, problems))
    problems.refuse()
    return found


def _named_pacts(study: Study, world: World, problems: _Problems) -> Iterator[Pact]:
    whole_library, seen = library(), set[str]()
    in_list = "of" in _raw(study)
    for i, name in enumerate(study.pacts.except_):
        if name not in whole_library:
            where = study.where("pacts", "except", i)
            fix = did_you_mean(name, whole_library) or "except names pacts of the library"
            problems.append(InputError(f"there is no pact '{name}' in the library", where=where, fix=fix))
    for i, source in enumerate(study.pacts.of):
        path = ("pacts", "of", i) if in_list else ("pacts", i)
        whole = source == "library"
        found = (
            list(whole_library.values()) if whole else [problems.catch(read_pact, study, world, source, path)]
        )
        for pact in found:
            if pact is None or (whole and pact.id in study.pacts.except_):
                continue
            if pact.id in seen:
                fix = f"write except: [{pact.id}] to use your own instead of the library's"
                what, where = f"pact '{pact.id}' is there twice", study.where(*path)
                problems.append(InputError(what, where=where, fix=fix))
            seen.add(pact.id)
            yield pact


def _raw(study: Study) -> dict[str, Any]:
    """Return how the file writes ``pacts``, as far as it is a mapping."""
    data = study._document.data
    written = data.get("pacts") if isinstance(data, dict) else None
    return written if isinstance(written, dict) else {}


def read_pact(study: Study, world: World, source: PactSource, path: tuple[Key, ...]) -> Pact:
    """Return the pact that a source names, whose members are all in the world unless it is the library's."""
    if isinstance(source, Pact):
        _members_in(world, source, lambda i: study.where(*path, "members", i, "state"))
        return source
    if not (source.endswith((".yaml", ".yml")) or "/" in source):
        known = shipped()
        if source not in known:
            fix = did_you_mean(source, known) or "name a pact of the library, or a .yaml file"
            raise InputError(f"there is no pact '{source}' in the library", where=study.where(*path), fix=fix)
        return known[source]
    file = study.folder / Path(source)
    if not file.is_file():
        beside = [p.name for p in file.parent.glob("*.y*ml")] if file.parent.is_dir() else []
        fix = did_you_mean(file.name, beside) or "paths are relative to the study"
        raise InputError(f"there is no file '{source}'", where=study.where(*path), fix=fix)
    document = load(file)
    pact = validate(document, Pact)
    _members_in(world, pact, lambda i: document.where(("members", i, "state")))
    return pact


def _members_in(world: World, pact: Pact, where: Any) -> None:
    missing = [(i, m.state) for i, m in enumerate(pact.members) if m.state not in world.iso3]
    if missing:
        fix = "remove it, or study a world that has it"
        what = f"is a member of {pact.id} but is not in world '{world.name}'"
        raise InputErrors(InputError(f"{state} {what}", where=where(i), fix=fix) for i, state in missing)


def _reformed(study: Study, setting: Setting, reform: Reform) -> Setting:
    """Return the setting after all changes of a reform and of those that it extends."""
    problems, membership = _Problems(), dict[str, Context]()
    end = date(study.start.year + study.years, study.start.month, 1)
    world = setting.world
    for i in study.chain(reform):
        for j, change in enumerate(study.reforms[i].changes):
            kind = next(iter(type(change).model_fields))
            path: tuple[Key, ...] = ("reforms", i, "changes", j, kind)
            read = partial(read_pact, study, world, path=path)
            context = Context(study.start, end, read, partial(study.where, *path))
            setting = problems.catch(apply, change, setting, context) or setting
            if (name := touched(change)) is not None:
                membership[name] = context
    for name, context in membership.items():
        if (what := unreachable(setting.pacts, name, context, world.iso3)) is not None:
            fix = "change the rule as well, with replace_decision"
            problems.append(InputError(what, where=context.at(), fix=fix))
    problems.refuse()
    return setting


def _focus(study: Study, base: Setting) -> Focus:
    """Return whom the question is about, "members of ..." written out."""
    problems, asked = _Problems(), study.focus
    known = {p.id: p for p in base.pacts}
    to_come = set(_added(study, base.world))
    for i, name in enumerate(asked.pacts):
        if name not in known and name not in to_come:
            fix = did_you_mean(name, [*known, *to_come]) or "it must be among 'pacts' or added by a reform"
            where = study.where("focus", "pacts", i)
            problems.append(InputError(f"focus pact '{name}' is not in the study", where=where, fix=fix))
    states = _expanded(study, "states", asked.states, base, problems)
    adversaries = _expanded(study, "adversaries", asked.adversaries, base, problems)
    for state in sorted(set(states) & set(adversaries)):
        where = study.where("focus", "adversaries")
        what = f"{state} is both protected and an adversary"
        problems.append(InputError(what, where=where, fix="drop one"))
    problems.refuse()
    return Focus(asked.pacts, states, adversaries)


def _nobody(pact: Pact, day: date, world: World) -> str:
    """Return why a pact has no members on a day."""
    if pact.in_force is None or day < pact.in_force:
        until = f" until {pact.in_force}" if pact.in_force else ""
        return f"{pact.id} is not in force{until}, so it has no members on {day}"
    return f"{pact.id} has no members in world '{world.name}' on {day}"


def _added(study: Study, world: World) -> Iterator[str]:
    """Yield the ids of the pacts that reforms add, as far as they can be read."""
    for i, reform in enumerate(study.reforms):
        for j, change in enumerate(reform.changes):
            source = getattr(change, "add_pact", None)
            if source is not None:
                pact = _Problems().catch(
                    read_pact, study, world, source, ("reforms", i, "changes", j, "add_pact")
                )
                yield from [pact.id] if pact else []


def _expanded(
    study: Study, field: str, entries: Iterable[str], base: Setting, problems: _Problems
) -> tuple[str, ...]:
    world, known = base.world, {p.id: p for p in base.pacts}
    found: list[str] = []
    for i, entry in enumerate(entries):
        where, name = study.where("focus", field, i), entry.removeprefix("members of ")
        if name == entry and entry in world.iso3:
            found.append(entry)
        elif name == entry:
            fix = "name one of its states, or study a world that has it"
            problems.append(InputError(f"{entry} is not in world '{world.name}'", where=where, fix=fix))
        elif name not in known:
            fix = did_you_mean(name, known) or "name a pact of the study"
            problems.append(InputError(f"there is no pact '{name}' in the study", where=where, fix=fix))
        else:
            members = [s for s in known[name].members_on(study.start) if s in world.iso3]
            found += members
            if not members:
                what = _nobody(known[name], study.start, world)
                problems.append(InputError(what, where=where, fix="name states"))
    return tuple(dict.fromkeys(found))

"""Every data set on every unit works or is refused with a way out that works; what else is refused, and how."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from foedera import panel
from foedera.core.errors import InputError, MissingDataError
from foedera.data.catalogue import NAMES, catalogue
from foedera.data.tidy import available
from foedera.panel import Panel, PanelFrame

UNITS: dict[str, Panel] = {
    f"{name}, {system}": make
    for system in ("cow", "gw")
    for name, make in {
        "state-years": panel.state_years(1990, 1991, system=system),  # type: ignore[arg-type]
        "state-months": panel.state_months(1990, 1990, system=system),  # type: ignore[arg-type]
        "state-days": panel.state_days(1990, 1990, system=system),  # type: ignore[arg-type]
        "directed": panel.dyad_years(1990, 1990, system=system),  # type: ignore[arg-type]
        "non-directed": panel.dyad_years(1990, 1990, system=system, directed=False),  # type: ignore[arg-type]
        "leader-years": panel.leader_years(1990, 1990, system=system),  # type: ignore[arg-type]
        "leader-days": panel.leader_days(1990, 1990, system=system),  # type: ignore[arg-type]
        "leader-dyads": panel.leader_dyad_years(1990, 1990, system=system),  # type: ignore[arg-type]
    }.items()
} | {
    "dispute-years": panel.dispute_years("gml.mid", 1990, 1991),
    "members": panel.alliance_member_years("atop", 1990, 1990),
    "events of states": panel.events("us.troops", "state_years", 1990, 1991),
    "events of dyads": panel.events("cow.trade", "dyad_years", 1990, 1990),
    "events of nobody": panel.events("cow.mid", "disputes"),
    "no rows": panel.state_years(1700, 1800),
    "no dyads": panel.dyad_years(1700, 1800),
}


@pytest.fixture(scope="module")
def bare() -> dict[str, pl.DataFrame]:
    """The rows of each unit before anything is added."""
    return {}


@pytest.mark.slow
@pytest.mark.parametrize("module", NAMES)
def test_every_data_set_on_every_unit(module: str, mirror: Path, bare: dict[str, pl.DataFrame]) -> None:
    one = next(s for s in catalogue().values() if s.id == _id_of(module))
    fits = 0
    for name, rows in UNITS.items():
        made = _added(rows, one.id)
        if isinstance(made, MissingDataError):
            assert not available(one) and "FOEDERA_DATA_MIRROR" in str(made.fix), name
            continue
        if isinstance(made, InputError):
            assert made.where and made.fix and re.search("does not apply to an? ", made.what), (name, made)
            _follow(str(made.fix), one.id, rows)
            continue
        fits += 1
        if name not in bare:
            bare[name] = rows.collect().data
        added = [c for c in made.columns if c.startswith("new_")]
        assert added and made.data.select(bare[name].columns).equals(bare[name]), name
        facts = {f.name: f for f in made.provenance.facts}
        assert all(facts[c].meaning and facts[c].source == one.id for c in added), name
        assert one.id in {s.id for s in made.provenance.sources}, name
    ways = {"state-year", "state-spell", "state", "dyad-year", "dyad-spell", "leader"} & {
        t.unit for t in one.tables if t.unique
    }
    assert fits or not ways or not available(one)


def _added(rows: Panel, source: str) -> PanelFrame | InputError:
    """Return the panel with a data set, or why there is none; some refuse before they are collected."""
    try:
        return _outcome(rows.add(source, prefix="new_"))
    except InputError as error:
        return error


def _outcome(plan: Panel) -> PanelFrame | InputError:
    """Return the panel, or why there is none; any other error is a failure."""
    try:
        return plan.collect()
    except InputError as error:
        return error


def _id_of(module: str) -> str:
    from importlib import import_module

    return str(import_module(f"foedera.data.sources.{module}").SOURCE.id)


def _follow(fix: str, source: str, rows: Panel) -> None:
    """Do what an error advises, and see that it works."""
    system = rows.rows.unit.system
    if found := re.search(r"panel\.events\('([^']+)', '([^']+)'\)", fix):
        made = _outcome(panel.events(*found.groups()))
        assert isinstance(made, MissingDataError) or len(made) > 0  # type: ignore[arg-type]
    elif "panel.dyad_years" in fix:
        panel.dyad_years(1990, 1990, system=system).add(source).collect()
    elif "panel.state_years" in fix:
        panel.state_years(1990, 1990, system=system).add(source).collect()
    elif "panel.leader_years" in fix:
        panel.leader_years(1990, 1990, system=system).add(source).collect()
    elif "'gml.mid'" in fix:
        rows.add("gml.mid").collect()
    else:
        assert "use other rows" in fix


# -- names that meet ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cow.nmc", "gml.mid", "cow.contiguity", "atop", "archigos", "cow.majors"])
def test_the_same_set_twice_needs_a_prefix(name: str, mirror: Path) -> None:
    plan = panel.dyad_years(2000, 2000).add(name)
    with pytest.raises(InputError, match="is there already") as caught:
        plan.add(name).collect()
    assert "prefix=" in str(caught.value.fix)
    made = plan.add(name, prefix="again_").collect().data
    added = [c for c in made.columns if c.startswith("again_")]
    assert added and all(made[c].equals(made[c.removeprefix("again_")].alias(c)) for c in added)


def test_two_editions_side_by_side(mirror: Path) -> None:
    made = panel.state_years(2000, 2000).add("cow.nmc@5.0", prefix="old_").add("cow.nmc@6.0").collect()
    assert [(s.id, s.edition) for s in made.provenance.sources] == [
        ("cow.states", "2016"), ("cow.nmc", "5.0"), ("cow.nmc", "6.0")]  # fmt: skip
    assert {f.name: f.edition for f in made.provenance.facts}["old_cinc"] == "5.0"
    assert "cow.nmc), version 5.0" in made.cite() and "cow.nmc), version 6.0" in made.cite()


def test_a_name_for_several_columns_leaves_out_what_was_made_of_them(mirror: Path) -> None:
    made = panel.state_years(2000, 2000).add("cow.nmc").lag("cinc").lag("cow.nmc", 2).collect()
    assert "cinc_lag2" in made.columns and "cinc_lag1_lag2" not in made.columns


# -- what verbs refuse --------------------------------------------------------------------------------------

SY, DY = panel.state_years(2000, 2001), panel.dyad_years(2000, 2001)

AT_ONCE: list[tuple[Callable[[], object], str]] = [
    (lambda: SY.add("cow.nmcc"), "did you mean 'cow.nmc'"),
    (lambda: SY.add("cow_nmc"), "did you mean 'cow.nmc'"),
    (lambda: SY.add("gml_mids"), "did you mean 'gml.mid'"),
    (lambda: SY.add(""), "no data set ''"),
    (lambda: SY.add(5), "no data set '5'"),  # type: ignore[arg-type]
    (lambda: SY.add("cow.nmc@9"), "no edition '9'"),
    (lambda: SY.add("cow.nmc", edition="9"), "no edition '9'"),
    (lambda: SY.add("cow.nmc@5.0", edition="6.0"), "name one edition"),
    (lambda: SY.add("cow.nmc", kep=["cinc"]), "did you mean 'keep'"),
    (lambda: SY.add("cow.nmc", name="x"), "no option 'name'"),
    (lambda: SY.add("cow.nmc", keep="cinc"), r"write keep=\['cinc'\]"),
    (lambda: SY.add("cow.nmc", prefix=5), "no prefix"),
    (lambda: SY.add("ucdp.acd", kinds="intrastate"), "takes a list"),
    (lambda: DY.add("gml.mid", rules="onset"), "takes a list"),
    (lambda: panel.events("cow.mid", "disputes").add("cow.nmc"), "name no state and year"),
    (lambda: SY.measure("capability rtio"), "did you mean 'capability ratio'"),
    (lambda: DY.measure("capability ratio", off="cinc"), "no option 'off'"),
    (lambda: DY.similarity("cow.nmc"), "'cow.nmc' has no portfolios"),
    (lambda: DY.similarity("atop", "UN votes"), "write 'alliance portfolio'"),
    (lambda: DY.similarity("atopp"), "did you mean 'atop'"),
    (lambda: DY.similarity("atop@9"), "no edition '9'"),
    (lambda: DY.similarity("atop", measures=("tau",)), "did you mean 'taub'"),
    (lambda: DY.similarity("un.votes", weights="cinc"), "leave weights out"),
    (lambda: SY.using("nonsense"), "no data set has an edition"),
    (lambda: SY.using("5.0", of="cow.nmcc"), "did you mean 'cow.nmc'"),
    (lambda: SY.using("9", of="cow.nmc"), "no edition '9'"),
    (lambda: SY.where("year > 1990"), "give a Polars expression"),  # type: ignore[arg-type]
    (lambda: SY.where(True), "give a Polars expression"),  # type: ignore[arg-type]
    (lambda: SY.with_columns(x=1), "no expression"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("call", "message"), AT_ONCE)
def test_what_is_refused_before_anything_is_read(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        call()
    assert caught.value.where and caught.value.fix


WHEN_COLLECTED: list[tuple[Panel, str]] = [
    (SY.add("cow.nmc", keep=["cink"]), "did you mean 'cinc'"),
    (SY.add("cow.nmc", table="dyads"), "has no table 'dyads'"),
    (DY.add("gml.mid", keep=["hostility"]), "no detail 'hostility'"),
    (DY.add("gml.mid", initiation="first"), "no initiation rule 'first'"),
    (panel.dyad_years(2000, 2000, directed=False).add("gml.mid", initiation="first"), "no initiation rule 'first'"),
    (DY.add("gml.mid", rules=["bloodiest"]), "no whittling rule 'bloodiest'"),
    (DY.add("atop", direction="both"), "no direction 'both'"),
    (DY.add("cow.contiguity", slice="middle"), "no slice 'middle'"),
    (DY.add("capitals", slice="middle"), "no slice 'middle'"),
    (SY.add("ucdp.acd", kinds=["civil"]), "no type of conflict 'civil'"),
    (SY.where(pl.col("cinc") > 0), "unable to find column"),
    (SY.where(pl.col("year")), "neither true nor false"),
    (SY.where(pl.col("year").max() > 2000), "1 values for 382 rows"),
    (SY.with_columns(x=pl.col("cinc") * 2), "unable to find column"),
    (SY.with_columns(x=pl.col("year").max()), "say of which rows"),
    (SY.with_columns(year=pl.col("year") + 1), "is there already, from the key"),
    (SY.lag("cinc").add("cow.nmc"), "add it first"),
    (SY.add("cow.nmc").lag("year"), "no column 'year'"),
    (SY.add("cow.nmc").peace_years("cow.nmc"), "is several columns"),
    (SY.add("cow.nmc").lag("cinc").lag("cinc"), "'cinc_lag1' of cow.nmc is there already"),
    (SY.similarity("atop"), r"use panel.dyad_years\(...\)"),
    (panel.dyad_years(2000, 2000, system="gw").similarity("atop"), "use system='cow'"),
    (DY.similarity("atop", weights="power"), "no column 'power'"),
    (SY.where(panel.politically_relevant), "does not apply to a state-year"),
    (panel.dispute_years("gml.mid").lag("onset"), "one row per period"),
    (panel.events("cow.mid", "disputes").peace_years("hostlev"), "one row per period"),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "message"), WHEN_COLLECTED)
def test_what_is_refused_when_the_data_are_read(plan: Panel, message: str, mirror: Path) -> None:
    with pytest.raises(InputError, match=message) as caught:
        plan.collect()
    assert caught.value.where and caught.value.fix


def test_constants_and_names_with_underscores_are_columns_like_others(mirror: Path) -> None:
    made = SY.with_columns(__one=pl.lit(1), rank=pl.col("ccode").rank().over("year")).collect()
    assert made.columns == ["ccode", "year", "__one", "rank"]
    assert made["__one"].to_list() == [1] * len(made)


WHITTLE: list[tuple[Any, dict[str, Any], str]] = [
    (pl.DataFrame({"ccode1": [2]}), {}, "needs the column 'ccode2'"),
    (pl.DataFrame({"ccode1": [2], "ccode2": [20], "year": [2000]}), {}, "'onset' needs the column 'onset'"),
    (pl.DataFrame({"ccode1": [2]}), {"rules": "onset"}, r"write \['onset'\]"),
    (pl.DataFrame({"ccode1": [2]}), {"rules": ["onsett"]}, "did you mean 'onset'"),
    ([1, 2], {}, "no Polars frame"),
]


@pytest.mark.parametrize(("rows", "more", "message"), WHITTLE)
def test_what_whittling_refuses(rows: Any, more: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        panel.whittle(rows, **more)

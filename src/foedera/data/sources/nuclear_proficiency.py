"""nu-CLEAR: how able a state is to build nuclear weapons, a latent score from its activities, by year."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import state_year_keys
from foedera.data.tables import Column, Table


def _score(name: str, raw: str, meaning: str) -> Column:
    return Column(name, "float", "1", meaning, raw=raw)


def _flag(name: str, raw: str, meaning: str) -> Column:
    return Column(name, "int8", "1", meaning, raw=raw, labels={0: "no", 1: "yes"})


STATE_YEARS = Table(
    "state_years", "state-year",
    (
        *state_year_keys("cow"),
        _score("nuprof", "Nu_means", "nuclear proficiency, mean of the posterior"),
        _score("nuprof_lo80", "Nu_lower_80", "lower end of its 80 % interval"),
        _score("nuprof_hi80", "Nu_upper_80", "upper end of its 80 % interval"),
        _score("nuprof_lo95", "Nu_lower_95", "lower end of its 95 % interval"),
        _score("nuprof_hi95", "Nu_upper_95", "upper end of its 95 % interval"),
        _score("nuinfra", "Nu_infrastructure", "proficiency from infrastructure alone, mean of the posterior"),
        _score("nuinfra_lo80", "Infrastructure_lower80", "lower end of its 80 % interval"),
        _score("nuinfra_hi80", "Infrastructure_upper80", "upper end of its 80 % interval"),
        _score("nuinfra_lo95", "Infrastructure_lower95", "lower end of its 95 % interval"),
        _score("nuinfra_hi95", "Infrastructure_upper95", "upper end of its 95 % interval"),
        _flag("nu_uranium", "ura_i", "has uranium"),
        _flag("nu_metal", "metal_i", "has metallurgists"),
        _flag("nu_chem", "chemi_i", "has chemical engineers"),
        _flag("nu_nitric", "nitric_i", "makes nitric acid"),
        _flag("nu_elect", "elect_i", "has the electricity that a programme needs"),
        _flag("nu_engineer", "nuke_i", "has nuclear engineers, physicists and chemists"),
        _flag("nu_explosive", "explo_i", "makes explosives and electronics"),
        _flag("nu_nonhwr", "Non_HWR", "runs a reactor not cooled or moderated by heavy water"),
        _flag("nu_hwr", "HWR", "runs a heavy-water reactor"),
        _flag("nu_test", "test", "has tested a nuclear explosive"),
        _flag("nu_reprocess", "reprocess", "reprocesses spent fuel"),
        _flag("nu_enrich", "enrichment", "enriches uranium"),
        _flag("nu_submarine", "submarines", "has nuclear submarines"),
        _flag("nu_explore", "explore", "explores nuclear weapons"),
        _flag("nu_pursue", "pursue", "pursues nuclear weapons"),
        _flag("nu_possess", "possession", "possesses nuclear weapons"),
    ),
)  # fmt: skip

_FILE = "nu_public_rep.csv"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, [c.source_name for c in STATE_YEARS.columns])
    return {"state_years": shape(frame, STATE_YEARS, raw.where(_FILE))}


SOURCE = Source(
    id="nuclear.proficiency",
    title="nu-CLEAR nuclear proficiency",
    cites=("smith2020",),
    licence="free with citation",
    home="https://williamspaniel.com/papers/nuclear/",
    tables=(STATE_YEARS,),
    editions=(
        Edition("2018", "2018", (1938, 2001), (Resource(_FILE, how="from the page of William Spaniel"),), _read),
    ),
)  # fmt: skip

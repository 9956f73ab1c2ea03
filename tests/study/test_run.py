"""A study run from end to end on a tiny scale: the folder, the record, resuming, and that numbers are rows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from foedera.core.errors import InputError, StoreError
from foedera.core.references import cite
from foedera.sim.scenario import BLOCK
from foedera.sim.store import Store
from foedera.study import Run, Study, run_study
from foedera.study.resolved import sha256

TEXT = f"""\
study: tiny
title: A tiny question
question: Does it run?
start: 2025-01
years: 3
replicas: {BLOCK + 2}
pacts: [nato, csto]
focus: {{pacts: [nato], states: members of nato}}
deterrence: {{link: statistical, prior: own}}
priors: {{replicas: 4}}
reforms:
  - id: us-leaves
    title: The United States leaves
    changes: [remove_member: {{pact: nato, state: USA}}]
"""


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Run:
    out = tmp_path_factory.mktemp("runs") / "tiny"
    return run_study(Study.from_text(TEXT), out, workers=1, command="foedera run tiny")


def test_the_folder_holds_everything(finished):
    assert {p.name for p in finished.folder.iterdir()} == {
        "study.yaml", "provenance.json", "outcomes.nc", "events.parquet", "priors",
    }  # fmt: skip
    assert finished.study.study == "tiny"
    assert finished.focus.states[0] == "ALB"
    assert len(finished.focus.states) == 32
    assert finished.scenarios == {
        "baseline": "As things stand", "us-leaves": "The United States leaves", "without": "Without NATO",
    }  # fmt: skip


def test_the_record_says_what_with_and_how(finished):
    record = finished.provenance
    assert record["study"] == sha256((finished.folder / "study.yaml").read_text(encoding="utf-8"))
    assert (record["seed"], record["replicas"], record["blocks"]) == (20250101, BLOCK + 2, 2)
    assert record["command"] == "foedera run tiny"
    assert {"python", "numpy", "numba", "scipy", "polars", "xarray"} <= set(record["versions"])
    cite(record["citations"])
    assert {"leeds2003", "berkemeier2018", "hardt2014"} <= set(record["citations"])
    assert record["world_sources"]
    inner = json.loads((finished.folder / "priors" / "provenance.json").read_text(encoding="utf-8"))
    assert inner["mechanisms"] == ["budgets", "disputes", "wars"]
    assert inner["replicas"] == 4


@pytest.mark.parametrize(
    ("name", "variable", "factor"),
    [
        ("attacks", "attacks_per_decade", 0.3),
        ("wars", "wars_per_decade", 0.3),
        ("obligations", "obligations", 1.0),
        ("entanglement", "entanglements_per_decade", 0.3),
    ],
)
def test_counts_are_the_rows_of_the_log(finished, name, variable, factor):
    for scenario in finished.scenarios:
        total = factor * float(finished.outcomes[variable].sel(scenario=scenario).sum())
        assert finished.rows(name, scenario).collect().height == pytest.approx(total)
    assert finished.rows(name).collect().height > 0


def test_rows_of_an_unknown_scenario_are_refused(finished):
    with pytest.raises(InputError, match=r"no scenario 'us-leavs' \(did you mean 'us-leaves'"):
        finished.rows("attacks", "us-leavs")


def test_sums_are_sums_over_the_rows_of_the_log(finished):
    for scenario in finished.scenarios:
        deaths = finished.rows("deaths_median", scenario).select(pl.col("value").sum()).collect().item()
        assert deaths == pytest.approx(float(finished.outcomes["deaths"].sel(scenario=scenario).sum()))


def test_concerns_priors_and_variance(finished):
    table = finished.compare()
    assert set(table["scenario"]) == {"us-leaves", "without"}
    members = table.filter(measure="members", scenario="us-leaves").row(0, named=True)
    assert (members["baseline"], members["value"], members["difference"]) == (32, 31, -1)
    assert finished.variance.height > 0
    assert finished.burden.filter(scenario="baseline").height == 32
    kept = finished.reliability.group_by("scenario").agg(pl.col("honoured").sum())
    for scenario, honoured in kept.rows():
        assert honoured == float(finished.outcomes["honoured"].sel(scenario=scenario).sum())
    assert finished.priors.height == 3 * 6
    assert finished.priors["prior"][0] == "own"


def test_main_run_and_run_of_the_priors_are_the_same_futures(finished):
    inner = Store(finished.folder / "priors").outcomes()
    a = finished.outcomes["attacks_per_decade"].sel(scenario="baseline").values[:4]
    b = inner["attacks_per_decade"].sel(scenario="baseline--own").values
    assert np.abs(a - b).mean() < 0.2 * max(a.mean(), 1.0)


def test_a_folder_is_not_overwritten(finished):
    with pytest.raises(InputError, match="not empty"):
        run_study(finished.study, finished.folder, workers=1)


def test_a_finished_run_resumes_to_itself_and_another_study_does_not(finished, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(finished.folder, copy)
    shutil.rmtree(copy / "priors")
    (copy / "priors").mkdir()
    (copy / "priors" / "study.yaml.partial").write_text("what a kill left", encoding="utf-8")
    again = run_study(Study.from_text(TEXT), copy, workers=1, resume=True)
    assert again.concerns.equals(finished.concerns)
    assert again.priors.equals(finished.priors)
    with pytest.raises(InputError, match="made with another study"):
        run_study(
            Study.from_text(TEXT.replace("seed", "sede").replace("years: 3", "years: 4")), copy, resume=True
        )


def test_a_killed_run_goes_on_where_it_stopped(finished, tmp_path):
    calls: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        calls.append((done, total))
        raise KeyboardInterrupt

    study, out = Study.from_text(TEXT), tmp_path / "killed"
    with pytest.raises(KeyboardInterrupt):
        run_study(study, out, workers=1, on_block=stop)
    with pytest.raises(InputError, match="not finished"):
        Run.open(out)
    run = run_study(study, out, workers=1, resume=True, on_block=lambda d, t: calls.append((d, t)))
    assert calls == [(1, 3), (2, 3), (3, 3)]
    assert run.outcomes.equals(finished.outcomes)


def test_a_world_of_ones_own_goes_into_the_folder(tmp_path):
    from foedera.world import World

    keep = ["BLR", "EST", "LVA", "RUS", "USA"]
    reference = World.reference()
    frame = reference.states.filter(pl.col("iso3").is_in(keep)).with_columns(year=pl.lit(2024))
    World.from_panel(frame.drop("capability"), 2024).to_folder(tmp_path / "tiny")
    text = TEXT.replace("study: tiny", "study: tiny\nworld: tiny").replace(
        "priors: {replicas: 4}", "priors: null"
    )
    run = run_study(Study.from_text(text, folder=tmp_path), tmp_path / "out", workers=1, replicas=2)
    assert run.priors is None
    assert run.outcomes["state"].values.tolist() == keep
    again = run.study.experiment().scenarios[0].world
    assert again.digest() == run.provenance["world"]


@pytest.mark.parametrize(
    ("folder", "message"), [("nowhere", "there is no such folder"), (".", "this is not a run folder")]
)
def test_what_is_no_run(tmp_path, folder, message):
    with pytest.raises(InputError, match=message):
        Run.open(tmp_path / folder)


def test_damaged_outcomes_are_said_so(finished, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(finished.folder, copy)
    (copy / "outcomes.nc").write_bytes(b"CDF\x02rubbish")
    with pytest.raises(StoreError, match="cannot be read"):
        _ = Run.open(Path(copy)).outcomes

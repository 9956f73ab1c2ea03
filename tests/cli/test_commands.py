"""Every command, run once as a user would, in words and in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foedera.core.references import bibliography
from foedera.study.concerns import CONCERNS

from .conftest import DATA, TINY, data, foedera, result

SCENARIOS = ["baseline", "us-leaves", "without"]


def test_run_says_what_came_out_and_talks_elsewhere(tmp_path: Path) -> None:
    done = foedera("run", TINY, "--workers", 1, "--replicas", 4, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    heads = done.stdout.splitlines()[2]
    assert done.stdout.startswith("A small question: 4 futures, seed 7\n")
    assert [h.strip() for h in heads.split("  ") if h.strip()][:4] == [
        "concern", "As things stand", "The United States leaves", "difference"
    ]  # fmt: skip
    assert "Members at the horizon" in done.stdout
    assert "100 %  block 1 of 1" in done.stderr
    assert "12 futures in" in done.stderr
    assert "a second" in done.stderr
    run = tmp_path / "runs" / "tiny"
    assert sorted(p.name for p in run.iterdir()) == [
        "events.parquet", "outcomes.nc", "provenance.json", "report.html", "study.yaml"
    ]  # fmt: skip
    assert "run folder: runs/tiny" in done.stderr
    assert json.loads((run / "provenance.json").read_text())["command"].startswith("foedera run ")


def test_piped_output_is_plain(runs: dict[str, Path]) -> None:
    text = result("show", runs["one"])
    assert "\x1b" not in text
    assert text.isascii()
    assert max(map(len, text.splitlines())) > 100


def test_run_json(tmp_path: Path) -> None:
    found = data("run", TINY, "--out", tmp_path / "a", "--workers", 1, "--no-report", "--replicas", 4)
    assert found["study"] == "tiny"
    assert found["report"] is None
    assert list(found["scenarios"]) == SCENARIOS
    always = [m for m in CONCERNS if not m.mechanism]
    assert len(found["concerns"]) == len(always) * len(SCENARIOS)
    members = [r["value"] for r in found["concerns"] if r["measure"] == "members"]
    assert members == [32, 31, 0]
    assert found["seconds"] > 0
    assert not (tmp_path / "a" / "report.html").exists()


def test_show_is_what_run_printed(runs: dict[str, Path]) -> None:
    found = data("show", runs["one"])
    assert found["seed"] == 7
    assert found["report"].endswith("report.html")
    assert "Members at the horizon" in result("show", runs["one"])


def test_show_tells_a_future(runs: dict[str, Path]) -> None:
    found = data("show", runs["one"], "--replica", 3)
    text = result("show", runs["one"], "--replica", 3)
    assert text.startswith("Future 3 of tiny, baseline (As things stand): ")
    assert found["scenario"] == "baseline"
    assert [c["crisis"] for c in found["crises"]] == sorted(c["crisis"] for c in found["crises"])
    for crisis in found["crises"]:
        assert " ".join(crisis["story"]).replace("\u202f", ",") in text  # thin spaces are for pages
    other = data("show", runs["one"], "--replica", 3, "--scenario", "us-leaves")
    assert other["scenario"] == "us-leaves"


def test_compare_runs_that_share_no_luck(runs: dict[str, Path]) -> None:
    found = data("compare", runs["one"], runs["two"])
    assert "do not share random numbers (seed 7 and 8)" in found["remarks"][0]
    assert "8 and 6 futures" in found["remarks"][1]
    assert {r["scenario"] for r in found["rows"]} == set(SCENARIOS)
    rows = {(r["scenario"], r["measure"]): r for r in found["rows"]}
    assert rows["us-leaves", "members"]["first"] == rows["us-leaves", "members"]["second"] == 31
    assert rows["baseline", "members"]["difference"] == 0
    assert "do not share random numbers" in result("compare", runs["one"], runs["two"])


def test_compare_a_run_with_itself(runs: dict[str, Path]) -> None:
    found = data("compare", runs["one"], runs["one"])
    assert found["remarks"] == []
    assert {r["difference"] for r in found["rows"]} <= {0.0, None}


def test_compare_runs_of_different_questions(runs: dict[str, Path], tmp_path: Path) -> None:
    study = tmp_path / "other.yaml"
    study.write_text(
        TINY.read_text().replace("[EST, LVA, LTU]", "[POL]").replace("us-leaves", "america-leaves")
    )
    result("run", study, "--out", tmp_path / "run", "--workers", 1, "--no-report")
    found = data("compare", runs["one"], tmp_path / "run")
    assert found["remarks"] == ["The runs judge different states or pacts; no differences are given."]
    only = [r for r in found["rows"] if r["scenario"] == "america-leaves" and r["measure"] == "members"]
    assert (only[0]["first"], only[0]["second"]) == (None, 31)


def test_report_is_written_anew(runs: dict[str, Path]) -> None:
    page = runs["two"] / "report.html"
    assert result("report", runs["two"]) == f"{page}\n"
    assert page.read_text(encoding="utf-8").startswith("<!")


def test_list() -> None:
    found = data("list")
    assert "baltic" in [s["study"] for s in found]
    lines = result("list").splitlines()
    assert len(lines) == len(found) + 1


def test_new_then_check(tmp_path: Path) -> None:
    assert result("new", "mine", "--dir", tmp_path / "studies") == f"{tmp_path}/studies/mine.yaml\n"
    assert "mine: nothing wrong." in result("check", tmp_path / "studies" / "mine.yaml")


def test_check() -> None:
    assert [s["id"] for s in data("check", TINY)["scenarios"]] == SCENARIOS


def test_explain() -> None:
    text, found = result("explain"), data("explain")
    for step in found["pipeline"]:
        assert f"{step['stage']}: {step['mechanism']}" in text
        assert all(model["cites"] for model in step["models"])
    assert "ASSUMPTION" in text
    assert all(p["assumption"] == p["source"].startswith("ASSUMPTION") for p in found["parameters"])


def test_explain_a_study() -> None:
    rows = {(r["record"], r["name"]): r for r in data("explain", TINY, "--parameters", "sim")["parameters"]}
    assert rows["sim", "link"]["value"] == "statistical"
    assert rows["sim", "link"]["set_by_study"]
    assert {record for record, _ in rows} == {"sim"}


@pytest.mark.parametrize(
    "name", ["disputes", "decisions.voting", "decisions.fairness", "leeds2003", "baltic", "cow.nmc"]
)
def test_cite(name: str) -> None:
    found = data("cite", name)
    assert found
    assert found[0]["text"] in result("cite", name)
    assert f"{{{found[0]['key']}," in result("cite", name, "--bibtex")


def test_cite_everything() -> None:
    assert len(data("cite")) == len(bibliography())


@pytest.mark.parametrize("what", ["pact", "study"])
def test_schema(what: str) -> None:
    assert json.loads(result("schema", what))["$schema"].endswith("2020-12/schema")


def test_world_show() -> None:
    found = data("world", "show", "EST")
    assert found["state"]["name"] == "Estonia"
    assert found["neighbours"]["land borders"] == ["LVA", "RUS"]
    text = result("world", "show", "EST", "--sources")
    assert all(fact["source"] in text for fact in found["facts"])


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_world_out_and_in_again(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "world"
    assert result("world", "export", folder, "--format", kind) == f"{folder}\n"
    assert (folder / f"states.{kind}").exists()
    assert data("world", "describe", "--world", folder)["digest"] == data("world", "describe")["digest"]
    assert "81 states" in result("world", "describe", "--world", folder)


def test_pacts_list() -> None:
    found = {p["id"]: p for p in data("pacts", "list")}
    assert len(found["nato"]["members"]) == 32
    assert len(result("pacts", "list").splitlines()) == len(found) + 1
    early = {p["id"]: p for p in data("pacts", "list", "--day", "1990-01-01")}
    assert len(early["nato"]["members"]) == 16


def test_pacts_show_and_start_from_one(tmp_path: Path) -> None:
    assert data("pacts", "show", "nato")["id"] == "nato"
    text = result("pacts", "show", "nato")
    assert "Art. 5 with Art. 6" in text
    assert "12 months' notice" in text
    mine = tmp_path / "mine.yaml"
    mine.write_text(result("pacts", "show", "nato", "--yaml"), encoding="utf-8")
    assert "nothing wrong" in result("pacts", "check", mine)


def test_pacts_check() -> None:
    assert data("pacts", "check", DATA / "pact.yaml") == [{"file": str(DATA / "pact.yaml"), "problems": []}]


def test_pacts_invoke() -> None:
    found = data("pacts", "invoke", "--attacker", "RUS", "--target", "EST", "--pact", "nato", "csto")
    bound = {c["member"] for c in found["invoked"] if c["clause"] == "article-5"}
    assert len(bound) == 31
    assert "EST" not in bound
    assert {s["pact"] for s in found["not_invoked"]} == {"nato", "csto"}
    text = result("pacts", "invoke", "--attacker", "RUS", "--target", "EST", "--pact", "nato", "csto")
    assert "Art. 5 with Art. 6: defence" in text
    assert "RUS, the attacker, is a member" in text


def test_pacts_invoke_own_pact_elsewhere() -> None:
    words = ("pacts", "invoke", "--attacker", "RUS", "--target", "EST", "--pact", DATA / "pact.yaml")
    assert [c["member"] for c in data(*words)["invoked"]] == ["LVA"]
    assert data(*words, "--severity", "force")["invoked"] == []
    assert data(*words, "--day", "2020-01-01")["invoked"] == []
    assert "Nothing is invoked." in result(*words, "--severity", "force")

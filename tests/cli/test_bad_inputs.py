"""Wrong input: one clear line for each thing wrong, with its place and remedy, exit 2, nothing half-written."""

from __future__ import annotations

import json
import os
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import DATA, TINY, foedera, refusal, result

PACT = (DATA / "pact.yaml").read_text()
STUDY = TINY.read_text()


def written(folder: Path, name: str, text: str, old: str, new: str) -> Path:
    """Write a text with one mistake made in it."""
    assert old in text
    path = folder / name
    path.write_text(text.replace(old, new))
    return path


@pytest.mark.parametrize(("old", "new", "said"), [
    ("article: Art. 1", "artcle: Art. 1", "bad.yaml:11:5: unknown field 'artcle' (did you mean 'article'?)"),
    ("state: LVA", "state: NO", "bad.yaml:8:13: 'NO' is not an ISO3 code (did you mean 'NOR'?)"),
    ("kind: defence", "kind: defence\nkind: cyber", "bad.yaml:4:1: 'kind' is given twice (keep one; the first is"),
    ("quota: 2,", "quota: 3,", "bad.yaml:19:30: quota 3 is above the total weight 2"),
    ("LVA, from: 2020-06-01", "LVA, from: 2020-06-01, to: 2019-01-01", "bad.yaml:8:40: LVA leaves on 2019-01-01"),
    ("both: {yes_weight: {quota: 2, weights: {EST: 1, LVA: 1}}}", "both: {rule: b}\n  b: {rule: both}", "in a circle"),
    ("duty: automatic", "duty: automatc", "'automatc' is not a known word (did you mean 'automatic'?)"),
    ("\nname: A small pact", "\nname: [", "bad.yaml:"),
])  # fmt: skip
def test_bad_pacts(old: str, new: str, said: str, tmp_path: Path) -> None:
    written(tmp_path, "bad.yaml", PACT, old, new)
    told = refusal("pacts", "check", "bad.yaml", cwd=tmp_path)
    assert said in told
    assert all(line.startswith("bad.yaml:") for line in told.splitlines())


def test_all_files_are_checked_before_giving_up(tmp_path: Path) -> None:
    written(tmp_path, "a.yaml", PACT, "kind: defence", "kind: defense")
    written(tmp_path, "b.yaml", PACT, "state: LVA", "state: LV")
    done = foedera("pacts", "check", "a.yaml", DATA / "pact.yaml", "b.yaml", "--json", cwd=tmp_path)
    assert done.returncode == 2
    assert [len(f["problems"]) for f in json.loads(done.stdout)] == [1, 0, 1]
    assert "a.yaml:3:7" in done.stderr
    assert "b.yaml:8:13" in done.stderr


@pytest.mark.parametrize(("old", "new", "said"), [
    ("state: USA", "state: AUT", "bad.yaml:20:44: AUT is not a member of nato on 2025-06-01"),
    ("us-leaves\n", "us-leaves\n    titel: x\n", "bad.yaml:18:5: unknown field 'titel' (did you mean 'title'?)"),
    ("pacts: [nato, csto]", "pacts: [nato, cstoo]", "bad.yaml:9:15: there is no pact 'cstoo'"),
    ("{link: statistical}", "{link: games}", "bad.yaml:14:20: 'games' is not a known word"),
    ("[EST, LVA, LTU]", "[EST, LVA, LIT]", "bad.yaml:12:22: 'LIT' is not an ISO3 code"),
    ("[EST, LVA, LTU]", "[EST, LVA, TUV]", "TUV is not in world 'reference'"),
    ("years: 1", "years: 0", "bad.yaml:6:8: 0 must be at least 1 (change the number)"),
    ("seed: 7", "seed: 7\nseed: 8", "bad.yaml:9:1: 'seed' is given twice"),
    ("priors: null", "priors: null\nparameters: {speed.concesion: 1}", "did you mean"),
    ("[nato, csto]", "[nato, csto, pacts/none.yaml]", "there is no file 'pacts/none.yaml'"),
])  # fmt: skip
def test_bad_studies(old: str, new: str, said: str, tmp_path: Path) -> None:
    written(tmp_path, "bad.yaml", STUDY, old, new)
    told = [
        t
        for t in refusal("run", "bad.yaml", cwd=tmp_path).splitlines()
        if not t.startswith("A small question")
    ]
    assert said in "\n".join(told)
    assert all(line.startswith("bad.yaml:") for line in told)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.yaml"]


def test_check_finds_what_run_finds(tmp_path: Path) -> None:
    written(tmp_path, "bad.yaml", STUDY, "state: USA", "state: AUT")
    assert "bad.yaml:20:44: AUT is not a member of nato" in refusal("check", "bad.yaml", cwd=tmp_path)


def test_member_that_is_not_in_the_world(tmp_path: Path) -> None:
    written(tmp_path, "pact.yaml", PACT, "state: LVA", "state: TUV").write_text(PACT.replace("LVA", "TUV"))
    written(tmp_path, "study.yaml", STUDY, "[nato, csto]", "[nato, csto, pact.yaml]")
    told = refusal("run", "study.yaml", cwd=tmp_path)
    assert "pact.yaml:8:13: TUV is a member of small but is not in world 'reference'" in told
    assert "(remove it, or study a world that has it)" in told
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(("words", "said"), [
    (["run", "nosuch.yaml"], "foedera: nosuch.yaml: there is no such file"),
    (["run", "."], "this is a folder, not a YAML file"),
    (["run", "balitc"], "there is no study 'balitc' (did you mean 'baltic'?)"),
    (["show", "."], "foedera: .: this is not a run folder (give the folder that 'foedera run' wrote)"),
    (["show", "nowhere"], "foedera: nowhere: there is no such folder"),
    (["report", "nowhere"], "foedera: nowhere: there is no such folder"),
    (["compare", "nowhere", "here"], "foedera: nowhere: there is no such folder"),
    (["world", "show", "ESP", "--world", "nowhere"], "--world: there is no folder 'nowhere'"),
    (["world", "show", "ET"], "state 'ET' is not in world 'reference'"),
    (["pacts", "show", "natto"], "there is no pact 'natto' in the library (did you mean 'nato'?)"),
    (["pacts", "check", "."], "this is a folder, not a YAML file"),
    (["pacts", "invoke", "--target", "ET"], "foedera: --target: 'ET' is not an ISO3 code"),
    (["pacts", "invoke", "--attacker", "RUS", "--target", "EST", "--severity", "wra"], "--severity: unknown severity"),
    (["pacts", "invoke", "--attacker", "RUS", "--target", "EST", "--place", "guum"], "--place: unknown place 'guum'"),
    (["cite", "lees2003"], "nothing is called 'lees2003' (did you mean 'leeds2003'?)"),
    (["explain", "--parameters", "sped"], "there is no record 'sped' (did you mean 'speed'?)"),
    (["new", "Mine!"], "'Mine!' cannot be the name of a study (call it 'mine')"),
    (["run", "baltic", "--scheduler", "nonsense"], "--scheduler: 'nonsense' is not the address of"),
])  # fmt: skip
def test_names_and_paths_that_are_not(words: list[str], said: str, tmp_path: Path) -> None:
    assert said in refusal(*words, cwd=tmp_path)


def test_nothing_is_overwritten(runs: dict[str, Path], tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("mine")
    assert "there is such a file already" in refusal("new", "mine", "--dir", tmp_path)
    assert mine.read_text() == "mine"
    told = refusal("run", TINY, "--out", runs["one"])
    assert "the folder is not empty (add --resume to finish it)" in told
    assert "name a new folder" in refusal("world", "export", runs["one"])


def test_wrong_resume(runs: dict[str, Path], tmp_path: Path) -> None:
    assert "there is no run to resume (leave out --resume)" in refusal(
        "run", TINY, "--out", tmp_path / "x", "--resume"
    )
    other = ("run", TINY, "--out", runs["one"], "--resume", "--seed", 9)
    assert "the run there was made with another" in refusal(*other)
    same = foedera("run", TINY, "--out", runs["one"], "--resume", "--no-report")
    assert same.returncode == 0
    assert "the run was complete already" in same.stderr


def test_unknown_future_or_scenario(runs: dict[str, Path]) -> None:
    assert "there is no future 8 (they are numbered 0 to 7)" in refusal("show", runs["one"], "--replica", 8)
    told = refusal("show", runs["one"], "--replica", 0, "--scenario", "us-leves")
    assert "the run has no scenario 'us-leves' (did you mean 'us-leaves'?)" in told
    assert "say which future" in refusal("show", runs["one"], "--scenario", "us-leaves")


def test_damaged_runs(runs: dict[str, Path], tmp_path: Path) -> None:
    for name, harm in (("outcomes.nc", b"CDF"), ("provenance.json", b"{"), ("study.yaml", b"study: [")):
        broken = tmp_path / name
        broken.mkdir()
        for part in ("outcomes.nc", "events.parquet", "provenance.json", "study.yaml"):
            (broken / part).write_bytes((runs["one"] / part).read_bytes())
        (broken / name).write_bytes(harm)
        done = foedera("show", broken)
        assert done.returncode in (1, 2)
        assert name in done.stderr


def test_truncated_world(tmp_path: Path) -> None:
    result("world", "export", tmp_path / "world")
    states = tmp_path / "world" / "states.csv"
    whole = states.read_text()
    states.write_text(whole[: len(whole) // 2])
    told = refusal("world", "describe", "--world", tmp_path / "world")
    assert "states.csv:" in told
    written(tmp_path, "study.yaml", STUDY, "start: 2025-01", "world: world\nstart: 2025-01")
    assert "states.csv:" in refusal("run", tmp_path / "study.yaml", cwd=tmp_path)
    assert not (tmp_path / "runs").exists()


def small_files(size: int) -> Callable[[], None]:
    """Let the child write no file larger than this, as a full disk would."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize(("size", "workers", "what", "kept"), [
    (100, 1, "the run folder", False),
    (30_000, 1, "block 0", True),
    (30_000, 2, "the experiment", True),
    (1_000_000, 1, "the results", True),
])  # fmt: skip
def test_full_disk(size: int, workers: int, what: str, kept: bool, tmp_path: Path) -> None:
    run = tmp_path / "run"
    words = ("run", TINY, "--out", run, "--replicas", 150, "--workers", workers, "--no-report")
    done = foedera(*words, preexec_fn=small_files(size))
    assert done.returncode == 1, done.stderr
    assert f"{what} could not be written: File too large (free some space" in done.stderr
    assert done.stdout == ""
    assert run.exists() == kept == ("then run again with --resume" in done.stderr)
    assert not list(tmp_path.rglob("*.partial"))
    assert not (run / "outcomes.nc").exists()
    assert foedera(*words, *["--resume"] * kept).returncode == 0


def test_full_disk_at_the_report(runs: dict[str, Path]) -> None:
    page = runs["one"] / "report.html"
    before = page.read_bytes()
    told = refusal("report", runs["one"], status=1, preexec_fn=small_files(2000))
    assert "the report could not be written" in told
    assert page.read_bytes() == before


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk takes root")
def test_really_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48k", "tmpfs", disk], check=False).returncode:
        pytest.skip("this machine does not let root mount a small disk")
    try:
        told = refusal("run", TINY, "--out", disk / "run", "--workers", 1, status=1)
        assert "No space left on device" in told
        assert not list(disk.rglob("*.partial"))
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_folder_that_may_not_be_written(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    assert "Permission denied" in refusal("run", TINY, "--out", closed / "run", status=1)
    assert "Permission denied" in refusal("new", "mine", "--dir", closed, status=1)

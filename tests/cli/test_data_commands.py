"""``foedera data``: list, pull, check and where, on a made-up owner and on the catalogue as it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from foedera.cli.main import main
from foedera.data import catalogue as module
from foedera.data.home import raw_folder
from foedera.data.source import Resource, Source
from owner import Owner, Reply, made_up, rows

from .conftest import data, refusal, result

Ran = tuple[int, str, str]
Run = Callable[..., Ran]
BODY, OTHER = rows(), rows(0.25)


@pytest.fixture
def owner() -> Iterator[Owner]:
    with Owner(Reply(BODY)) as one:
        yield one


@pytest.fixture
def sources(owner: Owner) -> dict[str, Source]:
    found = (
        owner.source(),
        owner.source(id="made.gone", covers=(1900, 1940)),
        made_up(Resource("form.csv", how="fill in the form"), id="made.form"),
    )
    return {one.id: one for one in found}


@pytest.fixture
def run(
    sources: dict[str, Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:  # fmt: skip
    """Run a command where only the made-up sources are known."""
    monkeypatch.setattr(module, "catalogue", lambda: sources)
    monkeypatch.setattr(module, "_find", sources.get)
    monkeypatch.setenv("FOEDERA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.chdir(tmp_path)

    def ran(*words: object) -> Ran:
        status = main(["data", *map(str, words)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return ran


def test_what_is_pulled_is_listed_checked_and_recorded(run: Run, tmp_path: Path) -> None:
    assert "made.up    A made-up set  1.0       1900-1949  no" in run("list")[1]
    status, out, err = run("pull", "made.up@1.0")
    assert (status, out[:43]) == (0, "made.up@1.0: made.csv pulled (53.4 kB, sha2")
    assert "made.csv: 53.4 kB of 53.4 kB" in err
    status, out, err = run("pull", "made.up")
    assert status == 0 and "made.csv is there already and agrees" in out and err == ""
    assert "1.0 (cache)" in run("list")[1]
    status, out, err = run("check")
    assert (status, err) == (0, "")
    assert out.splitlines()[1].split() == [
        "made.up@1.0", "state_years", "2,000", "1900-1949", "1900-1949", "agrees", "none"
    ]  # fmt: skip
    status, out, _ = run("where", "--json")
    found = {row["what"]: row for row in json.loads(out)}
    assert (found["cache, as pulled"]["files"], found["cache, as pulled"]["bytes"]) == (1, len(BODY))
    assert found["lock file"] == {"what": "lock file", "path": str(tmp_path / "foedera-data.lock"), "files": 1,
                                  "bytes": (tmp_path / "foedera-data.lock").stat().st_size}  # fmt: skip
    assert found["mirror"]["path"] is None


def test_the_lock_file_may_lie_elsewhere(run: Run, tmp_path: Path) -> None:
    assert run("pull", "made.up", "--lock", "locks/a.lock")[0] == 0
    assert [p.name for p in (tmp_path / "locks").iterdir()] == ["a.lock"]
    assert not (tmp_path / "foedera-data.lock").exists()


def test_check_tells_everything_that_is_wrong(run: Run, sources: dict[str, Source]) -> None:
    """A changed file, years outside the coverage, and another source that cannot be parsed."""
    assert run("pull", "made.up")[0] == 0
    for id, text in (("made.up", OTHER), ("made.gone", BODY)):
        folder = raw_folder(sources[id], sources[id].editions[0])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "made.csv").write_bytes(text)
    form = raw_folder(sources["made.form"], sources["made.form"].editions[0])
    form.mkdir(parents=True)
    (form / "form.csv").write_bytes(b"ccode,year,made_y\n2,1900,1\n")
    status, out, err = run("check")
    assert status == 1
    assert [line.split()[5] for line in out.splitlines()[1:3]] == ["differs", "not"]
    for said in (
        "is not the one of the lock file", "made.gone@1.0, state_years: years 1900-1949, and the edition is said to",
        "column 'made_x' is missing",
    ):  # fmt: skip
        assert said in err
    (form / "form.csv").write_bytes(b"ccode,year,made_x\n2,1900,\n")
    status, out, err = run("check", "made.form", "--json")
    assert (status, err) == (0, "")
    (found,) = json.loads(out)
    assert found["tables"] == [
        {"table": "state_years", "rows": 1, "years": [1900, 1900], "nulls": {"made_x": 1.0}}
    ]
    assert found["remarks"] == [
        "made.form@1.0, state_years: nothing at all in made_x",
        "made.form@1.0, state_years: rows of 1900-1900; coverage is 1900-1949",
    ]


def test_check_says_what_is_locked_and_not_here(run: Run, sources: dict[str, Source]) -> None:
    run("pull", "made.up")
    (raw_folder(sources["made.up"], sources["made.up"].editions[0]) / "made.csv").unlink()
    status, out, err = run("check")
    assert status == 0 and "not here" in out
    assert err == "note: made.csv is in the lock file and not here; pull it\n"


def test_several_are_pulled_though_one_fails(run: Run, owner: Owner) -> None:
    owner.replies[:] = [Reply(status=404), Reply(BODY)]
    status, out, err = run("pull", "made.gone", "made.form", "made.up")
    assert status == 1
    assert out.startswith("made.up@1.0: made.csv pulled")
    assert "there is no such file (status 404)" in err
    assert "made.form@1.0 has no address to pull from (put form.csv into a folder" in err
    assert "fill in the form" in err


def test_all_that_have_an_address_are_pulled(run: Run) -> None:
    status, out, err = run("pull", "--all")
    assert status == 0
    assert [line.split("@")[0] for line in out.splitlines()] == ["made.up", "made.gone"]
    assert "left out: data: made.form@1.0 has no address" in err


def test_another_file_is_refused_until_it_is_accepted(
    run: Run, owner: Owner, sources: dict[str, Source]
) -> None:
    run("pull", "made.up")
    path = raw_folder(sources["made.up"], sources["made.up"].editions[0]) / "made.csv"
    path.unlink()
    owner.replies[:] = [Reply(OTHER)]
    status, out, err = run("pull", "made.up")
    assert (status, out) == (1, "") and "--accept" in err and not path.exists()
    assert run("pull", "made.up", "--accept")[0] == 0
    assert path.read_bytes() == OTHER


@pytest.mark.parametrize(("words", "status", "said"), [
    (["pull"], 2, "foedera data pull: name data sets, or all of them with --all, and not both"),
    (["pull", "made.up", "--all"], 2, "and not both"),
    (["pull", "made.upp"], 2, "there is no data set 'made.upp' (did you mean 'made.up'?)"),
    (["pull", "made.up@2"], 2, "made.up has no edition '2' (one of 1.0)"),
    (["pull", "made.form"], 2, "fill in the form"),
    (["check", "made.upp"], 2, "there is no data set 'made.upp'"),
    (["list", "zebra"], 2, "no data set fits 'zebra' ('foedera data list' names them all)"),
])  # fmt: skip
def test_wrong_input(words: list[str], status: int, said: str, run: Run) -> None:
    found, out, err = run(*words)
    assert (found, out) == (status, "") and said in err


@pytest.mark.parametrize("words", [["pull", "made.up"], ["check"], ["where"]])
def test_a_damaged_lock_file_is_told_with_its_line(words: list[str], run: Run, tmp_path: Path) -> None:
    (tmp_path / "foedera-data.lock").write_text('{"format": 1,\n"files": [}')
    status, _, err = run(*words)
    assert status == 2 and err.startswith("foedera-data.lock:2:11: the lock file is damaged")


def test_one_data_set_in_detail(run: Run) -> None:
    text = run("list", "made.up")[1]
    for said in ("A made-up set (made.up)", "licence: free", "home: https://example.org/made-up", "[singer1972]",
                 "Table state_years: one row per ccode, year (state-year)", "1.0: http://127.0.0.1"):  # fmt: skip
        assert said in text
    found: dict[str, Any] = json.loads(run("list", "made.up", "--json")[1])
    assert [c["name"] for c in found["tables"][0]["columns"]] == ["ccode", "year", "made_x"]
    assert found["editions"][0]["at_hand"] is None


def test_words_look_for_columns_too(run: Run) -> None:
    assert [d["id"] for d in json.loads(run("list", "MADE_X", "gone", "--json")[1])] == ["made.gone"]


def test_the_catalogue_as_it_is(tmp_path: Path) -> None:
    listed = data("data", "list", cwd=tmp_path)
    assert {"id", "title", "editions", "years", "at_hand", "tried"} <= listed[0].keys()
    found = data("data", "list", "cow.nmc", cwd=tmp_path)
    milex = next(c for c in found["tables"][0]["columns"] if c["name"] == "milex")
    assert milex["missing"] == ["-9"] and milex["years"]["6.0"] == [1816, 2016]
    assert "milex" in result("data", "list", "cow.nmc", cwd=tmp_path)
    assert "no data set is at hand" in result("data", "check", cwd=tmp_path)
    assert not list(tmp_path.iterdir())
    assert "did you mean 'cow.nmc'?" in refusal("data", "list", "cow.nmx", cwd=tmp_path)


def test_every_data_set_can_be_told_in_detail(capsys: pytest.CaptureFixture[str]) -> None:
    for id in module.catalogue():
        assert main(["data", "list", id]) == 0, capsys.readouterr().err


def test_the_mirror_is_used(mirror: Path, tmp_path: Path) -> None:
    text = result("data", "pull", "cow.nmc", cwd=tmp_path)
    assert text.startswith(
        "cow.nmc@6.0: NMC-60-abridged.csv lies in the mirror, which is used (905.2 kB, sha256 989920"
    )
    (checked,) = data("data", "check", "cow.nmc@6.0", cwd=tmp_path)
    assert (checked["lock"], checked["tables"][0]["rows"], checked["problems"]) == ("agrees", 15951, [])

"""Help is quick, says the purpose and gives an example; every example runs as it stands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from foedera.cli.main import build_parser
from foedera.cli.parsing import Parser

from .conftest import command, foedera, refusal, result

HEAVY = ("numpy", "polars", "xarray", "numba", "matplotlib", "pydantic", "scipy", "rich", "ruamel", "jinja2")


def parsers(parser: Parser) -> list[Parser]:
    inner = [a.choices for a in parser._actions if isinstance(a.choices, dict)]
    return [parser, *(p for choices in inner for child in choices.values() for p in parsers(child))]


ALL = {p.prog: p for p in parsers(build_parser())}
QUICK = [
    line
    for p in ALL.values()
    for line in [p.example]
    if not any(
        word in line for word in ("foedera run ", "runs/", "foedera compare", "data pull", "foedera panel")
    )
]


@pytest.mark.parametrize("code", [
    "import foedera",
    "from foedera.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass",
    "from foedera.cli.main import main\ntry: main(['run', '--help'])\nexcept SystemExit: pass",
    "from foedera.cli.main import main\nmain(['rnu'])",
])  # fmt: skip
def test_what_is_not_needed_is_not_imported(code: str) -> None:
    script = f"{code}\nimport sys\nfor name in {HEAVY}: assert name not in sys.modules, name"
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)


def test_what_a_command_imports_is_its_own_business() -> None:
    listed = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "from foedera.cli.main import main; main(['schema', 'pact'])"],
        check=True, capture_output=True, text=True,
    ).stderr  # fmt: skip
    assert "foedera.pacts.schema" in listed
    assert "numba" not in listed
    assert "matplotlib" not in listed


@pytest.mark.parametrize("prog", ALL)
def test_help_says_purpose_and_example_first(prog: str) -> None:
    text = result(*prog.split()[1:], "--help")
    parser = ALL[prog]
    assert parser.purpose.endswith(".")
    assert ". " not in parser.purpose
    assert text.split("\n\n")[0].replace("\n", " ") == parser.purpose
    assert all(f"  {line}" in text for line in parser.example.splitlines())
    assert parser.example.startswith("foedera ")
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("example", sorted(set(QUICK) - {ALL["foedera"].example}))
def test_examples_run(example: str, tmp_path: Path) -> None:
    _run_example(example, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_examples_with_runs_run(tmp_path: Path) -> None:
    """The examples that need finished runs, in the order a reader meets them, on the shipped studies."""
    _run_example(ALL["foedera run"].example, tmp_path)
    _run_example("foedera run korea --replicas 8 --no-report", tmp_path)
    for name in ("show", "compare", "report"):
        _run_example(ALL[f"foedera {name}"].example, tmp_path)


def _run_example(example: str, folder: Path) -> None:
    for line in example.splitlines():
        assert line.startswith("foedera ")
        whole = subprocess.list2cmdline(command()) + line.removeprefix("foedera")
        done = subprocess.run(whole, shell=True, cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_without_a_command_the_help_is_talk() -> None:
    for words in ((), ("world",), ("pacts",)):
        assert "usage: foedera" in refusal(*words)


def test_version() -> None:
    from foedera import __version__

    assert result("--version") == f"foedera {__version__}\n"


@pytest.mark.parametrize(("words", "said"), [
    (["rnu"], "foedera: there is no command 'rnu' (did you mean 'run'?)"),
    (["world", "sho", "EST"], "foedera world: there is no command 'sho' (did you mean 'show'?)"),
    (["run", "baltic", "--replica", "3"], "foedera run: unknown option '--replica' (did you mean '--replicas'?)"),
    (["run", "baltic", "--worker=3"], "foedera run: unknown option '--worker' (did you mean '--workers'?)"),
    (["list", "baltic"], "foedera list: unknown argument 'baltic' (see foedera list --help)"),
    (["run"], "foedera run: the following arguments are required: STUDY (see foedera run --help)"),
    (["run", "baltic", "--replicas", "many"], "foedera: --replicas: 'many' is no good (give a whole number from 1 "),
    (["run", "baltic", "--replicas", "0"], "foedera: --replicas: '0' is no good (give a whole number from 1 "),
    (["run", "baltic", "--seed", "-1"], "foedera: --seed: '-1' is no good (give a whole number from 0 to "),
    (["run", "baltic", "--workers", "0"], "foedera: --workers: '0' is no good (give a whole number from 1 "),
    (["schema", "study_"], "foedera schema what: 'study_' is not a choice (did you mean 'study'?)"),
    (["world", "export", "x", "--format", "cvs"], "'cvs' is not a choice (did you mean 'csv'?)"),
    (["pacts", "list", "--day", "2025"], "foedera: --day: '2025' is not a day (write year-month-day, such as"),
])  # fmt: skip
def test_bad_flags(words: list[str], said: str) -> None:
    assert said in refusal(*words)


def test_abbreviations_are_not_guessed() -> None:
    assert foedera("run", "baltic", "--repl", "3").returncode == 2

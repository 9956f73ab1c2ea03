from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parent / "data"
TINY = DATA / "tiny.yaml"

Result = subprocess.CompletedProcess[str]
Foedera = Callable[..., Result]


def command() -> list[str]:
    """The command as a user has it, beside the interpreter that runs the tests."""
    script = Path(sys.executable).parent / "foedera"
    plain = [sys.executable, "-c", "import sys; from foedera.cli.main import main; sys.exit(main())"]
    return [str(script)] if script.exists() else plain


def foedera(*words: object, cwd: Path | None = None, **options: Any) -> Result:
    """Run the command as a user would, and return what it said; a traceback is never right."""
    done = subprocess.run(
        [*command(), *map(str, words)], capture_output=True, text=True, cwd=cwd, timeout=240, **options
    )
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    return done


def result(*words: object, cwd: Path | None = None) -> str:
    """Run a command that must succeed and return its stdout."""
    done = foedera(*words, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done.stdout


def data(*words: object, cwd: Path | None = None) -> Any:
    """Run a command with --json and return what it printed."""
    return json.loads(result(*words, "--json", cwd=cwd))


def refusal(*words: object, status: int = 2, cwd: Path | None = None, **options: Any) -> str:
    """Run a command that must fail with this status and an empty stdout, and return its stderr."""
    done = foedera(*words, cwd=cwd, **options)
    assert done.returncode == status, (done.returncode, done.stderr)
    assert done.stdout == ""
    return done.stderr


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two finished runs of the tiny study, with another luck."""
    folder = tmp_path_factory.mktemp("runs")
    found = {"one": folder / "one", "two": folder / "two"}
    result("run", TINY, "--out", found["one"], "--workers", 1)
    result("run", TINY, "--out", found["two"], "--workers", 1, "--seed", 8, "--replicas", 6, "--no-report")
    return found

"""Ctrl-C, a closed pipe, a terminal and a log file: what a person at the keyboard meets."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import time
from pathlib import Path

import pytest

from .conftest import TINY, command, foedera, result


def start(*words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*command(), *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip


@pytest.mark.parametrize("workers", [1, 2])
def test_interrupt_keeps_blocks_and_resume_continues(workers: int, tmp_path: Path) -> None:
    words = ("run", TINY, "--out", tmp_path / "run", "--replicas", 420, "--no-report", "--workers", workers)
    running = start(*words)
    first = tmp_path / "run" / "blocks" / "00000"
    while not first.exists() and running.poll() is None:
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 130, err
    assert out == ""
    assert err.endswith("foedera: interrupted; finished blocks are kept, --resume continues\n")
    assert "Traceback" not in err
    done = foedera(*words, "--resume")
    assert done.returncode == 0, done.stderr
    assert "blocks were there already" in done.stderr


def test_interrupt_before_anything_is_written(tmp_path: Path) -> None:
    running = start("run", TINY, "--out", tmp_path / "run")
    time.sleep(0.4)
    os.killpg(running.pid, signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "foedera: interrupted" in err
    assert "Traceback" not in err


def test_closed_pipe_is_quiet() -> None:
    whole = f"{subprocess.list2cmdline(command())} cite --bibtex | head -n 1"
    done = subprocess.run(whole, shell=True, capture_output=True, text=True)
    assert done.stdout.startswith("@")
    assert done.stderr == ""


def on_terminal(*words: object, columns: int) -> str:
    """Run a command on a terminal of its own and return everything that appeared there."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ |= {"COLUMNS": str(columns), "TERM": "xterm-256color"}
        os.execvp(command()[0], [*command(), *map(str, words)])
    text = b""
    while select.select([terminal], [], [], 120)[0]:
        try:
            text += os.read(terminal, 65536)
        except OSError:  # how Linux says that the other end of a terminal is closed
            break
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return text.decode()


def shown(text: str) -> list[str]:
    """Return the lines without the codes for colours."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).splitlines()


@pytest.mark.parametrize("columns", [80, 140])
def test_tables_keep_to_the_terminal(columns: int, runs: dict[str, Path]) -> None:
    for words in (("show", runs["one"]), ("compare", runs["one"], runs["two"]), ("explain", "--parameters", "sim"),
                  ("pacts", "show", "nato")):  # fmt: skip
        lines = shown(on_terminal(*words, columns=columns))
        assert max(map(len, lines)) <= columns
        assert len(lines) > 20


def test_no_colour_where_it_is_not_wanted(runs: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in on_terminal("show", runs["one"], columns=100)


def test_terminal_shows_a_bar(tmp_path: Path) -> None:
    text = on_terminal("run", TINY, "--out", tmp_path / "run", "--no-report", "--workers", 1, columns=100)
    assert "first block of futures" in text
    assert "%  block" not in text


def test_a_narrow_alphabet_is_no_error(runs: dict[str, Path]) -> None:
    done = foedera("world", "show", "CIV", env=dict(os.environ) | {"PYTHONIOENCODING": "ascii"})
    assert done.returncode in (0, 2)
    assert result("show", runs["one"]).isascii()

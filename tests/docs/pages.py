"""Runs a page of the documents as its reader would: files are written, commands typed, Python executed, in order.

* a block whose first line is ``# path/name.ext`` is that file;
* a ``console`` block holds commands after ``$`` and, below a command, what it prints; ``...`` stands for any lines;
* any other ``python`` block is executed, all of a page in one namespace.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FOEDERA = Path(sys.executable).with_name("foedera")

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"# ([\w./-]+\.(?:yaml|py|csv|bib))")
_NEEDS_DATA = re.compile(r"^\$ foedera panel |^from foedera import panel$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One fenced block and where it begins."""

    language: str
    text: str
    where: str

    @property
    def file(self) -> str | None:
        """Return the name of the file that the block is, if it is one."""
        found = _FILE.fullmatch(self.text.partition("\n")[0])
        return found[1] if found else None

    @property
    def needs_data(self) -> bool:
        """Return whether the block makes a panel, for which data sets must be at hand."""
        return _NEEDS_DATA.search(self.text) is not None

    def commands(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each command and the lines that it is said to print."""
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            command, *lines = part.rstrip("\n").split("\n")
            yield command, lines


def pages() -> list[Path]:
    """Return every page, the ones beside the package first."""
    beside = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [*beside, *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    assert text.count("\n```") % 2 == 0, f"{page}: a fence is open"
    return [
        Block(m[1], m[2], f"{page.relative_to(ROOT)}:{text.count(chr(10), 0, m.start()) + 1}")
        for m in _FENCE.finditer(text)
    ]


def play(page: Path, folder: Path, wanted: Callable[[Block], bool] = lambda _: True) -> dict[str, Any]:
    """Do what is wanted of a page in a folder, which must be the current one; return the names that its Python made."""
    names: dict[str, Any] = {"__name__": "page"}
    for block in filter(wanted, blocks(page)):
        if block.file is not None:
            target = folder / block.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            for command, lines in block.commands():
                _type(command, lines, folder, block.where)
        elif block.language == "python":
            exec(compile(block.text, block.where, "exec"), names)
    return names


def _type(command: str, expected: list[str], folder: Path, where: str) -> None:
    words = shlex.split(command)
    if words[0] != "foedera":
        return
    done = subprocess.run([FOEDERA, *words[1:]], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{where}: {command}\n{done.stderr}"
    if expected:
        pattern = "".join(
            ".*" if line.strip() == "..." else re.escape(line.rstrip()) + "\n" for line in expected
        )
        said = "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())
        assert re.fullmatch(pattern, said, re.DOTALL), f"{where}: {command} printed\n{said}"

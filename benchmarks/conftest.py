"""The tables at the end of a benchmark run."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from cases import Rounds, machine


@dataclass
class Tables:
    """Rows that the benchmarks hand in, printed once all have run."""

    heads: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rows: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

    def add(self, title: str, **cells: object) -> None:
        """Append a row to the table of that title; the names of the cells are its head."""
        self.heads.setdefault(title, tuple(name.replace("_", " ") for name in cells))
        self.rows.setdefault(title, []).append(tuple(map(_text, cells.values())))

    def lines(self, title: str) -> list[str]:
        """Return a table as aligned lines."""
        whole = [self.heads[title], *self.rows[title]]
        widths = [max(len(row[c]) for row in whole) for c in range(len(whole[0]))]
        return [
            "  ".join(
                cell.ljust(w) if c == 0 else cell.rjust(w) for c, (cell, w) in enumerate(zip(row, widths))
            )
            for row in whole
        ]


_TABLES = pytest.StashKey[Tables]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin with empty tables."""
    config.stash[_TABLES] = Tables()


@pytest.fixture(scope="session")
def tables(pytestconfig: pytest.Config) -> Tables:
    """Where benchmarks put the rows of the summary."""
    return pytestconfig.stash[_TABLES]


@pytest.fixture
def rounds() -> Rounds:
    """Wall and processor time of this benchmark's rounds."""
    return Rounds()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the tables, and on which machine."""
    tables = config.stash[_TABLES]
    for title in tables.rows:
        terminalreporter.section(title)
        for line in tables.lines(title):
            terminalreporter.write_line(line)
    if tables.rows:
        terminalreporter.write_line(f"\n{machine()}")


def _text(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:.3g}" if abs(value) < 100 else f"{value:,.0f}"

"""Panels: time beside a plain scan-and-write of the same bytes, growth with rows, memory, first run, start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cases import Rounds
from conftest import Tables
from panel_cases import CASES, dyads

TIME, ROWS = "Panels: time", "Panels: directed dyad-years from 1816 by last year"
MEMORY, FIRST_RUN = "Panels: peak memory, one process", "Panels: the first run, with the owners' files parsed"
START = "Panels: starting up, one process"

STARTS = {
    "Python": "pass",
    "import foedera": "import foedera",
    "import polars, numpy": "import polars, numpy",
    "the first plan": "from foedera import panel; panel.dyad_years(1946, 2010).add('cow.nmc')",
    "all data sets": "from foedera.data.catalogue import catalogue; catalogue()",
    "foedera panel --help": "from foedera.cli.main import main; main(['panel', '--help'])",
}
"""What a process does, by name."""

SHARED = Path(os.environ.get("FOEDERA_SHARED", Path(__file__).resolve().parents[2] / "shared"))

_CHILD = """
import json, sys, time
from panel_cases import CASES
def peak():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024
plan = CASES[sys.argv[1]]()
before, wall, cpu = peak(), time.perf_counter(), time.process_time()
made = plan.collect()
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
print(json.dumps({"wall_s": wall, "cpu_s": cpu, "imports_MiB": before, "peak_MiB": peak(),
                  "frame_MiB": made.data.estimated_size("mb")}))
"""
"""Peak memory is ``VmHWM``, which begins anew with the program: ``ru_maxrss`` would keep what the parent had."""

in_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")


@pytest.fixture(scope="module", autouse=True)
def _data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The owners' files, and a cache of tidy tables for this run only."""
    folder = os.environ.get("FOEDERA_DATA_MIRROR") or str(SHARED / "data")
    if not Path(folder).is_dir():
        pytest.skip("no folder with official data sets (FOEDERA_DATA_MIRROR)")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOEDERA_DATA_MIRROR", folder)
        patch.setenv("FOEDERA_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.mark.parametrize("case", CASES)
def test_time(benchmark: BenchmarkFixture, tables: Tables, tmp_path: Path, case: str) -> None:
    """A panel made; made and written as Parquet; and its file scanned and written again, which is the measure."""
    plan, path, copy = CASES[case](), tmp_path / "panel.parquet", tmp_path / "copy.parquet"
    rows, columns = (
        plan.collect().shape
    )  # parses the owners' files if this is the first panel that needs them
    made, written, scanned = Rounds(), Rounds(), Rounds()
    write = written.measured(lambda: plan.collect().write_parquet(path))
    scan = scanned.measured(lambda: pl.scan_parquet(path).sink_parquet(copy))
    once = made.measured(plan.collect)

    def work() -> None:
        once()
        write()
        scan()

    benchmark.pedantic(work, rounds=5)
    cells = {"rows": rows, "columns": columns, "wall_s": made.best()[0], "cpu_s": made.best()[1]}
    for name, of in (("written", written), ("scan_and_write", scanned)):
        cells |= {f"{name}_wall_s": of.best()[0], f"{name}_cpu_s": of.best()[1]}
    cells |= {f"ratio_{n}": written.best()[k] / scanned.best()[k] for k, n in enumerate(("wall", "cpu"))}
    benchmark.extra_info.update(cells)
    tables.add(TIME, panel=case, **cells)


@pytest.mark.parametrize("last", [1870, 1914, 1945, 1980, 2010])
def test_rows(benchmark: BenchmarkFixture, tables: Tables, rounds: Rounds, last: int) -> None:
    """How time grows with rows."""
    plan = dyads(last)
    rows = len(plan.collect())
    benchmark.pedantic(rounds.measured(plan.collect), rounds=5)
    wall, cpu = rounds.best()
    cells = {"rows": rows, "wall_s": wall, "cpu_s": cpu, "million_rows_per_cpu_s": rows / cpu / 1e6}
    benchmark.extra_info.update(cells, last=last)
    tables.add(ROWS, last_year=last, **cells)


@in_proc
@pytest.mark.parametrize("case", CASES)
def test_memory(benchmark: BenchmarkFixture, tables: Tables, case: str) -> None:
    """Largest resident set of a fresh process that makes a panel and holds it."""
    CASES[case]().collect()  # so that no file is left to parse
    cells = _fresh(benchmark, case, {})
    shown = {n: cells[n] for n in ("imports_MiB", "peak_MiB", "frame_MiB")}
    tables.add(MEMORY, panel=case, rise_MiB=cells["peak_MiB"] - cells["imports_MiB"], **shown)


@in_proc
@pytest.mark.parametrize("case", ["directed dyad-years", "state-years and spells"])
def test_first_run(benchmark: BenchmarkFixture, tables: Tables, tmp_path: Path, case: str) -> None:
    """The same with nothing in the cache: the owners' files are looked for, hashed and parsed as well."""
    cells = _fresh(benchmark, case, {"FOEDERA_CACHE": str(tmp_path)})
    tables.add(FIRST_RUN, panel=case, **{n: cells[n] for n in ("wall_s", "cpu_s", "peak_MiB")})


@pytest.mark.parametrize("start", STARTS)
def test_start(benchmark: BenchmarkFixture, tables: Tables, rounds: Rounds, start: str) -> None:
    """A whole process, the interpreter's own start included."""
    command = [sys.executable, "-c", STARTS[start]]
    work = rounds.measured(lambda: subprocess.run(command, capture_output=True, check=True))
    benchmark.pedantic(work, rounds=10)
    tables.add(START, start=start, wall_s=rounds.best()[0])


def _fresh(benchmark: BenchmarkFixture, case: str, environment: dict[str, str]) -> dict[str, float]:
    """Make a panel in a fresh process; return what the process measured of itself."""
    command = [sys.executable, "-c", _CHILD, case]
    told: list[dict[str, float]] = []

    def work() -> None:
        done = subprocess.run(
            command, cwd=Path(__file__).parent, env={**os.environ, **environment}, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        told.append(json.loads(done.stdout))

    benchmark.pedantic(work, rounds=1)
    benchmark.extra_info.update(told[-1])
    return told[-1]

"""What holds for every data set: names, meanings, references; and, where its files are, that it parses as declared."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from foedera.core.errors import InputError
from foedera.core.references import cite
from foedera.data.catalogue import NAMES, catalogue
from foedera.data.catalogue import source as source_of
from foedera.data.checking import STRAYS
from foedera.data.home import located
from foedera.data.source import Edition, Source
from foedera.data.tables import Table
from foedera.data.tidy import open_table

SOURCES = list(catalogue().values())
EDITIONS = [(s, e) for s in SOURCES for e in s.editions]
IN_PANELS = ("state", "state-year", "state-spell", "dyad-year", "dyad-spell", "leader")


def _ids(pair: tuple[Source, Edition]) -> str:
    return f"{pair[0].id}@{pair[1].name}"


def test_every_module_of_sources_that_declares_one_is_listed() -> None:
    folder = Path(__file__).parents[2] / "src/foedera/data/sources"
    declares = {p.stem for p in folder.glob("*.py") if "\nSOURCE = " in p.read_text(encoding="utf-8")}
    assert declares == set(NAMES) and len(NAMES) == len(set(NAMES))


def test_a_source_is_found_by_its_id_without_importing_the_others() -> None:
    assert [source_of(s.id) for s in SOURCES] == SOURCES
    code = ("import sys\nfrom foedera.data.catalogue import source\nsource('cow.nmc')\n"
            "print(*(n for n in sys.modules if n.startswith('foedera.data.sources.')))")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported = {n.removeprefix("foedera.data.sources.") for n in done.stdout.split()}
    assert imported & set(NAMES) == {"cow_nmc"}


@pytest.mark.parametrize("id", ["cow_nmc", "pirate_attacks", "nothing", "", "common", "os.path"])
def test_what_is_no_id_is_refused(id: str) -> None:
    with pytest.raises(InputError, match=f"there is no data set '{id}'"):
        source_of(id)


def test_no_two_columns_of_panels_share_a_name() -> None:
    names = Counter(
        c.name for s in SOURCES for t in s.tables if t.unit in IN_PANELS for c in t.values
    )  # fmt: skip
    assert [n for n, k in names.items() if k > 1] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.id)
def test_what_every_source_says_of_itself(source: Source) -> None:
    assert source.title and source.licence and source.home.startswith("http") and source.cites
    cite(source.cites)
    assert len({e.name for e in source.editions}) == len(source.editions) > 0
    for table in source.tables:
        names = [c.name for c in table.columns]
        assert len(names) == len(set(names)) and table.keys
        assert all(c.meaning and c.unit for c in table.columns)
    for edition in source.editions:
        assert edition.covers[0] <= edition.covers[1] and edition.files
        assert set(edition.tables) <= {t.name for t in source.tables}
        assert all(f.url or f.how for f in edition.files)
        columns = {c.name for t in source.tables for c in t.columns}
        assert set(edition.without) <= columns and set(edition.column_covers) <= columns


@pytest.mark.parametrize("pair", EDITIONS, ids=_ids)
def test_an_edition_at_hand_parses_as_declared(mirror: Path, pair: tuple[Source, Edition]) -> None:
    source, edition = pair
    if located(source, edition) is None:
        pytest.skip("its files are not in the mirror")
    assert edition.tried != "codebook only"
    for table in source.tables:
        if edition.tables and table.name not in edition.tables:
            continue
        frame = open_table(source, table.name, edition.name).read()
        assert frame.height and dict(frame.schema) == table.schema()
        _within_coverage(frame, table, edition)


def _within_coverage(frame: pl.DataFrame, table: Table, edition: Edition) -> None:
    """Known values lie in the years declared, but for a few early updates of the owner."""
    if "year" not in frame.columns or table.unit not in IN_PANELS:
        return
    for column in table.values:
        known = frame.filter(pl.col(column.name).is_not_null())["year"]
        if column.name in edition.without:
            assert known.is_empty()
        outside = (~known.is_between(*edition.years(column))).sum()
        assert outside <= STRAYS * len(known), column.name

"""A finished panel: what it says of itself, and what remains of that in each format."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from foedera import panel
from foedera.core.errors import InputError, StoreError
from foedera.panel.frame import PanelFrame, read_parquet
from foedera.panel.provenance import KEY, Provenance, SourceRecord
from foedera.panel.work import Fact


def _made() -> PanelFrame:
    """Return a small panel with one column of each type, nulls in most."""
    data = pl.DataFrame(
        {
            "ccode": pl.Series([2, 2, 20], dtype=pl.Int16),
            "year": pl.Series([2000, 2001, 2000], dtype=pl.Int16),
            "onset": pl.Series([0, None, 1], dtype=pl.Int8),
            "kind": pl.Series([0, 1, None], dtype=pl.Int8),
            "money": pl.Series([2**40, None, 5], dtype=pl.Int64),
            "share": [0.25, None, 1.0],
            "name": ["a", None, "ü"],
            "day": [date(2000, 2, 29), None, date(1899, 12, 31)],
            "near": [True, None, False],
        }
    )
    facts = (
        Fact(
            "onset",
            "1",
            "a dispute began " + "in the year " * 10,
            "gml.mid",
            "gml",
            "2",
            "2.2",
            (1816, 2000),
            True,
        ),
        Fact(
            "kind",
            "code",
            "kind of dispute",
            "gml.mid",
            "gml",
            "2",
            "2.2",
            (1816, 2010),
            labels={0: "none", 1: "ü"},
        ),
        Fact("money", "USD", "money", "cow.nmc", "nmc", "6.0", "6.0"),
        *(Fact(n, "", n) for n in ("share", "name", "day", "near")),
    )
    sources = (
        SourceRecord("cow.nmc", "National Material Capabilities", "6.0", "6.0", ("singer1972",), "free", "owner's file",
                     {"a.csv": "0" * 64}),
        SourceRecord("gml.mid", "GML", "2", "2.2", ("gibler2016", "singer1972"), "free", "owner's file", {}),
    )  # fmt: skip
    return PanelFrame(data, Provenance("state-year", "cow", ("panel.state_years()", "    .add('cow.nmc')"), facts,
                                       sources, ("one note",)))  # fmt: skip


def test_coverage_tells_nulls_inside_and_rows_outside() -> None:
    rows = {r["column"]: r for r in _made().coverage().iter_rows(named=True)}
    assert rows["onset"]["null_inside"] == 0.0 and rows["onset"]["rows_outside"] == 1
    assert rows["kind"]["null_inside"] == pytest.approx(1 / 3) and rows["kind"]["rows_outside"] == 0
    assert (rows["money"]["first"], rows["money"]["source"], rows["money"]["kind"]) == (
        None,
        "cow.nmc",
        "measure",
    )
    assert rows["share"]["source"] == "made" and rows["onset"]["kind"] == "event"
    assert list(rows) == ["onset", "kind", "money", "share", "name", "day", "near"]


def test_the_bibliography_names_editions_and_each_work_once() -> None:
    text, entries = _made().cite(), _made().bibtex()
    assert text.startswith(
        "National Material Capabilities (cow.nmc), version 6.0, edition 6.0\nGML (gml.mid)"
    )
    assert text.count("Singer") == 1 and entries.count("@") == 2
    assert "{singer1972," in entries and "{gibler2016," in entries


def test_parquet_keeps_everything(tmp_path: Path) -> None:
    made = _made()
    path = made.write_parquet(tmp_path / "new" / "p.parquet")
    again = read_parquet(path)
    assert again.data.equals(made.data) and again.provenance == made.provenance
    assert again.provenance.sources[0].files == {"a.csv": "0" * 64}
    assert again.provenance.facts[1].labels == {0: "none", 1: "ü"} and again.coverage().equals(
        made.coverage()
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_csv_has_its_provenance_beside_it(tmp_path: Path) -> None:
    made = _made()
    path = made.write(tmp_path / "p.csv")
    assert path.read_text(encoding="utf-8").splitlines()[2] == "2,2001,,1,,,,,"
    beside = (tmp_path / "p.csv.provenance.json").read_text(encoding="utf-8")
    assert Provenance.from_json(beside, "p") == made.provenance


def test_arrow_and_pandas_carry_the_provenance() -> None:
    made = _made()
    table = made.to_arrow()
    assert (
        isinstance(table, pa.Table)
        and Provenance.from_json(table.schema.metadata[KEY.encode()], "x") == made.provenance
    )
    frame = made.to_pandas()
    assert Provenance.from_json(frame.attrs["foedera"], "x") == made.provenance
    assert str(frame["onset"].dtype) == "Int8" and str(frame["ccode"].dtype) == "int16"
    assert frame["money"].tolist()[0] == 2**40 and frame["money"].isna().tolist() == [False, True, False]
    assert pl.DataFrame(made).equals(made.data) and made.lazy().collect().equals(made.to_polars())


def test_stata_files_can_be_read_with_labels(tmp_path: Path) -> None:
    path = _made().write(tmp_path / "p.dta")
    with pd.read_stata(path, iterator=True) as reader:
        labels = reader.variable_labels()
        assert reader.value_labels()["kind"] == {0: "none", 1: "ü"}
        assert reader.data_label.startswith("state-year panel, foedera ")
    assert labels["money"] == "money" and len(labels["onset"]) == 80 and labels["onset"].endswith("...")
    frame = pd.read_stata(path, convert_categoricals=False)
    assert frame["ccode"].tolist() == [2, 2, 20] and frame["onset"].isna().tolist() == [False, True, False]
    assert frame["money"].iloc[0] == 2**40 and frame["name"].tolist() == ["a", "", "ü"]
    assert frame["day"].iloc[0] == pd.Timestamp(2000, 2, 29) and frame["day"].iloc[2] == pd.Timestamp(
        1899, 12, 31
    )
    assert frame["day"].isna().tolist() == [False, True, False] and frame["near"].tolist()[2] == 0
    kinds = pd.read_stata(path)["kind"]
    assert kinds.astype(object).where(kinds.notna(), None).tolist() == ["none", "ü", None]


@pytest.mark.parametrize("name", ["x" * 33, "long", "a b", "1st", "str5", "_n", "ü"])
def test_names_that_stata_does_not_take(name: str, tmp_path: Path) -> None:
    made = PanelFrame(_made().data.rename({"share": name}), _made().provenance)
    with pytest.raises(InputError, match="does not take the name") as caught:
        made.write_stata(tmp_path / "p.dta")
    assert "rename it" in str(caught.value.fix) and not list(tmp_path.iterdir())


def test_columns_that_a_format_has_no_type_for(tmp_path: Path) -> None:
    made = PanelFrame(_made().data.with_columns(several=pl.concat_list("ccode", "year")), _made().provenance)
    for name, message in (("p.csv", "does not fit the format"), ("p.dta", "Stata has no type")):
        with pytest.raises(InputError, match=message):
            made.write(tmp_path / name)
    assert not list(tmp_path.iterdir())
    assert read_parquet(made.write(tmp_path / "p.parquet")).data.equals(made.data)


@pytest.mark.parametrize("name", ["p.xlsx", "p", "p.CSV"])
def test_unknown_endings(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"end it in \.parquet, \.csv or \.dta"):
        _made().write(tmp_path / name)


@pytest.mark.parametrize("ending", ["parquet", "csv", "dta"])
def test_a_file_appears_whole_or_not_at_all(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"p.{ending}"
    path.write_text("as it was")

    def fail(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("foedera.panel.frame.os.replace", fail)
    with pytest.raises(StoreError, match="no space left"):
        _made().write(path)
    assert path.read_text() == "as it was" and os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("ending", ["parquet", "csv", "dta"])
def test_a_folder_that_cannot_be_written_to(ending: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="could not be written") as caught:
        _made().write(tmp_path / f"file/p.{ending}")
    assert caught.value.fix
    if os.geteuid():
        tmp_path.chmod(0o500)
        with pytest.raises(StoreError, match="could not be written"):
            _made().write(tmp_path / f"p.{ending}")
        tmp_path.chmod(0o700)


def _written(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        record = json.loads(_made().provenance.to_json())
        change(record)
        _made().data.write_parquet(path, metadata={KEY: json.dumps(record)})

    return write


DAMAGED: list[Callable[[Path], object]] = [
    lambda p: _made().data.write_parquet(p, metadata={KEY: "{"}),
    lambda p: _made().data.write_parquet(p, metadata={KEY: "[]"}),
    lambda p: _made().data.write_parquet(p, metadata={KEY: "null"}),
    _written(lambda r: r.pop("notes")),
    _written(lambda r: r.update(facts=5)),
    _written(lambda r: r["facts"][1].update(labels=["none"])),
    _written(lambda r: r["facts"][1].update(labels={"a": "none"})),
    _written(lambda r: r["facts"][0].update(covers=5)),
    _written(lambda r: r["facts"][0].update(more=5)),
    _written(lambda r: r["sources"][0].pop("title")),
]


@pytest.mark.parametrize("write", DAMAGED)
def test_damaged_provenance_is_told(write: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    write(path)
    with pytest.raises(InputError, match="its provenance is damaged") as caught:
        read_parquet(path)
    assert caught.value.where == str(path) and caught.value.fix


def test_files_that_are_no_panels(tmp_path: Path) -> None:
    plain, broken = tmp_path / "plain.parquet", tmp_path / "broken.parquet"
    _made().data.write_parquet(plain)
    broken.write_bytes(b"PAR1" + b"x" * 40)
    told = {
        plain: "carries no provenance",
        broken: "not a readable Parquet",
        tmp_path / "a": "missing",
        tmp_path: "missing",
    }
    for path, message in told.items():
        with pytest.raises(InputError, match=message):
            read_parquet(path)


def test_a_real_panel_goes_out_and_comes_back(mirror: Path, tmp_path: Path) -> None:
    plan = (
        panel.dyad_years(2008, 2012)
        .add("cow.contiguity")
        .add("gml.mid")
        .add("cow.nmc@5.0", prefix="old_")
        .add("cow.nmc")
    )
    plan = plan.lag("cinc").peace_years("gml.onset").where(pl.col("conttype") > 0)
    made = plan.collect()
    again = read_parquet(made.write(tmp_path / "p.parquet"))
    assert again.data.equals(made.data) and again.provenance == made.provenance
    assert {(s.id, s.edition) for s in again.provenance.sources if s.id == "cow.nmc"} == {
        ("cow.nmc", "5.0"),
        ("cow.nmc", "6.0"),
    }
    assert all(len(h) == 64 for s in again.provenance.sources for h in s.files.values())
    assert again.provenance.steps == tuple(plan.explain().splitlines())
    cover = {r["column"]: r for r in again.coverage().iter_rows(named=True)}
    assert (cover["gml_onset"]["last"], cover["cinc_1_lag1"]["last"], cover["peace_years"]["last"]) == (
        2010,
        2017,
        2011,
    )
    assert cover["gml_onset"]["rows_outside"] == made.data.filter(pl.col("year") > 2010).height
    frame = pd.read_stata(made.write(tmp_path / "p.dta"), convert_categoricals=False)
    assert frame.shape == made.shape
    assert frame["gml_onset"].isna().sum() == made["gml_onset"].null_count()
    assert pd.read_stata(tmp_path / "p.dta")["conttype"].astype(str).str.contains("land").any()


def test_collecting_twice_gives_the_same_and_plans_stay(mirror: Path) -> None:
    plan = panel.state_years(2000, 2005).add("cow.nmc")
    longer = plan.lag("cinc").where(pl.col("year") > 2002)
    text = plan.explain()
    one, two = plan.collect(), plan.collect()
    assert one.data.equals(two.data) and one.provenance == two.provenance
    longer.collect()
    assert plan.explain() == text and plan.collect().data.equals(one.data)
    assert "cinc_lag1" in longer.collect().columns and longer.collect()["year"].min() == 2003

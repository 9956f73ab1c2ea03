"""``foedera panel``: in one line and from a file, to every format, and what it says of what is wrong."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from foedera.panel import read_parquet

from .conftest import data, foedera, refusal, result

GOOD = """\
panel: Politically relevant dyads and their disputes
rows: {unit: dyad-years, first: 1990, last: 2000}
steps:
  - using: {cow.nmc: 5.0}
  - add: cow.contiguity
  - add: {set: gml.mid, keep: [hostlev], initiation: sidea}
  - add: {set: cow.nmc, keep: [cinc]}
  - add: {set: cow.nmc, edition: 6.0, keep: [cinc], prefix: new_}
  - add: polity
  - add: capitals
  - add: trade
  - lag: {of: cinc, years: 2}
  - lead: gml.onset
  - peace_years: {of: gml.ongoing, cubic: true}
  - similarity: {of: atop, measures: [s, kappa_squared], weights: cinc}
  - measure: capability ratio
  - measure: {what: weak link, of: polity2}
  - measure: trade dependence
  - column: {log_distance: ln(capdist + 1), near: conttype > 0}
  - where: politically_relevant
  - where: year > 1995 AND conttype >= 0
"""

BAD = """\
rows: {unit: dyad-years, first: 1990, last: 2000, directd: false}
steps:
  - add: cow.nmcc
  - ad: cow.nmc
  - add: {set: cow.nmc, edition: 9.0}
  - lag: {years: 2}
  - measure: wek link
  - where: year >
"""

TOLD = [
    "bad.yaml:1:51: there is no option 'directd' (did you mean 'directed'?)",
    "bad.yaml:3:10: there is no data set 'cow.nmcc' (did you mean 'cow.nmc'?)",
    "bad.yaml:4:5: there is no verb 'ad' (did you mean 'add'?)",
    "bad.yaml:5:10: cow.nmc has no edition '9.0' (",
    "bad.yaml:6:10: 'of' is missing (write lag: {of: ...})",
    "bad.yaml:7:14: there is no measure 'wek link' (did you mean 'weak link'?)",
    "bad.yaml:8:12: not a condition: ",
]

BIENNIUM = ("state-years", "--years", 2000, 2001)


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_specification_does_everything(mirror: Path, tmp_path: Path) -> None:
    _file(tmp_path, "good.yaml", GOOD)
    done = foedera("panel", "good.yaml", "-o", "out.parquet", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "" and "one row per directed dyad-year, in out.parquet" in done.stderr
    made = read_parquet(tmp_path / "out.parquet")
    assert {"cinc_1", "new_cinc_2", "cinc_1_lag2", "gml_onset_lead1", "peace_years_3", "atop_s_weighted", "capratio",
            "polity2_low", "trade_dependence", "log_distance", "near"} <= set(made.columns)  # fmt: skip
    assert made["year"].min() == 1996 and made["year"].max() == 2000
    assert not [c for c in made.columns if c.startswith("__")]
    editions = {(s.id, s.edition) for s in made.provenance.sources}
    assert {("cow.nmc", "5.0"), ("cow.nmc", "6.0")} <= editions
    relevant = (pl.col("conttype") > 0) | pl.any_horizontal(
        pl.col("ccode1", "ccode2").is_in([2, 200, 220, 255, 365, 710, 740])
    )
    assert made.data.filter(~relevant).height == 0
    near = made.data.filter("near")
    assert (near["conttype"] > 0).all() and near.height > 1000


def test_the_plan_can_be_read_without_any_data(tmp_path: Path) -> None:
    _file(tmp_path, "good.yaml", GOOD)
    lines = result("panel", "good.yaml", "--plan", cwd=tmp_path).splitlines()
    assert lines[0] == "panel.dyad_years(1990, 2000, directed=True, system='cow')"
    assert lines[1] == "    .using('5.0', of='cow.nmc')" and len(lines) == 20
    one = result("panel", "state-years", "--years", 1990, 2000, "--system", "gw", "--add", "polity", "--plan")
    assert one.splitlines() == ["panel.state_years(1990, 2000, system='gw')", "    .add('polity')"]


def test_everything_wrong_in_a_file_is_told_at_once(tmp_path: Path) -> None:
    _file(tmp_path, "bad.yaml", BAD)
    told = refusal("panel", "bad.yaml", cwd=tmp_path)
    assert len(told.splitlines()) == len(TOLD)
    for line in TOLD:
        assert line in told


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("lag: cnc", ":4:10: there is no column 'cnc' (did you mean 'cinc'?)"),
        ("add: cow.nmc", ":4:10: the column 'milex' of cow.nmc is there already, from cow.nmc"),
        (
            "add: peace.scale",
            ":4:10: add('peace.scale') does not apply to a state-year (use panel.dyad_years",
        ),
        ("where: cnc > 1", ':4:12: unable to find column "cnc"'),
        ("where: cinc", ":4:12: the condition is neither true nor false"),
        ("column: {a: cnc * 2}", ':4:17: unable to find column "cnc"'),
        ("similarity: atop", ":4:17: similarity does not apply to a state-year"),
        ("measure: capability ratio", ":4:14: measure('capability ratio') does not apply to a state-year"),
        ("peace_years: cinc_lag9", ":4:18: there is no column 'cinc_lag9'"),
    ],
)
def test_what_shows_only_in_the_data_is_told_with_its_line(
    step: str, said: str, mirror: Path, tmp_path: Path
) -> None:
    _file(
        tmp_path,
        "late.yaml",
        f"rows: {{unit: state-years, first: 2000}}\nsteps:\n  - add: cow.nmc\n  - {step}\n",
    )
    assert "late.yaml" + said in refusal("panel", "late.yaml", cwd=tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- 1\n", "x.yaml:1:1: a panel is a mapping (begin with 'rows:')"),
        ("steps: []\n", "x.yaml:1:1: the unit of the rows is not given"),
        (
            "rows: {unit: state-year}\n",
            "x.yaml:1:14: there is no unit 'state-year' (did you mean 'state-years'?)",
        ),
        ("rows: {unit: events}\n", "x.yaml:1:7: 'of' is missing (write of: ...)"),
        ("rows: {unit: state-years, first: 2001, last: 2000}\n", "x.yaml:1:7: 2001 is after 2000"),
        ("rows: {unit: state-years, first: 1990.5}\n", "x.yaml:1:7: 1990.5 is no year"),
        ("rows: {unit: dyad-years, directed: no}\n", "'no' is no good (give True or False)"),
        ("rows: {unit: state-years}\nsteps: {add: polity}\n", "x.yaml:2:8: steps are a list"),
        ("rows: {unit: state-years}\nsteps: [add]\n", "x.yaml:2:9: a step is one verb"),
        ("rows: {unit: state-years}\nsteps:\n  - add: [a, b]\n", "x.yaml:3:10: ['a', 'b'] is no name"),
        (
            "rows: {unit: state-years}\nsteps:\n  - column: x\n",
            "x.yaml:3:13: a column is a name and an expression",
        ),
        (
            "rows: {unit: state-years}\nsteps:\n  - using: 4.7\n",
            "x.yaml:3:12: no data set has an edition '4.7'",
        ),
        ("rows: {unit: state-years}\nsteps:\n  - add: {set: cow.nmc, keep: cinc}\n", "write keep=['cinc']"),
        (
            "rows: {unit: state-years}\nsteps:\n  - add: {set: cow.nmc, keeep: [cinc]}\n",
            "did you mean 'keep'",
        ),
        ("rows: {unit: state-years\n", "x.yaml:"),
    ],
)
def test_bad_specifications(text: str, said: str, tmp_path: Path) -> None:
    _file(tmp_path, "x.yaml", text)
    assert said in refusal("panel", "x.yaml", cwd=tmp_path)


@pytest.mark.parametrize("ending", ["parquet", "csv", "dta"])
def test_one_line_to_every_format(ending: str, mirror: Path, tmp_path: Path) -> None:
    out = tmp_path / f"new/p.{ending}"
    done = foedera("panel", *BIENNIUM, "--add", "cow.nmc", "cow.majors", "--where", "major = 1", "-o", out)
    assert done.returncode == 0 and "14 rows, 10 columns" in done.stderr, done.stderr
    import pandas as pd

    read: dict[str, Any] = {"parquet": pl.read_parquet, "csv": pl.read_csv, "dta": pd.read_stata}
    frame = read[ending](out)
    assert frame.shape == (14, 10) and sorted(set(frame["ccode"])) == [2, 200, 220, 255, 365, 710, 740]
    beside = {"csv": [f"p.{ending}", f"p.{ending}.provenance.json"]}.get(ending, [f"p.{ending}"])
    assert sorted(os.listdir(out.parent)) == beside


def test_coverage_and_bibliography(mirror: Path) -> None:
    done = foedera("panel", *BIENNIUM, "--add", "ucdp.onsets", "cow.nmc@5.0", "--coverage", "--cite")
    lines = done.stdout.splitlines()
    row = next(line for line in lines if line.startswith("sumnewconf")).split()
    assert row[:5] == ["sumnewconf", "ucdp.onsets", "peacesciencer", "1946-2017", "event"]
    assert "National Material Capabilities (cow.nmc), version 5.0, edition 5.0" in done.stdout
    assert "Singer" in done.stdout and "382 rows" in done.stderr


def test_json_is_for_machines(mirror: Path, tmp_path: Path) -> None:
    told = data("panel", *BIENNIUM, "--add", "cow.nmc", "-o", tmp_path / "p.csv")
    assert told["rows"] == 382 and told["columns"][:3] == ["ccode", "year", "milex"]
    assert told["written"] == str(tmp_path / "p.csv") and told["unit"] == "state-year" and told["notes"] == []
    cover = next(c for c in told["coverage"] if c["column"] == "cinc")
    assert (cover["first"], cover["last"], cover["rows_outside"], cover["null_inside"]) == (
        1816,
        2016,
        0,
        0.0,
    )
    assert {s["id"]: s["edition"] for s in told["sources"]} == {"cow.states": "2016", "cow.nmc": "6.0"}
    assert json.loads((tmp_path / "p.csv.provenance.json").read_text())["unit"] == "state-year"


def test_what_was_left_out_is_told(mirror: Path) -> None:
    done = foedera("panel", "dyad-years", "--years", 2015, 2020, "--where", "politically_relevant")
    assert "there are no rows after 2016" in done.stderr
    assert done.stdout.startswith("shape: (")


def test_units_of_other_kinds_in_one_line(mirror: Path) -> None:
    assert data("panel", "dyad-years", "--years", 2000, 2000, "--non-directed")["rows"] == 191 * 190 // 2
    assert data("panel", "alliance-member-years", "--of", "atop@4.01", "--years", 2000, 2000)["rows"] > 500
    assert data("panel", "dispute-years", "--years", 2000, 2000)["unit"] == "dispute-year"


def test_what_is_not_at_hand_says_how_to_get_it() -> None:
    told = refusal("panel", *BIENNIUM, "--add", "cow.nmc", "atop", "--where", "politically_relevant")
    assert "needs data sets that are not here: cow.states, cow.nmc, atop, cow.contiguity, cow.majors" in told
    assert "'foedera data pull cow.states cow.nmc atop cow.contiguity cow.majors'" in told
    assert "FOEDERA_DATA_MIRROR" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("state-year",), "there is no unit or file 'state-year' (name a .yaml file, or one of state-years"),
        (("none.yaml",), "none.yaml"),
        (("state-years", "--years", 2001, 2000), "2001 is after 2000 (give the first year first)"),
        (("state-years", "--non-directed"), "state-years have no --non-directed (leave it out)"),
        (("state-years", "--of", "gsdb"), "state-years have no --of"),
        (("dispute-years", "--system", "gw"), "dispute-years have no --system"),
        (("events",), "events of which data set? (name it with --of"),
        (("events", "--of", "cow.nmc"), "cow.nmc has no table of events (name one of state_years)"),
        (("state-years", "--add", "cow.nmcc"), "there is no data set 'cow.nmcc' (did you mean 'cow.nmc'?)"),
        (("state-years", "--add", "cow.nmc@9"), "cow.nmc has no edition '9'"),
        (
            ("state-years", "--using", "peacescience"),
            "no data set has an edition 'peacescience' (did you mean",
        ),
        (("state-years", "--where", "year >"), "--where: not a condition"),
        (
            ("state-years", "-o", "p.xlsx"),
            "no way to write a '.xlsx' file (end it in .parquet, .csv or .dta)",
        ),
        (("state-years", "-o", "p"), "end it in .parquet, .csv or .dta"),
    ],
)
def test_bad_words(words: tuple[object, ...], said: str, tmp_path: Path) -> None:
    assert said in refusal("panel", *words, cwd=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_specification_has_its_own_rows(tmp_path: Path) -> None:
    _file(tmp_path, "good.yaml", GOOD)
    told = refusal("panel", "good.yaml", "--years", 1990, 2000, cwd=tmp_path)
    assert "a specification has its own rows (write them in the file, under 'rows')" in told


def test_a_folder_that_cannot_be_written_to_is_a_failed_run(mirror: Path, tmp_path: Path) -> None:
    _file(tmp_path, "file", "")
    told = refusal("panel", *BIENNIUM, "-o", tmp_path / "file/p.csv", status=1)
    assert "could not be written" in told

"""The pages about data and panels: the first panel is the published table, and the table of verbs can be typed."""

from __future__ import annotations

import csv
import importlib.util
import re

import polars as pl
import pytest
from pages import ROOT, blocks, play

from foedera import panel

DOCS = ROOT / "docs"
TUTORIAL = DOCS / "tutorials" / "first-panel.md"
COMING = DOCS / "explanation" / "coming-from-peacesciencer.md"
TABLE = ROOT / "tests" / "tables" / "miller_2022" / "dangerous_dyads.csv"
LABELS = {
    "land contiguity": "land", "CINC, lower over higher": "cinc_ratio", "major power in the dyad": "major",
    "defence pact": "atop_defense", "democracy, weak link": "aeuds_low", "militarization, weak link": "milit_low",
    "t": "t", "constant": "const",
}  # fmt: skip
PATSY = {"t2": "I(t ** 2)", "t3": "I(t ** 3)", "const": "Intercept"}


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, float]]:
    with TABLE.open() as file:
        lines = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return {line.pop("term"): {k: float(v) for k, v in line.items()} for line in lines}


def cells(page: str) -> list[list[str]]:
    rows = [line.strip("|").split("|") for line in page.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows]


def test_the_first_panel(mirror, tmp_path, monkeypatch, table):
    pytest.importorskip("statsmodels")
    monkeypatch.chdir(tmp_path)
    names = play(TUTORIAL, tmp_path)
    for model, which in (("model", "row"), ("again", "history")):
        fit = names[model]
        assert fit.nobs == 106_031
        for term, line in table.items():
            assert fit.params[PATSY.get(term, term)] == pytest.approx(line[f"{which}_b"], abs=0.5001e-4)
            assert fit.bse[PATSY.get(term, term)] == pytest.approx(line[f"{which}_se"], abs=0.5001e-4)
    p = names["model"].pvalues
    assert f"(p = {p['mrgdppc_low']:.3f})" in TUTORIAL.read_text(encoding="utf-8")
    assert set(p.index[p >= 0.05]) == {
        "major",
        "mrgdppc_low",
    }  # the published table marks the same two with +
    assert len(panel.read_parquet("dyads.parquet")) == 111_991


def test_its_code_is_short():
    first = next(b for b in blocks(TUTORIAL) if b.language == "python")
    assert len([line for line in first.text.splitlines() if line.strip()]) < 30


def test_it_prints_the_published_table(table):
    rows = {row[0]: row[1:] for row in cells(TUTORIAL.read_text(encoding="utf-8")) if row[0] in LABELS}
    assert set(rows) == set(LABELS)
    for label, (published, ours) in rows.items():
        line = table[LABELS[label]]
        assert published == f"{line['b']:.3f} ({line['se']:.3f})"
        b, se = (float(number) for number in re.findall(r"-?[\d.]+", ours))
        assert (b, se) == (pytest.approx(line["row_b"], abs=6e-4), pytest.approx(line["row_se"], abs=6e-4))


FRAMES = {"SY": "state_years", "DY": "dyad_years", "LY": "leader_years", "LDY": "leader_dyad_years"}
ROWS = [row for row in cells(COMING.read_text(encoding="utf-8")) if len(row) == 3 and row[0] != "in R"]


def test_every_row_of_the_comparison_can_be_typed(mirror):
    own = pl.DataFrame({"ccode": [2, 200], "year": [2000, 2000]})
    known = {"panel": panel, "frame": own, "rows": panel.dispute_years("gml.mid", 2000, 2001).collect().data}
    made = 0
    for _, here, frames in ROWS:
        for code in re.findall(r"`((?:\.|panel\.)[^`]+)`", here):
            bases = [f"panel.{FRAMES[f]}(2000, 2000)" for f in frames.split()] if code[0] == "." else [""]
            for base in bases:
                result = eval(base + code, known)
                if isinstance(result, panel.Panel):
                    assert len(result.collect()), base + code
                made += 1
    assert made > 90


def test_every_verb_of_the_package_is_compared():
    text = " ".join(row[0] for row in ROWS)
    verbs = (
        "create_stateyears create_statedays create_dyadyears create_leaderdays create_leaderyears "
        "create_leaderdyadyears add_archigos add_atop_alliance add_capital_distance add_minimum_distance "
        "add_contiguity add_cow_majors add_nmc add_democracy add_sim_gdp_pop add_sdp_gdp add_igos "
        "add_cow_trade add_strategic_rivalries add_gml_mids add_cow_mids add_cow_wars add_ucdp_acd "
        "add_ucdp_onsets add_creg_fractionalization add_rugged_terrain add_lead add_lwuf add_fpsim "
        "add_latent_territorial_threat add_cow_alliance add_ccode_to_gw add_gwcode_to_cow add_peace_years "
        "add_spells filter_prd whittle_conflicts_onsets show_duplicates declare_attributes ps_cite "
        "ps_version download_extdata"
    )
    assert [v for v in verbs.split() if f"`{v}(" not in text] == []


def test_the_list_of_data_sets_is_up_to_date():
    spec = importlib.util.spec_from_file_location("data_pages", ROOT / "tools" / "data_pages.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page(), "run python tools/data_pages.py"

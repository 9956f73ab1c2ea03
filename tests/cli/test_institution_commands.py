"""``foedera power`` and ``foedera institution``, run as a user would: in words, in JSON, and with wrong input."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from foedera.pacts.institutions import institutions

from .conftest import data, foedera, refusal, result

OWN = """\
id: trio
name: A council of three
summary: Decides among three states.
variants:
  votes:
    name: weighted
    members: [EST, LVA, LTU]
    rule: {yes_weight: {quota: 3, weights: {EST: 1, LVA: 1, LTU: 2}}}
    status: recalled
  equal:
    name: two of three
    members: [EST, LVA, LTU]
    rule: {yes_count: 2}
    status: recalled
sources: [made up]
"""


def test_power_says_rule_coalitions_and_change() -> None:
    text = result("power", "unsc", "--reform", "g4")
    assert "It passes if at least 9 of 15 say yes and none of CHN, FRA, GBR, RUS and USA says no." in text
    assert "848 of 2^15 coalitions win: 2.59%" in text
    assert "all of CHN, FRA, GBR, RUS and USA, and 4 of the other 10 (210 minimal winning coalitions)" in text
    line = next(line for line in text.splitlines() if line.startswith("5 members, each (CHN, FRA, GBR, ...)"))
    assert line.split()[-3:] == ["16.6929", "14.4372", "-2.2558"]
    assert "no seat" in text


def test_power_in_json_and_by_member() -> None:
    found = data("power", "unsc", "--reform", "no-veto", "--index", "banzhaf", "holler")
    today, reform = found["variants"]
    assert (today["winning_coalitions"], today["act_exact"]) == ("848", "53/2048")
    assert (reform["variant"], reform["veto_players"]) == ("no-veto", [])
    row = next(
        r for r in found["powers"] if (r["seat"], r["index"], r["variant"]) == ("USA", "banzhaf", "no-veto")
    )
    assert row["change"] == pytest.approx(1 / 15 - 106 / 635)
    assert len(found["powers"]) == 15 * 2 * 2
    assert "\nDenmark " in result("power", "unsc", "--by", "member")


def test_power_is_estimated_where_it_is_too_much_to_count() -> None:
    found = data("power", "unsc", "--sample", "20000", "--seed", "3")["variants"][0]
    place = found["members"].index("USA")
    for kind, exact in (("banzhaf_absolute", 848 / 2**14), ("shapley_shubik", 421 / 2145)):
        value, error = found[kind]["value"][place], found[kind]["error"]
        assert abs(value - exact) < error < 0.01
    assert "within 0.96 points of the exact value" in result("power", "unsc", "--sample", "20000")
    assert "leave out --index" in refusal("power", "unsc", "--sample", "20000", "--index", "holler")
    assert "a whole number from 100" in refusal("power", "unsc", "--sample", "3")


def test_power_writes_a_table_and_a_picture(tmp_path: Path) -> None:
    done = foedera(
        "power", "eu-council", "--variant", "1958", "--csv", "p.csv", "--figure", "p.png", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader((tmp_path / "p.csv").read_text().splitlines()))
    assert {r["seat"]: r["power"] for r in rows if r["index"] == "banzhaf"}["LUX"] == "0.0"
    assert "Whose ballot never matters: LUX." in done.stdout
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")
    assert "figure: p.png" in done.stderr


def test_power_with_unions(tmp_path: Path) -> None:
    (tmp_path / "blocs.yaml").write_text("north: [DNK, GBR]\n")
    found = data("power", "unsc", "--unions", "a3-plus", "blocs.yaml", cwd=tmp_path)
    assert found["unions"] == {"a3-plus": ["DZA", "GUY", "SLE", "SOM"], "north": ["DNK", "GBR"]}
    assert sum(r["power"] for r in found["powers"] if r["index"] == "owen") == pytest.approx(1.0)
    assert "Owen" in result("power", "unsc", "--unions", "all")


def test_power_of_a_pact_and_of_a_file(tmp_path: Path) -> None:
    assert data("power", "nato")["variants"][0]["act_exact"] == f"1/{2**32}"
    (tmp_path / "trio.yaml").write_text(OWN)
    found = data("power", "trio.yaml", "--reform", "equal", cwd=tmp_path)
    shares = {
        (r["seat"], r["variant"]): r["power"] for r in found["powers"] if r["index"] == "shapley_shubik"
    }
    assert shares["LTU", "votes"] == pytest.approx(2 / 3)
    assert shares["LTU", "equal"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(("words", "said"), [
    (("usnc",), "there is no institution or pact 'usnc' (did you mean 'unsc'?)"),
    (("unsc", "--reform", "veto-restrain"), "unsc has no variant 'veto-restrain' (did you mean 'veto-restraint'?)"),
    (("unsc", "--reform", "g4", "g4"), "'g4' is named twice"),
    (("unsc", "--index", "banzaf"), "foedera: --index: there is no index 'banzaf' (did you mean 'banzhaf'?)"),
    (("imf-governors", "--index", "johnston"), "190 members of many weights"),
    (("nato", "--unions", "all"), "--unions: there is no union 'all'"),
    (("unsc", "--unions", "a3-pluss"), "there is no union 'a3-pluss' (did you mean 'a3-plus'?)"),
    (("unsc", "--figure", "x.gif"), "'x.gif' is no kind of picture"),
    (("none.yaml",), "none.yaml"),
])  # fmt: skip
def test_power_refuses(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    assert said in refusal("power", *words, cwd=tmp_path)


def test_list_and_show() -> None:
    assert {i["id"] for i in data("institution", "list")} == set(institutions())
    text = result("institution", "show", "unsc")
    assert [v for v in institutions()["unsc"].variants if f"\n{v} " not in text] == []
    assert list(data("institution", "show", "unsc")["variants"]) == list(institutions()["unsc"].variants)
    one = result("institution", "show", "unsc", "--variant", "g4")
    assert "AFP1 (Africa, permanent 1, for 54 states)" in one
    assert "A/59/L.64" in one
    assert data("institution", "show", "unsc", "--variant", "g4")["expression"]["all_of"][0] == {
        "yes_count": 14
    }
    assert "did you mean 'unsc'" in refusal("institution", "show", "usnc")


@pytest.mark.slow
def test_what_is_shown_as_yaml_can_be_checked(tmp_path: Path) -> None:
    (tmp_path / "unsc.yaml").write_text(result("institution", "show", "unsc", "--yaml"))
    assert "nothing wrong" in result("institution", "check", "unsc.yaml", cwd=tmp_path)
    assert data("institution", "check", "unsc.yaml", cwd=tmp_path) == [{"file": "unsc.yaml", "problems": []}]


@pytest.mark.parametrize(("old", "new", "said"), [
    ("LTU: 2}", "LTU: 2, RUS: 1}", "bad.yaml:8:"),
    ("quota: 3", "quota: 30", "bad.yaml:8:"),
    ("yes_count: 2", "yes_cuont: 2", "bad.yaml:13:"),
    ("yes_count: 2", "not: {yes_count: 2}", "variant 'equal': "),
    ("[EST, LVA, LTU]", "[EST, LVA, LIT]", "did you mean"),
])  # fmt: skip
def test_broken_files_are_located(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in OWN
    (tmp_path / "bad.yaml").write_text(OWN.replace(old, new))
    (tmp_path / "good.yaml").write_text(OWN)
    done = foedera("institution", "check", "good.yaml", "bad.yaml", "--json", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert [bool(f["problems"]) for f in json.loads(done.stdout)] == [False, True]


@pytest.mark.slow
def test_compare_in_words_json_page_and_picture(tmp_path: Path) -> None:
    words = ("institution", "compare", "unsc", "--reform", "no-veto", "--draws", 4)
    done = foedera(*words, "--report", "c.html", "--figure", "c.svg", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Winning coalitions, of all, Coleman's power to act" in done.stdout
    assert "placed with the median, for want of a position: PAN, SOM" in done.stdout
    page = (tmp_path / "c.html").read_text(encoding="utf-8")
    assert "foedera institution compare unsc --reform no-veto --draws 4" in page
    assert (tmp_path / "c.svg").read_text(encoding="utf-8").count("<svg") == 1
    found = data(*words)
    today, reform = found["variants"]
    assert today["given_preferences"]["act"]["value"] < reform["given_preferences"]["act"]["value"]
    assert today["given_preferences"]["median"]["value"] is None, "never, which JSON has no number for"
    assert {r["family"] for r in found["rules"]} == {"variant", "quota", "quota and vetoes"}
    assert today["losses"]["PAN"] is None


def test_compare_refuses_and_says_what_it_does_not_know() -> None:
    assert "--urgency" in refusal("institution", "compare", "unsc", "--urgency", 2)
    assert "--draws" in refusal("institution", "compare", "unsc", "--draws", 0)
    text = result("institution", "compare", "au-psc")
    assert "positions are known of 3 of 15 seats; half are needed" in text

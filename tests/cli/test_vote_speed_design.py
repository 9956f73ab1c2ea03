"""Votes, days and designs from the command line, in words and in JSON, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedera.cli.main import main

from .conftest import data, foedera, refusal, result

QUICK = ("--draws", 400)


def test_vote_says_who_blocks() -> None:
    text = result("vote", "unsc", "--no", "RUS", "--abstain", "CHN", "--rest", "yes")
    assert "It passes if at least 9 of 15 say yes and none of CHN, FRA, GBR, RUS and USA says no." in text
    assert "Not adopted: 13 yes, 1 no, 1 abstaining." in text
    assert "missed  none of CHN, FRA, GBR, RUS and USA says no: RUS says no" in text
    assert "Blocked by RUS: with its yes it would be adopted." in text
    found = data("vote", "unsc", "--no", "RUS", "--abstain", "CHN", "--rest", "yes")
    assert (found["adopted"], found["blockers"], found["binds"]) == (False, ["RUS"], [])
    assert found["conditions"][0]["margin"] == "13 say yes, 4 to spare"


def test_vote_says_whom_it_binds_and_what_would_defeat_it() -> None:
    text = result("vote", "eu-council", "--variant", "cfsp", "--opt-out", "HUN", "--rest", "yes")
    assert "Binds 26 members: " in text
    assert "Not bound: HUN." in text
    assert "A no of any member would defeat it." in text
    text = result(
        "vote", "eu-council", "--no", "DEU", "FRA", "--no", "POL", "--abstain", "HUN", "--rest", "yes"
    )
    assert "One yes more would have it adopted, from any of DEU, FRA, HUN, POL." in text
    text = result("vote", "unsc", "--yes", "USA", "CHN", "--rest", "abstain")
    assert "To adopt it 7 would have to say yes instead" in text
    text = result("vote", "unsc", "--variant", "chapter-vi", "--party", "RUS", "--rest", "yes")
    assert "the vote of RUS withheld" in text
    assert "A no of any one of CHN, FRA, GBR, USA would defeat it." in text
    assert "No single change to no would defeat it." in result("vote", "unga", "--no", "USA", "--rest", "yes")


def test_vote_on_a_file_of_votes(tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text("item,RUS,DNK\nA,no,yes\nB,yes,no\n", encoding="utf-8")
    text = result("vote", "unsc", "--file", "v.csv", "--rest", "yes", cwd=tmp_path)
    lines = [line.split() for line in text.splitlines() if line.startswith(("A ", "B "))]
    assert lines[0][1:] == ["not", "adopted", "14", "1", "0", "0", "RUS"]
    assert lines[1][1:6] == ["adopted", "14", "1", "0", "0"]
    assert text.splitlines()[-1] == "1 of 2 adopted."
    found = data("vote", "unsc", "--file", "v.csv", "--rest", "yes", cwd=tmp_path)
    assert [v["adopted"] for v in found["votes"]] == [False, True]


def test_vote_refuses_everything_wrong_at_once() -> None:
    told = refusal("vote", "unsc", "--yes", "Russia", "BRA", "USA", "--no", "USA").splitlines()
    assert told == [
        "foedera: --yes: there is no member 'Russia' (did you mean 'RUS'?)",
        "foedera: --yes: BRA has no seat in United Nations Security Council: substance, 15 seats (its members: CHN, "
        "DNK, DZA, FRA, GBR, GRC, GUY, KOR, PAK, PAN, RUS, SLE, SOM, SVN, USA)",
        "foedera: --no: USA is named twice, for yes and for no (a member casts one ballot)",
    ]


@pytest.mark.parametrize(("words", "said"), [
    (["vote", "unsk", "--rest", "yes"], "there is no institution or pact 'unsk' (did you mean 'unsc'?)"),
    (["vote", "unsc", "--variant", "no-vetos"], "unsc has no variant 'no-vetos' (did you mean 'no-veto'?)"),
    (["vote", "unsc", "--yes", "USA"], "no ballot for 14 of 15 members: CHN, DNK,"),
    (["vote", "unsc", "--rest", "maybe"], "--rest: 'maybe' is not a choice"),
    (["vote", "unsc", "--file", "none.csv"], "none.csv: No such file"),
    (["vote", "unsc", "--file", "x.csv", "--no", "USA"], "--file: ballots are given twice"),
    (["speed"], "foedera speed: name a body (or ask for the dated cases with --cases)"),
    (["speed", "nato", "--reform", "two-third"], "nato has no variant 'two-third' (did you mean 'two-thirds'?)"),
    (["speed", "nato", "--against", "Russia"], "--against: 'Russia' is no state of world 'reference' (did you mean"),
    (["speed", "nato", "--target", "EST"], "--target: a target needs an aggressor"),
    (["speed", "nato", "--against", "RUS", "--mean", "2"], "--against: preferences are given twice"),
    (["speed", "nato", "--urgency", "2"], "--urgency: 2 is outside 0 to 1"),
    (["speed", "nato", "--delegated", "2"], "--delegated: 2 is outside 0 to 1"),
    (["speed", "nato", "--concession", "-1"], "-1"),
    (["speed", "nato", "--draws", "3"], "--draws: '3' is no good"),
    (["speed", "nato", "--figure", "x.gif"], "--figure: 'x.gif' is no kind of picture (end it in .svg, .png or .pdf)"),
    (["speed", "nato", "--figure", "no/x.svg"], "--figure: there is no folder 'no' (make it first)"),
    (["design", "front", "unsc", "--goals", "decisivness"], "there is no goal 'decisivness' (did you mean 'decisiven"),
    (["design", "front", "unsc", "--goals", "equality"], "does not know the population of PAN, SOM"),
    (["design", "front", "--goals", "speed"], "name a body or its members"),
    (["design", "front", "unsc", "--members", "FRA", "--goals", "speed"], "a body and members are named"),
    (["design", "front", "unsc", "--goals", "protection", "--veto", "BRA"], "'BRA' is not a member"),
    (["design", "front", "unsc", "--goals", "protection", "--quotas", "1.5"], "1.5"),
    (["design", "penrose", "--members", "FRA", "Germany"], "'Germany' is not an ISO3 code (did you mean 'DEU'?)"),
    (["design", "weights", "unsc", "--target", "pop"], "there is no target 'pop'"),
    (["design", "weights", "eu-council", "--target", "equal", "--change"], "does not decide by one quota of whole"),
    (["design", "weights", "nato", "--target", "equal", "--change", "--quota", "0.5"], "--change: the present weights"),
    (["design", "weights", "nato", "--target", "equal", "--quota", "most"], "'most' is not a share"),
])  # fmt: skip
def test_what_is_refused(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


@pytest.mark.slow
def test_speed_beside_a_reform(tmp_path: Path) -> None:
    asked = ("speed", "unsc", "--reform", "no-veto", "--against", "IRN", *QUICK)
    done = foedera(*asked, "--figure", "x.svg", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "IRN attacks, urgency 0.6; the body's line is its median; 400 crises" in done.stdout
    heads = next(line for line in done.stdout.splitlines() if line.startswith("rule "))
    assert heads.split()[-2:] == ["sooner", "later"]
    assert "no ideal point known for PAN, SOM" in done.stderr
    assert (tmp_path / "x.svg").read_text(encoding="utf-8").count("<svg") == 1
    found = data(*asked)
    today, free = found["rules"]
    assert [r["variant"] for r in found["rules"]] == ["today", "no-veto"]
    assert free["decision"]["never"] <= today["decision"]["never"]
    assert free["beside_the_first"]["later"] == 0
    assert sum(free["first_to_act"].values()) == pytest.approx(1.0)
    assert data("speed", "unsc", "--against", "IRN", *QUICK)["rules"][0]["decision"] == today["decision"]


def test_a_reform_may_be_told_apart_from_the_aggressor_in_the_body() -> None:
    found = data("speed", "unsc", "--against", "RUS", *QUICK)["rules"][0]
    assert found["decision"]["never"] == 1.0
    assert found["decision"]["median"] is None
    assert next(iter(found["objectors"])) == "RUS"


def test_dated_cases() -> None:
    found = data("speed", "--cases", "--draws", 1000)["cases"]
    assert {c["id"] for c in found} >= {"nato-2001", "un-1990-kuwait", "libya-2011-coalition"}
    assert all(c["source"] for c in found)
    text = result("speed", "--cases", "--draws", 1000)
    assert "Dated cases, in days, and the model beside them" in text
    assert "NATO, Article 5 invoked, 11 to 12 September 2001" in text


@pytest.mark.slow
def test_square_root_weights() -> None:
    found = data("design", "penrose", "eu-council")
    assert len(found["members"]) == 27
    assert found["largest_deviation"] < 5e-4
    assert 0.6 < found["quota_share"] < 0.63
    assert "Quota: " in result("design", "penrose", "--members", "FRA", "DEU", "POL")


@pytest.mark.slow
def test_weights_for_a_target() -> None:
    found = data("design", "weights", "eu-council", "--variant", "1958", "--target", "equal", "--change")
    assert found["reached"] and found["exact"]
    assert found["change"] == sum(abs(m["votes"] - m["votes_now"]) for m in found["members"])
    text = result(
        "design", "weights", "eu-council", "--variant", "1958", "--target", "population", "--quota", "2/3"
    )
    assert "no weights come closer" in text
    text = result(
        "design", "weights", "eu-council", "--variant", "1958", "--target", "population", "--change"
    )
    assert "no weights at all come within 1 per cent of the target" in text


@pytest.mark.slow
def test_the_front_marks_the_present_rule(tmp_path: Path) -> None:
    words = ["design", "front", "unsc", "--goals", "decisiveness"]
    text = result(*words)
    assert "The present rule is dominated: " in text
    assert "as it is  passes if at least 9 of 15 say yes and none of CHN" in text
    words.append("protection")
    text = result(*words, "--most", 2, "--figure", "f.png", cwd=tmp_path)
    assert "No design looked at is nowhere worse than the present rule and better in some goal." in text
    assert (tmp_path / "f.png").stat().st_size > 10_000
    found = data(*words)
    assert found["present_rule"] == {"decisiveness": 848 / 2**15, "protection": 1.0}
    assert found["betters_present_rule"] == []
    assert found["front"][0]["expression"] == {"yes_count": 8}

"""Verdicts on votes: recorded ones of the Security Council, who blocks, what is fragile, and wrong input."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import InputError, InputErrors
from foedera.pacts.institutions import Body, body_of
from foedera.study.institutions.roll_calls import read_votes
from foedera.study.institutions.vote import BALLOTS, adjudicate, cast

ROLL_CALLS = Path(__file__).parents[1] / "tables" / "un_security_council" / "rollcalls.csv"
COUNCIL = body_of("unsc")
PERMANENT = ("CHN", "FRA", "GBR", "RUS", "USA")


def recorded() -> list[dict[str, str]]:
    lines = ROLL_CALLS.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def roll(body: Body, row: dict[str, str]) -> dict[str, str]:
    """Return ballots with the tally of a recorded vote: its vetoes are those of RUS and CHN."""
    yes, no, abstain, vetoes = (int(row[k]) for k in ("yes", "no", "abstain", "permanent_no"))
    absent = len(body.members) - yes - no - abstain
    others = [m for m in body.members if m not in PERMANENT]
    ballots = dict(zip(["RUS", "CHN"][:vetoes], ["no"] * vetoes))
    ballots |= dict.fromkeys(others[: no - vetoes], "no")
    free = [m for m in (*PERMANENT, *others) if m not in ballots]
    return ballots | dict(zip(free, ["abstain"] * abstain + ["absent"] * absent + ["yes"] * yes, strict=True))


@pytest.mark.parametrize("row", recorded(), ids=lambda row: row["item"])
def test_recorded_votes_of_the_council(row: dict[str, str], tmp_path: Path) -> None:
    body = body_of("unsc", "1946") if row["council_size"] == "11" else COUNCIL
    ballots = roll(body, row)
    file = tmp_path / "votes.csv"
    file.write_text(
        "item," + ",".join(ballots) + "\n" + row["item"] + "," + ",".join(ballots.values()) + "\n",
        encoding="utf-8",
    )
    ((item, read),) = read_votes(file, body)
    assert (item, read) == (row["item"], {code: ballots[code] for code in body.members})
    found = adjudicate(body, read, item)
    assert found.adopted == (row["adopted"] == "1")
    assert [found.count(w) for w in ("yes", "no", "abstain")] == [
        int(row[w]) for w in ("yes", "no", "abstain")
    ]
    if int(row["permanent_no"]):
        missing_yes = max(0, int(row["needed"]) - int(row["yes"]) - int(row["permanent_no"]))
        assert len(found.blockers) == int(row["permanent_no"]) + missing_yes
        assert "RUS" in found.blockers


def test_a_veto_is_told_with_its_holder_and_margins() -> None:
    found = adjudicate(COUNCIL, cast(COUNCIL, {"no": ["RUS"], "abstain": ["CHN"]}, "yes"))
    assert not found.adopted
    assert found.blockers == found.alone == ("RUS",)
    assert [(c.met, c.margin, c.by) for c in found.conditions] == [
        (True, "13 say yes, 4 to spare", 4.0), (False, "RUS says no", -1.0),
    ]  # fmt: skip
    assert found.binds == ()


def test_a_party_to_the_dispute_neither_blocks_nor_helps() -> None:
    body = body_of("unsc", "chapter-vi")
    withheld = adjudicate(body, cast(body, {"party": ["RUS"]}, "yes"))
    assert withheld.adopted
    assert "RUS" not in withheld.fragile
    assert set(withheld.fragile) == set(PERMANENT) - {"RUS"}
    eight = [m for m in body.members if m != "RUS"][:8]
    short = adjudicate(body, cast(body, {"party": ["RUS"], "yes": eight}, "abstain"))
    assert not short.adopted
    assert "RUS" not in short.alone
    assert len(short.alone) == 6


def test_only_the_last_yes_that_is_needed_is_fragile() -> None:
    nine = ["CHN", "FRA", "GBR", "RUS", "USA", *[m for m in COUNCIL.members if m not in PERMANENT][:4]]
    found = adjudicate(COUNCIL, cast(COUNCIL, {"yes": nine}, "abstain"))
    assert found.adopted
    assert set(found.fragile) == set(nine)
    assert found.conditions[0].margin == "9 say yes, just enough"


def test_constructive_abstention_frees_who_opts_out() -> None:
    body = body_of("eu-council", "cfsp")
    found = adjudicate(body, cast(body, {"opt-out": ["HUN"]}, "yes"))
    assert found.adopted
    assert set(found.binds) == set(body.members) - {"HUN"}


def test_two_thirds_of_those_voting_is_told_in_members() -> None:
    body = body_of("unga")
    found = adjudicate(body, cast(body, {"no": list(body.members[:60])}, "yes"))
    assert found.adopted  # 133 of 193; 129 needed
    assert found.conditions[0].margin == "still so if 4 of the yes were no"
    found = adjudicate(body, cast(body, {"no": list(body.members[:70])}, "yes"))
    assert found.conditions[0].margin == "not so unless 6 of the no were yes"
    assert len(found.blockers) == 6


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(BALLOTS)), min_size=15, max_size=15))
def test_blockers_adopt_and_fragile_defeat(words: list[str]) -> None:
    ballots = dict(zip(COUNCIL.members, words))
    found = adjudicate(COUNCIL, ballots)
    assert found.helpless is False  # with every yes the Council can decide anything
    if found.adopted:
        assert found.blockers == found.alone == ()
        for code in COUNCIL.members:
            fails = not adjudicate(COUNCIL, ballots | {code: "no"}).adopted
            assert fails == (code in found.fragile)
        return
    assert found.fragile == ()
    assert adjudicate(COUNCIL, ballots | dict.fromkeys(found.blockers, "yes")).adopted
    for code in found.blockers:
        fewer = [c for c in found.blockers if c != code]
        assert not adjudicate(COUNCIL, ballots | dict.fromkeys(fewer, "yes")).adopted
    for code in COUNCIL.members:
        assert adjudicate(COUNCIL, ballots | {code: "yes"}).adopted == (code in found.alone)


def test_everything_wrong_with_the_names_is_said_at_once() -> None:
    named = {"yes": ["Russia", "BRA", "QQQ"], "no": ["usa"], "abstain": ["USA"]}
    with pytest.raises(InputErrors) as caught:
        cast(COUNCIL, named, "yes", where={"yes": "--yes"})
    assert [str(p).split(" (")[0] for p in caught.value.problems] == [
        "--yes: there is no member 'Russia'",
        "--yes: BRA has no seat in United Nations Security Council: substance, 15 seats",
        "--yes: there is no member 'QQQ'",
        "abstain: USA is named twice, for no and for abstain",
    ]
    assert "did you mean 'RUS'?" in str(caught.value.problems[0])
    with pytest.raises(InputErrors, match=r"no ballot for 14 of 15 members: .*SVN"):
        cast(COUNCIL, {"no": ["USA"]})


@pytest.mark.parametrize(("text", "message"), [
    ("item,USA\n", "there are no votes in it"),
    ("vote,USA\nA,yes\n", "votes.csv:1: the columns are vote, USA"),
    ("item,USA\nA,yess\n", "votes.csv:2: 'yess' is no ballot (did you mean 'yes'?)"),
    ("item,USA,CHN\nA,yes\n", "votes.csv:2: 2 cells under 3 heads"),
    ("item,USA\nA,yes\nA,no\n", "votes.csv:3: 'A' is there twice"),
    ("item,BRA\nA,yes\n", "votes.csv:2: BRA has no seat"),
    ("item,member,ballot\nA,USA,\n", "votes.csv:2: '' is no ballot"),
    ("item,member,ballot\nA,USA,yes\nA,USA,no\n", "votes.csv:2: USA is named twice"),
])  # fmt: skip
def test_bad_files(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "votes.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_votes(file, COUNCIL, "yes")
    assert message in str(caught.value)


def test_rows_of_ballots_and_notes(tmp_path: Path) -> None:
    file = tmp_path / "votes.csv"
    file.write_text(
        "# two votes\nitem,member,ballot\nA,USA,No\nB,CHN,party\nA,rus,abstain\n", encoding="utf-8"
    )
    found = dict(read_votes(file, COUNCIL, "yes"))
    assert list(found) == ["A", "B"]
    assert (found["A"]["USA"], found["A"]["RUS"], found["B"]["CHN"]) == ("no", "abstain", "party")
    assert not adjudicate(COUNCIL, found["A"]).adopted
    assert adjudicate(COUNCIL, found["B"]).adopted
    (tmp_path / "latin.csv").write_bytes(b"item,USA\n\xe9t\xe9,yes\n")
    with pytest.raises(InputError, match="not text in UTF-8"):
        read_votes(tmp_path / "latin.csv", COUNCIL, "yes")

"""The library of institutions: who sits, with what weight, under which rule; and what a bad file is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from foedera.core.errors import InputError, InputErrors
from foedera.data.codes import is_iso3
from foedera.decisions.voting import ABSTAIN, NO, YES, compile_rule
from foedera.pacts import body_of, library, load_institution
from foedera.pacts.institutions import Body, institution_path, institutions

ALL = [(name, variant) for name, body in institutions().items() for variant in body.variants]
SIZES = {
    "unsc": 15, "unsc/1946": 11, "unsc/g4": 25, "unsc/african-union": 26, "unsc/uniting-for-consensus": 25,
    "unsc/panel-a": 24, "unsc/panel-b": 24, "unga": 193, "nato": 32, "osce": 57, "au-psc": 15, "iaea-board": 35,
    "ecowas": 9, "ecowas/authority": 15, "csto": 6, "npt-amendment": 190, "imf-governors": 190, "imf-board": 24,
    "eu-council": 27, "eu-council/1958": 6, "eu-council/1973": 9, "eu-council/1981": 10, "eu-council/1986": 12,
    "eu-council/1995": 15, "eu-council/nice": 27, "eu-council/lisbon-2012": 27,
}  # fmt: skip
TOTALS = {
    ("eu-council", "votes-1958"): 17, ("eu-council", "votes-1973"): 58, ("eu-council", "votes-1981"): 63,
    ("eu-council", "votes-1986"): 76, ("eu-council", "votes-1995"): 87, ("eu-council", "nice-27"): 345,
    ("eu-council", "population-2012"): 504_074, ("imf-governors", "votes"): 5_039_930,
    ("imf-board", "votes"): 5_001_244,
}  # fmt: skip


def split(name: str) -> Body:
    """Return the body of "id/variant"."""
    institution, _, variant = name.partition("/")
    return body_of(institution, variant or None)


def vote(body: Body, **ballots: int) -> bool:
    """Return whether a motion passes if those named vote so and all others yes."""
    rule = compile_rule(body.rule, body.members)
    return bool(rule.adopted([ballots.get(code, YES) for code in body.members]))


@pytest.mark.parametrize(("name", "variant"), ALL, ids=["/".join(pair) for pair in ALL])
def test_every_variant_is_a_rule_that_can_pass_and_can_fail(name: str, variant: str) -> None:
    body = body_of(name, variant)
    rule = compile_rule(body.rule, body.members)
    assert rule.adopted([YES] * len(body.members)) and not rule.adopted([NO] * len(body.members))
    assert rule.text().startswith("passes if ")
    assert len(set(body.members)) == len(body.members) == len(body.names) == len(body.stands_for)
    assert all(is_iso3(state) for states in body.stands_for.values() for state in states)
    assert body.sources and body.status in ("found", "derived", "recalled")


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_seats(name: str, size: int) -> None:
    assert len(split(name).members) == size


@pytest.mark.parametrize(("table", "total"), TOTALS.items())
def test_tables_add_up_to_their_printed_totals(table: tuple[str, str], total: int) -> None:
    assert sum(institutions()[table[0]].weights[table[1]].of.values()) == total


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("unsc", "at least 9 of 15 say yes and none of CHN, FRA, GBR, RUS and USA says no"),
        ("unsc/double-veto", "at least 9 of 15 say yes and at most 1 of CHN, FRA, GBR, RUS and USA objects"),
        ("unga", "at least 2/3 of those voting yes or no say yes"),
        ("unga/simple", "more members say yes than no"),
        ("nato", "none of the 32 members objects within 48 hours"),
        ("nato/consensus-minus-one", "at most 1 of the 32 members objects within 48 hours"),
        (
            "eu-council",
            "at least 15 of 27 say yes and (members with at least 65 of 100.01 per cent of the population say yes "
            "or fewer than 4 of 27 do not say yes)",
        ),
        (
            "eu-council/cfsp",
            "none of the 27 members objects and (abstainers are fewer than 1/3 of the members or they hold less "
            "than 1/3 of 100.01 per cent of the population)",
        ),
        (
            "eu-council/nice",
            "members with at least 255 of 345 votes say yes and at least 14 of 27 say yes and members with at "
            "least 312,526 of 504,074 thousand people say yes",
        ),
        (
            "imf-governors/amendment",
            "at least 114 of 190 say yes and members with at least 4,283,941 of 5,039,930 votes say yes",
        ),
    ],
)
def test_rules_in_plain_english(name: str, text: str) -> None:
    body = split(name)
    assert compile_rule(body.rule, body.members).text() == f"passes if {text}"


def test_the_veto_and_what_reforms_leave_of_it() -> None:
    assert not vote(split("unsc"), RUS=NO) and vote(split("unsc"), RUS=ABSTAIN)
    assert vote(split("unsc/double-veto"), RUS=NO) and not vote(split("unsc/double-veto"), RUS=NO, CHN=NO)
    assert vote(split("unsc/veto-restraint"), RUS=NO) and vote(split("unsc/veto-restraint-signed"), FRA=NO)
    assert not vote(split("unsc/veto-restraint-signed"), USA=NO)
    assert vote(split("unsc/g4"), DEU=NO) and not vote(split("unsc/african-union"), AFP1=NO)


def test_four_large_states_block_the_union_and_three_do_not() -> None:
    for name in ("eu-council", "eu-council/lisbon-2012"):
        body = split(name)
        assert vote(body, DEU=NO, FRA=NO, ITA=NO) and not vote(body, DEU=NO, FRA=NO, ITA=NO, ESP=NO)
    old = split("eu-council/1958")
    assert vote(old, BEL=NO, NLD=ABSTAIN, LUX=NO) and not vote(old, DEU=NO, LUX=NO, BEL=NO)


def test_regions_of_the_united_nations_are_its_members() -> None:
    seats = institutions()["unsc"].seats
    permanent = {"CHN", "FRA", "GBR", "RUS", "USA"}
    members = set(body_of("unga").members)
    for codes in (("AF1", "AS1", "EE1", "LA1", "WE1"), ("AF1", "AP1", "EU1", "AM1")):
        listed = [state for code in codes for state in seats[code].stands_for]
        assert len(listed) == 188 and set(listed) == members - permanent


def test_a_director_of_the_fund_casts_the_votes_of_the_constituency() -> None:
    votes, board = institutions()["imf-governors"].weights["votes"].of, body_of("imf-board")
    table = institutions()["imf-board"].weights["votes"].of
    for seat, states in board.stands_for.items():
        assert table[seat] == sum(votes[state] for state in states), seat
    represented = [state for states in board.stands_for.values() for state in states]
    assert len(represented) == len(set(represented)) and set(votes) - set(represented) == {"VEN"}
    assert not vote(body_of("imf-board", "special-85"), USA=NO)
    assert vote(body_of("imf-board", "special-85"), JPN=NO)


def test_numbers_that_stand_twice_agree() -> None:
    funding = library()["nato"].funding
    assert funding and funding.key
    assert institutions()["nato"].weights["common-funding"].of == funding.key.shares
    board = set(body_of("iaea-board").members)
    assert set(body_of("npt-amendment").rule["all_of"][1]["all_yes"]["of"]) == board - {"IND", "PAK"}
    assert set(body_of("au-psc").members) <= set(institutions()["unsc"].seats["AF1"].stands_for)


def test_a_seat_has_its_name_and_a_state_stands_for_itself() -> None:
    body = body_of("unsc", "g4")
    assert body.names["AFP1"] == "Africa, permanent 1" and body.names["DEU"] == "Germany"
    assert len(body.stands_for["AFP1"]) == 54 and body.stands_for["DEU"] == ("DEU",)


def test_a_pact_is_a_body_too() -> None:
    assert body_of("un").rule == body_of("unsc").rule
    assert body_of("un", "procedural").rule == {"yes_count": 9}
    assert body_of("un", "decision").rule == body_of("un").rule
    assert len(body_of("eu", day=date(2021, 1, 1)).members) == 27
    assert body_of("eu", "qualified_majority").rule == body_of("eu-council").rule
    assert body_of("warsaw-pact", day=date(1960, 1, 1)).id == "warsaw-pact"


def test_files_of_either_kind(tmp_path: Path) -> None:
    file = tmp_path / "council.yaml"
    file.write_text(GOOD, encoding="utf-8")
    assert body_of(file).members == ("NOR", "SWE", "R1")
    assert body_of(str(file), "weighted").rule == {
        "yes_weight": {"quota": 3.0, "weights": {"NOR": 2.0, "SWE": 2.0, "R1": 1.0}, "unit": "votes"}
    }
    example = Path(__file__).parent / "examples" / "atlantic.yaml"
    assert body_of(example, day=date(2000, 1, 1)).id == "atlantic"


def test_members_follow_the_day() -> None:
    assert len(body_of("nato", day=date(2000, 1, 1)).members) == 19
    assert "SWE" not in body_of("nato", "two-thirds", date(2020, 1, 1)).members
    assert body_of("unsc", day=date(2025, 6, 1)).unions["a3-plus"] == ("DZA", "GUY", "SLE", "SOM")
    assert body_of("unsc", day=date(2026, 6, 1)).unions["a3-plus"] == ("SOM",)
    assert body_of("eu-council", "1995", date(2000, 1, 1)).variant == "1995"


def test_sources_name_the_tables_in_use() -> None:
    sources = body_of("eu-council", "nice").sources
    assert any("Nice" in s for s in sources) and any("Correlates of War" in s for s in sources)
    assert not any("Felsenthal" in s for s in sources)
    assert any("Felsenthal" in s for s in body_of("eu-council", "1958").sources)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: body_of("unscc"), r"no institution or pact 'unscc' \(did you mean 'unsc'\?\)"),
        (lambda: body_of("qqq"), r"no institution or pact 'qqq' \(name a .yaml file, or one of arf, "),
        (lambda: body_of("unsc", "g-4"), r"unsc has no variant 'g-4' \(did you mean 'g4'\?\)"),
        (lambda: body_of("un", "procedurel"), r"un has no rule 'procedurel' \(did you mean 'procedural'\?\)"),
        (lambda: body_of("anzus", "x"), r"anzus has no rule 'x'$"),
        (lambda: body_of("nowhere.yaml"), "there is no such file"),
        (lambda: institution_path("osc"), r"no institution 'osc' \(did you mean 'osce'\?\)"),
        (
            lambda: body_of("eu-council", day=date(1990, 1, 1)),
            r"'lisbon' was not the rule of eu-council on 1990-01-01 \(held then: 1986\)",
        ),
        (lambda: body_of("unsc", day=date(1950, 1, 1)), r"on 1950-01-01 \(choose another day\)"),
        (lambda: body_of("eu", day=date(1900, 1, 1)), "eu has no members on 1900-01-01"),
    ],
)
def test_what_there_is_not(call: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        call()  # type: ignore[operator]


GOOD = """\
id: council
name: Council
summary: Decides.
variants:
  plain:
    name: two of three
    members: [NOR, SWE, R1]
    rule: {rule: two}
    unions: {north: [NOR, SWE]}
    status: recalled
  weighted:
    name: by votes
    members: {weights: votes}
    rule: {yes_weight: {quota: 3, weights: votes}}
    status: recalled
  lent:
    name: of a pact
    members: {pact: un}
    rule: {pact: un, rule: procedural}
    status: recalled
seats:
  R1: {name: A region, stands_for: [DNK, FIN]}
weights:
  votes: {unit: votes, source: our own, status: recalled, of: {NOR: 2, SWE: 2, R1: 1}}
rules:
  two: {yes_count: 2}
"""

SLIPS = [
    (
        "[NOR, SWE, R1]",
        "[NOR, SWE, R2]",
        "7:25: 'R2' is neither an ISO3 code nor a seat of this file (name it",
    ),
    (
        "[NOR, SWE, R1]",
        "[NOR, SWE, Q9]",
        "7:25: 'Q9' is neither an ISO3 code nor a seat of this file (name it",
    ),
    ("[NOR, SWE, R1]", "[NOR, SWE, NOR]", "7:25: 'NOR' sits twice (keep one)"),
    ("[NOR, SWE, R1]", "[]", "7:14: needs at least 1 entries"),
    ("[NOR, SWE, R1]", "{pact: unn}", "7:21: there is no pact 'unn' in the library (did you mean 'un'?)"),
    (
        "[NOR, SWE, R1]",
        "{pact: un, clause: art}",
        "7:33: un has no clause 'art' (one of article-39, article-51)",
    ),
    (
        "[NOR, SWE, R1]",
        "{pact: nato, clause: article-5}",
        "7:35: clause 'article-5' of nato is owed to the members (leave 'clause' out",
    ),
    ("{rule: two}", "{rule: tow}", "8:18: unknown rule name 'tow' (did you mean 'two'?)"),
    ("{rule: two}", "{yes_cuont: 2}", "8:11: unknown rule 'yes_cuont' (did you mean 'yes_count'?)"),
    (
        "{rule: two}",
        "{no_veto: {of: [USA]}}",
        "8:27: 'USA' is named in the rule but is not a member of variant",
    ),
    ("{yes_count: 2}", "{yes_count: 4}", "26:20: 4 must vote yes, but there are 3 members (lower the count)"),
    ("{yes_count: 2}", "{not: {rule: two}}", "26:3: rules refer to each other in a circle: two -> two"),
    ("north: [NOR, SWE]", "north: [NOR, FIN]", "9:27: 'FIN' is in a union but is not a member"),
    ("north: [NOR, SWE]", "a: [NOR], b: [NOR]", "9:18: 'NOR' is in a union twice (unions may not overlap)"),
    (
        "members: {weights: votes}",
        "members: {weights: vots}",
        "13:24: unknown table of weights 'vots' (did you",
    ),
    (
        "quota: 3, weights: votes",
        "quota: 3, weights: vots",
        "14:44: unknown table of weights 'vots' (did you",
    ),
    ("quota: 3,", "quota: 6,", "14:32: quota 6 is above the total weight 5 (lower the quota or correct the"),
    ("NOR: 2, SWE: 2, R1: 1", "NOR: -2, SWE: 5, R1: 1", "24:69: -2 must be at least 0.0 (change the number)"),
    ("NOR: 2, SWE: 2, R1: 1", "NOR: .nan, SWE: 5, R1: 1", "24:69: expected a finite number, got nan"),
    (
        "members: {weights: votes}",
        "members: [NOR, SWE, R1, FIN, DNK, ISL, EST]",
        "14:44: no weight for FIN, DNK, ISL and 1 more (add them; 0 gives no voting weight)",
    ),
    (
        "members: {weights: votes}",
        "members: [NOR, SWE]",
        "14:44: 'R1' is named in the rule but is not a member",
    ),
    ("un, rule: procedural", "un, rule: procedurel", "19:28: un has no rule 'procedurel' (did you mean"),
    ("un, rule: procedural", "us-roc", "19:18: us-roc has no rule of decision (name another pact)"),
    ("R1: {name", "DNK: {name", "22:3: 'DNK' is Denmark, which needs no entry here (choose another code)"),
    (
        "R1: {name",
        "r1: {name",
        "22:3: 'r1' is not a seat code (2 to 8 capital letters and digits, such as 'AF1')",
    ),
    ("seats:\n", "seats:\n  R7: {name: Nobody}\n", "22:3: seat 'R7' is in no variant (use it or remove it)"),
    ("[DNK, FIN]", "[DNK, R1]", "22:42: seat 'R1' stands for another seat, 'R1' (name states)"),
    ("summary: Decides.", "sumary: Decides.", "3:1: unknown field 'sumary' (did you mean 'summary'?)"),
    (
        "    status: recalled\n  weighted",
        "    since: 2000-01-01\n    until: 1999-01-01\n    status: recalled\n  weighted",
        "11:12: until 1999-01-01, before it began (correct one of the dates)",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), SLIPS, ids=[said[:60] for *_, said in SLIPS])
def test_a_slip_is_named_with_its_place(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert GOOD.count(old) >= 1
    file = tmp_path / "council.yaml"
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputErrors) as caught:
        load_institution(file)
    assert f"council.yaml:{said}" in str(caught.value)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "council.yaml"
    text = GOOD.replace("quota: 3", "quota: 30").replace("summary: Decides.", "summary: ''")
    file.write_text(
        text.replace("status: recalled\n  weighted", "status: sure\n  weighted"), encoding="utf-8"
    )
    with pytest.raises(InputErrors) as caught:
        load_institution(file)
    assert [str(p.where).split(":")[-2] for p in caught.value.problems] == ["3", "10", "14"]


def test_a_list_is_no_institution(tmp_path: Path) -> None:
    file = tmp_path / "council.yaml"
    file.write_text("[a, b]", encoding="utf-8")
    with pytest.raises(InputErrors, match="expected a mapping, got a list"):
        load_institution(file)

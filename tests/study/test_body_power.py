"""Power of the bodies of the library: the published numbers, labels, unions, and what cannot be counted."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from foedera.core.errors import InputError
from foedera.pacts.institutions import body_of
from foedera.study.institutions.power import KINDS, groups, power_table, unions_of, weigh

TABLES = Path(__file__).parents[1] / "tables"
SEATS = {"P1": "USA", "E1": "KOR", "France": "FRA", "Belgium": "BEL", "Luxembourg": "LUX"}
NAMES = {"banzhaf_abs": "banzhaf_absolute", "banzhaf_norm": "banzhaf", "shapley": "shapley_shubik"}


def published(name: str) -> list[dict[str, str]]:
    with next((TABLES / name).glob("*.csv")).open(encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


@pytest.mark.parametrize(
    ("table", "body"), [("shapley_shubik_1954", "unsc"), ("felsenthal_machover_1998", "eu-council")]
)
def test_the_library_gives_the_published_table(table: str, body: str) -> None:
    rows = [r for r in published(table) if not r["member"] or r["member"] in SEATS]
    kinds = ("banzhaf", "banzhaf_absolute", "shapley_shubik", "coleman_prevent", "coleman_initiate")
    checked = 0
    for variant in dict.fromkeys(r["variant"] for r in rows):
        one = weigh(body_of(body, variant), kinds)
        for row in (r for r in rows if r["variant"] == variant):
            kind, expected = NAMES.get(row["quantity"], row["quantity"]), float(row["expected"])
            if not row["member"]:
                assert {"winning_coalitions": one.winning, "power_to_act": float(one.act)}[
                    kind
                ] == pytest.approx(expected, rel=1e-9)
            elif kind in kinds and (SEATS[row["member"]] in one.body.members):
                assert one.of(kind, SEATS[row["member"]]) == pytest.approx(expected, abs=1e-9), row
            else:
                continue
            checked += 1
    assert checked > 20


def test_what_is_said_of_the_security_council() -> None:
    one = weigh(body_of("unsc"))
    assert one.act == Fraction(848, 2**15)
    assert one.veto_players == ("CHN", "FRA", "GBR", "RUS", "USA")
    assert (len(one.smallest_winning), len(one.smallest_blocking), one.minimal, one.null_players) == (
        9,
        1,
        210,
        (),
    )
    assert [p.text() for p in one.patterns] == ["all of CHN, FRA, GBR, RUS and USA, and 4 of the other 10"]
    assert one.ternary_act == pytest.approx(146_796 / 3**15, rel=1e-12)
    assert one.notes == ()


def test_who_never_matters_is_found_in_the_rule_of_1958() -> None:
    one = weigh(body_of("eu-council", "1958"), ("holler",))
    assert one.null_players == ("LUX",)
    assert one.of("holler", "LUX") == 0.0
    assert one.of("holler", "USA") is None


def test_equal_members_are_one_group_and_keep_their_change() -> None:
    weighed = [weigh(body_of("unsc", v)) for v in ("today", "g4", "no-veto")]
    found = groups(weighed)
    assert [len(g.seats) for g in found] == [5, 10, 20]
    assert found[0].label() == "5 members, each (CHN, FRA, GBR, ...)"
    assert found[1].powers["banzhaf"][1] is None
    assert sum(len(g.seats) for g in groups(weighed, fold=False)) == len(groups(weighed, fold=False)) == 35
    table = power_table(weighed)
    usa = table.filter(seat="USA", index="banzhaf", variant="no-veto").row(0, named=True)
    assert usa["power"] == pytest.approx(1 / 15)
    assert usa["change"] == pytest.approx(1 / 15 - 106 / 635)
    assert table.filter(seat="KOR", variant="g4")["power"].to_list() == [None, None]
    shares = table.filter(index="shapley_shubik").group_by("variant").agg(pl.col("power").sum())["power"]
    assert shares.to_list() == pytest.approx([1.0, 1.0, 1.0])


def test_unions_are_cut_to_who_has_a_seat() -> None:
    body = body_of("unsc")
    one = weigh(body, ("owen", "shapley_shubik"), {"p3": ("FRA", "GBR", "USA")})
    assert one.indices["owen"].sum() == pytest.approx(1.0)
    assert one.of("owen", "CHN") > one.of("shapley_shubik", "CHN") > one.of("owen", "USA")
    assert unions_of(body_of("unsc", "1946"), {"p3": ("FRA", "GBR", "USA"), "a": ("SLE",)}) == {
        "p3": ("FRA", "GBR", "USA")
    }


def test_every_index_of_every_kind() -> None:
    one = weigh(body_of("ecowas"), [k for k in KINDS if k not in ("owen", "banzhaf_owen")])
    for kind in ("banzhaf", "shapley_shubik", "johnston", "deegan_packel", "holler", "ternary_banzhaf"):
        assert one.indices[kind].sum() == pytest.approx(1.0), kind
        assert np.ptp(one.indices[kind]) < 1e-12, "all nine states are alike"


@pytest.mark.parametrize(("body", "kinds", "said"), [
    ("unsc", ["banzaf"], "did you mean 'banzhaf'"),
    ("imf-governors", ["johnston"], "imf-governors, majority: power: 190 members of many weights"),
    ("nato", ["owen"], "nato, consensus: weigh: there are no unions"),
    ("imf-governors", ["ternary_banzhaf"], "190 members who may abstain"),
])  # fmt: skip
def test_what_cannot_be_counted_is_said(body: str, kinds: list[str], said: str) -> None:
    with pytest.raises(InputError) as caught:
        weigh(body_of(body), kinds)
    assert said in str(caught.value)


def test_an_index_that_is_integrated_says_so() -> None:
    one = weigh(body_of("imf-governors"))
    assert "integral done numerically" in one.notes[0]
    assert one.indices["shapley_shubik"].sum() == pytest.approx(1.0, abs=1e-12)
    assert (one.patterns, one.minimal, one.ternary_act) == ((), None, None)
    assert len(one.smallest_winning) == len(one.smallest_blocking) == 9


def test_a_union_of_strangers_is_refused() -> None:
    with pytest.raises(InputError, match="'DEU' is not a member"):
        weigh(body_of("unsc"), ("owen",), {"g": ("DEU", "FRA")})

"""Published numbers on voting power, read from ``tests/tables``, under the rules of the shipped institutions."""

from __future__ import annotations

from functools import cache

import pytest

from foedera.decisions.power.indices import Power, power
from foedera.decisions.voting import compile_rule
from foedera.pacts.institutions import body_of

KINDS = {
    "banzhaf_abs": "banzhaf_absolute", "banzhaf_norm": "banzhaf", "shapley": "shapley_shubik",
    "coleman_prevent": "coleman_prevent", "coleman_initiate": "coleman_initiate",
}  # fmt: skip


@cache
def of_body(name: str, variant: str) -> tuple[Power, dict[str, int]]:
    body = body_of(name, variant)
    found = power(compile_rule(body.rule, body.members))
    return found, {body.names[code]: k for k, code in enumerate(body.members)} | {
        code: k for k, code in enumerate(body.members)
    }


@cache
def eu(extra: str) -> tuple[Power, dict[str, int]]:
    """The 27 of 2012: weights of Nice alone, and Lisbon without the clause of four."""
    weighted = body_of("eu-council", "nice" if extra == "weights" else "lisbon-2012")
    rule = _first(weighted.rule, "yes_weight", lambda w: w["quota"] == 255 or w["quota"] > 1000)
    alone = rule if extra == "weights" else {"all_of": [{"yes_count": 15}, rule]}
    found = power(compile_rule(alone, weighted.members))
    return found, {weighted.names[code]: k for k, code in enumerate(weighted.members)}


def _first(rule, key, test):
    """Return the first node of that key in a rule that passes a test."""
    if isinstance(rule, dict):
        if key in rule and test(rule[key]):
            return {key: rule[key]}
        rule = list(rule.values())
    if isinstance(rule, list):
        return next((f for part in rule if (f := _first(part, key, test))), None)
    return None


def check(found: Power, place: int | None, row: dict[str, str]) -> None:
    expected, tolerance = float(row["expected"]), float(row["tolerance"])
    quantity = row["quantity"]
    if quantity == "winning_coalitions":
        assert found.winning == int(row["expected"])
    elif quantity == "power_to_act":
        assert float(found.act) == pytest.approx(expected, abs=tolerance)
    elif quantity == "swings":
        assert place is not None and found.swings[place] == int(row["expected"])
    else:
        assert place is not None
        assert float(found.index(KINDS[quantity])[place]) == pytest.approx(expected, abs=tolerance)


def test_security_council(table) -> None:
    rows = table("shapley_shubik_1954/security_council.csv")
    assert len(rows) == 36
    for row in rows:
        found, _ = of_body("unsc", row["variant"])
        strong = int(max(range(found.n), key=lambda i: found.swings[i]))
        weak = int(min(range(found.n), key=lambda i: found.swings[i]))
        check(found, {"P1": strong, "E1": weak, "": None}[row["member"]], row)
        assert sum(s == found.swings[strong] for s in found.swings) == (
            15 if row["variant"] == "procedural" else 5
        )


def test_council_of_the_european_communities(table) -> None:
    rows = table("felsenthal_machover_1998/eu_council.csv")
    assert len(rows) == 116
    for row in rows:
        found, at = of_body("eu-council", row["variant"])
        check(found, at[row["member"]] if row["member"] else None, row)


def test_nice(table) -> None:
    rows = table("felsenthal_machover_2001/nice.csv")
    assert len(rows) == 62
    for row in rows:
        found, at = eu("weights") if row["variant"] == "weights" else of_body("eu-council", "nice")
        check(found, at[row["member"]] if row["member"] else None, row)


def test_lisbon(table) -> None:
    for row in table("cichocki_zyczkowski_2010/lisbon.csv"):
        found, at = of_body("eu-council", "lisbon-2012") if row["variant"] == "clause" else eu("lisbon")
        if row["quantity"] == "population_quota":
            bars = [c.cut * 1 for c in found.game.conditions]
            assert int(row["expected"]) in bars
        else:
            check(found, at[row["member"]] if row["member"] else None, row)
    assert of_body("eu-council", "lisbon-2012")[0].winning - eu("lisbon")[0].winning == 10

"""The worked example of three members, line by line."""

from __future__ import annotations

import numpy as np
import pytest

from foedera.core.cost_games import excess
from foedera.core.references import cite
from foedera.responses.funds import CARD
from foedera.responses.funds.contributions import allocate, contributions
from foedera.responses.funds.core import least_core, nucleolus, worst_coalition
from foedera.responses.funds.financing import financing, thresholds
from foedera.responses.funds.game import cost_game
from foedera.responses.funds.layers import layers, retained_pmf
from foedera.responses.funds.loss import event
from foedera.responses.funds.pool import aggregate, cotail_value, make_pool, member_pmf
from foedera.responses.funds.risk import (
    diversification,
    exceedance,
    tail_value_at_risk,
    value_at_risk,
)
from foedera.responses.funds.ruin import lundberg_bound, ruin
from foedera.responses.funds.trigger import no_pay


def near(text: str) -> object:
    """Half a unit of the last digit given."""
    digits = len(text.partition(".")[2])
    return pytest.approx(float(text), abs=0.501 * 10.0**-digits if digits else 1e-9)


def mask(members: str) -> int:
    return sum(1 << (int(m) - 1) for m in members)


def test_members(table, three) -> None:
    *rows, pool = table("own_funds/members.csv")
    pmf, whole = member_pmf(three), aggregate(three)
    var, tvar = value_at_risk(pmf, 0.99), tail_value_at_risk(pmf, 0.99)
    cotail = cotail_value(three, 0.99)
    assert len(rows) == three.n
    for i, row in enumerate(rows):
        for name, got in zip(("expected", "var", "tvar", "cotail"), (three.expected, var, tvar, cotail)):
            assert got[i] == near(row[name]), (row, name)
    assert three.expected.sum() == near(pool["expected"])
    assert value_at_risk(whole, 0.99) == near(pool["var"])
    assert tail_value_at_risk(whole, 0.99) == near(pool["tvar"])
    assert cotail.sum() == near(pool["cotail"])
    assert whole[0] == pytest.approx(0.812592, abs=5e-13)
    assert diversification(tail_value_at_risk(whole, 0.99), tvar) == near("0.176899")


def test_costs(table, three) -> None:
    costs = cost_game(three).listed
    rows = table("own_funds/costs.csv")
    assert len(rows) == 7
    for row in rows:
        assert costs[mask(row["coalition"])] == near(row["cost"]), row


def test_shares(table, three) -> None:
    game = cost_game(three)
    rows = table("own_funds/shares.csv")
    for row in rows:
        given = np.array([float(row[k]) for k in ("one", "two", "three")])
        if row["rule"] == "least_core":
            assert worst_coalition(game.listed, given).excess == near(row["excess"])
            assert least_core(game.listed).excess == near(row["excess"])
            continue
        got = allocate(row["rule"], game)
        np.testing.assert_allclose(got.shares, given, atol=5.1e-7)
        assert got.worst.excess == near(row["excess"])
        assert got.stable == (row["rule"] != "el")
        assert got.saving == pytest.approx(0.091111, abs=5e-7)
        assert excess(game.listed, got.shares)[mask(row["worst"])] == near(row["excess"])
    assert {r["rule"] for r in rows} >= {"el", "standalone", "shapley", "euler", "nucleolus"}
    np.testing.assert_allclose(contributions("euler", three).shares, game.euler)


def test_expected_losses_are_not_stable(three) -> None:
    game = cost_game(three)
    over = dict(zip(("13", "23"), (0.024459, 0.013278)))
    shares = allocate("el", game).shares
    for coalition, size in over.items():
        assert excess(game.listed, shares)[mask(coalition)] == pytest.approx(size, abs=5.1e-7)


def test_nucleolus_is_unlike_the_vertex(three) -> None:
    costs = cost_game(three).listed
    middle, vertex = nucleolus(costs).shares, np.array([10.903, 5.50442, 4.55702])
    second = [np.sort(excess(costs, x)[1:-1])[-3] for x in (middle, vertex)]
    assert second[0] == pytest.approx(-0.52137) and second[1] == pytest.approx(-0.37098)


def test_layers(table, three) -> None:
    rows = table("own_funds/layers.csv")
    got = layers(aggregate(three), [(float(r["attach"]), float(r["exhaust"])) for r in rows])
    for i, row in enumerate(rows):
        for name in ("expected", "p_attach", "p_exhaust"):
            assert getattr(got, name)[i] == near(row[name]), (row, name)
    np.testing.assert_allclose(got.premium_multiple, 2 * got.expected)


@pytest.mark.parametrize("unit", [1.0, 10.0])
def test_ruin(table, unit: float) -> None:
    own = [event(p, x, unit) for p, x in zip((0.05, 0.04, 0.10), (100, 60, 30))]
    whole = aggregate(make_pool(own, chance=0.01, extra=[80, 50, 20], unit=unit))
    rows = table("own_funds/ruin.csv")
    start = np.array([float(r["start"]) for r in rows])
    keeps = ruin(whole, start, 20.96444, 10, unit)
    ceded = layers(whole, [(30, 190)], unit=unit)
    net = 20.96444 - ceded.premium_multiple[0]
    assert net == pytest.approx(8.4918, abs=5e-5)
    kept = retained_pmf(whole, [(30, 190)], unit)
    cedes = ruin(kept, start, net, 10, unit)
    for i, row in enumerate(rows):
        assert keeps[i, -1] == near(row["keeps"]) and cedes[i, -1] == near(row["cedes"])
    assert np.all(keeps[:, -1] <= lundberg_bound(whole, start, 20.96444, unit))
    assert np.all(cedes[:, -1] <= lundberg_bound(kept, start, net, unit))


def test_pockets(three) -> None:
    whole = aggregate(three)
    cut = thresholds()
    assert cut.reserve == near("0.366667") and cut.insurance == near("0.005882")
    assert financing(whole) == (0.0, 150.0)
    assert exceedance(whole)[[0, 150]] == pytest.approx([0.187408, 0.003772], abs=5e-7)


def test_basis(table) -> None:
    for row in table("own_funds/basis.csv"):
        assert no_pay(0.05, 0.05, float(row["rho"])) == near(row["no_pay"])


def test_alike(table) -> None:
    rows = table("own_funds/alike.csv")
    for row in rows:
        n = int(row["n"])
        pool = make_pool([event(0.05, 100, 100.0)] * n, unit=100.0)
        assert tail_value_at_risk(aggregate(pool), 0.99, 100.0) / n == near(row["tvar_per_member"])
    per_head = [float(r["tvar_per_member"]) for r in rows]
    assert per_head == sorted(per_head, reverse=True)


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)

"""The threat game: worked numbers, several equilibria, the data it was fitted to, and what must hold of any game."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import InputError, ModelInputError
from foedera.responses.sanctions.dyad import Dyad, DyadParameters, cost_level, utilities
from foedera.responses.sanctions.threat import Threat, Utilities, threat_equilibria

Table = Callable[[str], list[dict[str, str]]]

BASE = Dyad(0.002, 0.01, 10, -6, 6, 0, 1, 1, 1)
SEVERAL = Utilities(s_a=0, v_a=1, c_b=0, w_a=-1.9, w_b=-2.8, a=-1.2, v_b=1)


def test_worked_dyads(table: Table) -> None:
    for row in table("own_sanctions/threats.csv"):
        changed = {row["changed"]: float(row["value"])} if row["changed"] else {}
        found = threat_equilibria(utilities(BASE._replace(**changed)))
        assert found.number == 1
        for name in ("threaten", "concede", "impose", "back_down"):
            if row[name]:
                assert getattr(found, name)[0] == pytest.approx(float(row[name]), abs=5e-6), (changed, name)


def test_all_of_several_equilibria(table: Table) -> None:
    rows = table("crisman_cox_gibilisco_2021/equilibria.csv")
    found = threat_equilibria(SEVERAL)
    assert found.number == len(rows)
    for resist, row in zip(found.resist, rows, strict=True):
        assert resist == pytest.approx(float(row["fixed_point"]), abs=6e-8)
        rough = row["archive"] != row["fixed_point"]
        assert resist == pytest.approx(float(row["archive"]), abs=1e-3 if rough else 6e-8)


def test_games_with_few_and_many_equilibria_side_by_side() -> None:
    w_b = np.array([[-2.5, -2.8, -2.9], [-2.6, -2.9, -2.7]])
    found = threat_equilibria(SEVERAL._replace(w_b=w_b))
    assert found.number.tolist() == [[1, 3, 3], [1, 3, 1]]
    assert found.resist.shape == (2, 3, 3)
    assert np.array_equal(np.isfinite(found.resist).sum(axis=-1), found.number)
    assert np.array_equal(found.resist[0, 2], found.resist[1, 1])
    alone = threat_equilibria(SEVERAL)
    for one, many in zip(alone[1:], found[1:], strict=True):
        assert np.array_equal(one, many[0, 1])


def test_no_games() -> None:
    found = threat_equilibria(SEVERAL._replace(w_b=np.zeros((0, 3))))
    assert found.number.shape == (0, 3) and found.resist.shape == (0, 3, 1)


def test_more_games_than_are_scanned_at_once() -> None:
    found = threat_equilibria(SEVERAL._replace(w_b=np.tile([-2.8, -2.5], 70)))
    assert found.number.tolist() == [3, 1] * 70
    assert np.array_equal(found.resist[0], found.resist[138])
    assert np.array_equal(found.resist[1, 0], found.resist[139, 0])


@pytest.fixture(scope="module")
def archive() -> dict[str, np.ndarray]:
    import os

    root = Path(os.environ.get("FOEDERA_SHARED", Path(__file__).resolve().parents[4] / "shared"))
    path = root / "data" / "sanctions" / "sigInt_sanctionsData.csv"
    if not path.is_file():
        pytest.skip("the data of Crisman-Cox and Gibilisco are not at hand (FOEDERA_SHARED)")
    with path.open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    return {name: np.array([float(r[name]) for r in rows]) for name in rows[0] if name != "gameID"}


def test_defaults_are_the_fit_to_the_published_data(archive: dict[str, np.ndarray]) -> None:
    d = archive
    dyads = Dyad(
        d["senderecondep"], d["targetecondep"], d["senderdemocracy"], d["targetdemocracy"], d["contig"], d["ally"],
        d["anticipatedsendercosts"], d["anticipatedtargetcosts"], d["lncaprat"],
    )  # fmt: skip

    def likelihood(parameters: DyadParameters) -> tuple[float, Threat]:
        t = threat_equilibria(utilities(dyads, parameters))
        assert np.all(t.number == 1)
        c, chance = t.threaten[:, 0], (t.concede[:, 0], t.impose[:, 0], t.back_down[:, 0])
        threats = sum((d[k] * np.log(c * p)).sum() for k, p in zip(("cd", "sf", "bd"), chance, strict=True))
        return float((d["sq"] * np.log(1 - c)).sum() + threats), t

    counts = [int(d[k].sum()) for k in ("sq", "cd", "sf", "bd")]
    assert counts == [49071, 144, 349, 140]
    best, found = likelihood(DyadParameters())
    assert best == pytest.approx(-3932.4474, abs=2e-4)
    # the package's own equilibrium, at coefficients with all their digits
    assert found.resist[:, 0] == pytest.approx(d["PRnpl"], abs=3e-6)
    assert found.stand[:, 0] == pytest.approx(d["PFnpl"], abs=3e-6)
    for step in (-0.3, 0.3):
        moved = DyadParameters(c_b_dependence=2.335138 + step)
        assert likelihood(moved)[0] < best - 1, step


payoffs = st.builds(
    Utilities,
    s_a=st.floats(-1, 0.5), v_a=st.floats(0.7, 3), c_b=st.floats(-3, 0.5), w_a=st.floats(-2.5, 1),
    w_b=st.floats(-3, 1), a=st.floats(-2.5, 1), v_b=st.floats(0, 1),
)  # fmt: skip


@given(u=payoffs)
@settings(max_examples=40, deadline=None)
def test_every_equilibrium_is_one(u: Utilities) -> None:
    """The chances of both players, drawn from their payoffs, give back the chance of resistance."""
    found = threat_equilibria(u)
    assert found.number % 2 == 1
    assert np.all(np.diff(found.resist) > 0)
    for p_c, p_r, p_f in zip(found.threaten, found.resist, found.stand, strict=True):
        assert 0 < p_c <= 1 and 0 < p_r <= 1 and 0 < p_f < 1
        s_a, v_a, c_b, w_a, w_b, a, v_b = (float(np.asarray(x)) for x in u)
        cut = (s_a - (1 - p_r) * v_a) / p_r
        assert p_c == pytest.approx(1 - _phi(cut - w_a) * _phi(cut - a), abs=1e-12)
        assert p_f * p_c == pytest.approx(_stands(w_a, a, cut), abs=1e-9)
        assert p_r == pytest.approx(_phi((p_f * w_b + (1 - p_f) * v_b - c_b) / p_f), abs=1e-9)
    assert found.concede + found.impose + found.back_down == pytest.approx(1)


def _phi(x: Any) -> Any:
    from scipy.special import ndtr

    return ndtr(x)


def _stands(w_a: float, a: float, cut: float) -> float:
    """P(w_a + e1 > a + e3 and w_a + e1 > cut), by integration over e1."""
    from scipy.integrate import quad

    density = lambda x: np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi) * _phi(x + w_a - a)  # noqa: E731
    return float(quad(density, max(cut - w_a, -12.0), 12.0, epsabs=1e-12, epsrel=1e-12, limit=200)[0])


def test_targets_that_always_or_never_resist() -> None:
    sure = threat_equilibria(
        SEVERAL._replace(c_b=np.array([400.0, -400.0, 1e9, 1e-9]), w_a=[-1.9, -1.9, -60, -60])
    )
    assert sure.number.tolist() == [1, 1, 1, 1]
    assert sure.resist[:, 0].tolist() == [0, 1, 0, 1]
    assert sure.concede[:2, 0].tolist() == [1, 0]
    assert sure.threaten[0, 0] == 1


def test_data_are_read_as_the_coefficients_say() -> None:
    u = utilities(BASE._replace(ally=1, sender_cost=2, target_cost=3))
    root = 0.002**0.5
    assert u.s_a == pytest.approx(-0.218076 * root + 0.34070 + 0.328116 - 0.170238)
    assert u.v_a == pytest.approx(1.602845 - 2 * 0.048140)
    assert u.c_b == pytest.approx(-2.136771 + 0.2335138 + 3 * 0.117180 + 6 * 0.121508 - 0.025529)
    assert u.w_a == pytest.approx(-2.418381 + 0.014077 * root + 0.35258 + 0.026497)
    assert u.w_b == pytest.approx(-0.908378 + 6 * 0.002638 + 0.119932)
    assert u.a == pytest.approx(-2.638156 + 0.20077)
    assert u.v_b == 0


def test_costly_sanctions_are_conceded_to() -> None:
    concede = threat_equilibria(utilities(BASE._replace(target_cost=np.linspace(0, 3, 7)))).concede[:, 0]
    assert np.all(np.diff(concede) > 0)


def test_levels_of_cost() -> None:
    assert cost_level([-1, 0, 0.49, 0.5, 1.99, 2, 8.5]).tolist() == [1, 1, 1, 2, 2, 3, 3]
    assert cost_level(1.5, DyadParameters(severe_loss=1.5)) == 3
    with pytest.raises(ModelInputError, match="major"):
        cost_level(1.0, DyadParameters(major_loss=3.0))
    with pytest.raises(ModelInputError, match="finite"):
        cost_level(np.nan)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"v_a": -0.1}, "worth more to the sender"),
        ({"w_b": np.nan}, "finite"),
        ({"w_a": -9.0, "a": -9.0}, "rarer than 1 in 10"),
    ],
)
def test_games_that_say_nothing(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ModelInputError, match=words):
        threat_equilibria(SEVERAL._replace(**changes))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sender_dependence", -0.1), ("target_dependence", np.inf), ("sender_democracy", 11), ("target_democracy", -11),
        ("contiguity", 0), ("ally", 2), ("sender_cost", -1), ("target_cost", 4), ("ln_capability", np.nan),
    ],
)  # fmt: skip
def test_dyads_out_of_range(name: str, value: float) -> None:
    with pytest.raises(ModelInputError, match=f"Dyad.{name}"):
        utilities(BASE._replace(**{name: value}))


def test_every_default_has_a_source() -> None:
    for row in DyadParameters().rows():
        assert "crismancox2021" in row.source or row.assumed, row.name
    assert len(dataclasses.fields(DyadParameters)) == 22
    with pytest.raises(InputError):
        DyadParameters(v_a=np.inf)

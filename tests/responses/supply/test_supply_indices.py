from __future__ import annotations

import csv
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.responses.supply.indices import (
    concentration,
    criticality,
    geopolitical_distance,
    geopolitical_risk,
    indices,
    net_import_reliance,
    supplier_shares,
    supply_risk,
)

quick = settings(max_examples=50, deadline=None)
amounts = st.lists(st.floats(0.01, 100.0), min_size=2, max_size=8)


def test_worked_example(table) -> None:
    rows = table("own_supply/indices.csv")
    world, wgi, far, own = (
        np.array([float(r[k]) for r in rows]) for k in ("world", "governance", "distance", "sourcing")
    )
    got = indices(world, own, 0.8, wgi, far, recycled=0.05, substitution=0.95)
    np.testing.assert_allclose(got, [0.5208, 0.2787, 0.194019, 0.5528], atol=0.51e-6)


@quick
@given(value=amounts)
def test_concentration_lies_between_even_and_one(value: list[float]) -> None:
    s = supplier_shares(value)
    assert s.sum() == pytest.approx(1.0)
    assert 1 / len(value) - 1e-12 <= concentration(s) <= 1 + 1e-12
    # a split supplier concentrates less
    assert concentration(np.append(s[1:], [s[0] / 2, s[0] / 2])) < concentration(s)
    assert concentration(s, np.full(len(value), 0.5), 1.2) == pytest.approx(0.6 * concentration(s))


@quick
@given(
    world=st.floats(0, 1),
    own=st.floats(0, 1),
    reliance=st.floats(-1, 1),
    eol=st.floats(0, 1),
    si=st.floats(0, 1),
)
def test_supply_risk_vanishes_with_full_recycling(
    world: float, own: float, reliance: float, eol: float, si: float
) -> None:
    assert supply_risk(world, own, reliance, 1.0, si) == 0.0
    risk = supply_risk(world, own, reliance, eol, si)
    assert 0.0 <= risk <= max(world, own) + 1e-12
    if reliance <= 0:
        assert risk == pytest.approx(own * (1 - eol) * si)


def test_distance_and_reliance() -> None:
    np.testing.assert_allclose(geopolitical_distance([0, 1, 4, 9], [0, 0, 0, 1], 2.0), [0, 0.5, 1, 0])
    assert net_import_reliance(90, 20, 6, 100) == pytest.approx(0.76)
    assert net_import_reliance(0, 50, 0, 100) == pytest.approx(-0.5)
    with pytest.raises(ModelInputError, match="above consumption"):
        net_import_reliance(150, 20, 0, 100)
    assert criticality(0.5, 0.4) == pytest.approx(0.2)


def test_net_exporters_have_no_exposure_and_a_warning() -> None:
    with pytest.warns(UserWarning, match="net exporter"):
        np.testing.assert_array_equal(
            geopolitical_risk([-0.4, 0.5], [[1.0], [1.0]], [[1.0], [1.0]]), [0.0, 0.5]
        )


def test_missing_suppliers_are_said() -> None:
    with pytest.warns(UserWarning, match="10% of the value"):
        np.testing.assert_allclose(supplier_shares([60, 30, np.nan], 100), [2 / 3, 1 / 3, 0])
    np.testing.assert_allclose(supplier_shares([70, 28], 100), [70 / 98, 28 / 98])  # 2 % missing: silent
    with pytest.raises(ModelInputError, match="below the sum"):
        supplier_shares([70, 40], 100)
    with pytest.raises(ModelInputError, match="no supplier"):
        supplier_shares([np.nan, 0.0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: concentration([0.5, 0.4]), "sum to 1"),
        (lambda: concentration([0.5, 0.5], [0.5, 1.5]), "lie in"),
        (lambda: concentration([0.5, 0.5], 1.0, 0.5), "at least 0.8"),
        (lambda: geopolitical_risk(1.5, [1.0], [1.0]), "at most 1"),
        (lambda: supply_risk(0.5, 0.5, 0.5, 1.5, 1.0), "lie in"),
    ],
)
def test_bad_numbers(call, message: str) -> None:
    with pytest.raises(ModelInputError, match=message):
        call()


def test_shipped_minerals_add_up_to_the_world() -> None:
    text = files("foedera.responses.supply").joinpath("minerals.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    for mineral, named in (("rare earths", 1.001), ("cobalt", 0.8605)):
        tonnes = {r["iso3"]: float(r["tonnes"]) for r in rows if r["mineral"] == mineral}
        world = tonnes.pop("world")
        assert sum(tonnes.values()) / world == pytest.approx(named, abs=5e-4)
        assert concentration(supplier_shares(list(tonnes.values()))) > 0.45  # both are highly concentrated

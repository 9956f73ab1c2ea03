"""NAFTA's tariff cuts from the authors' archive: the published decomposition and the exact change of real income."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from foedera.responses.sanctions.certificate import certificate
from foedera.responses.sanctions.changes import bloc_imports
from foedera.responses.sanctions.decomposition import linear, path
from foedera.responses.sanctions.equilibrium import Equilibrium, Shock, solve
from foedera.responses.sanctions.welfare import real_wage, welfare

Table = Callable[[str], list[dict[str, str]]]


@pytest.fixture(scope="module")
def cut(nafta: Any) -> Equilibrium:
    return solve(nafta.economy, Shock(tariffs=nafta.tariffs_2005))


def test_published_and_exact(cut: Equilibrium, table: Table) -> None:
    rows = table("caliendo_parro_2015/nafta.csv")
    members = [r["state"] for r in rows]
    at = [cut.economy.index(m) for m in members]
    parts = linear(cut)
    for name, found in (
        ("terms_of_trade", parts.terms_of_trade), ("volume_of_trade", parts.volume_of_trade),
        ("linear_welfare", parts.welfare), ("real_wage", real_wage(cut)), ("exact_welfare", welfare(cut)),
    ):  # fmt: skip
        assert found[at] == pytest.approx([float(r[name]) for r in rows], abs=5e-4), name
    assert bloc_imports(cut, members) == pytest.approx([float(r["bloc_imports"]) for r in rows], abs=5e-4)
    assert not parts.barriers.any() and np.abs(parts.money).max() < 1e-8


def test_path_is_near_the_exact_change(nafta: Any, cut: Equilibrium) -> None:
    at = [nafta.economy.index(m) for m in ("Mexico", "Canada", "USA")]
    found = path(nafta.economy, Shock(tariffs=nafta.tariffs_2005), steps=10).welfare
    assert found[at] == pytest.approx(welfare(cut)[at], abs=2e-3)


def test_certificate(cut: Equilibrium) -> None:
    sure = certificate(cut)
    assert sure.worst < 1e-9
    assert any("Petroleum" in note for note in sure.notes), sure.notes
    assert not any("numeraire" in note for note in sure.notes)

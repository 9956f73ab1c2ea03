"""What the allies spend: the shipped table against the published sums and the world it stands beside."""

from __future__ import annotations

from datetime import date

import pytest

from foedera.core.errors import InputError
from foedera.pacts import library
from foedera.world import World
from foedera.world.spending import nato_spending, nato_years


def test_years_and_members() -> None:
    assert nato_years() == [2014, 2019, 2024]
    nato = library()["nato"]
    for year in nato_years():
        found = nato_spending(year)
        assert found["iso3"].to_list() == sorted(nato.members_on(date(year, 12, 31)))
        assert found["status"].unique().to_list() == ["found"]


def test_sums_are_near_the_published_ones() -> None:
    """NATO's release of June 2024 prints 943,218 and 1,474,399 million, at its own GDP and exchange rates."""
    for year, total, usa in ((2014, 943.218, 653.942), (2024, 1474.399, 967.707)):
        found = nato_spending(year)
        spent = dict(found.select("iso3", "spending_busd").iter_rows())
        assert sum(spent.values()) == pytest.approx(total, rel=0.03)
        assert spent["USA"] == pytest.approx(usa, rel=0.03)
        assert (found["share_pct"] * found["gdp_busd"] / 100 - found["spending_busd"]).abs().max() < 1e-9


def test_gdp_is_that_of_the_world() -> None:
    world = dict(World.reference().states.select("iso3", "gdp_busd").iter_rows())
    for state, gdp in nato_spending(2024).select("iso3", "gdp_busd").iter_rows():
        assert gdp == pytest.approx(world[state], abs=1e-3)


def test_shares_are_near_those_of_the_earlier_release(table) -> None:
    for year in (2014, 2019):
        ours = dict(nato_spending(year).select("iso3", "share_pct").iter_rows())
        rows = [r for r in table("nato_2019/spending.csv") if r["year"] == str(year)]
        assert set(ours) >= {r["country"] for r in rows} - {"MNE"}
        for r in rows:
            if r["country"] in ours:
                assert ours[r["country"]] == pytest.approx(float(r["share_gdp_pct"]), abs=0.06)


def test_a_year_without_figures() -> None:
    with pytest.raises(InputError, match=r"no figures of 2015 .*2014, 2019, 2024"):
        nato_spending(2015)

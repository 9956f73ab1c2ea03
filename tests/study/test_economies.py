"""Economies by name, on what ships and on the owners' data sets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foedera.core.errors import InputError, MissingDataError
from foedera.responses.sanctions.economy import Economy, calibrate
from foedera.responses.sanctions.equilibrium import Equilibrium, Shock, solve
from foedera.study.economies import NAMES, assembled, economy_of
from foedera.study.economies.cp_nafta import NAFTA, cp_nafta, tariffs_2005
from foedera.study.economies.one_sector import OneSector, reference
from foedera.world.world import World

COALITION = [
    "AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GBR", "GRC", "HUN", "IRL",
    "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "SWE", "USA", "JPN", "KOR",
    "CAN", "AUS", "TWN",
]  # fmt: skip


def _welfare(before: Economy, after: Equilibrium) -> np.ndarray:
    """Return the change of real income in percent."""
    prices = np.prod(after.price**before.final_share, axis=1)
    return np.asarray(100 * (after.income / before.income / prices - 1))


def _embargo(economy: Economy, senders: list[str], target: str, sectors: tuple[str, ...]) -> Shock:
    let, t = np.ones(economy.flows.shape), economy.index(target)
    for sector in sectors:
        for sender in senders:
            let[economy.sector(sector), economy.index(sender), t] = 0.0
            let[economy.sector(sector), t, economy.index(sender)] = 0.0
    return Shock(let_through=let)


def _own_equilibrium(economy: Economy) -> float:
    """Return the largest deviation of a hat from 1 without a shock."""
    q = solve(economy, tolerance=1e-10)
    return max(float(np.abs(hat - 1).max()) for hat in (q.wage, q.price, q.income / economy.income))


def test_the_reference_economy_needs_no_data() -> None:
    found = assembled("reference")
    world, economy = World.reference(), found.economy
    assert "coarse" in found.title.lower() and economy.states == (*world.iso3, "ROW")
    gdp = world.array("gdp_busd") * 1e3
    assert economy.value_added[:-1] == pytest.approx(gdp) and economy.value_added.sum() == pytest.approx(
        111.33e6
    )
    flows = economy.flows[0].T
    assert flows[economy.index("DEU"), economy.index("USA")] == pytest.approx(
        world.array("trade_musd")[world.index("DEU"), world.index("USA")])  # fmt: skip
    total = flows.sum(axis=0) + flows.sum(axis=1) - 2 * np.diag(flows)
    deu = economy.index("DEU")
    usa = (flows[deu, economy.index("USA")] + flows[economy.index("USA"), deu]) / total[deu]
    assert usa == pytest.approx(world.array("trade_share")[deu, world.index("USA")], abs=1e-3)
    assert np.all(np.diag(flows) >= 0.05 * economy.output[:, 0] * (1 - 1e-12))
    assert _own_equilibrium(economy) < 1e-9
    report = found.report()
    assert report.count("ASSUMPTION") >= 5 and "KGZ" in report


def _lost(parameters: OneSector) -> float:
    economy = reference(parameters).economy
    senders = [s for s in COALITION if s in economy.states]
    return float(
        _welfare(economy, solve(economy, _embargo(economy, senders, "RUS", ("all",))))[economy.index("RUS")]
    )


def test_the_assumed_share_of_value_added_hardly_matters_and_the_elasticity_does() -> None:
    """More output per GDP means a smaller share of trade in it, which offsets the longer chain of inputs."""
    usual = _lost(OneSector())
    assert usual == pytest.approx(-0.82, abs=0.005)
    for share in (0.4, 0.6):
        assert _lost(OneSector(value_added=share)) == pytest.approx(usual, rel=0.02)
    assert _lost(OneSector(theta=2.0)) < 1.8 * usual < 1.5 * usual < usual < _lost(OneSector(theta=8.0)) < 0


def test_exports_beyond_output_raise_output_and_are_told() -> None:
    found = reference(OneSector(value_added=1.0))
    raised = [m for m in found.accounts.mended if "raised" in m.what]
    economy = found.economy
    assert len(raised) == 1 and raised[0].state == "VNM"
    at = economy.index("VNM")
    assert economy.flows[0, at, at] == pytest.approx(0.05 * economy.output[at, 0])
    assert economy.value_added[at] == pytest.approx(World.reference().array("gdp_busd")[World.reference().index(
        "VNM")] * 1e3)  # fmt: skip


def test_an_unknown_name_is_told() -> None:
    with pytest.raises(InputError, match=r"no economy 'referenc'.*did you mean 'reference'"):
        economy_of("referenc")
    with pytest.raises(InputError, match=r"no table of 1999 here \(it has 1995, 2000"):
        economy_of("wiod1999")
    with pytest.raises(InputError, match="file is missing"):
        economy_of(Path("nowhere"))


@pytest.mark.parametrize(("name", "told"), [
    ("wiod2011", r"foedera data pull io\.wiod@rdata-2011"), ("onesector2023", r"foedera data pull io\.onesector"),
    ("cp-nafta", "xbilat1993.txt"), ("wiod16-2014", "WIOT2014_October16_ROW.dta"), ("icio2020", "2020_SML.csv"),
])  # fmt: skip
def test_missing_data_are_told_with_the_way_to_have_them(name: str, told: str) -> None:
    assert name in NAMES
    with pytest.raises(MissingDataError, match=told):
        assembled(name)


def test_the_archive_and_its_tidy_copy_give_one_economy(mirror: Path) -> None:
    own, copy = (cp_nafta(edition).economy for edition in ("2015", "tidy"))
    assert own.states == copy.states and own.sectors == copy.sectors and len(own.sectors) == 40
    for name in ("flows", "tariffs", "value_added_share", "input_share", "theta", "final_share"):
        a, b = getattr(own, name), getattr(copy, name)
        assert np.allclose(a, b, rtol=1e-8, atol=1e-12 * np.abs(a).max()), name
    assert np.allclose(tariffs_2005(own, "2015"), tariffs_2005(copy, "tidy"), atol=1e-12)
    assert _own_equilibrium(own) < 1e-9


def test_nafta_exactly(mirror: Path, table) -> None:  # type: ignore[no-untyped-def]
    """Exact changes of real income and of real wages, from balanced trade."""
    economy = cp_nafta().economy
    found = solve(economy, Shock(deficits=np.zeros(economy.n)))
    shares = economy.value_added_share, economy.input_share, economy.theta
    names = {"states": economy.states, "sectors": economy.sectors}
    base = calibrate(found.flows, economy.tariffs, *shares, **names, negative="keep")
    after = solve(base, Shock(tariffs=tariffs_2005(economy)))
    real = 100 * (after.wage / np.prod(after.price**base.final_share, axis=1) - 1)
    rows = table("caliendo_parro_2015/nafta.csv")
    codes = {"Mexico": "MEX", "Canada": "CAN", "USA": "USA"}
    at = [base.index(codes[r["state"]]) for r in rows]
    assert sorted(codes[r["state"]] for r in rows) == sorted(NAFTA)
    assert _welfare(base, after)[at] == pytest.approx([float(r["exact_welfare"]) for r in rows], abs=1e-4)
    assert real[at] == pytest.approx([float(r["real_wage"]) for r in rows], abs=1e-4)


def test_the_accounts_of_cp2015_name_what_is_wrong(mirror: Path) -> None:
    accounts = assembled("cp-nafta").accounts
    found = {c.name: c for c in accounts.found}
    settled = {c.name: c for c in accounts.settled}
    final = "final demand is not negative"
    assert found[final].count == 185 and not found[final].passed and settled[final].passed
    assert found["inputs are not negative"].state == "CAN" and found["inputs are not negative"].count == 1
    assert [m.what.split()[0] for m in accounts.mended] == [
        "output",
        "185",
    ] and "26 state-sectors" in accounts.mended[0].what


def test_wiod_2011_solves_and_gives_the_known_embargo(mirror: Path) -> None:
    """Russia against 33: -4.5 % with the elasticities by sector, -5.8 % with 4; energy alone -0.8 %."""
    found = assembled("wiod2011")
    economy = found.economy
    assert (economy.n, len(economy.sectors)) == (41, 35) and {"ROW", "ROU"} < set(economy.states)
    assert economy.value_added.sum() / 1e6 == pytest.approx(69.3, abs=0.1)
    assert economy.final_share.min() >= 0 and _own_equilibrium(economy) < 1e-9
    change = next(m for m in found.accounts.mended if "made anew" in m.what)
    assert change.share < 1e-3 and (change.state, change.sector) == ("JPN", "c2")
    assert found.groups["energy"] == ("c2", "c8") and found.titles["c2"] == "Mining and Quarrying"
    senders = [economy.index(s) for s in COALITION]
    for own, russia, coalition in ((economy, -4.5, -0.08), (economy.with_theta(4.0), -5.8, -0.18)):
        lost = _welfare(own, solve(own, _embargo(own, COALITION, "RUS", own.sectors)))
        assert lost[own.index("RUS")] == pytest.approx(russia, abs=0.05)
        assert np.average(lost[senders], weights=own.income[senders]) == pytest.approx(coalition, abs=0.005)
    lost = _welfare(economy, solve(economy, _embargo(economy, COALITION, "RUS", found.groups["energy"])))
    assert lost[economy.index("RUS")] == pytest.approx(-0.8, abs=0.05)


def test_194_countries(mirror: Path) -> None:
    found = assembled("onesector2023")
    economy = found.economy
    assert economy.n == 194 and economy.value_added.sum() / 1e6 == pytest.approx(105.3, abs=0.1)
    korea = economy.flows[0, economy.index("VNM"), economy.index("KOR")]
    assert korea == pytest.approx(53_381.4)  # empty in the file, filled from the reference world
    assert any("96 empty flows" in m.what for m in found.accounts.mended) and _own_equilibrium(economy) < 1e-9

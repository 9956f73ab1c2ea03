"""Who pays in the North Atlantic Treaty: tables, figures, a page and a figure file."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from foedera.core.errors import InputError, StoreError
from foedera.core.references import cite
from foedera.core.version import VERSION
from foedera.decisions import burden, fairness, participation, pledges, tastes
from foedera.report.blocks import Cell, Chapter, Prose, Table
from foedera.report.drawings import Draw, Drawing, pictured, stacked
from foedera.report.figures.arrival_bars import arrival_bars
from foedera.report.figures.burden_bars import burden_bars
from foedera.report.figures.scheme_bars import scheme_bars
from foedera.report.figures.spending_bars import spending_bars
from foedera.report.html import Head, to_html, write_html
from foedera.report.numbers import listed, number, percent, signed
from foedera.study.burden import DEFINITIONS, HORIZON, NatoBurden

if TYPE_CHECKING:
    pass

__all__ = ["answers", "tables", "write_figure", "write_page"]

_CARDS = tuple(m.CARD for m in (burden, tastes, participation, pledges, fairness))
_SCHEMES = {"today": "as today", "nash": "Nash", "joint": "joint product", "lindahl": "Lindahl"}
_FORMATS = (".pdf", ".png", ".svg")


def answers(b: NatoBurden) -> list[str]:
    """Return the answers in a few sentences."""
    s, m = b.sums, b.members
    allies = "European allies" if b.european else "allies"
    counts = {k: int(m[k].sum()) for k in DEFINITIONS}
    always = ", ".join(m.filter(m["free_rider_by"] == len(DEFINITIONS))["iso3"].to_list())
    late = b.arrival.filter(b.arrival["never"] > 0.5).height
    t = next(r for r in b.tests.iter_rows(named=True) if r["year"] == b.year and not r["left_out"])
    payers = b.pact.filter(b.pact["nash_busd"] > 0)["name"].to_list()
    return [
        f"In {b.year} the {m.height} {allies} spent {number(s['spending_busd'], 0)} bn USD on defence, "
        f"{percent(s['spending_pct'] / 100, 2)} of their GDP; the largest payer bore {percent(s['largest_share'])}.",
        f"Free riders: {counts['below_pledge']} spent less than the {b.pledge:g} % pledged, "
        f"{counts['below_ability']} bore less than their share of GDP, {counts['below_prediction']} less than "
        f"the joint-product game predicts, {counts['benefits_more']} more benefits than costs; "
        f"by all four: {always or 'nobody'}.",
        f"A pact of the Europeans alone: {number(s['europe_today_busd'], 0)} bn USD as they spend; "
        f"{number(s['europe_joint_busd'], 0)} in the joint-product game; {number(s['europe_nash_busd'], 0)} as a pure "
        f"public good, all of it from {listed(payers)}; {number(s['europe_lindahl_busd'], 0)} if each paid by its "
        f"own valuation, against {number(s['alliance_today_busd'], 0)} that the alliance has today.",
        f"{late} of {b.arrival.height} would more likely than not miss {b.target:g} % of GDP within {HORIZON} years at "
        "the pace of 2014-18.",
        f"Exploitation of the great by the small, {t['year']}: rank correlation of GDP and burden "
        f"{signed(t['rho'], 3)} (p {number(t['rho_p'], 2)}): "
        + ("a sign of it." if t["rho"] > 0 and t["rho_p"] < 0.05 else "no sign of it."),
    ]  # fmt: skip


def tables(b: NatoBurden) -> list[Table]:
    """Return the tables: free riders, the pact of the Europeans, years to the target, exploitation."""
    return [_riders(b), _pact(b), _arrival(b), _tests(b)]


def _heads(*words: str) -> list[Cell]:
    return [Cell(words[0]), *(Cell(w, number=True) for w in words[1:])]


def _numbers(*words: str) -> list[Cell]:
    return [Cell(w, number=True) for w in words]


def _marked(text: str, mark: bool) -> Cell:
    return Cell(text + ("*" if mark else ""), number=True, strong=mark)


def _riders(b: NatoBurden) -> Table:
    rows = [
        [Cell(r["name"]), *_numbers(number(r["spending_busd"], 1)),
         _marked(number(r["share_pct"], 2), r["below_pledge"]),
         _marked(number(r["under_contribution"], 2), r["below_ability"]),
         _marked(number(r["share_pct"] - r["predicted_pct"], 2), r["below_prediction"]),
         _marked(signed(100 * r["net_benefit"], 1), r["benefits_more"]),
         *_numbers(f"{r['free_rider_by']} of {len(DEFINITIONS)}")]
        for r in b.members.sort("free_rider_by", "spending_busd", descending=True).iter_rows(named=True)
    ]  # fmt: skip
    return Table(
        f"Who rides free, {b.year}",
        _heads("ally", "bn USD", f"% of GDP (pledge {b.pledge:g})", "under-contribution", "above the game [pp]",
               "benefits less costs [pp]", "rides free by"),
        rows,
        f"* {'; '.join(DEFINITIONS.values())}. Under-contribution is 1 less the share of spending over the share "
        "of GDP.",
    )  # fmt: skip


def _pact(b: NatoBurden) -> Table:
    rows, somebody = [], bool(b.pact["refuses_lindahl"].any())
    for r in b.pact.sort("lindahl_busd", descending=True).iter_rows(named=True):
        cells = [
            Cell(number(r[f"{k}_busd"], 1), small=f"({number(r[f'{k}_pct'], 1)} %)", number=True)
            for k in _SCHEMES
        ]
        refuses = "refuses" if r["refuses_lindahl"] else ""
        paid = [Cell(signed(r["side_payment_busd"], 1), small=refuses, number=True)]
        rows.append([Cell(r["name"]), *cells, *(paid if somebody else [])])
    sums = [Cell(number(b.sums[f"europe_{k}_busd"], 1), number=True, strong=True) for k in _SCHEMES]
    rows.append([Cell("together"), *sums, *([Cell("")] if somebody else [])])
    return Table(
        "What a pact of the Europeans alone would cost each [bn USD a year, % of GDP]",
        _heads("ally", *_SCHEMES.values(), *(["side payment"] if somebody else [])), rows,
        "Nash: each pays what is best for it alone, the good being purely common. Joint product: its effort also "
        "serves itself. Lindahl: each pays by its own valuation; "
        f"{_participation(b, somebody)}. "
        f"As a pure public good {percent(b.sums['europe_suboptimality'])} of the best output would be missing.",
    )  # fmt: skip


def _participation(b: NatoBurden, somebody: bool) -> str:
    if not somebody:
        return "nobody is worse off by it than under Nash, so that nobody has to be paid for taking part"
    if b.sums["side_payments_enough"]:
        return "who would be worse off by it than under Nash refuses, and is kept by side payments"
    return (
        "who would be worse off by it than under Nash refuses, and side payments do not suffice to keep all"
    )


def _arrival(b: NatoBurden) -> Table:
    rows = [
        [Cell(r["name"]), *_numbers(number(r["share_pct"], 2), _years(r["median_years"]),
                                    f"{_years(r['low_years'])} to {_years(r['high_years'])}", percent(r["never"]))]
        for r in b.arrival.sort("never", "median_years", "name").iter_rows(named=True)
    ]  # fmt: skip
    return Table(
        f"Years until {b.target:g} % of GDP, from {b.year}",
        _heads("ally", "% of GDP", "median", "90 % of futures", f"not within {HORIZON}"), rows,
    )  # fmt: skip


def _years(years: float) -> str:
    return f"over {HORIZON}" if math.isinf(years) else number(years, 0)


def _tests(b: NatoBurden) -> Table:
    rows = [
        [Cell(str(r["year"])), Cell(r["left_out"] or "nobody"),
         *_numbers(str(r["members"]), signed(r["rho"], 3), number(r["rho_p"], 2), signed(r["tau"], 3),
                   number(r["tau_p"], 2))]
        for r in b.tests.iter_rows(named=True)
    ]  # fmt: skip
    return Table(
        "Do the great pay more? Rank correlation of GDP and the share of it that is spent",
        [Cell("year"), Cell("left out"), *_numbers("allies", "Spearman's rho", "p", "Kendall's tau-b", "p")], rows,
        "Two-sided p. Allies without armed forces (Iceland) do not count.",
    )  # fmt: skip


def _drawings(b: NatoBurden) -> dict[str, Drawing]:
    """Return the figures by name."""
    m, p, a = b.members, b.pact, b.arrival
    riders: Draw = lambda ax, w, t: spending_bars(  # noqa: E731
        m["name"].to_list(), m["share_pct"].to_numpy(), m["predicted_pct"].to_numpy(), m["free_rider_by"].to_numpy(),
        pledge=b.pledge, definitions=len(DEFINITIONS), title=t, ax=ax, width=w,
    )  # fmt: skip
    pact: Draw = lambda ax, w, t: scheme_bars(  # noqa: E731
        p["name"].to_list(), {words: p[f"{k}_busd"].to_numpy() for k, words in _SCHEMES.items()}, unit="bn USD",
        title=t, ax=ax, width=w,
    )  # fmt: skip
    years: Draw = lambda ax, w, t: arrival_bars(  # noqa: E731
        a["name"].to_list(), a["low_years"].to_numpy(), a["median_years"].to_numpy(), a["high_years"].to_numpy(),
        a["never"].to_numpy(), horizon=HORIZON, title=t, ax=ax, width=w,
    )  # fmt: skip
    return {
        "riders": Drawing(f"Spending, pledge and prediction, {b.year}", 0.2 * m.height + 1.4, riders),
        "pact": Drawing("A pact of the Europeans alone", 0.46 * min(p.height, 13) + 1.4, pact),
        "years": Drawing(f"Years until {b.target:g} % of GDP", 0.2 * a.height + 1.4, years),
    }


def write_figure(b: NatoBurden, path: str | Path) -> Path:
    """Write the three figures one above the other, as PNG, SVG or PDF by the name of the file.

    Raises
    ------
    InputError : the name has another ending
    StoreError : the file cannot be written
    """
    path = Path(path)
    if path.suffix.lower() not in _FORMATS:
        raise InputError(f"'{path.suffix}' is no format of figures", where=str(path),
                         fix=f"one of {', '.join(_FORMATS)}")  # fmt: skip
    try:
        stacked(_drawings(b).values()).savefig(path, dpi=150)
    except OSError as error:
        raise StoreError(
            f"the figure could not be written: {error.strerror or error}", where=str(path)
        ) from error
    return path


def write_page(b: NatoBurden, path: str | Path, *, seed: int = 0) -> Path:
    """Write everything as one HTML file.

    Raises
    ------
    StoreError : the file cannot be written; nothing is left behind
    """
    head = Head(
        "Foedera, who pays",
        f"Who pays in the North Atlantic Treaty, {b.year}",
        "Who rides free, what would a pact of the Europeans alone cost each member, and when do budgets reach "
        f"{b.target:g} % of GDP?",
        VERSION,
        f"seed {seed}",
    )
    return write_html(to_html(head, _chapters(b)), Path(path))


def _chapters(b: NatoBurden) -> list[Chapter]:
    riders, pact, arrival, tests = tables(b)
    pictures = {name: pictured(name, d.title, d.draw) for name, d in _drawings(b).items()}
    m = b.members
    shares: Draw = lambda ax, w, _: burden_bars(  # noqa: E731
        m["name"].to_list(), m["cost_share"].to_numpy(), m["benefit_share"].to_numpy(), ax=ax, width=w
    )
    keys = dict.fromkeys(k for card in _CARDS for k in card.cites)
    sources = [
        "NATO, Defence Expenditure of NATO Countries, June 2019 and June 2024; World Bank, World Development "
        "Indicators (GDP in current US dollars; CC BY 4.0); population and capitals of the reference world.",
        *(r.text() for r in cite((*keys, "nato2024", "sandler2000"))),
    ]
    return [
        Chapter("answers", "Answers", [Prose(answers(b), "answer")]),
        Chapter("riders", "Who rides free", [
            pictures["riders"], riders, pictured("shares", "Share of the cost beside share of the benefits", shares),
        ]),
        Chapter("pact", "A pact of the Europeans alone", [pictures["pact"], pact]),
        Chapter("years", "Years to the target", [pictures["years"], arrival]),
        Chapter("exploitation", "Exploitation", [tests]),
        Chapter("judgements", "Judgements", [Prose(b.judgements, "list")]),
        Chapter("sources", "Sources", [Prose(sources, "list")]),
    ]  # fmt: skip

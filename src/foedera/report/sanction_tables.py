"""Sanctions in words and tables: the answers, a row per state, and what was asked for beside it."""

from __future__ import annotations

import math

import polars as pl

from foedera.report.blocks import Cell, Row, Table
from foedera.report.numbers import THIN, listed, number, signed, spread, words
from foedera.study.sanctions import Sanctions
from foedera.study.senders import state_name

__all__ = ["answers", "chosen_states", "heading", "rests_on", "tables", "what_is_done"]

WORST = 5
"""Third parties that lose most and are shown unasked; those that gain most are as many."""


def answers(s: Sanctions) -> list[str]:
    """Return the answers in a few sentences."""
    m = s.sums
    target, unit = state_name(s.target), s.unit
    loses = "loses" if m["target_loss"] >= 0 else "gains"
    pay = "lose" if m["own_cost"] >= 0 else "gain"
    found = [
        f"{what_is_done(s)}.",
        f"{target} {loses} {_percent(abs(m['target_loss']))} of its real income{_between(s, 'target_loss')}, "
        f"{number(abs(m['target_loss_money']))} {unit} a year; the senders together {pay} "
        f"{_percent(abs(m['own_cost']))} of theirs{_between(s, 'own_cost')}, {number(abs(m['own_cost_money']))} "
        f"{unit}.",
        f"Punishment per unit of own cost: {_times(m['ratio'])}{_between(s, 'ratio', '')}, both in per cent of income.",
    ]
    senders = s.states.filter(pl.col("role") == "sender")
    if s.transfers:
        gives = senders.filter(pl.col("transfer") < 0)
        moved = float(senders["transfer"].to_numpy().clip(0.0).sum())
        top = gives.sort("transfer")["name"].to_list()[:3]
        found.append(
            f"With transfers of {number(moved)} {unit} every sender's real income changes by "
            f"{signed(senders['change_pct'][0], 3)}{THIN}%; {listed(top) if top else 'nobody'} "
            f"{'pays' if len(top) < 2 else 'pay'} most."
        )
    if (x := s.searches.leaving) is not None:
        found.append(_who_leaves(s))
        if x.members.height > 1:
            worth = x.members.sort("adds", descending=True).row(0, named=True)
            found.append(
                f"{state_name(worth['iso3'])} adds most: without it {target} loses {_points(worth['adds'])} less."
            )
    if (f := s.searches.front) is not None:
        best = f.best("ratio")
        how = "Of all coalitions" if f.exact else f"Of {f.coalitions.height} coalitions looked at"
        found.append(
            f"{how} the one that hurts {target} most per unit of own cost is {_named(best['senders'])}: "
            f"{_times(best['ratio'])}."
        )
    if (b := s.searches.best) is not None:
        sure = "of all of that size" if b["exact"] else (
            f"found greedily; no coalition does better than {_percent(b['bound'])} if senders' additions go on as "
            "they were seen"
        )  # fmt: skip
        found.append(
            f"The coalition of {len(b['senders'])} that hurts {target} most is {listed(b['senders'])} "
            f"({_percent(b['target_loss'])}), {sure}."
        )
    return found


def heading(s: Sanctions) -> str:
    """Return who does it to whom, in short."""
    who = [*s.senders.groups, *(state_name(x) for x in s.senders.states if x not in _grouped(s))]
    return (
        f"{listed([w.upper() if w in s.senders.groups else w for w in who])} against {state_name(s.target)}"
    )


def _grouped(s: Sanctions) -> set[str]:
    return {x for members in s.senders.groups.values() for x in members}


def what_is_done(s: Sanctions) -> str:
    """Return the measure in words."""
    m = s.measure
    where = "all sectors" if s.sectors is None else listed([s.assembled.titles.get(x, x) for x in s.sectors])
    trade = {"both": "trade with", "imports": "imports from", "exports": "exports to"}[m.direction]
    done = {
        "embargo": f"cut {'all' if m.enforcement == 1 else f'{100 * m.enforcement:g} per cent of'} {trade}",
        "tariff": f"add {100 * m.tariff:g} points to tariffs on imports from",
        "barrier": f"make {m.barrier:g} times as costly all {trade}",
    }[m.kind]
    evaded = f"; {100 * m.evasion:g} per cent of it gets past" if m.evasion else ""
    answered = f"; {state_name(s.target)} answers in kind" if s.retaliation is not False else ""
    count = words(len(s.senders.states), "sender")
    who = heading(s).partition(" against ")[0]
    return f"{who} ({count}) {done} {state_name(s.target)} in {where}{evaded}{answered}"


def _who_leaves(s: Sanctions) -> str:
    x = s.searches.leaving
    assert x is not None
    gone = x.members.filter("leaves")["iso3"].to_list()
    worth = f"if taking part is worth {number(x.stake)}{THIN}% of income to a sender"
    if not gone:
        return f"Nobody would leave {worth}."
    whom = listed(gone) if len(gone) < x.members.height else "all"
    kept = {
        True: " Transfers among the senders would keep all of them.",
        False: " Transfers among the senders would not keep them.",
        None: "",
    }[x.feasible]
    return (
        f"Would leave {worth}: {whom}; {words(len(x.stable), 'sender')} would be left in the end. Nobody would if it "
        f"were worth {number(x.least_stake, 3)}{THIN}%.{kept}"
    )


def _percent(value: float) -> str:
    return f"{number(value)}{THIN}%"


def _points(value: float) -> str:
    return f"{number(value)} points"


def _times(ratio: float) -> str:
    return "the senders lose nothing" if math.isinf(ratio) else number(ratio)


def _between(s: Sanctions, name: str, unit: str = f"{THIN}%") -> str:
    low, high = s.sums[f"{name}_low"], s.sums[f"{name}_high"]
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f" (90{THIN}% of draws: {spread(low, high)}{unit})"


def _named(joined: str) -> str:
    codes = joined.split("+")
    return listed(codes) if len(codes) <= 12 else f"one of {len(codes)}: {listed(codes)}"


def tables(s: Sanctions) -> list[Table]:
    """Return the tables: states, then what was asked for."""
    found = [_states(s)]
    x = s.searches
    if x.leaving is not None:
        found.append(_leaving(s))
    if x.joining is not None:
        found.append(_joining(s, x.joining))
    if x.front is not None:
        found.append(_front(s))
    if x.ranking is not None:
        found.append(_ranking(s, x.ranking))
    return found


def chosen_states(s: Sanctions) -> pl.DataFrame:
    """Return the states to show: the target, the senders, third parties asked for and those hit or helped most."""
    third = s.states.filter(pl.col("role") == "third").sort("change_pct")
    ends = pl.concat([third.head(WORST), third.tail(WORST)])["iso3"].to_list()
    keep = (pl.col("role") != "third") | pl.col("iso3").is_in([*ends, *s.third])
    order = pl.col("role").replace_strict({"target": 0, "sender": 1, "third": 2}, return_dtype=pl.Int8)
    return s.states.filter(keep).sort(order, "before_pct")


def _heads(first: str, *rest: str) -> list[Cell]:
    return [Cell(first), *(Cell(w, number=True) for w in rest)]


def _states(s: Sanctions) -> Table:
    rows: list[Row] = []
    for r in chosen_states(s).iter_rows(named=True):
        drawn = spread(r["low_pct"], r["high_pct"], 3, sign=True) if s.draws else ""
        cells = [signed(r["change_pct"], 3), *([drawn] if s.draws else []), signed(r["change"], 2)]
        if s.transfers:
            member = r["role"] == "sender"
            cells += [signed(r["before_pct"], 3), signed(r["transfer"], 2) if member else ""]
        role = {"sender": "sender", "target": "target", "third": "third party"}[r["role"]]
        strong = r["role"] == "target"
        rows.append([Cell(r["name"], strong=strong), Cell(role), *(Cell(c, number=True) for c in cells)])
    heads = ["real income [%]", *(["90 % of draws"] if s.draws else []), f"[{s.unit}]"]
    if s.transfers:
        heads += ["without transfers [%]", f"transfer [{s.unit}]"]
    left_out = s.states.height - len(rows)
    note = (
        f"Not shown: {left_out} third part{'y' if left_out == 1 else 'ies'} in between." if left_out else ""
    )
    return Table(
        f"{heading(s)}: who pays", [Cell("state"), Cell("part"), *_heads("", *heads)[1:]], rows, note
    )


def _leaving(s: Sanctions) -> Table:
    x = s.searches.leaving
    assert x is not None
    rows = []
    for r in x.members.sort("adds", descending=True).iter_rows(named=True):
        cells = [
            number(r["adds"], 4), signed(r["own_cost"], 3),
            "no cost" if math.isinf(r["ratio"]) else number(r["ratio"]), number(r["needs"], 3),
        ]  # fmt: skip
        keeps = [Cell(signed(r["keeps"], 2), number=True)] if x.feasible is not None else []
        rows.append([Cell(state_name(r["iso3"])), *(Cell(c, number=True) for c in cells[:3]),
                     Cell("leaves" if r["leaves"] else "stays"), Cell(cells[3], number=True), *keeps])  # fmt: skip
    heads = [*_heads("sender", "adds [points]", "taking part costs [%]", "adds per cost"), Cell("choice"),
             Cell(f"needs [{s.unit}]", number=True)]  # fmt: skip
    heads += [Cell(f"transfer [{s.unit}]", number=True)] if x.feasible is not None else []
    note = (
        "Taking part costs the sender what it has less than as a bystander of the others, and is worth "
        f"{x.stake:g} % of income."
    )
    if x.feasible is not None:
        note += " The last column has what the others' transfers give and take to keep all"
        note += "." if x.feasible else ": more than taking part is worth to those who pay."
    return Table("What each sender adds, and who would leave", heads, rows, note)


def _joining(s: Sanctions, t: pl.DataFrame) -> Table:
    rows = [
        [Cell(" and ".join(state_name(c) for c in r["who"].split("+"))),
         *(Cell(c, number=True) for c in (
             signed(r["adds"], 3), number(r["target_loss"], 3), signed(r["own_cost"], 3),
             signed(r["own_cost_money"], 2), _times(r["ratio"])))]
        for r in t.iter_rows(named=True)
    ]  # fmt: skip
    return Table(
        "If third parties joined",
        _heads("who", "adds [points]", f"{state_name(s.target)} loses [%]", "joining costs them [%]",
               f"[{s.unit}]", "punishment per own cost"),
        rows, "Without transfers.",
    )  # fmt: skip


def _front(s: Sanctions) -> Table:
    f = s.searches.front
    assert f is not None
    good = f.coalitions.filter("efficient")
    step = max(1, good.height // 10)
    shown = good.gather(sorted({*range(0, good.height, step), good.height - 1}))
    rows = [
        [Cell(_short(r["senders"])), *(Cell(c, number=True) for c in (
            str(r["size"]), number(r["cost"], 2), number(r["target_loss"], 3), number(r["ratio"])))]
        for r in shown.iter_rows(named=True)
    ]  # fmt: skip
    how = (
        "all were solved" if f.exact else "those on two greedy paths, by punishment and by its ratio to cost"
    )
    return Table(
        "Coalitions that no other looked at betters: less money and as much punishment",
        _heads("senders", "number", f"own cost [{s.unit}]", f"{state_name(s.target)} loses [%]",
               "punishment per own cost [% by %]"),
        rows, f"{f.coalitions.height} coalitions were looked at ({how}); {good.height} are on the front, without "
        "transfers.",
    )  # fmt: skip


def _short(joined: str) -> str:
    codes = joined.split("+")
    return " ".join(codes) if len(codes) <= 6 else f"{' '.join(codes[:5])} and {len(codes) - 5} others"


def _ranking(s: Sanctions, t: pl.DataFrame) -> Table:
    rows = [
        [Cell(r["title"], small="" if r["title"] == r["sector"] else f"({r['sector']})"),
         *(Cell(c, number=True) for c in (number(r["target_loss"], 4), signed(r["own_cost"], 4), _times(r["ratio"])))]
        for r in t.iter_rows(named=True)
    ]  # fmt: skip
    return Table(
        "Every sector alone",
        _heads("sector", f"{state_name(s.target)} loses [%]", "senders lose [%]", "punishment per own cost"), rows,
    )  # fmt: skip


def rests_on(s: Sanctions) -> list[str]:
    """Return the certificate, the accounts, who is missing, and every assumption."""
    c, a = s.certificate, s.assembled.accounts
    year = str(s.assembled.year)
    lines = [f"{s.assembled.title}." if year in s.assembled.title else f"{s.assembled.title}, {year}."]
    if len(s.economy.sectors) == 1:
        lines.append("One sector: read it for who pays relative to whom, not for levels.")
    if s.senders.missing:
        lines.append(
            f"Not in this economy, so neither senders nor bystanders: {', '.join(s.senders.missing)}."
        )
    lines.append(
        f"Certificate: labour-market residual {c.labour:.1e}, largest gap of any equation {c.worst:.1e}, computed anew "
        f"from the flows ({'trade is balanced before' if s.balanced else 'trade deficits stay as they are'})."
    )
    checks = ", ".join(x.name for x in a.settled if not x.passed)
    lines.append(
        f"Accounts of the table: {'every check passes' if a.passed else f'told, not mended: {checks}'}; "
        f"{words(len(a.mended), 'repair')}."
    )
    lines += [x.sentence() for x in a.mended]
    if s.draws:
        lines.append(
            f"Intervals: {s.draws} draws of the elasticities, log-normal with sd 0.2 (ASSUMPTION), seed {s.seed}"
            + ("; transfers stay as agreed." if s.transfers else ".")
        )
    lines += [f"{note[0].upper()}{note[1:]}." for note in c.notes]
    lines += [f"ASSUMPTION: {x}." for x in a.assumptions]
    return lines

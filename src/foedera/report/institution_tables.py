"""Tables of bodies beside each other, for a page or a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from foedera.report.blocks import Cell, Row, Table
from foedera.report.numbers import count, listed, number, percent, shared_decimals, signed, spread
from foedera.study.institutions.compare import Comparison, Estimate, Judged
from foedera.study.institutions.frontier import Offer
from foedera.study.institutions.power import Group, Weighed

__all__ = [
    "INDEX_NAMES",
    "changes_table",
    "comparison_table",
    "known_table",
    "offers_table",
    "powers_table",
    "rules_table",
]

INDEX_NAMES = {
    "banzhaf": "Banzhaf", "banzhaf_absolute": "Penrose-Banzhaf, absolute", "shapley_shubik": "Shapley-Shubik",
    "coleman_prevent": "Coleman, prevent", "coleman_initiate": "Coleman, initiate", "johnston": "Johnston",
    "deegan_packel": "Deegan-Packel", "holler": "Holler", "owen": "Owen", "banzhaf_owen": "Banzhaf-Owen",
    "ternary_banzhaf": "Banzhaf with abstention", "ternary_banzhaf_absolute": "absolute Banzhaf with abstention",
}  # fmt: skip
"""What the indices are called."""

_PLAIN = (
    "banzhaf_absolute",
    "coleman_prevent",
    "coleman_initiate",
    "ternary_banzhaf_absolute",
    "banzhaf_owen",
)
"""Indices that are chances and do not sum to 1."""


def rules_table(weighed: Sequence[Weighed], colours: Mapping[str, str]) -> Table:
    """Return what each variant is and its rule in words."""
    rows = [
        [Cell(w.body.variant, colour=colours[w.body.variant]), Cell(w.body.title.partition(": ")[2] or w.body.title),
         Cell(str(len(w.body.members)), number=True), Cell(w.text)]
        for w in weighed
    ]  # fmt: skip
    heads = [Cell("variant"), Cell("what it is"), Cell("members", number=True), Cell("rule")]
    return Table("The rules that are compared", heads, rows)


def tiny(value: float) -> str:
    """Return a share as per cent, or as one in so many where per cents have no digits left."""
    if value and value < 1e-4:
        return (
            f"1 in {count(1.0 / value)}"
            if value > 1e-13
            else f"1 in {1.0 / value:.1e}".replace("e+", " x 10^")
        )
    return percent(value, 2)


_LINES: tuple[tuple[str, str, Callable[[Judged], str | tuple[Estimate | None, float]]], ...] = (
    ("Members", "", lambda j: str(len(j.weighed.body.members))),
    ("Winning coalitions", "of all, Coleman's power to act", lambda j: tiny(float(j.weighed.act))),
    ("Roll-calls that adopt", "of all with yes, abstention and no",
     lambda j: "n/a" if j.weighed.ternary_act is None else tiny(j.weighed.ternary_act)),
    ("Smallest coalition that blocks", "members", lambda j: str(len(j.weighed.smallest_blocking))),
    ("Members with a veto", "without whom nothing passes", lambda j: str(len(j.weighed.veto_players))),
    ("Inequality of power", "Gini of the Banzhaf index", lambda j: number(j.gini, 2)),
    ("Motions that pass the first ballot", "% of motions, given members' positions", lambda j: (j.act, 100.0)),
    ("Gridlock", "width of status quos that nothing beats", lambda j: (j.gridlock, 1.0)),
    ("Loss of members", "squared distance to the outcome, mean", lambda j: (j.loss, 1.0)),
    ("Loss of members", "of the one farthest off", lambda j: (j.worst_loss, 1.0)),
    ("Overruling", "loss beyond that of the status quo, mean", lambda j: (j.overruled, 1.0)),
    ("Overruling", "of the one who bears most", lambda j: (j.worst_overruled, 1.0)),
    ("Days to a decision", "median", lambda j: (j.median, 1.0)),
    ("Days to a decision", "90th percentile", lambda j: (j.p90, 1.0)),
    ("Never decided", "% of motions", lambda j: (j.never, 100.0)),
)  # fmt: skip


def comparison_table(comparison: Comparison, colours: Mapping[str, str]) -> Table:
    """Return every measure of every body, with its range over draws of positions."""
    rows = []
    for label, unit, of in _LINES:
        found = [of(j) for j in comparison.judged]
        rows.append([Cell(label, small=unit), *_cells(found)])
    heads = [
        Cell("measure"),
        *(Cell(j.variant, number=True, colour=colours[j.variant]) for j in comparison.judged),
    ]
    note = (
        f"In brackets the 5 and 95 % quantiles over {comparison.draws} draws of what is uncertain: the "
        "positions of states "
        "and which state of a region holds its seat. n/a: too few positions are known, or there are too many "
        "members of "
        "different weight. Coalitions and roll-calls are counted as if every ballot were a coin: they know "
        "the rule and nothing of what "
        "members want."
    )  # fmt: skip
    return Table("The bodies beside each other", heads, rows, note)


def _cells(found: Sequence[str | tuple[Estimate | None, float]]) -> list[Cell]:
    known = [f[1] * f[0].value for f in found if not isinstance(f, str) and f[0] is not None]
    digits = max(shared_decimals(*known), 2 if known and max(known) < 10 else 0)
    return [Cell(f, number=True) if isinstance(f, str) else _estimate(f[0], f[1], digits) for f in found]


def _estimate(estimate: Estimate | None, scale: float, digits: int) -> Cell:
    if estimate is None:
        return Cell("n/a", number=True)
    ends = spread(scale * estimate.low, scale * estimate.high, digits)
    text = number(scale * estimate.value, digits)
    return Cell(text, number=True, small="" if ends == "n/a" else f"({ends})")


def powers_table(
    groups: Sequence[Group], weighed: Sequence[Weighed], colours: Mapping[str, str] | None = None
) -> Table:
    """Return the power of each kind of member by index, each reform followed by its change, in per cent."""
    kinds = list(weighed[0].indices)
    heads = [Cell("member")]
    for kind in kinds:
        for k, one in enumerate(weighed):
            variant = one.body.variant
            name = f"{INDEX_NAMES[kind]}, {variant}" if len(kinds) > 1 < len(weighed) else variant
            name = INDEX_NAMES[kind] if len(weighed) == 1 else name
            heads.append(Cell(name, number=True, colour=(colours or {}).get(variant, "")))
            if k:
                heads.append(Cell("change", number=True))
    rows: list[Row] = []
    for group in groups:
        cells = [Cell(group.label())]
        for kind in kinds:
            first, *others = group.powers[kind]
            cells.append(Cell("no seat" if first is None else _power(first), number=True))
            for value in others:
                cells.append(Cell("no seat" if value is None else _power(value), number=True))
                gap = "" if value is None or first is None else signed(100 * (value - first), 4)
                cells.append(Cell(gap, number=True))
        rows.append(cells)
    chances = [INDEX_NAMES[k] for k in kinds if k in _PLAIN]
    note = f"{listed(chances)}: chances, which do not add up to 100 %." if chances else ""
    what = "Power" if len(kinds) > 1 else f"{INDEX_NAMES[kinds[0]]} index"
    return Table(f"{what} of each member [%]", heads, rows, note)


def _power(share: float) -> str:
    """Return a power as per cent, in scientific notation where four decimals show nothing of it."""
    value = 100.0 * share
    return f"{value:.2e}" if 0 < value < 0.001 else number(value, 4)


def changes_table(groups: Sequence[Group], weighed: Sequence[Weighed], kind: str = "banzhaf") -> Table:
    """Return who gains and who loses by each reform: members of both bodies, and those with a seat in one only."""
    rows = []
    for k, one in enumerate(weighed[1:], 1):
        parts: dict[str, list[str]] = {"gain": [], "lose": [], "new": [], "out": []}
        for group in groups:
            before, after = group.powers[kind][0], group.powers[kind][k]
            name = _who(group)
            if before is None and after is not None:
                parts["new"].append(f"{name} {percent(after, 2)}")
            elif before is not None and after is None:
                parts["out"].append(name)
            elif before is not None and after is not None and abs(after - before) > 5e-5:
                parts["gain" if after > before else "lose"].append(
                    f"{name} {signed(100 * (after - before), 2)}"
                )
        rows.append([Cell(one.body.variant), *(Cell("; ".join(parts[p]) or "nobody") for p in parts)])
    heads = [
        "reform",
        "gain, in percentage points",
        "lose",
        "have a new seat, each with",
        "have no seat any more",
    ]
    return Table(
        f"Who gains and who loses: {INDEX_NAMES[kind]} index of each member", [Cell(h) for h in heads], rows
    )


def _who(group: Group) -> str:
    return group.seats[0] if len(group.seats) == 1 else f"{', '.join(group.seats)} (each)"


def offers_table(offers: Sequence[Offer]) -> Table:
    """Return what each rule of the family offers."""
    rows = [
        [Cell(f"{o.label}{' *' if o.best else ''}", strong=o.best),
         Cell("compared" if o.family == "variant" else o.family), Cell(percent(o.act, 2), number=True),
         *(Cell(number(x, 3), number=True) for x in (o.loss, o.worst_loss, o.overruled, o.worst_overruled))]
        for o in offers
    ]  # fmt: skip
    heads = [
        "rule",
        "family",
        "passes the first ballot",
        "mean loss",
        "largest loss",
        "mean overruling",
        "largest overruling",
    ]
    note = (
        "* no other rule over the baseline's members passes as many motions and overrules less on average, "
        "or the reverse. "
        "Loss: squared distance of the outcome to a member's position; overruling: what of it is beyond the "
        "loss under the "
        "status quo."
    )
    return Table(
        "A family of rules over the baseline's members",
        [Cell(h, number=k > 1) for k, h in enumerate(heads)],
        rows,
        note,
    )


def known_table(comparison: Comparison, colours: Mapping[str, str]) -> Table:
    """Return how well known each body is."""
    rows = []
    for one in comparison.judged:
        body, n = one.weighed.body, len(one.weighed.body.members)
        missing = ", ".join(one.missing[:6]) + (
            f" and {len(one.missing) - 6} more" if len(one.missing) > 6 else ""
        )
        told = f"{n - len(one.missing)} of {n}" + (f"; not {missing}" if missing else "")
        rows.append([Cell(one.variant, colour=colours[one.variant]), Cell(body.status or "by field, see the pact"),
                     Cell(told), Cell("; ".join(body.sources) or "none given")])  # fmt: skip
    heads = ["variant", "members, weights and rule", "positions known", "sources"]
    return Table("How well this is known", [Cell(h) for h in heads], rows)

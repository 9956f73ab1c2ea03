"""The page of a body and its reforms: rules, power, decisiveness, cost, and what all of it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from foedera import __version__
from foedera.report.blocks import Block, Chapter, Note, Picture, Prose
from foedera.report.chapters.picture import picture
from foedera.report.figures.ballot_triangle import ballot_triangle
from foedera.report.figures.power_bars import power_bars
from foedera.report.figures.power_heat import power_heat
from foedera.report.figures.rule_frontier import Point, rule_frontier
from foedera.report.html import Head, to_html, write_html
from foedera.report.institution_tables import (
    changes_table,
    comparison_table,
    known_table,
    offers_table,
    powers_table,
    rules_table,
    tiny,
)  # fmt: skip
from foedera.report.numbers import listed, number, percent
from foedera.report.palette import scenario_colours
from foedera.study.institutions.compare import Comparison
from foedera.study.institutions.frontier import Offer, offers
from foedera.study.institutions.mixes import mixes
from foedera.study.institutions.power import Group, groups

__all__ = ["points_of", "write_institution_page"]

_PICTURED = 24  # kinds of member in a figure


def write_institution_page(comparison: Comparison, path: str | Path, made_with: str) -> Path:
    """Write the page; an older one is replaced, whole or not at all.

    Parameters
    ----------
    comparison : from :func:`foedera.study.institutions.compare.compare`
    path : the HTML file
    made_with : the command that makes it again

    Returns
    -------
    the path

    Raises
    ------
    StoreError : the file cannot be written
    """
    body = comparison.judged[0].weighed.body
    name = body.title.partition(": ")[0]
    rest = listed([j.variant for j in comparison.judged[1:]]) if len(comparison.judged) > 1 else ""
    question = "Who holds power, how often would it act, how fast, and at whose expense"
    question += f": {body.variant} beside {rest}?" if rest else "?"
    head = Head("Foedera institution", name, question, __version__, made_with)
    return write_html(to_html(head, _chapters(comparison)), Path(path))


def _chapters(comparison: Comparison) -> list[Chapter]:
    variants = [j.variant for j in comparison.judged]
    colours = scenario_colours(variants)
    weighed = [j.weighed for j in comparison.judged]
    found, offered = groups(weighed), offers(comparison)
    first: list[Block] = [Prose(_answer(comparison, found), "answer"), rules_table(weighed, colours)]
    return [
        Chapter("answer", "The answer", first),
        Chapter("power", "Who holds power", _power(comparison, found, colours)),
        Chapter("act", "Would it act, and how fast", _act(comparison, colours)),
        Chapter("cost", "What it costs the members", _cost(comparison, offered, colours)),
        Chapter("known", "What this rests on", _known(comparison, colours)),
    ]


def _answer(comparison: Comparison, found: Sequence[Group]) -> list[str]:
    base = comparison.judged[0]
    lines = []
    for one in comparison.judged:
        w = one.weighed
        blocks = len(w.smallest_blocking)
        who = "one member alone can block" if blocks == 1 else f"it takes {blocks} members to block"
        line = f"{one.variant}: {tiny(float(w.act))} of all coalitions carry a decision, and {who}."
        if one.act is not None and one.never is not None and one.median is not None:
            days = number(one.median.value, 0)
            when = (
                "a decision is reached on fewer than half"
                if days == "never"
                else f"half are decided within {days} days"
            )
            passing = percent(one.act.value, 1)
            line += f" Given what the members want, {passing} of the motions pass the first ballot; {when}."
        lines.append(line)
    if len(comparison.judged) > 1:
        lines.append(_moved(found, base.variant, [j.variant for j in comparison.judged[1:]]))
    return lines


def _moved(found: Sequence[Group], base: str, reforms: Sequence[str]) -> str:
    parts = []
    for k, reform in enumerate(reforms, 1):
        both = [(g, g.powers["banzhaf"]) for g in found]
        moves = [(p[k] - p[0], g) for g, p in both if p[k] is not None and p[0] is not None]  # type: ignore[operator]
        if not moves:
            continue
        most, least = max(moves, key=lambda m: m[0]), min(moves, key=lambda m: m[0])
        told = [
            f"{_verb(g, word)} most, {number(100 * abs(gap), 1)} percentage points of the Banzhaf index"
            for (gap, g), word, sign in ((most, "gain", 1), (least, "lose", -1)) if sign * gap > 5e-5
        ]  # fmt: skip
        parts.append(
            f"Under {reform} {listed(told) if told else f'nobody has other power than under {base}'}."
        )
    return " ".join(parts)


def _verb(group: Group, word: str) -> str:
    return f"{group.short()} {word}s" if len(group.seats) == 1 else f"{group.short()} each {word}"


def _power(comparison: Comparison, found: Sequence[Group], colours: dict[str, str]) -> list[Block]:
    weighed = [j.weighed for j in comparison.judged]
    variants = [w.body.variant for w in weighed]
    labels = [g.label(2) for g in found]
    powers = {v: [g.powers["banzhaf"][k] for g in found] for k, v in enumerate(variants)}
    blocks: list[Block] = [
        picture(
            "fig-power", lambda w: power_bars(labels, powers, colours=colours, most=_PICTURED, width=w),
            alt="Banzhaf index of each kind of member under each variant.",
            caption="Banzhaf index: of all the cases in which a member's yes turns a coalition that loses "
            "into one that "
            "wins, the share that is this member's. Members of equal power are one line.",
        )
    ]  # fmt: skip
    if len(variants) > 1:
        if any(len(set(g.powers["banzhaf"])) > 1 for g in found):
            blocks.append(_heat(found, labels, variants))
        blocks.append(changes_table(found, weighed))
    full = powers_table(found, weighed)
    blocks.append(Note("The numbers, by index", [full], long=len(found) > 40))
    return blocks


def _heat(found: Sequence[Group], labels: Sequence[str], variants: Sequence[str]) -> Picture:
    """Return the change of power, or power itself where the variants have different members."""
    table = np.array([[np.nan if v is None else v for v in g.powers["banzhaf"]] for g in found])
    if np.isfinite(table).all():
        gaps = table[:, 1:] - table[:, :1]
        return picture(
            "fig-heat",
            lambda w: power_heat(labels, variants[1:], gaps, change=True, most=_PICTURED, width=w),
            alt=f"Change of the Banzhaf index of each kind of member from {variants[0]}.",
            caption=f"Compared with {variants[0]}: blue gains, orange loses, in percentage points of the Banzhaf "
            "index of each member.",
        )
    return picture(
        "fig-heat",
        lambda w: power_heat(labels, variants, table, most=_PICTURED, width=w),
        alt="Banzhaf index of each kind of member under each variant, as a field of tints.",
        caption="The same numbers as tints; darker is more. 'no seat' or a dash: no such member under this variant.",
    )


def _act(comparison: Comparison, colours: dict[str, str]) -> list[Block]:
    blocks: list[Block] = [comparison_table(comparison, colours)]
    drawn = {j.variant: mixes(j.weighed.rule) for j in comparison.judged}
    known = {v: m for v, m in drawn.items() if m is not None}
    if known:
        some = next(iter(known.values()))
        blocks.append(
            picture(
                "fig-ballots",
                lambda w: ballot_triangle(
                    some.p_yes, some.p_no, {v: m.passing for v, m in known.items()}, width=w
                ),
                alt="Chance of passing over mixes of yes, abstention and no, one triangle per variant.",
                caption="Every member votes alike by chance; a point of the triangle is a mix of yes, "
                "abstention and no. "
                "Dashed: even odds. A rule that counts yes only is the same along lines of equal yes; where "
                "vetoes or "
                "objections count, abstaining instead of saying no helps.",
            )
        )
    if left := [v for v in drawn if v not in known]:
        blocks.append(
            Prose(
                [
                    f"Not drawn: {listed(left)}, whose members are of too many different weights for exact "
                    "chances."
                ]
            )
        )
    return blocks


def points_of(offered: Sequence[Offer]) -> list[Point]:
    """Return what the figure of the frontier draws: chance to act against being overruled."""
    return [Point(o.label, o.family, o.act, o.overruled, o.worst_overruled) for o in offered]


def _cost(comparison: Comparison, offered: Sequence[Offer], colours: dict[str, str]) -> list[Block]:
    if not offered:
        return [Prose(["Positions are known of too few members to say."])]
    return [
        picture(
            "fig-frontier", lambda w: rule_frontier(points_of(offered), colours=colours, width=w),
            alt="Chance to act against what members lose by being overruled, for a family of rules and the "
            "bodies compared.",
            caption="Up: the body acts more often. Right: its members are overruled more, that is they lose more than "
            "under the status quo. Lines: every number of votes over the baseline's members, from a majority at the "
            "top to all at the bottom. A body with other members can lie off the lines.",
        ),
        Note("The numbers, rule by rule", [offers_table(offered)], long=len(offered) > 40),
    ]  # fmt: skip


def _known(comparison: Comparison, colours: dict[str, str]) -> list[Block]:
    p, world = comparison.parameters, comparison.world
    lines = [
        f"Positions are ideal points of votes in the General Assembly, from world '{world.name}' of "
        f"{world.year}. Drawn "
        f"{comparison.draws} times from normal distributions with the published 5 and 95 % quantiles (seed "
        f"{comparison.seed}).",
        "Where several seats stand for the same region, each is held by one of its states, drawn anew each "
        "time; a seat that "
        "is alone with its states takes their mean. Whoever has no known position sits with the median of "
        "the others "
        "(ASSUMPTION) and is left out of the losses.",
        "Motions: members spread evenly over the baseline's positions each propose their own against status "
        "quos spread "
        "evenly over the range of positions (ASSUMPTION). All bodies face the same motions.",
        f"Votes: noise of {number(p.voting.noise_ratio, 2)} of the variance of positions in the world, "
        "utilities held within "
        f"{number(p.sim.utility_saturation, 1)} logits, {number(p.speed.concession, 2)} logits of concession "
        "per round, urgency "
        f"{number(comparison.urgency, 2)} (all ASSUMPTION; 'foedera explain --parameters' lists them). "
        "Rounds: those of the "
        f"body, {int(p.speed.rounds)} where it states none.",
        "Losses: the proposer gets what the rule lets pass, without noise. They are squared distances on the "
        "scale of the "
        "positions: compare them, their level means nothing.",
    ]  # fmt: skip
    lines += [f"{j.variant}: {note}" for j in comparison.judged for note in j.weighed.notes]
    return [known_table(comparison, colours), Prose(lines, "list")]

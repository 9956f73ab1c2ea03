"""Recorded votes in a CSV file: one column per member, or one row per ballot."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from foedera.core.errors import InputError, InputErrors, did_you_mean
from foedera.pacts.institutions import Body
from foedera.study.institutions.vote import BALLOTS, PARTY, Ballots, cast

__all__ = ["read_votes"]

_WORDS = (*BALLOTS, PARTY)


@dataclass
class _Vote:
    """One vote as it is read: where it begins, and who cast which ballot."""

    place: str
    named: dict[str, list[str]] = field(default_factory=dict)


def read_votes(path: str | Path, body: Body, rest: str | None = None) -> list[tuple[str, Ballots]]:
    """Return (item, ballots) of every vote in a file, in its order.

    Parameters
    ----------
    path :
        a CSV file with a column ``item`` and one column per member, or with the columns ``member`` and ``ballot``
        and one row per ballot (and ``item``, where it holds more than one vote). Ballots are yes, no, abstain,
        absent, opt-out, party; an empty cell is a member not named. Lines that begin with ``#`` are notes
    body :
        whose members vote
    rest :
        ballot of who is not named; None if everybody is

    Raises
    ------
    InputErrors
        everything that is wrong, with its line
    """
    head, *rows = _lines(path)
    heads = [cell.strip() for cell in head[1]]
    by_row = {"member", "ballot"} <= set(heads)
    if not by_row and "item" not in heads:
        fix = "'item' and one column per member, or 'member' and 'ballot'"
        raise InputError(f"the columns are {', '.join(heads)}", where=f"{path}:{head[0]}", fix=fix)
    votes: dict[str, _Vote] = {}
    problems: list[InputError] = []
    for line, cells in rows:
        place = f"{path}:{line}"
        if len(cells) != len(heads):
            what, fix = (
                f"{len(cells)} cells under {len(heads)} heads",
                "leave the cell of who is not named empty",
            )
            problems.append(InputError(what, where=place, fix=fix))
            continue
        row = dict(zip(heads, (cell.strip() for cell in cells), strict=True))
        item = row.pop("item", "")
        if item in votes and not by_row:
            problems.append(InputError(f"'{item}' is there twice", where=place, fix="rename one"))
            continue
        vote = votes.setdefault(item, _Vote(place))
        pairs = [(row["member"], row["ballot"])] if by_row else [(m, b) for m, b in row.items() if b]
        problems += _note(vote, pairs, place)
    found = list(_cast(body, votes, rest, problems))
    if problems:
        raise InputErrors(problems)
    return found


def _note(vote: _Vote, pairs: Sequence[tuple[str, str]], place: str) -> Iterator[InputError]:
    """Enter ballots into a vote; yield what is none."""
    for member, word in pairs:
        if word.lower() in _WORDS:
            vote.named.setdefault(word.lower(), []).append(member)
        else:
            fix = did_you_mean(word.lower(), _WORDS) or "one of " + ", ".join(_WORDS)
            yield InputError(f"'{word}' is no ballot", where=place, fix=fix)


def _cast(
    body: Body, votes: dict[str, _Vote], rest: str | None, problems: list[InputError]
) -> Iterator[tuple[str, Ballots]]:
    """Yield the ballots of every vote; what is wrong is added to ``problems``, once for each place."""
    for item, vote in votes.items():
        try:
            yield item, cast(body, vote.named, rest)
        except InputErrors as errors:
            problems += [InputError(p.what, where=vote.place, fix=p.fix) for p in errors.problems]


def _lines(path: str | Path) -> list[tuple[int, Sequence[str]]]:
    """Return the rows with their lines, without notes and blank lines; at least the heads and one more."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("it is not text in UTF-8", where=str(path), fix="save it as CSV in UTF-8") from None
    kept = [(k, line) for k, line in enumerate(text.splitlines(), 1) if line.strip() and line[0] != "#"]
    if len(kept) < 2:
        raise InputError("there are no votes in it", where=str(path), fix="a line of heads, then the votes")
    return [(k, next(csv.reader([line]))) for k, line in kept]

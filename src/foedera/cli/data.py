"""``foedera data``: which data sets there are, how to have them here, and whether they are what they should be."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedera.cli import datasets
from foedera.cli.parsing import Commands, Parser, add_json, command, group
from foedera.cli.printing import put, put_json, put_table, say
from foedera.core.errors import FoederaError, InputError

if TYPE_CHECKING:
    from foedera.data.checking import Checked
    from foedera.data.download import Pulled
    from foedera.data.source import Edition, Source

__all__ = ["add"]

_LOCK = "foedera-data.lock"


def add(commands: Commands) -> None:
    """Add the group."""
    purpose = "See which official data sets there are, pull them, and check them."
    inner = group(commands, "data", purpose, "foedera data list\nfoedera data list cow.nmc")
    purpose = "List the data sets, or tell everything of one: terms, editions, columns."
    listed = command(inner, "list", purpose, "foedera data list capability", list_)
    listed.add_argument(
        "looked_for", metavar="WORD", nargs="*", help="the id of a data set, or words to look for"
    )
    add_json(listed)
    purpose = "Pull data sets from their owners into the cache, and record what came."
    pulled = command(inner, "pull", purpose, "foedera data pull cow.nmc@6.0", pull)
    pulled.add_argument("names", metavar="ID[@EDITION]", nargs="*", help="a data set, such as cow.nmc@6.0")
    pulled.add_argument("--all", action="store_true", help="every data set that has an address")
    pulled.add_argument(
        "--accept", action="store_true", help="take what the owner gives out now, whatever the lock file says"
    )
    _add_lock(pulled)
    purpose = "Check the data at hand: hashes, layouts, rows, years, unknown cells."
    checked = command(inner, "check", purpose, "foedera data check", check)
    checked.add_argument("names", metavar="ID[@EDITION]", nargs="*", help="a data set (default: all at hand)")
    _add_lock(checked)
    add_json(checked)
    purpose = "Say where data lie: the cache, the mirror, the lock file."
    shown = command(inner, "where", purpose, "foedera data where", where)
    _add_lock(shown)
    add_json(shown)


def _add_lock(parser: Parser) -> None:
    parser.add_argument(
        "--lock",
        metavar="PATH",
        type=Path,
        default=Path(_LOCK),
        help=f"the lock file (default: {_LOCK} here)",
    )


def list_(args: argparse.Namespace) -> None:
    """Print the data sets, or one of them."""
    datasets.put_list(args.looked_for, json=args.json)


def _asked(name: str) -> tuple[Source, str | None]:
    from foedera.data.catalogue import source

    one, _, edition = name.partition("@")
    found = source(one)
    return found, found.edition(edition).name if edition else None


def pull(args: argparse.Namespace) -> int:
    """Pull editions; all that can be is pulled before the status says that something failed."""
    from foedera.cli.transfers import transfers
    from foedera.data.download import pull_edition, to_pull

    failed: list[FoederaError] = []
    for source, edition in _wanted(args):
        try:
            chosen = to_pull(source, edition)
            with transfers() as step:
                done = pull_edition(source, chosen, lock=args.lock, accept=args.accept, progress=step)
            _put_pulled(source, chosen, done)
        except FoederaError as error:
            if len(args.names) == 1:
                raise
            failed.append(error)
            say(f"foedera: {error}")
        except KeyboardInterrupt:
            raise KeyboardInterrupt("what has come is kept, the same command goes on from there") from None
    if not failed:
        return 0
    return 2 if all(isinstance(error, InputError) for error in failed) else 1


def _wanted(args: argparse.Namespace) -> list[tuple[Source, str | None]]:
    if bool(args.names) == args.all:
        what = "name data sets, or all of them with --all, and not both"
        raise InputError(what, where="foedera data pull", fix="'foedera data list' names them")
    if args.names:
        return [_asked(name) for name in dict.fromkeys(args.names)]
    from foedera.data.catalogue import catalogue
    from foedera.data.download import to_pull

    found: list[tuple[Source, str | None]] = []
    for source in catalogue().values():
        try:
            to_pull(source)
        except InputError as error:
            say(f"left out: {error}")
        else:
            found.append((source, None))
    return found


def _put_pulled(source: Source, edition: Edition, done: list[Pulled]) -> None:
    from foedera.cli.transfers import size

    said = {
        "pulled": "pulled",
        "there": "is there already and agrees",
        "mirror": "lies in the mirror, which is used",
    }
    for one in done:
        put(f"{source.id}@{edition.name}: {one.entry.file} {said[one.how]} "
            f"({size(one.entry.bytes)}, sha256 {one.entry.sha256[:12]})")  # fmt: skip


def check(args: argparse.Namespace) -> int:
    """Print what is at hand with what is wrong about it."""
    from foedera.data.catalogue import catalogue
    from foedera.data.checking import check_edition
    from foedera.data.lock import read_lock

    known = read_lock(args.lock)
    asked = [_asked(name) for name in args.names] or [(s, None) for s in catalogue().values()]
    found: list[Checked] = []
    for source, edition in asked:
        for one in [source.edition(edition)] if edition else source.editions:
            checked = check_edition(source, one, known)
            found += [checked] if checked else []
    if args.json:
        put_json([_checked(c) for c in found])
    else:
        _put_checked(found)
    problems = [p for c in found for p in c.problems]
    for problem in problems:
        say(f"foedera: {problem}")
    return 1 if problems else 0


def _checked(one: Checked) -> dict[str, Any]:
    tables = [
        {"table": t.table, "rows": t.rows, "years": t.years, "nulls": dict(t.nulls)} for t in one.tables
    ]
    return {"source": one.source.id, "edition": one.edition.name, "covers": one.edition.covers, "lock": one.lock,
            "tables": tables, "problems": one.problems, "remarks": one.remarks}  # fmt: skip


def _put_checked(found: list[Checked]) -> None:
    if not found:
        put("no data set is at hand; 'foedera data list' names those there are")
        return
    rows = []
    for one in found:
        name, covers = f"{one.source.id}@{one.edition.name}", "{}-{}".format(*one.edition.covers)
        for t in one.tables:
            nulls = [(share, c) for c, share in t.nulls.items() if share and c not in one.edition.without]
            most = sorted(nulls, reverse=True)[:3]
            unknown = ", ".join(f"{c} {share:.1%}" for share, c in most)
            years = "{}-{}".format(*t.years) if t.years else "-"
            rows.append((name, t.table, f"{t.rows:,}", years, covers, one.lock, unknown or "none"))
        if not one.tables:
            rows.append((name, "-", "-", "-", covers, one.lock, "-"))
    heads = ("edition", "table", "rows", "years", "coverage", "lock file", "most unknown cells")
    put_table(heads, rows, numbers={2})
    for one in found:
        for remark in one.remarks:
            say(f"note: {remark}")


def where(args: argparse.Namespace) -> None:
    """Print the folders and the lock file."""
    from foedera.cli.transfers import size
    from foedera.data.home import cache_folder, mirror_folder
    from foedera.data.lock import read_lock

    cache, mirror = cache_folder(), mirror_folder()
    rows: list[dict[str, Any]] = [
        {"what": "cache, as pulled", "path": str(cache / "raw"), **_weight(cache / "raw")},
        {"what": "cache, tidy tables", "path": str(cache / "tidy"), **_weight(cache / "tidy")},
        {"what": "mirror", "path": str(mirror) if mirror else None, **_weight(mirror)},
        {"what": "lock file", "path": str(args.lock.absolute()), "files": len(read_lock(args.lock)),
         "bytes": args.lock.stat().st_size if args.lock.is_file() else 0},
    ]  # fmt: skip
    if args.json:
        put_json(rows)
        return
    texts = [
        (r["what"], r["path"] or "none (FOEDERA_DATA_MIRROR names one)", f"{r['files']:,}", size(r["bytes"]))
        for r in rows
    ]
    put_table(("what", "where", "files", "size"), texts, numbers={2, 3})


def _weight(folder: Path | None) -> dict[str, int]:
    """Return how many files a folder holds, and how many bytes."""
    sizes = [p.stat().st_size for p in folder.rglob("*") if p.is_file()] if folder else []
    return {"files": len(sizes), "bytes": sum(sizes)}

"""``foedera institution``: bodies that decide, in the variants of history and of reform."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedera.cli.filecheck import check_files
from foedera.cli.parsing import Commands, add_json, command, group, whole
from foedera.cli.pictures import add_figure, save_picture
from foedera.cli.power import add_bodies, bodies, record
from foedera.cli.printing import put, put_json, put_table, put_wrapped, say
from foedera.core.errors import InputError

if TYPE_CHECKING:
    from foedera.pacts.institution_schema import Institution
    from foedera.pacts.institutions import Body
    from foedera.study.institutions.compare import Comparison

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add the group."""
    purpose = "Look at bodies that decide, check one's own, and compare their rules with reforms."
    example = "foedera institution list\nfoedera institution compare unsc --reform g4"
    inner = group(commands, "institution", purpose, example)
    add_json(
        command(inner, "list", "List the institutions of the library.", "foedera institution list", list_)
    )
    purpose = "Show an institution: its variants, or one of them with members, rule and sources."
    shown = command(inner, "show", purpose, "foedera institution show unsc --variant g4", show)
    shown.add_argument("institution", metavar="ID", help="an institution of the library, or a YAML file")
    shown.add_argument("--variant", metavar="ID", help="one of its variants (default: a line on each)")
    shown.add_argument("--yaml", action="store_true", help="print its file, to write one of your own from it")
    add_json(shown)
    purpose = "Check institution files and point at everything that is wrong in them."
    example = (
        "foedera institution show unsc --yaml > my-council.yaml\nfoedera institution check my-council.yaml"
    )
    checked = command(inner, "check", purpose, example, check)
    checked.add_argument("files", metavar="FILE", nargs="+", help="a YAML file")
    add_json(checked)
    _add_compare(inner)


def _add_compare(inner: Commands) -> None:
    purpose = "Compare a body with reforms of it: power, decisiveness, speed, and what it costs the members."
    example = "foedera institution compare unsc --reform g4 no-veto --report unsc.html"
    parser = command(inner, "compare", purpose, example, compare)
    add_bodies(parser)
    parser.add_argument(
        "--report", metavar="FILE", type=Path, help="write a page with figures, one HTML file"
    )
    parser.add_argument(
        "--urgency", metavar="U", type=float, default=0.6, help="of the motions, 0 to 1 (default: 0.6)"
    )
    parser.add_argument(
        "--draws",
        metavar="N",
        type=whole("--draws", 1, 10_000),
        default=30,
        help="of positions (default: 30)",
    )
    parser.add_argument(
        "--seed", metavar="N", type=whole("--seed", 0), default=1, help="which luck (default: 1)"
    )
    add_figure(parser, "what the rules offer: chance to act against being overruled")
    add_json(parser)


def list_(args: argparse.Namespace) -> None:
    """Print one line per institution."""
    from foedera.pacts.institutions import institutions

    found: list[dict[str, Any]] = [
        {"id": i.id, "name": i.name, "summary": i.summary, "members": len(i.members_of(next(iter(i.variants)))),
         "variants": list(i.variants)}
        for i in institutions().values()
    ]  # fmt: skip
    if args.json:
        put_json(found)
        return
    rows = [(i["id"], i["name"], str(i["members"]), ", ".join(i["variants"])) for i in found]
    put_table(("id", "name", "members", "variants"), rows, numbers={2})


def _path(name: str) -> Path:
    from foedera.pacts.institutions import institution_path

    return Path(name) if name.endswith((".yaml", ".yml")) else institution_path(name)


def show(args: argparse.Namespace) -> None:
    """Print an institution, or one of its variants."""
    from foedera.pacts.institutions import body_of, load_institution

    path = _path(args.institution)
    institution = load_institution(path)
    if args.yaml:
        print(path.read_text(encoding="utf-8"), end="")
        return
    if args.variant is None:
        if args.json:
            put_json(institution.model_dump(mode="json", by_alias=True, exclude_unset=True))
            return
        _put_institution(institution, path)
        return
    body = body_of(path, args.variant)
    if args.json:
        put_json(_record(body))
        return
    _put_body(body, institution)


def _put_institution(institution: Institution, path: Path) -> None:
    from foedera.pacts.institutions import body_of
    from foedera.study.institutions.bodies import compiled

    put_wrapped(f"{institution.name} ({institution.id})")
    put_wrapped(institution.summary)
    put()
    rows = []
    for name, variant in institution.variants.items():
        body = body_of(path, name)
        end = f" to {variant.until}" if variant.until else ""
        held = f"{variant.since}{end}" if variant.since else "proposal"
        rows.append((name, variant.name, held, str(len(body.members)), compiled(body).text()))
    put_table(("variant", "what it is", "since", "members", "rule"), rows, numbers={3})
    put()
    if institution.notes:
        put_wrapped(f"notes: {institution.notes}", indent="    ")
    if institution.sources:
        put_wrapped(f"sources: {', '.join(institution.sources)}", indent="    ")


def _record(body: Body) -> dict[str, Any]:
    from foedera.study.institutions.bodies import compiled

    return {"body": body.id, "variant": body.variant, "title": body.title, "rule": compiled(body).text(),
            "expression": body.rule, "members": [{"seat": c, "name": body.names[c], "stands_for": body.stands_for[c]}
            for c in body.members], "unions": body.unions, "max_rounds": body.max_rounds, "status": body.status,
            "sources": body.sources}  # fmt: skip


def _put_body(body: Body, institution: Institution) -> None:
    from foedera.study.institutions.bodies import compiled

    put_wrapped(f"{body.title} ({body.variant})")
    put_wrapped(f"It {compiled(body).text()}.")
    put()
    put_wrapped(
        f"{len(body.members)} members: " + ", ".join(_seat(body, c) for c in body.members), indent="    "
    )
    for name, union in body.unions.items():
        put_wrapped(f"union {name}: {', '.join(union)}", indent="    ")
    if body.max_rounds:
        put_wrapped(f"a matter is dropped after {body.max_rounds} rounds")
    put_wrapped(f"status: {body.status}")
    put_wrapped(f"sources: {'; '.join(body.sources) or 'none given'}", indent="    ")
    if notes := institution.variants[body.variant].notes:
        put_wrapped(f"notes: {notes}", indent="    ")


def _seat(body: Body, code: str) -> str:
    behind = body.stands_for[code]
    if behind == (code,):
        return code
    return f"{code} ({body.names[code]}{f', for {len(behind)} states' if behind else ''})"


def check(args: argparse.Namespace) -> None:
    """Print what is right and raise what is wrong, all files together."""
    check_files(args.files, _checked, as_json=args.json)


def _checked(file: str) -> str:
    """Return what is right about a file; every variant must compile and have a game of power."""
    from foedera.decisions.power.game import simple_game
    from foedera.pacts.institutions import body_of, load_institution
    from foedera.study.institutions.bodies import compiled

    institution = load_institution(file)
    for variant in institution.variants:
        try:
            simple_game(compiled(body_of(Path(file), variant)))
        except InputError as error:
            raise InputError(f"variant '{variant}': {error.what}", where=file, fix=error.fix) from None
    return f"{institution.name}, {len(institution.variants)} variants"


def compare(args: argparse.Namespace) -> None:
    """Print the bodies beside each other, and write page and figure if they are asked for."""
    from foedera.report.institution_tables import comparison_table
    from foedera.report.palette import scenario_colours
    from foedera.study.institutions.compare import compare as beside
    from foedera.study.institutions.power import weigh
    from foedera.world import World

    if not 0.0 <= args.urgency <= 1.0:
        raise InputError(f"{args.urgency:g} is outside 0 to 1", where="--urgency")
    weighed = [weigh(body, ("banzhaf", "shapley_shubik")) for body in bodies(args)]
    found = beside(weighed, World.reference(), urgency=args.urgency, draws=args.draws, seed=args.seed)
    if args.report:
        from foedera.report.institution_page import write_institution_page

        made_with = "foedera " + " ".join(args.words)
        say(f"report: {write_institution_page(found, args.report, made_with)}")
    if args.figure:
        _draw(found, args.figure)
    if args.json:
        put_json({"world": found.world.name, "urgency": found.urgency, "draws": found.draws, "seed": found.seed,
                  "variants": _records(found), "rules": [vars(o) for o in _offers(found)]})  # fmt: skip
        return
    for one in weighed:
        put_wrapped(f"{one.body.variant}: {one.text}", indent="    ")
    put()
    table = comparison_table(found, scenario_colours([one.body.variant for one in weighed]))
    heads, *rows = table.plain()
    rows = [
        [f"{line[0].text}, {line[0].small}".removesuffix(", "), *row[1:]]
        for line, row in zip(table.rows, rows)
    ]
    put_table(heads, rows, numbers=set(range(1, len(heads))))
    put()
    put_wrapped(table.note)
    _put_missing(found)


def _put_missing(found: Comparison) -> None:
    for one in found.judged:
        if one.missing and one.act is None:
            seats = len(one.weighed.body.members)
            known = seats - len(one.missing)
            put_wrapped(f"{one.variant}: positions are known of {known} of {seats} seats; half are needed.")
        elif one.missing:
            put_wrapped(
                f"{one.variant}: placed with the median, for want of a position: {', '.join(one.missing)}."
            )


def _offers(found: Comparison) -> list[Any]:
    from foedera.study.institutions.frontier import offers

    return offers(found)


def _records(found: Comparison) -> list[dict[str, Any]]:
    measures = (
        "act",
        "gridlock",
        "loss",
        "worst_loss",
        "overruled",
        "worst_overruled",
        "median",
        "p90",
        "never",
    )
    out = []
    for one in found.judged:
        estimates = {
            name: None
            if (e := getattr(one, name)) is None
            else {"value": e.value, "low": e.low, "high": e.high}
            for name in measures
        }
        seats = one.weighed.body.members
        out.append(
            record(one.weighed)
            | {"gini": one.gini, "given_preferences": estimates, "positions_missing": one.missing,
               "losses": dict(zip(seats, map(float, one.losses), strict=True)),
               "overruling": dict(zip(seats, map(float, one.overruling), strict=True))}
        )  # fmt: skip
    return out


def _draw(found: Comparison, path: Path) -> None:
    from foedera.report.figures.rule_frontier import rule_frontier
    from foedera.report.institution_page import points_of

    save_picture(rule_frontier(points_of(_offers(found))), path)
    say(f"figure: {path}")

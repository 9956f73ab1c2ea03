"""Sanctions as pictures and a page: a map, the burden of the senders, and punishment against own cost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from foedera.core.references import cite
from foedera.core.version import VERSION
from foedera.pacts.places import places
from foedera.report.blocks import Chapter, Prose
from foedera.report.drawings import Draw, Drawing, pictured, stacked
from foedera.report.figures.income_map import income_map
from foedera.report.figures.sanction_bars import sanction_bars
from foedera.report.figures.sanction_front import sanction_front
from foedera.report.html import Head, to_html, write_html
from foedera.report.sanction_tables import answers, chosen_states, heading, rests_on, tables, what_is_done
from foedera.responses.sanctions import CARD
from foedera.study.sanctions import Sanctions
from foedera.study.senders import state_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["sheet", "write_page"]

_LABELLED = 7
"""Points of the front whose coalition is named."""


def sheet(s: Sanctions) -> Figure:
    """Return the figures one below the other."""
    return stacked(_drawings(s).values())


def write_page(s: Sanctions, path: str | Path) -> Path:
    """Write everything as one HTML file.

    Raises
    ------
    StoreError : the file cannot be written; nothing is left behind
    """
    head = Head("Foedera, sanctions", heading(s), f"{what_is_done(s)}. Who pays?", VERSION,
                f"world {s.assembled.name}, {s.draws} draws, seed {s.seed}")  # fmt: skip
    return write_html(to_html(head, _chapters(s)), Path(path))


def _chapters(s: Sanctions) -> list[Chapter]:
    pictures = {name: pictured(name, d.title, d.draw) for name, d in _drawings(s).items()}
    first, *rest = tables(s)
    chapters = [
        Chapter("answers", "Answers", [Prose(answers(s), "answer")]),
        Chapter("states", "Who pays", [*(pictures[n] for n in ("map", "burden") if n in pictures), first]),
    ]
    if rest:
        chapters.append(Chapter("coalition", "The coalition", [*([pictures["front"]] if "front" in pictures else []),
                                                               *rest]))  # fmt: skip
    keys = dict.fromkeys((*CARD.cites, *s.assembled.cites))
    return [
        *chapters,
        Chapter("rests", "What this rests on", [Prose(rests_on(s), "list")]),
        Chapter("accounts", "Accounts of the economy", [Prose(s.assembled.report().splitlines(), "list")]),
        Chapter("sources", "Sources", [Prose([r.text() for r in cite(tuple(keys))], "list")]),
    ]


def _drawings(s: Sanctions) -> dict[str, Drawing]:
    """Return the figures by name."""
    found: dict[str, Drawing] = {}
    mapped = _mapped(s)
    if mapped.height > 1:
        found["map"] = Drawing(
            f"{heading(s)}: change of real income", 5.9, lambda ax, w, t: income_map(mapped, title=t, ax=ax, width=w)
        )  # fmt: skip
    senders = s.states.filter(pl.col("role") == "sender")
    shared = {
        "before": senders["before_pct"].to_numpy(),
        "transfer": (100.0 * senders["transfer"] / senders["income"]).to_numpy(),
    }
    bars: Draw = lambda ax, w, t: sanction_bars(  # noqa: E731
        senders["name"].to_list(), senders["change_pct"].to_numpy(), senders["low_pct"].to_numpy(),
        senders["high_pct"].to_numpy(), **(shared if s.transfers else {}), title=t, ax=ax, width=w,
    )  # fmt: skip
    found["burden"] = Drawing(
        "The burden of the senders",
        (0.28 if s.transfers else 0.2) * senders.height + 1.8,
        bars,
    )
    if (f := s.searches.front) is not None:
        points, grown = f.coalitions, f.strengths
        front: Draw = lambda ax, w, t: sanction_front(  # noqa: E731
            points["cost"].to_numpy(), points["target_loss"].to_numpy(), points["efficient"].to_numpy(),
            _labels(points), strengths=(grown["cost"].to_numpy(), grown["target_loss"].to_numpy()), unit=s.unit,
            target=state_name(s.target), title=t, ax=ax, width=w,
        )  # fmt: skip
        found["front"] = Drawing("Punishment and own cost, coalition by coalition", 4.6, front)
    return found


def _mapped(s: Sanctions) -> pl.DataFrame:
    known = {p.id: p for p in places().values() if p.kind == "home"}
    shown = chosen_states(s).filter(pl.col("iso3").is_in(list(known)))
    at = [known[c] for c in shown["iso3"]]
    return shown.with_columns(lat=pl.Series([p.lat for p in at], dtype=pl.Float64),
                              lon=pl.Series([p.lon for p in at], dtype=pl.Float64))  # fmt: skip


def _labels(points: pl.DataFrame) -> list[str]:
    """Return names for some points of the front, evenly over the loss; long ones are numbers of senders."""
    top = float(points["target_loss"].max() or 0.0)  # type: ignore[arg-type]
    labels, last = [""] * points.height, -1.0
    for k, (senders, size, loss, good) in enumerate(
        points.select("senders", "size", "target_loss", "efficient").iter_rows()
    ):
        if good and loss - last >= top / _LABELLED:
            labels[k] = senders if size <= 3 else f"{size} senders"
            last = loss
    return labels

"""A figure as SVG that can stand inside a page: no scripts, no outside references, ids of its own."""

from __future__ import annotations

import re
import warnings
from io import StringIO
from typing import TYPE_CHECKING

from foedera.report.figures.canvas import NARROW, WIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

__all__ = ["both_widths", "to_svg"]

_NUMBER = re.compile(r"(\d+\.\d{3,})")
_TAG = re.compile(r"<[^>]*>")
_ID = re.compile(r'\s+id="([^"]+)"')
_USE = re.compile(r'(?:xlink:href="#|url\(#)([^")]+)')
_FONT = re.compile(r"(font-family|font: [^;\"]*?px):? [^;\"]*")


def to_svg(figure: Figure, name: str, alt: str) -> str:
    """Return the figure as an ``<svg>`` element.

    Parameters
    ----------
    figure : drawn by a function of ``report.figures``
    name : unique in the page; its ids begin with it
    alt : what the figure shows, in words
    """
    text = _drawn(figure, name)
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<style[^>]*>.*?</style>", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
    text = _own_ids(text, name)
    text = _TAG.sub(lambda tag: _NUMBER.sub(_shorter, tag[0]), text)
    text = _FONT.sub(_page_font, text)
    text = re.sub(r"\n\s*", "\n", text)
    return _opened(text, alt)


def _drawn(figure: Figure, name: str) -> str:
    """Return what matplotlib writes; dollar signs are no mathematics, and letters of any script pass."""
    import matplotlib
    from matplotlib.text import Text

    for words in figure.findobj(Text):
        words.set_parse_math(False)
    out = StringIO()
    with (
        matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": name, "text.parse_math": False}),
        warnings.catch_warnings(),
    ):
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def _shorter(found: re.Match[str]) -> str:
    """Return a coordinate with two decimals."""
    return f"{float(found[1]):.2f}".rstrip("0").rstrip(".")


def _page_font(found: re.Match[str]) -> str:
    """Leave the choice of font to the page: families of drawn text become the page's own."""
    colon = ":" if found[1] == "font-family" else ""
    return f"{found[1]}{colon} var(--figure-font)"


def _own_ids(text: str, name: str) -> str:
    used = set(_USE.findall(text))
    text = _ID.sub(lambda m: f' id="{name}-{m[1]}"' if m[1] in used else "", text)
    text = text.replace('xlink:href="#', f'href="#{name}-')
    return text.replace("url(#", f"url(#{name}-")


def _opened(text: str, alt: str) -> str:
    """Give the element its role and words, and let the page decide how wide it is."""
    from markupsafe import escape

    box = re.search(r'viewBox="([^"]+)"', text)
    assert box is not None
    head = (
        f'<svg role="img" aria-label="{escape(alt)}" viewBox="{box[1]}" xmlns="http://www.w3.org/2000/svg">'
    )
    return re.sub(r"<svg[^>]*>", lambda _: head, text, count=1)


def both_widths(draw: Callable[[float], Figure], name: str, alt: str) -> tuple[str, str]:
    """Return the figure drawn for a desk and for a telephone."""
    return to_svg(draw(WIDE), f"{name}-w", alt), to_svg(draw(NARROW), f"{name}-n", alt)

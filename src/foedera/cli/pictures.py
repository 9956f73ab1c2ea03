"""Figures into files, for commands with ``--figure``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from foedera.core.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from foedera.cli.parsing import Parser

__all__ = ["add_figure", "picture_path", "save_picture"]

_KINDS = (".svg", ".png", ".pdf")
_DPI = 160


def add_figure(parser: Parser, what: str) -> None:
    """Add the option that draws ``what`` into a file."""
    parser.add_argument(
        "--figure", metavar="FILE", type=picture_path, help=f"draw {what} (.svg, .png or .pdf)"
    )


def picture_path(text: str) -> Path:
    """Return a file that a figure can be written to; complain before anything is computed."""
    path = Path(text)
    if path.suffix.lower() not in _KINDS:
        raise InputError(
            f"'{text}' is no kind of picture", where="--figure", fix="end it in .svg, .png or .pdf"
        )
    if not path.parent.is_dir():
        raise InputError(f"there is no folder '{path.parent}'", where="--figure", fix="make it first")
    return path


def save_picture(figure: Figure, path: Path) -> None:
    """Write a figure; letters of any script pass, dollar signs are no mathematics."""
    import warnings

    from matplotlib.text import Text

    for words in figure.findobj(Text):
        words.set_parse_math(False)
    stamp = {"Date": None} if path.suffix.lower() == ".svg" else None
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        figure.savefig(path, dpi=_DPI, metadata=stamp)

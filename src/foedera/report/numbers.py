"""Numbers as they are printed: three significant digits at most, thin spaces, a true minus, en dashes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["MINUS", "THIN", "Span", "count", "listed", "number", "percent", "signed", "spread", "words"]

_SMALL = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)

THIN, MINUS, DASH = "\u202f", "\u2212", "\u2013"


@dataclass(frozen=True)
class Span:
    """A number with its interval; NaN where it cannot be said.

    Parameters
    ----------
    value : the point estimate
    low, high : ends of the 95 % interval
    """

    value: float
    low: float = math.nan
    high: float = math.nan

    @property
    def known(self) -> bool:
        """Whether there is a number at all."""
        return math.isfinite(self.value)

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return math.isfinite(self.low) and math.isfinite(self.high) and (self.low > 0 or self.high < 0)


def _decimals(value: float) -> int:
    size = abs(value)
    if size == 0 or size >= 100:
        return 0
    if size >= 10:
        return 1
    if size >= 0.1:
        return 2 if size < 1 else 1
    return min(2 - math.floor(math.log10(size)) - 1, 6)


def number(value: float, decimals: int | None = None) -> str:
    """Return a number such as 0.83, 12.4 or 1 234 (thin space); "n/a" for NaN."""
    if not math.isfinite(value):
        return "n/a" if math.isnan(value) else ("never" if value > 0 else "n/a")
    value = round(value, 9)  # or 1.95 reached by two sums would be printed in two ways
    text = f"{value:,.{_decimals(value) if decimals is None else decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.replace(",", THIN).replace("-", MINUS)


def count(value: float) -> str:
    """Return a whole number with thin spaces between thousands."""
    return number(round(value), 0) if math.isfinite(value) else "n/a"


def signed(value: float, decimals: int | None = None) -> str:
    """Return a number with its sign; zero has none."""
    text = number(value, decimals)
    return text if text.startswith(MINUS) or text == "n/a" or _is_zero(text) else f"+{text}"


def _is_zero(text: str) -> bool:
    return not any(c in "123456789" for c in text)


def words(n: int, noun: str = "") -> str:
    """Return "no", "one" .. "twelve" or digits, with the noun in its number."""
    text = _SMALL[n] if 0 <= n < len(_SMALL) else count(n)
    return f"{text} {noun}{'' if n == 1 else 's'}" if noun else text


def listed(words: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def percent(share: float, decimals: int = 0) -> str:
    """Return a share as per cent, with a thin space before the sign."""
    return f"{number(100 * share, decimals)}{THIN}%" if math.isfinite(share) else "n/a"


def spread(low: float, high: float, decimals: int | None = None, *, sign: bool = False) -> str:
    """Return an interval: "0.6–1.1", or "+0.2 to +0.5" where signs are shown or numbers are negative."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return "n/a"
    show = signed if sign else number
    if decimals is None:
        decimals = _decimals(max(abs(low), abs(high)))
    first, last = show(low, decimals), show(high, decimals)
    return f"{first} to {last}" if sign or low < 0 else f"{first}{DASH}{last}"


def shared_decimals(*values: float) -> int:
    """Return decimals that suit several numbers printed side by side, led by the largest."""
    finite = [abs(v) for v in values if math.isfinite(v)]
    return _decimals(max(finite)) if finite else 0

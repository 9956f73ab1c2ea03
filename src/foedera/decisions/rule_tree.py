"""The rule language: a nested mapping becomes a tree over linear leaves.

Every leaf compares one weighted count of ballots with one bar,

    sum_Y y_i + sum_A a_i + sum_N n_i  >=  bar     (or > bar where the rule says "below" or "more than"),

so that a whole decision rule is one matrix product and a small Boolean tree. Negative coefficients carry
blocking leaves: "nobody says no" is -#N >= 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError, did_you_mean

__all__ = ["Compiler", "Leaf", "Node"]

TOLERANCE = 1e-12
"""Sums of decimal weights are compared with their quota up to this, relative to the quota."""


@dataclass(frozen=True)
class Leaf:
    """One linear comparison.

    Parameters
    ----------
    text : what must be true, in plain English
    yes, abstain, no : shape (n,), what each member's ballot adds to the score
    bar : the score needed
    cut : the same with the rounding tolerance; the leaf holds where score >= cut
    """

    text: str
    yes: NDArray[np.float64]
    abstain: NDArray[np.float64]
    no: NDArray[np.float64]
    bar: float
    cut: float


@dataclass(frozen=True)
class Node:
    """A leaf (``leaf`` is its index) or "at least ``needed`` of ``children`` hold", perhaps negated.

    ``joined`` says that the text is a chain of conditions and needs brackets inside another one.
    """

    text: str
    leaf: int | None = None
    children: tuple[Node, ...] = ()
    needed: int = 0
    negated: bool = False
    joined: bool = False

    def holds(self, truth: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return shape (...) from the truth of the leaves, shape (..., L)."""
        if self.leaf is not None:
            value: NDArray[np.bool_] = truth[..., self.leaf]
        else:
            held = np.stack([child.holds(truth) for child in self.children])
            value = np.count_nonzero(held, axis=0) >= np.asarray(self.needed)
        return ~value if self.negated else value

    def phrase(self) -> str:
        """Return the text as a part of a longer one."""
        return f"({self.text})" if self.joined else self.text


def names(of: Sequence[str]) -> str:
    """Return "A, B and C"."""
    return of[0] if len(of) == 1 else ", ".join(of[:-1]) + " and " + of[-1]


def fraction(value: Any, where: str) -> Fraction:
    """Return a share as an exact fraction.

    0.333, 0.3333, 0.667 and 0.6667 (three decimals or more) are thirds, so that two thirds of 15 is 10 and
    not 11; "2/3" may be written as well.
    """
    try:
        share = Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        raise ModelInputError(
            f"{value!r} is not a share", where=where, fix="a number in (0, 1] or '2/3'"
        ) from None
    if not 0 < share <= 1:
        raise ModelInputError(f"share {value!r} is outside (0, 1]", where=where, fix="0.55 means 55 per cent")
    decimals = len(str(value).partition(".")[2])
    for third in (Fraction(1, 3), Fraction(2, 3)):
        if decimals >= 3 and round(float(third), decimals) == float(share):
            return third
    return share


def spoken(share: Fraction) -> str:
    """Return "2/3" for simple fractions and a percentage for others."""
    return str(share) if share.denominator < 10 else f"{float(100 * share):g} per cent"


def number(value: float) -> str:
    """Return a weight as people write it: 62, 100.01, 327,649."""
    return f"{value:,.12g}" if abs(value) >= 10_000 else f"{value:.10g}"


class Compiler:
    """Turns one rule expression into a :class:`Node` and its leaves.

    Parameters
    ----------
    members : ISO3 codes, in the order of the ballots
    strict : whether naming a non-member or an unreachable quota is an error; otherwise such names are
        dropped, which is what a body does whose member has left
    """

    def __init__(self, members: Sequence[str], strict: bool) -> None:
        self.members, self.strict = tuple(members), strict
        if not self.members:
            raise ModelInputError("a decision rule needs members", where="compile_rule(members)")
        if len(set(self.members)) != len(self.members):
            twice = sorted({m for m in self.members if self.members.count(m) > 1})
            raise ModelInputError(f"{names(twice)} would vote twice", where="compile_rule(members)")
        self.n = len(self.members)
        self.leaves: list[Leaf] = []
        self.hours = 0.0
        self.abstainers_bound = True
        self.opt_in = False
        self.veto_holders = np.zeros(self.n, dtype=bool)

    def node(self, expression: Any, where: str = "rule") -> Node:
        """Compile one node."""
        if not isinstance(expression, Mapping) or len(expression) != 1:
            raise ModelInputError(
                f"{expression!r} is not one rule", where=where, fix="one key such as 'yes_count: 9'"
            )
        word, body = next(iter(expression.items()))
        if word == "rule":
            raise ModelInputError(
                f"named rule {body!r} is not resolved", where=where, fix="put its definition here"
            )
        makers: dict[str, Callable[[Any, str], Node]] = {
            "yes_count": self._yes_count, "yes_share": self._yes_share, "yes_weight": self._yes_weight,
            "not_yes_below": self._not_yes_below, "no_veto": self._no_veto, "all_yes": self._all_yes,
            "no_objection": self._no_objection, "no_weight_below": self._no_weight_below,
            "relative": self._relative, "formal_abstention_below": self._formal_abstention,
            "opt_in": self._opt_in,
            "all_of": self._all_of, "any_of": self._any_of, "at_least": self._at_least, "not": self._not,
        }  # fmt: skip
        if word not in makers:
            hint = did_you_mean(str(word), makers) or "one of " + ", ".join(makers)
            raise ModelInputError(f"unknown rule {word!r}", where=where, fix=hint)
        return makers[word](body, f"{where}.{word}")

    def _body(self, body: Any, where: str, *allowed: str, needs: tuple[str, ...] = ()) -> dict[str, Any]:
        if body is not None and not isinstance(body, Mapping):
            raise ModelInputError(
                f"{body!r} is not a mapping", where=where, fix=f"keys {', '.join(allowed + needs)}"
            )
        fields = {k: v for k, v in (body or {}).items() if v is not None}
        for k in fields:
            if k not in allowed + needs:
                hint = did_you_mean(str(k), allowed + needs) or f"one of {', '.join(allowed + needs)}"
                raise ModelInputError(f"unknown field {k!r}", where=where, fix=hint)
        missing = [k for k in needs if k not in fields]
        if missing:
            raise ModelInputError(f"{names(missing)} missing", where=where)
        return fields

    def _leaf(
        self,
        text: str,
        bar: float,
        *,
        yes: Any = 0.0,
        abstain: Any = 0.0,
        no: Any = 0.0,
        strictly: bool = False,
    ) -> Node:
        y, a, x = (np.broadcast_to(np.asarray(c, dtype=float), (self.n,)) for c in (yes, abstain, no))
        slack = TOLERANCE * max(1.0, abs(bar))
        self.leaves.append(Leaf(text, y, a, x, bar, bar + slack if strictly else bar - slack))
        return Node(text, leaf=len(self.leaves) - 1)

    def _mask(self, of: Any, where: str) -> NDArray[np.float64]:
        if of is None or of == "all":
            return np.ones(self.n)
        listed = [of] if isinstance(of, str) else list(of)
        self._known(listed, where)
        return np.array([float(m in listed) for m in self.members])

    def _known(self, listed: Sequence[str], where: str) -> None:
        for m in listed if self.strict else ():
            if m not in self.members:
                hint = did_you_mean(m, self.members) or "one of " + ", ".join(self.members)
                raise ModelInputError(f"{m!r} is not a member", where=where, fix=hint)

    def _named(self, mask: NDArray[np.float64]) -> list[str]:
        return [m for m, inside in zip(self.members, mask) if inside]

    def _weights(self, weights: Mapping[str, Any], where: str) -> NDArray[np.float64]:
        self._known(list(weights), where)
        missing = [m for m in self.members if m not in weights]
        if missing:
            raise ModelInputError(
                f"no weight for {names(missing)}", where=where, fix="0 gives no voting weight"
            )
        out = np.array([float(weights[m]) for m in self.members])
        if not np.all(np.isfinite(out)) or np.any(out < 0):
            raise ModelInputError("a weight is negative or not finite", where=where)
        return out

    def _whole(self, value: Any, low: int, high: int, where: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            raise ModelInputError(f"{value!r} is not a whole number", where=where)
        if value < low or (self.strict and value > high):
            raise ModelInputError(f"{value} is outside {low} to {high}", where=where)
        return int(value)

    def _quota(self, value: Any, total: float, where: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ModelInputError(f"quota {value!r} is not a number", where=where)
        if not value > 0 or (self.strict and value > total + TOLERANCE * max(1.0, total)):
            raise ModelInputError(
                f"quota {number(value)} is not in (0, {number(total)}]",
                where=where,
                fix="the sum of the weights is the most",
            )
        return float(value)

    def _yes_count(self, body: Any, where: str) -> Node:
        m = self._whole(body, 1, self.n, where)
        return self._leaf(f"at least {m} of {self.n} say yes", m, yes=1.0)

    def _not_yes_below(self, body: Any, where: str) -> Node:
        m = self._whole(body, 1, self.n, where)
        return self._leaf(f"fewer than {m} of {self.n} do not say yes", self.n - m + 1, yes=1.0)

    def _yes_share(self, body: Any, where: str) -> Node:
        fields = self._body(body, where, "of", needs=("share",))
        share, of = fraction(fields["share"], where), fields.get("of", "members")
        if of == "members":
            return self._yes_count(-((-share.numerator * self.n) // share.denominator), where)
        if of != "present_voting":
            raise ModelInputError(f"unknown base {of!r}", where=where, fix="members or present_voting")
        text = f"at least {spoken(share)} of those voting yes or no say yes"
        p, q = share.numerator, share.denominator
        enough = self._leaf(text, 0.0, yes=float(q - p), no=-float(p))
        somebody = self._leaf("somebody says yes", 1.0, yes=1.0)
        return Node(text, children=(enough, somebody), needed=2)

    def _yes_weight(self, body: Any, where: str) -> Node:
        q, w, text = self._quota_and_weights(body, where)
        return self._leaf(f"members with at least {text} say yes", q, yes=w)

    def _quota_and_weights(self, body: Any, where: str) -> tuple[float, NDArray[np.float64], str]:
        """Return (quota, weights, "62 of 87 votes")."""
        fields = self._body(body, where, "unit", needs=("quota", "weights"))
        w = self._weights(fields["weights"], where)
        q = self._quota(fields["quota"], w.sum(), where)
        return q, w, f"{number(q)} of {number(w.sum())} {fields.get('unit', 'votes')}"

    def _no_veto(self, body: Any, where: str) -> Node:
        mask = self._mask(self._body(body, where, needs=("of",))["of"], where)
        self.veto_holders |= mask > 0
        named = self._named(mask)
        text = f"none of {names(named)} says no" if named else "nobody holding a veto says no"
        return self._leaf(text, 0.0, no=-mask)

    def _all_yes(self, body: Any, where: str) -> Node:
        mask = self._mask(self._body(body, where, "of").get("of"), where)
        named = self._named(mask)
        who = f"all {self.n} members" if mask.all() else names(named) if named else "nobody in particular"
        return self._leaf(f"{who} say yes", float(mask.sum()), yes=mask)

    def _no_objection(self, body: Any, where: str) -> Node:
        fields = self._body(body, where, "minus", "hours", "of")
        mask = self._mask(fields.get("of"), where)
        minus, hours = self._whole(fields.get("minus", 0), 0, self.n, where), float(fields.get("hours", 0.0))
        if not 0 <= hours < np.inf:
            raise ModelInputError(
                f"hours is {hours:g}", where=where, fix="the length of the silence, 0 for none"
            )
        self.hours = max(self.hours, hours)
        who = f"of the {self.n} members" if mask.all() else f"of {names(self._named(mask) or ['nobody'])}"
        text = (
            f"at most {minus} {who} {'objects' if minus == 1 else 'object'}"
            if minus
            else f"none {who} objects"
        )
        return self._leaf(text + (f" within {hours:g} hours" if hours else ""), -float(minus), no=-mask)

    def _no_weight_below(self, body: Any, where: str) -> Node:
        q, w, text = self._quota_and_weights(body, where)
        return self._leaf(f"members with less than {text} say no", -q, no=-w, strictly=True)

    def _relative(self, body: Any, where: str) -> Node:
        fields = self._body(body, where, "weights", "unit")
        weights = fields.get("weights")
        w = np.ones(self.n) if weights is None else self._weights(weights, where)
        text = "more members say yes than no"
        if weights is not None:
            text = f"more of the {number(w.sum())} {fields.get('unit', 'votes')} are cast for yes than for no"
        return self._leaf(text, 0.0, yes=w, no=-w, strictly=True)

    def _formal_abstention(self, body: Any, where: str) -> Node:
        fields = self._body(body, where, "weight", "weights", "unit", needs=("members",))
        self.abstainers_bound = False
        share = fraction(fields["members"], where)
        text = f"abstainers are fewer than {spoken(share)} of the members"
        few = self._leaf(text, -float(share) * self.n, abstain=-1.0, strictly=True)
        if "weight" not in fields and "weights" not in fields:
            return few
        if "weight" not in fields or "weights" not in fields:
            raise ModelInputError("weight and weights go together", where=where)
        w, part = self._weights(fields["weights"], where), fraction(fields["weight"], where)
        also = f"they hold less than {spoken(part)} of {number(w.sum())} {fields.get('unit', 'votes')}"
        light = self._leaf(also, -float(part) * w.sum(), abstain=-w, strictly=True)
        return Node(f"{text} or {also}", children=(few, light), needed=1, joined=True)

    def _opt_in(self, body: Any, where: str) -> Node:
        m = self._whole(self._body(body, where, "minimum").get("minimum", 1), 1, self.n, where)
        self.opt_in = True
        return self._leaf(f"at least {m} of {self.n} join in, which binds only them", m, yes=1.0)

    def _children(self, body: Any, where: str) -> tuple[Node, ...]:
        if isinstance(body, str | Mapping) or not isinstance(body, Sequence) or not body:
            raise ModelInputError("a list of rules is needed", where=where)
        return tuple(self.node(b, f"{where}[{k}]") for k, b in enumerate(body))

    def _all_of(self, body: Any, where: str) -> Node:
        parts = self._children(body, where)
        text = " and ".join(p.phrase() for p in parts)
        return Node(text, children=parts, needed=len(parts), joined=len(parts) > 1)

    def _any_of(self, body: Any, where: str) -> Node:
        parts = self._children(body, where)
        text = " or ".join(p.phrase() for p in parts)
        return Node(text, children=parts, needed=1, joined=len(parts) > 1)

    def _at_least(self, body: Any, where: str) -> Node:
        fields = self._body(body, where, needs=("k", "of"))
        parts = self._children(fields["of"], where)
        k = fields["k"]
        if isinstance(k, bool) or not isinstance(k, int) or not 1 <= k <= len(parts):
            raise ModelInputError(f"k = {k!r} of {len(parts)} rules", where=where, fix=f"1 to {len(parts)}")
        text = f"at least {k} of: " + "; ".join(p.phrase() for p in parts)
        return Node(text, children=parts, needed=k, joined=True)

    def _not(self, body: Any, where: str) -> Node:
        inner = self.node(body, where)
        return Node(f"it is not so that {inner.phrase()}", children=(inner,), needed=1, negated=True)

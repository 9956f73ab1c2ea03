"""Random rules for property tests: one to three chambers, joined by all_of, any_of or at_least."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from foedera.decisions.voting import Rule, compile_rule


@st.composite
def chambers(draw: st.DrawFn, n: int) -> dict[str, Any]:
    """One condition on n members."""
    names = [f"M{k:02d}" for k in range(n)]
    kind = draw(
        st.sampled_from(("count", "weight", "veto", "consensus", "blocked", "not_yes", "relative", "all"))
    )
    some = draw(st.lists(st.sampled_from(names), min_size=1, max_size=n, unique=True))
    weights = draw(
        st.lists(st.integers(0, draw(st.sampled_from((3, 40)))), min_size=n, max_size=n).filter(sum)
    )
    table = dict(zip(names, weights))
    quota = draw(st.integers(1, sum(weights)))
    rules: dict[str, dict[str, Any]] = {
        "count": {"yes_count": draw(st.integers(1, n))},
        "weight": {"yes_weight": {"quota": quota, "weights": table}},
        "veto": {"no_veto": {"of": some}},
        "consensus": {"no_objection": {"minus": draw(st.integers(0, n - 1))}},
        "blocked": {"no_weight_below": {"quota": quota, "weights": table}},
        "not_yes": {"not_yes_below": draw(st.integers(1, n))},
        "relative": {"relative": {"weights": table}},
        "all": {"all_yes": {"of": some}},
    }
    return rules[kind]


@st.composite
def expressions(draw: st.DrawFn, low: int = 1, high: int = 10) -> tuple[dict[str, Any], list[str]]:
    """A rule expression and its members."""
    n = draw(st.integers(low, high))
    parts = draw(st.lists(chambers(n), min_size=1, max_size=3))
    how = draw(st.sampled_from(("all_of", "any_of", "two_of", "nested")))
    names = [f"M{k:02d}" for k in range(n)]
    if len(parts) == 1:
        return parts[0], names
    if how == "two_of":
        return {"at_least": {"k": min(2, len(parts)), "of": parts}}, names
    if how == "nested":
        return {"any_of": [parts[0], {"all_of": parts[1:]}]}, names
    return {how: parts}, names


def rules(low: int = 1, high: int = 10) -> st.SearchStrategy[Rule]:
    """Rules whose simple game is defined: passing if all say yes and failing if all say no."""
    return (
        expressions(low, high)
        .map(lambda pair: compile_rule(*pair))
        .filter(
            lambda r: bool(r.adopted([1] * len(r.members))) and not bool(r.adopted([-1] * len(r.members)))
        )
    )

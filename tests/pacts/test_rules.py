"""The rule language as data: references resolved, names collected, nesting limited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from foedera.core.errors import InputError
from foedera.pacts.rule_nodes import MAX_DEPTH, NODES, Rule
from foedera.pacts.rules import members_named, nodes, resolve
from foedera.pacts.schema import Pact

RULES = TypeAdapter(Rule)
COUNCIL = {"all_of": [{"yes_count": 9}, {"no_veto": {"of": ["CHN", "FRA", "GBR", "RUS", "USA"]}}]}


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (COUNCIL, COUNCIL),
        ({"yes_share": {"share": 0.55}}, {"yes_share": {"share": 0.55, "of": "members"}}),
        (
            {"yes_weight": {"quota": 2, "weights": {"DEU": 2, "FRA": 1}}},
            {"yes_weight": {"quota": 2.0, "weights": {"DEU": 2.0, "FRA": 1.0}}},
        ),
        ({"not_yes_below": 4}, {"not_yes_below": 4}),
        ({"all_yes": {}}, {"all_yes": {"of": "all"}}),
        ({"no_objection": {"hours": 48}}, {"no_objection": {"of": "all", "minus": 0, "hours": 48.0}}),
        (
            {"no_objection": {"minus": 1, "of": ["DEU", "FRA"]}},
            {"no_objection": {"of": ["DEU", "FRA"], "minus": 1}},
        ),
        (
            {"no_weight_below": {"quota": 1, "weights": {"DEU": 2}}},
            {"no_weight_below": {"quota": 1.0, "weights": {"DEU": 2.0}}},
        ),
        ({"relative": {}}, {"relative": {}}),
        (
            {"formal_abstention_below": {"members": 0.333, "weight": 0.333, "weights": {"DEU": 2}}},
            {"formal_abstention_below": {"members": 0.333, "weight": 0.333, "weights": {"DEU": 2.0}}},
        ),
        (
            {"any_of": [{"yes_count": 1}, {"not": {"relative": {}}}]},
            {"any_of": [{"yes_count": 1}, {"not": {"relative": {}}}]},
        ),
        ({"at_least": {"k": 1, "of": [{"yes_count": 1}]}}, {"at_least": {"k": 1, "of": [{"yes_count": 1}]}}),
        ({"opt_in": {}}, {"opt_in": {"minimum": 1}}),
    ],
)
def test_a_rule_resolves_to_the_plain_mapping_it_was_written_as(written: Any, plain: Any) -> None:
    assert resolve(RULES.validate_python(written), {}) == plain


def test_references_are_replaced_wherever_they_stand() -> None:
    named = {"council": RULES.validate_python(COUNCIL), "again": RULES.validate_python({"rule": "council"})}
    for outer in (
        {"not": {"rule": "again"}},
        {"all_of": [{"yes_count": 1}, {"rule": "council"}]},
        {"any_of": [{"rule": "again"}]},
        {"at_least": {"k": 1, "of": [{"rule": "council"}]}},
    ):
        plain = resolve(RULES.validate_python(outer), named)
        assert "'rule'" not in repr(plain)
        assert repr(COUNCIL) in repr(plain)


def test_a_reference_to_nothing_or_in_a_circle() -> None:
    named = {"a": RULES.validate_python({"not": {"rule": "b"}}), "b": RULES.validate_python({"rule": "a"})}
    with pytest.raises(InputError, match=r"unknown rule name 'bb' \(did you mean 'b'\?\)"):
        resolve(RULES.validate_python({"rule": "bb"}), named)
    with pytest.raises(InputError, match="in a circle: a -> b -> a"):
        resolve(named["b"], named)


def test_members_named_collects_lists_and_weights() -> None:
    rule = RULES.validate_python(
        {
            "all_of": [
                COUNCIL,
                {"yes_weight": {"quota": 1, "weights": {"IND": 1}}},
                {"all_yes": {"of": ["BRA"]}},
            ]
        }
    )
    assert members_named(rule) == ["BRA", "CHN", "FRA", "GBR", "IND", "RUS", "USA"]
    assert members_named(RULES.validate_python({"all_yes": {}})) == []


def _nested(depth: int) -> dict[str, Any]:
    rule: dict[str, Any] = {"yes_count": 1}
    for _ in range(depth - 1):
        rule = {"not": rule}
    return rule


def test_nesting_has_a_limit(build: Callable[..., Pact]) -> None:
    deepest = build(decision={"body": "Council", "rule": _nested(MAX_DEPTH)})
    assert deepest.decision is not None
    assert sum(1 for _ in nodes(deepest.decision.rule)) == MAX_DEPTH  # type: ignore[arg-type]
    with pytest.raises(
        InputError, match=r"decision\.rule.*: rules are nested more than 20 deep \(name the inner ones"
    ):
        build(decision={"body": "Council", "rule": _nested(MAX_DEPTH + 1)})


@pytest.mark.parametrize("key", sorted(NODES))
def test_every_node_says_which_key_is_wrong(key: str, build: Callable[..., Pact]) -> None:
    with pytest.raises(InputError) as caught:
        build(decision={"body": "Council", "rule": {"not": {key: []}}})
    assert f"decision.rule.not.{key}" in str(caught.value)


LEAVES = st.one_of(
    st.integers(1, 5).map(lambda n: {"yes_count": n}),
    st.just({"relative": {}}),
    st.just({"no_objection": {"of": "all", "minus": 0}}),
    st.sampled_from("ab").map(lambda name: {"rule": name}),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda r: {"not": r}),
        st.lists(inner, min_size=1, max_size=3).map(lambda rs: {"all_of": rs}),
        st.lists(inner, min_size=1, max_size=3).map(lambda rs: {"at_least": {"k": 1, "of": rs}}),
    ),
    max_leaves=6,
)


@settings(max_examples=50, deadline=None)
@given(TREES)
def test_resolving_is_substitution(tree: dict[str, Any]) -> None:
    named = {"a": {"yes_count": 2}, "b": {"not": {"rule": "a"}}}
    models = {name: RULES.validate_python(rule) for name, rule in named.items()}

    def substituted(rule: Any) -> Any:
        if isinstance(rule, dict):
            if "rule" in rule:
                return substituted(named[rule["rule"]])
            return {k: substituted(v) for k, v in rule.items()}
        return [substituted(r) for r in rule] if isinstance(rule, list) else rule

    plain = resolve(RULES.validate_python(tree), models)
    assert plain == substituted(tree)
    assert resolve(RULES.validate_python(plain), {}) == plain

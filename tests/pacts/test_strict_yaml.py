"""YAML 1.2 and nothing else, and an error that names file, line, column and remedy for every slip."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import AnyUrl, BaseModel, ConfigDict, Field, field_validator

from foedera.core.errors import InputError, InputErrors
from foedera.pacts.strict_yaml import Document, load, parse, validate


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    quota: Annotated[float, Field(ge=0, le=100)]
    name: str = "x"
    kind: str | None = None


class Whole(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    count: int = 1
    parts: tuple[Part, ...] = ()
    by_name: dict[str, Part] = {}


def _said(text: str) -> list[str]:
    with pytest.raises(InputErrors) as caught:
        validate(parse(text, "f.yaml"), Whole)
    return [str(p) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("off", "off"),
        ("12:30", "12:30"),
        ("1949-04-04", "1949-04-04"),
        ("1_000", "1_000"),
        ("'1'", "1"),
        ("!!str 1", "1"),
        ("=", "="),
        ("<<", "<<"),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("1", 1),
        ("-7", -7),
        ("0o17", 15),
        ("0x1F", 31),
        ("007", 7),
        ("1.10", 1.1),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-.inf", float("-inf")),
    ],
)
def test_scalars_are_those_of_the_core_schema(text: str, value: object) -> None:
    found = parse(f"a: {text}\n").data["a"]
    assert found == value
    assert type(found) is type(value)


def test_keys_are_text_as_written() -> None:
    assert parse("NO: 1\n1.10: 2\ntrue: 3\n").data == {"NO": 1, "1.10": 2, "true": 3}


def test_every_value_and_key_is_marked() -> None:
    document = parse("title: x\nparts:\n  - {quota: 1}\n  - quota: 2\n", "f.yaml")
    assert document.where(()) == "f.yaml:1:1"
    assert document.where(("parts", 0)) == "f.yaml:3:5"
    assert document.where(("parts", 0, "quota")) == "f.yaml:3:13"
    assert document.where(("parts", 1, "quota"), key=True) == "f.yaml:4:5"
    assert document.where(("parts", 1, "missing")) == "f.yaml:4:5"


def test_a_document_without_marks_names_the_path() -> None:
    with pytest.raises(InputErrors, match=r"made\.here: parts\.0\.quota: 200 must be at most 100"):
        validate(Document({"title": "x", "parts": [{"quota": 200}]}, "made.here"), Whole)


def test_anchors_may_repeat_and_be_redefined() -> None:
    assert parse("a: &x [1, 2]\nb: *x\nc: &x 3\nd: *x\n").data == {"a": [1, 2], "b": [1, 2], "c": 3, "d": 3}


SYNTAX = {
    "tab": ("a:\n\t- x\n", "f.yaml:2:1: a tab where YAML wants spaces (indent with spaces)"),
    "colon": ("a: b: c\n", "f.yaml:1:5: a colon that YAML cannot place (quote text that contains ': '"),
    "bracket": ("a: [1,\nb: 2\n", "f.yaml:3:1: YAML syntax: expected ',' or ']'"),
    "quote": ("a: 'x\n", "f.yaml:2:1: YAML syntax: found unexpected end of stream"),
    "dedent": ("- a\nb: 1\n", "f.yaml:2:1: YAML syntax: expected <block end>"),
    "escape": ('a: "\\q"\n', "f.yaml:1:6: YAML syntax: found unknown escape character 'q'"),
    "alias": ("a: *q\n", "f.yaml:1:4: undefined alias 'q' (define it first with '&')"),
    "two": ("a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document begins here (keep one document per file"),
    "duplicate": ("a: 1\nb: 2\na: 3\n", "f.yaml:3:1: 'a' is given twice (keep one; the first is on line 1)"),
    "quoted": ("a: 1\n'a': 3\n", "f.yaml:2:1: 'a' is given twice (keep one; the first is on line 1)"),
    "cycle": (
        "a: &x [1, *x]\n",
        "f.yaml:1:4: anchor '&x' contains itself (write the entry out, without '*')",
    ),
    "tag": ("a: !thing 3\n", "f.yaml:1:4: tag '!thing' is not understood (remove the tag)"),
    "key": (
        "? [a, b]\n: 1\n",
        "f.yaml:1:3: a key must be a word, not a list or mapping (put the value after",
    ),
    "control": ("a: \x01\n", "f.yaml:1:1: a control character that YAML does not allow (remove it"),
    "empty": ("", "f.yaml:1:1: the file is empty (write at least the required fields)"),
    "comment": ("# nothing\n", "f.yaml:1:1: the file is empty (write at least the required fields)"),
    "deep": ("[" * 3000, "f.yaml:1:1: nested too deeply to read (flatten it)"),
}


@pytest.mark.parametrize("slip", SYNTAX)
def test_bad_yaml_says_where_and_how_to_mend_it(slip: str) -> None:
    text, message = SYNTAX[slip]
    with pytest.raises(InputError) as caught:
        parse(text, "f.yaml")
    assert message in str(caught.value)
    assert caught.value.exit_code == 2


def test_several_duplicate_keys_are_reported_together() -> None:
    with pytest.raises(InputErrors) as caught:
        parse("a: 1\na: 2\nb: {c: 1, c: 2}\n", "f.yaml")
    assert len(caught.value.problems) == 2


def test_aliases_that_multiply_without_end_are_refused() -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    with pytest.raises(InputError, match="more than 200000 entries"):
        parse("\n".join(lines))


def test_files_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "nato.yaml").write_text("a: 1\n")
    with pytest.raises(InputError, match=r"nat\.yaml: there is no such file \(did you mean 'nato\.yaml'\?\)"):
        load(tmp_path / "nat.yaml")
    with pytest.raises(InputError, match=r"there is no such file \(check the path\)"):
        load(tmp_path / "nowhere" / "x.yaml")
    with pytest.raises(
        InputError, match=r"a folder, not a YAML file \(name one of its files, e\.g\. 'nato\.yaml'\)"
    ):
        load(tmp_path)
    (tmp_path / "inner").mkdir()
    with pytest.raises(InputError, match=r"a folder, not a YAML file \(name a \.yaml file\)"):
        load(tmp_path / "inner")


def test_other_encodings(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("a: 1\nname: Türkiye\n".encode("latin-1"))
    with pytest.raises(
        InputError, match=r"latin\.yaml:2:8: byte 0xfc is not UTF-8 \(save the file as UTF-8\)"
    ):
        load(tmp_path / "latin.yaml")
    (tmp_path / "bom.yaml").write_bytes("name: Türkiye\n".encode("utf-8-sig"))
    assert load(tmp_path / "bom.yaml").data == {"name": "Türkiye"}


def test_a_list_where_a_mapping_is_wanted() -> None:
    assert _said("- a\n- b\n") == ["f.yaml:1:1: expected a mapping, got a list (write 'field: value' lines)"]


def test_a_number_where_text_is_wanted_stays_as_written() -> None:
    whole = validate(parse("title: 1.10\nparts: [{quota: 1, name: 007, kind: true}]\n"), Whole)
    assert (whole.title, whole.parts[0].name, whole.parts[0].kind) == ("1.10", "007", "true")
    assert _said("title: null\n") == [
        "f.yaml:1:8: expected text, got nothing (write words, in quotes if they look like a number)"
    ]


def test_a_misspelt_field_is_read_as_meant_so_that_the_rest_is_checked_too() -> None:
    assert _said("titel: x\nparts:\n  - {qota: 200}\n") == [
        "f.yaml:1:1: unknown field 'titel' (did you mean 'title'?)",
        "f.yaml:3:6: unknown field 'qota' (did you mean 'quota'?)",
        "f.yaml:3:12: 200 must be at most 100.0 (change the number)",
    ]


def test_an_unknown_field_like_no_other_lists_the_known_ones() -> None:
    assert _said("title: x\nparts: [{quota: 1, zzz: 2}]\n") == [
        "f.yaml:2:20: unknown field 'zzz' (known fields: kind, name, quota)"
    ]


def test_all_problems_come_at_once_in_file_order_and_plain_words() -> None:
    said = _said("count: many\nparts: {a: 1}\nby_name:\n  x: {quota: lots}\n  y: 3\n")
    assert said == [
        "f.yaml:1:1: field 'title' is missing (add 'title: ...')",
        "f.yaml:1:8: expected a whole number, got 'many' (write digits without quotes, such as 12)",
        "f.yaml:2:8: expected a list, got a mapping (write [a, b] or one entry per line with '- ')",
        "f.yaml:4:14: expected a number, got 'lots' (write it without quotes, such as 0.5)",
        "f.yaml:5:6: expected a mapping, got 3 (write 'field: value' lines)",
    ]


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Odd(BaseModel):
    model_config = ConfigDict(extra="forbid")

    pair: Annotated[tuple[int, ...], Field(max_length=2)] = ()
    colour: Colour = Colour.RED
    even: int = 0
    table: dict[str, int] | None = None
    site: AnyUrl | None = None

    @field_validator("even")
    @classmethod
    def _is_even(cls, value: int) -> int:
        if value % 2:
            raise ValueError(f"{value} is odd")
        return value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pair: [1, 2, 3]", "f.yaml:1:7: needs at most 2 entries, has 3 (add or remove entries)"),
        ("colour: rad", "f.yaml:1:9: 'rad' is not a known word (did you mean 'red'?)"),
        ("even: 3", "f.yaml:1:7: 3 is odd"),
        (
            "even: [3]",
            "f.yaml:1:7: expected a whole number, got a list (write digits without quotes, such as 12)",
        ),
        ("table: 3", "f.yaml:1:8: expected a mapping, got 3 (write 'name: value' lines)"),
        (
            "table: {a: x}",
            "f.yaml:1:12: expected a whole number, got 'x' (write digits without quotes, such as 12)",
        ),
        ("site: nowhere", "f.yaml:1:7: the value should be a valid URL, relative URL without a base"),
    ],
)
def test_other_models_are_worded_as_plainly(text: str, message: str) -> None:
    with pytest.raises(InputErrors) as caught:
        validate(parse(text, "f.yaml"), Odd)
    assert str(caught.value) == message


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(st.text("abcNO:-1. ", min_size=1, max_size=6), st.integers() | st.booleans(), max_size=4)
)
def test_what_is_quoted_comes_back(data: dict[str, object]) -> None:
    text = "\n".join(f"{k!r}: {str(v).lower()}" for k, v in data.items()) or "{}"
    assert parse(text).data == data


@settings(max_examples=50, deadline=None)
@given(st.text("ab:[]{}-#&*!|>'\"%@,? \n\t0", max_size=30))
def test_whatever_is_written_either_reads_or_is_refused_with_a_place(text: str) -> None:
    try:
        document = parse(text, "f.yaml")
    except InputError as error:
        said = str(error)
    else:
        said = document.where(())
    assert said.startswith("f.yaml:")

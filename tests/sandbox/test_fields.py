"""The Graph API's field expressions."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.graph.errors import GraphError
from sandbox.graph.fields import Field, parse_fields

NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,6}", fullmatch=True)
MODIFIERS = st.dictionaries(NAMES, st.from_regex(r"[a-z0-9]{1,5}", fullmatch=True), max_size=2)
TREES = st.recursive(
    st.builds(Field, name=NAMES, modifiers=MODIFIERS),
    lambda below: st.builds(
        Field, name=NAMES, modifiers=MODIFIERS, sub=st.lists(below, max_size=3).map(tuple)
    ),
    max_leaves=8,
)


def _written(fields: tuple[Field, ...]) -> str:
    return ",".join(
        field.name
        + "".join(f".{name}({value})" for name, value in field.modifiers.items())
        + (f"{{{_written(field.sub)}}}" if field.sub else "")
        for field in fields
    )


@given(st.lists(TREES, max_size=4).map(tuple))
def test_what_is_written_is_read_again(fields: tuple[Field, ...]) -> None:
    assert parse_fields(_written(fields)) == fields


@given(st.text(alphabet="ab{}(),. 1", max_size=25))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(GraphError):
        parse_fields(text)


@pytest.mark.parametrize(
    "text", ["a{", "a}", "a{b}}", "a.limit", "a.limit(", "{a}", "a,,b", "a(1)"]
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(GraphError):
        parse_fields(text)

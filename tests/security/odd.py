"""Good answers with something odd in them: what a network, a file or a stranger may send."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 7, 2**31, 2**63, -(2**63), 10**30, 1e308, -0.0, 0.1),
    *(float("inf"), float("-inf"), float("nan"), "", " ", "0", "-1", "9" * 30, "9" * 5_000, "1e9"),
    *("\x00", "\ud800", "\u202e", "x" * 300, "<b>&amp;", "a\r\nb", "٣", "²", "t1_", "at://", "://"),
    *("2026-02-30T25:61:61Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "now"),
    *("https://[", "http://a:99999999/", "javascript:alert(1)", "@", "_", "1_2", "\U0001f600"),
    *([], {}, [[]], [{}], {"": ""}, [None, 7, "x"], {"id": {"id": []}}, {"data": [None]}),
    *(
        {"value": 1},
        [["x"]],
        {"text": {"text": 7}},
        {"\x00": "\ud800"},
        [[[[[[[[[[[[[[]]]]]]]]]]]]]],
    ),
)
"""What is read as another type than it is, runs over, or is not what its name says."""
words = st.text(max_size=30)
anything: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(ODD) | words | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
Path = tuple[Any, ...]


def paths(value: Any, above: Path = ()) -> Iterator[Path]:
    """Every place in a JSON value, the whole of it too."""
    yield above
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for name, one in inner:
        yield from paths(one, (*above, name))


@st.composite
def spoilt(draw: st.DrawFn, good: Any) -> Any:
    """The good value with one to three places that are gone, doubled or something else."""
    found = copy.deepcopy(good)
    for _ in range(draw(st.integers(1, 3))):
        *above, name = draw(st.sampled_from([one for one in paths(found) if one] or [("",)]))
        place = found
        for part in above:
            place = place[part]
        match draw(st.integers(0, 5)):
            case 0 if isinstance(place, dict) and name in place:
                del place[name]
            case 1 if isinstance(place, dict):
                place[name] = [place.get(name), place.get(name)]
            case 2:
                place[name] = copy.deepcopy(draw(anything))
            case _ if isinstance(place, dict | list):
                place[name] = copy.deepcopy(draw(st.sampled_from(ODD)))
        if not isinstance(found, dict | list) or not found:
            return draw(anything)
    return found


def value_like(good: Any) -> st.SearchStrategy[Any]:
    """Nearly the good value, and now and then nothing like it."""
    return st.one_of(spoilt(good), spoilt(good), spoilt(good), anything)


@st.composite
def bytes_like(draw: st.DrawFn, good: bytes) -> bytes:
    """The good bytes with a piece cut out, doubled, put in or cut off."""
    found = good
    for _ in range(draw(st.integers(1, 3))):
        begin, end = sorted(draw(st.tuples(*[st.integers(0, len(found))] * 2)))
        piece = draw(
            st.sampled_from([b"", b"\x00", b"\xff\xfe", b"<", b"&#x110000;", b"]]>", b'"', b"\n"])
            | st.binary(max_size=12)
        )
        match draw(st.integers(0, 3)):
            case 0:
                found = found[:begin] + piece + found[end:]
            case 1:
                found = found[:begin] + piece + found[begin:]
            case 2:
                found = found[:begin] + found[begin:end] * 2 + found[end:]
            case _:
                found = found[: max(end, 1)]
    return found

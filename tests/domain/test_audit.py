"""What an audit row may say, and the hash over it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.audit import TOLD, Chain, Entry, Head, bare, following, hash_of
from domain.role import Role

AT = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
WORDS = st.text(min_size=25)
VALUES = st.recursive(
    WORDS | st.integers() | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["reason", "who", "text", "words"]), VALUES, max_size=4))
def test_nobodys_words_are_written_down_wherever_they_stand(detail: dict[str, object]) -> None:
    def strings(value: object) -> list[str]:
        match value:
            case str():
                return [value]
            case dict():
                return [one for part in value.values() for one in strings(part)]
            case list():
                return [one for part in value for one in strings(part)]
            case _:
                return []

    kept = strings(bare(detail))
    assert len(kept) == len(strings(detail))
    assert all(one.startswith("(") and one.endswith(" characters)") for one in kept)


def test_numbers_labels_and_times_are_kept() -> None:
    told = {"reply": 7, "role": Role.LEAD, "until": AT.isoformat(), "records": {"case": 2}}
    kept = {"reply": 7, "role": "lead", "until": AT.isoformat(), "records": {"case": 2}}
    assert bare(told) == kept
    assert type(bare(told)["role"]) is str


@given(st.sampled_from(sorted(TOLD)), st.text(alphabet="äöüñ@,;!?()'\"\n", min_size=1))
def test_a_label_is_kept_only_if_it_looks_like_one(name: str, value: str) -> None:
    assert bare({name: value}) == {name: f"({len(value)} characters)"}


ENTRY = following(Head(), "case.claimed", "case:1", {"reply": 1}, user_id=3, at=AT)


def test_whatever_changes_in_a_row_changes_its_hash() -> None:
    others = [
        replace(ENTRY, number=2),
        replace(ENTRY, at=AT + dt.timedelta(microseconds=1)),
        replace(ENTRY, user_id=None),
        replace(ENTRY, action="case.released"),
        replace(ENTRY, subject="case:2"),
        replace(ENTRY, detail={"reply": 2}),
        replace(ENTRY, before_chain=True),
        replace(ENTRY, previous="1" * 64),
    ]
    assert len({hash_of(one) for one in [ENTRY, *others]}) == len(others) + 1


def test_the_hash_knows_no_zone_and_no_order_of_names() -> None:
    zone = dt.timezone(dt.timedelta(hours=5))
    one = replace(ENTRY, detail={"a": 1, "b": 2})
    assert hash_of(one) == hash_of(replace(one, detail={"b": 2, "a": 1}))
    assert hash_of(one) == hash_of(replace(one, at=AT.astimezone(zone)))


def test_the_hash_of_a_known_row_never_changes() -> None:
    """Rows of installations were hashed so: another result would call them all changed."""
    assert ENTRY.hash == "addf6f73babe07a7d746ca982ca4f1d4e364a22fcb92578aad6ef584c2fc7338"


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.integers(0, 9)), max_size=12), st.data())
def test_a_row_that_was_taken_out_is_always_found(
    told: list[tuple[str, int]], data: st.DataObject
) -> None:
    head, rows = Head(), list[Entry]()
    for action, number in told:
        rows.append(following(head, action, "x", {"n": number}, user_id=None, at=AT))
        head = Head(number=rows[-1].number, hash=rows[-1].hash)
    assert list(Chain(head=head).faults(rows)) == []
    if rows:
        gone = data.draw(st.integers(0, len(rows) - 1))
        (fault,) = Chain(head=head).faults(rows[:gone] + rows[gone + 1 :])
        assert fault.number == gone + 1
        assert "missing" in fault.what

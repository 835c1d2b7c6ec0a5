"""Answering on Bluesky."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.record_key import record_key
from tests.platforms.bluesky_network import BlueskyNetwork
from tests.responder.contract import ResponderContract
from tests.responder.recheck_contract import RecheckContract

TIMES = st.datetimes(timezones=st.just(dt.UTC))


class TestBluesky(ResponderContract, RecheckContract):
    many: ClassVar[int] = 3  # a record is asked for by its key

    @pytest.fixture
    def network(self, bluesky: BlueskyNetwork) -> BlueskyNetwork:
        return bluesky


def test_an_answer_knows_its_thread_and_its_links(bluesky: BlueskyNetwork) -> None:
    first = bluesky.write("customer", "it is broken", about_brand=True)
    target = bluesky.target()
    bluesky.posts[target.external_id].record["reply"] = {"root": first.ref, "parent": first.ref}
    posted = bluesky.responder().post(bluesky.outgoing(target, "see https://help.example/a"))
    record = bluesky.posts[posted.external_id].record
    assert record["reply"]["root"] == first.ref
    assert record["reply"]["parent"]["uri"] == target.external_id
    (facet,) = record["facets"]
    assert facet["features"][0]["uri"] == "https://help.example/a"
    assert "langs" not in record


@given(st.text(), TIMES)
def test_the_same_key_is_the_same_record_for_ever(key: str, near: dt.datetime) -> None:
    made = record_key(key, near)
    assert made == record_key(key, near)
    assert len(made) == 13
    assert set(made) <= set("234567abcdefghijklmnopqrstuvwxyz")
    assert made[0] in "234567abcdefghij"


@given(st.sets(st.text(), min_size=2, max_size=2), TIMES)
def test_another_key_is_another_record(keys: set[str], near: dt.datetime) -> None:
    one, other = keys
    assert record_key(one, near) != record_key(other, near)


@given(TIMES, TIMES)
def test_keys_sort_by_the_time_of_what_they_answer(one: dt.datetime, other: dt.datetime) -> None:
    first, second = sorted((one, other))
    assert record_key("a", first)[:4] <= record_key("a", second)[:4]

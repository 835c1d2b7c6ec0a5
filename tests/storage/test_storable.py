"""What no platform should send, and may: no post keeps its page from being stored."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math

import pytest

from domain.attachment import Attachment, AttachmentKind
from domain.mention import AuthorRef, IncomingMention, Skipped, X
from storage import storable
from storage.engine import Database
from storage.models import Conversation, Mention, SkippedItem
from tests.storage.builders import author, number_of, post, rows, store

PAST = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
FUTURE = dt.datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC)
NASTY = "a\x00b\ud800c"
HOSTILE = {
    "text": post("h", text=NASTY),
    "a long text": post("h", text="😀" * 20_000),
    "the author's id": post("h", by=AuthorRef(platform=X, external_id=NASTY)),
    "the author's names": post(
        "h", by=AuthorRef(platform=X, external_id="1", handle=NASTY, display_name=NASTY)
    ),
    "long names": post(
        "h",
        by=AuthorRef(platform=X, external_id="1", handle="日" * 400, display_name="日" * 400),
    ),
    "too many followers": post("h", by=author(followers=10**30)),
    "fewer followers than none": post("h", by=author(followers=-(10**30))),
    "a language": post("h", language=NASTY),
    "a long language": post("h", language="x" * 100),
    "an address": post("h", url=f"https://x.com/{NASTY}"),
    "a long address": post("h", url="https://x.com/" + "a" * 5000),
    "a thread": post("h", thread=NASTY),
    "a long thread": post("h", thread="t" * 300),
    "an answer": dataclasses.replace(post("h"), in_reply_to=NASTY),
    "a long answer": dataclasses.replace(post("h"), in_reply_to="r" * 300),
    "what was sent": post("h", raw={NASTY: [NASTY, {"n": math.nan, "i": math.inf, "b": 10**400}]}),
    "no text": post("h", text=""),
    "the year 1": post("h", published_at=PAST),
    "the year 9999": post("h", published_at=FUTURE),
    "before the year 1": post(
        "h", published_at=PAST.replace(tzinfo=dt.timezone(dt.timedelta(hours=14)))
    ),
    "after the year 9999": post(
        "h", published_at=FUTURE.replace(tzinfo=dt.timezone(-dt.timedelta(hours=12)))
    ),
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_no_post_keeps_its_page_from_being_stored(
    database: Database, hostile: IncomingMention
) -> None:
    good = post("good", by=author("ben"))
    assert len(store(database, hostile, good)) == 2
    assert store(database, hostile, good) == []
    assert {found.external_id for found in rows(database, Mention)} == {"h", "good"}


@pytest.mark.parametrize("name", ["h\x00h", "h\ud800h", "h" * 256, "日" * 300])
def test_an_id_that_cannot_be_kept_still_names_one_post(database: Database, name: str) -> None:
    other = name + "x"
    assert len(store(database, post(name), post(other))) == 2
    assert store(database, post(name), post(other)) == []


@pytest.mark.parametrize("ending", ["", "1", "2"])
def test_threads_with_long_names_are_not_thrown_together(database: Database, ending: str) -> None:
    store(database, post("a", thread="t" * 300), post("b", thread="t" * 300 + ending))
    assert number_of(database, Conversation) == (2 if ending else 1)


def test_an_unreadable_item_is_written_down_once_for_each_listener(database: Database) -> None:
    broken = Skipped(external_id="7", reason="no readable time")
    store(database, post("a"), skipped=[broken, broken])
    store(database, skipped=[broken])
    store(database, skipped=[broken], listener="x-search")
    assert [(row.listener, row.external_id) for row in rows(database, SkippedItem)] == [
        ("x-mentions", "7"),
        ("x-search", "7"),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        Skipped(external_id=None, reason="no id"),
        Skipped(external_id="", reason=""),
        Skipped(external_id=NASTY, reason=NASTY),
        Skipped(external_id="x" * 300, reason="y" * 3000),
    ],
)
def test_an_unreadable_item_never_keeps_its_page_from_being_stored(
    database: Database, broken: Skipped
) -> None:
    assert len(store(database, post("a"), skipped=[broken])) == 1
    assert number_of(database, SkippedItem) == 1


def test_what_can_be_stored_is_stored_as_it_was_heard(database: Database) -> None:
    heard = post("h", text="γειά 😡", thread="t", language="el", raw={"a": [1, None, {"b": "ü"}]})
    store(database, dataclasses.replace(heard, in_reply_to="before"))
    (found,) = rows(database, Mention)
    assert (found.text, found.url, found.language) == (heard.text, heard.url, heard.language)
    assert (found.published_at, found.in_reply_to, found.raw) == (
        heard.published_at,
        "before",
        heard.raw,
    )


def test_attachments_that_no_database_takes_are_made_fit_or_left_out() -> None:
    odd = Attachment(kind=AttachmentKind.PHOTO, url="https://a.test/\ud800", words="a\x00b")
    bad = Attachment(kind=AttachmentKind.LINK, url="javascript:alert(1)")
    fine = Attachment(kind=AttachmentKind.LINK, url="https://a.test/b")
    found = storable.mention(
        dataclasses.replace(post("a"), attachments=(odd, bad, fine, fine))
    ).attachments
    assert found[-1] == fine
    assert all(one.url.isprintable() and "\x00" not in one.words for one in found)
    assert bad not in found
    assert len(found) <= 2

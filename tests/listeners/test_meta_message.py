"""Private messages as Meta tells them, in recorded answers and in webhooks."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from domain.mention import FACEBOOK, IncomingMention, MentionKind, Skipped
from domain.private_message import private_thread
from listeners.meta_message import Inbox, message_of_event, read_message
from tests.platforms.recorded import graph_answer

PAGE = "2121008874780932"
INBOX = Inbox(
    platform=FACEBOOK, our_ids=frozenset({PAGE}), url=f"https://www.facebook.com/{PAGE}/inbox"
)
ANN = "2711636948859886"
MESSAGE = {
    "id": "m_1",
    "created_time": "2021-07-23T09:50:48+0000",
    "from": {"name": "Ann", "id": ANN},
    "to": {"data": [{"name": "MyLife", "id": PAGE}]},
    "message": "hello",
}
EVENT = {
    "sender": {"id": ANN},
    "recipient": {"id": PAGE},
    "timestamp": 1627033848000,
    "message": {"mid": "m_1", "text": "hello"},
}


def read(item: object, other: str | None = None) -> IncomingMention:
    found = read_message(item, INBOX, other=other)
    assert isinstance(found, IncomingMention), found
    return found


def test_a_recorded_message_becomes_a_private_mention() -> None:
    messages = graph_answer("facebook/apidata/messages/messages_info.json").values()
    for message in (*messages, graph_answer("facebook/apidata/messages/message_info.json")):
        found = read(message)
        assert found.kind is MentionKind.MESSAGE
        assert found.author.external_id in {ANN, PAGE}
        assert found.by_brand is (found.author.external_id == PAGE)
        assert found.conversation_id == private_thread(ANN)
        assert found.published_at.year == 2021


def test_a_webhook_and_a_poll_tell_the_same_message_alike() -> None:
    polled, pushed = read(MESSAGE), read(message_of_event(EVENT))
    for told in ("external_id", "conversation_id", "text", "by_brand", "published_at"):
        assert getattr(polled, told) == getattr(pushed, told)
    assert polled.author.external_id == pushed.author.external_id


def test_an_echo_of_what_we_wrote_is_ours_and_in_the_customers_thread() -> None:
    echo = message_of_event(EVENT | {"sender": {"id": PAGE}, "recipient": {"id": ANN}})
    found = read(echo)
    assert found.by_brand
    assert found.author.external_id == PAGE
    assert found.conversation_id == private_thread(ANN)


def test_who_wrote_it_follows_from_who_received_it() -> None:
    nameless = {name: value for name, value in MESSAGE.items() if name != "from"}
    assert read(nameless, other=ANN).author.external_id == ANN
    ours = nameless | {"to": {"data": [{"id": ANN}]}}
    assert read(ours).by_brand
    assert read(ours).author.external_id == PAGE


def test_what_does_not_say_who_wrote_it_is_skipped_by_name() -> None:
    nameless = {name: value for name, value in MESSAGE.items() if name not in ("from", "to")}
    assert read_message(nameless, INBOX, other=ANN) == Skipped(
        external_id="m_1", reason="it does not say who wrote it to whom"
    )


def test_a_message_of_pictures_only_keeps_them() -> None:
    pictures = [{"type": "image", "payload": {"url": "https://cdn.example/1.jpg"}}]
    event = EVENT | {"message": {"mid": "m_2", "attachments": pictures}}
    found = read(message_of_event(event))
    assert found.text == ""
    assert found.raw["attachments"]["data"] == pictures


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(given=st.dictionaries(st.sampled_from([*MESSAGE, *EVENT]), JSON))
def test_whatever_comes_it_is_a_mention_or_skipped(given: dict[str, object]) -> None:
    for item in (MESSAGE | given, message_of_event(EVENT | given)):
        found = read_message(item, INBOX)
        if isinstance(found, IncomingMention):
            assert found.published_at.tzinfo is dt.UTC

"""Listening to a bot on Telegram."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest

from domain.errors import ConfigurationError, PlatformUnavailable
from domain.mention import IncomingMention, MentionKind, Page
from listeners.telegram import TelegramListener, TelegramSettings
from tests.listeners.contract import ListenerContract, ids, mentions, walk
from tests.platforms.telegram_network import GROUP, TelegramNetwork, problem
from tests.platforms.trouble import Trouble

NORA = {"id": 42, "first_name": "Nora", "username": "Kestrelia_Nora"}
BEN = {"id": 43, "first_name": "Ben", "last_name": "Ng", "username": "ben"}


class TestTelegram(ListenerContract):
    @pytest.fixture
    def network(self, telegram: TelegramNetwork) -> TelegramNetwork:
        return telegram


def heard(telegram: TelegramNetwork, **settings: Any) -> list[IncomingMention]:
    pages = walk(telegram.listener(**settings))
    return [one for page in pages for one in page.mentions]


def in_group(telegram: TelegramNetwork, text: str, **more: Any) -> str:
    sender = more.pop("sender", BEN)
    return telegram.write({"text": text, **more}, chat=GROUP, sender=sender)


# What Telegram forgets


def test_nothing_is_forgotten_that_was_not_handed_on(telegram: TelegramNetwork) -> None:
    """A poll that ends before its page is stored has confirmed nothing of it."""
    published = {telegram.publish(f"post {n}") for n in range(25)}
    poll = telegram.listener().poll(None)
    stored = next(poll)
    next(poll)  # asked for, never stored
    poll.close()  # type: ignore[attr-defined]
    again = walk(telegram.listener(), stored.cursor)
    assert ids([stored]) | ids(again) == published


def test_a_day_away_is_no_hole_and_longer_is_one_that_is_told_once(
    telegram: TelegramNetwork,
) -> None:
    cursor = walk(telegram.listener())[-1].cursor
    telegram.wait(hours=24)
    pages = walk(telegram.listener(), cursor)
    assert not gaps(pages)
    left, cursor = telegram.now(), pages[-1].cursor
    for n in range(15):
        telegram.publish(f"lost {n}")
    telegram.wait(hours=30)
    kept = {telegram.publish(f"kept {n}") for n in range(15)}
    pages = walk(telegram.listener(), cursor)
    assert ids(pages) == kept
    (gap,) = gaps(pages)
    assert gap.final
    assert (gap.span.since, gap.span.until) == (left, telegram.now() - dt.timedelta(hours=24))
    telegram.wait(hours=1)
    assert not gaps(walk(telegram.listener(), pages[-1].cursor))


def gaps(pages: list[Page]) -> list[Any]:
    return [gap for page in pages for gap in page.gaps]


def test_a_new_numbering_after_a_quiet_week_hides_nothing(telegram: TelegramNetwork) -> None:
    for n in range(15):
        telegram.publish(f"post {n}")
    cursor = walk(telegram.listener())[-1].cursor
    for _ in range(8):
        telegram.wait(hours=23)
        cursor = walk(telegram.listener(), cursor)[-1].cursor
    telegram.publish("first in a week")
    telegram.queue[-1].number = 77  # far below the old ones
    (found,) = mentions(walk(telegram.listener(), cursor))
    assert found.text == "first in a week"


@pytest.mark.parametrize(
    ("words", "way_out"),
    [
        ("Conflict: can't use getUpdates method while webhook is active", "deleteWebhook"),
        ("Conflict: terminated by other getUpdates request", "Another program"),
    ],
)
def test_two_who_read_the_same_bot_are_told_what_to_do(
    telegram: TelegramNetwork, words: str, way_out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram.trouble[0], "status", lambda _: problem(409, words))
    telegram.fail("status", status=409)
    with pytest.raises(ConfigurationError, match=way_out):
        walk(telegram.listener())


# What is heard


def test_an_edit_comes_as_the_same_message_with_its_new_words(telegram: TelegramNetwork) -> None:
    message = telegram.publish("my parcle is lost")
    telegram.edit(message, "my parcel is lost")
    found = heard(telegram)
    assert [(one.external_id, one.text) for one in found] == [
        (message, "my parcle is lost"),
        (message, "my parcel is lost"),
    ]
    assert len({one.published_at for one in found}) == 1


def test_a_private_chat_is_one_conversation_and_its_start_is_no_mention(
    telegram: TelegramNetwork,
) -> None:
    for text in ("/start", "/start from-the-website", "hello", "is anybody there?"):
        telegram.publish(text)
    found = heard(telegram)
    assert [one.text for one in found] == ["hello", "is anybody there?"]
    assert {one.conversation_id for one in found} == {str(telegram.customer["id"])}
    assert {one.author.display_name for one in found} == {"Anna"}
    assert all(one.summoned for one in found)


def test_in_a_group_only_what_names_or_answers_us_is_heard(telegram: TelegramNetwork) -> None:
    bot = {"id": telegram.bot, "is_bot": True, "username": "kestrelia_bot"}
    in_group(telegram, "who is going on Saturday?")
    in_group(telegram, "@kestrelia_botanist is somebody else")
    named = in_group(telegram, "hey @Kestrelia_Bot, my flight is late")
    answering = in_group(telegram, "thanks", reply_to_message={"message_id": 5, "from": bot})
    tagged = in_group(
        telegram, "you there", entities=[{"type": "text_mention", "user": {"id": telegram.bot}}]
    )
    found = heard(telegram)
    assert [one.external_id for one in found] == [named, answering, tagged]
    assert [one.kind for one in found] == [
        MentionKind.POST,
        MentionKind.COMMENT,
        MentionKind.POST,
    ]
    assert found[1].conversation_id == found[1].in_reply_to == f"{GROUP['id']}/5"
    assert found[0].author.handle == "ben"
    assert found[0].author.display_name == "Ben Ng"
    assert found[0].url.startswith("https://t.me/c/1234567890/")


def test_a_word_makes_a_groups_message_ours(telegram: TelegramNetwork) -> None:
    in_group(telegram, "nice weather")
    in_group(telegram, "a kestrel, the bird")
    ours = in_group(telegram, "Kestrelia lost my bag")
    found = heard(telegram, include=["kestrel*"], exclude=["bird"])
    assert [one.external_id for one in found] == [ours]
    assert not found[0].summoned


def test_what_our_people_answer_in_a_group_is_ours(telegram: TelegramNetwork) -> None:
    question = in_group(telegram, "@kestrelia_bot where is my bag?")
    in_group(telegram, "lunch?", sender=NORA)
    answered = {"message_id": int(question.partition("/")[2]), "from": BEN}
    in_group(telegram, "On its way!", sender=NORA, reply_to_message=answered)
    asked, answer = heard(telegram)
    assert (asked.by_brand, answer.by_brand) == (False, True)
    assert answer.in_reply_to == asked.external_id


def test_an_anonymous_administrator_speaks_for_the_group(telegram: TelegramNetwork) -> None:
    anonymous = {"sender_chat": GROUP, "reply_to_message": {"message_id": 1, "from": BEN}}
    telegram.write({"text": "Solved"} | anonymous, chat=GROUP)
    bot = telegram.account(team=[str(GROUP["id"])])
    listener = TelegramListener(bot, TelegramSettings(), now=telegram.now)
    (found,) = [one for page in walk(listener) for one in page.mentions]
    assert found.by_brand
    assert found.author.display_name == GROUP["title"]


def test_a_thread_below_one_message_is_one_conversation(telegram: TelegramNetwork) -> None:
    bot = {"id": telegram.bot}
    for answers in (11, 12):
        answered = {"message_id": answers, "from": bot}
        in_group(telegram, "and?", reply_to_message=answered, message_thread_id=11)
    topic = {"message_id": 3, "from": bot, "forum_topic_created": {"name": "Help"}}
    for text in ("one", "two"):
        in_group(
            telegram,
            f"@kestrelia_bot {text}",
            reply_to_message=topic,
            message_thread_id=3,
            is_topic_message=True,
        )
    first, second, *topics = heard(telegram)
    assert first.conversation_id == second.conversation_id == f"{GROUP['id']}/11"
    assert len({one.conversation_id for one in topics}) == 2
    assert {one.in_reply_to for one in topics} == {None}


def test_what_comes_without_words_is_named(telegram: TelegramNetwork) -> None:
    telegram.write({"photo": [{"file_id": "x"}], "caption": "broken"})
    telegram.write({"voice": {"file_id": "y"}})
    telegram.write({"new_chat_members": [BEN]})
    assert [one.text for one in heard(telegram)] == ["[photo] broken", "[voice message]"]


def test_updates_without_numbers_end_the_poll_and_turn_in_no_circle(
    telegram: TelegramNetwork,
) -> None:
    for n in range(12):
        telegram.publish(f"post {n}")
    trouble: Trouble = telegram.trouble[0]
    keep = trouble.spoil
    trouble.spoil = lambda body, effects: (
        keep(body, effects)
        | {"result": [{k: v for k, v in u.items() if k != "update_id"} for u in body["result"]]}
    )
    with pytest.raises(PlatformUnavailable, match="no numbers"):
        walk(telegram.listener())


def test_numbers_asked_for_only_grow(telegram: TelegramNetwork) -> None:
    for n in range(30):
        telegram.publish(f"post {n}")
    pages = walk(telegram.listener())
    seen = [int(page.cursor.partition('"offset":')[2].partition(",")[0]) for page in pages]
    assert all(before <= after for before, after in pairwise(seen))

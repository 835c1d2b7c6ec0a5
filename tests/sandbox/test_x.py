"""X as tweepy sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import tweepy  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from sandbox.posts import Kind, Network, PlannedPost
from sandbox.snowflake import first_at, moment, snowflake
from sandbox.x.timeline import MENTIONS_REACH, POSTS_REACH, WITHOUT_REPLIES_REACH
from tests.sandbox.practice import Json, Practice

HELP = "@kestrelia my router blinks red"


def _mentions(practice: Practice, **options: object) -> tweepy.Response:
    found: tweepy.Response = practice.x().get_users_mentions(practice.brand_x_id, **options)
    return found


def _reply(practice: Practice, to: Json, text: str = "We are on it.") -> str:
    made = practice.x().create_tweet(text=text, in_reply_to_tweet_id=to["external_id"])
    return str(made.data["id"])


def _walk(ask: Callable[..., Any], user_id: str, **options: Any) -> Iterator[str]:
    """The ids on every page of a timeline."""
    for page in tweepy.Paginator(ask, user_id, **{"max_results": 100, **options}):
        yield from (str(tweet.id) for tweet in page.data or [])


def _mention(practice: Practice, text: str) -> PlannedPost:
    at = practice.world.now
    return PlannedPost(person="en-jo", network=Network.X, kind=Kind.MENTION, at=at, text=text)


def test_an_empty_timeline_has_no_data(practice: Practice) -> None:
    found = _mentions(practice)
    assert found.data is None
    assert found.meta == {"result_count": 0}


def test_a_mention_has_only_its_default_fields_unless_more_are_asked_for(
    practice: Practice,
) -> None:
    made = practice.post(HELP, person="en-jo")
    bare = _mentions(practice, user_auth=True).data[0]
    assert set(bare.data) == {"id", "text", "edit_history_tweet_ids"}
    full = _mentions(
        practice,
        tweet_fields=["author_id", "conversation_id", "created_at", "entities", "lang"],
        expansions=["author_id"],
        user_fields=["public_metrics"],
    )
    tweet = full.data[0]
    assert tweet.conversation_id == int(made["external_id"])
    assert tweet.created_at.timestamp() == pytest.approx(made["at"], abs=0.002)
    assert tweet.entities["mentions"][0]["username"] == "kestrelia"
    assert full.includes["users"][0].id == tweet.author_id
    assert full.includes["users"][0].public_metrics["followers_count"] == 0


def test_paging_with_since_id_shows_every_post_once(practice: Practice) -> None:
    old = practice.post(f"{HELP} 0")["external_id"]
    made = [practice.post(f"{HELP} {n}")["external_id"] for n in range(1, 24)]
    practice.post("Kestrelia without its handle", kind="search")
    ask = practice.x().get_users_mentions
    assert list(_walk(ask, practice.brand_x_id, since_id=old, max_results=5)) == made[::-1]


def test_meta_names_the_newest_and_the_oldest_of_the_page(practice: Practice) -> None:
    first, second = practice.post(f"{HELP} 1"), practice.post(f"{HELP} 2")
    assert _mentions(practice).meta == {
        "newest_id": second["external_id"],
        "oldest_id": first["external_id"],
        "result_count": 2,
    }


@pytest.mark.parametrize("wrong", [{"max_results": 4}, {"max_results": 101}, {"since_id": "x"}])
def test_parameters_out_of_range_are_refused(practice: Practice, wrong: Json) -> None:
    with pytest.raises(tweepy.BadRequest):
        _mentions(practice, **wrong)


def test_x_serves_only_the_newest_of_a_timeline(practice: Practice) -> None:
    for number in range(MENTIONS_REACH + 5):
        practice.world.publish(_mention(practice, f"{HELP} {number}"))
    oldest, *_ = practice.world.posts
    seen = list(_walk(practice.x().get_users_mentions, practice.brand_x_id, since_id=oldest))
    assert seen == list(practice.world.posts)[:4:-1]


@pytest.mark.parametrize(
    ("exclude", "reach"), [(None, POSTS_REACH), (["replies"], WITHOUT_REPLIES_REACH)]
)
def test_our_own_timeline_reaches_farther(
    practice: Practice, exclude: list[str] | None, reach: int
) -> None:
    for number in range(POSTS_REACH + 5):
        practice.world.write(Network.X, f"Spring is here ({number})")
    seen = list(_walk(practice.x().get_users_tweets, practice.brand_x_id, exclude=exclude))
    assert seen == list(practice.world.posts)[: -reach - 1 : -1]


def test_start_time_and_until_id_bound_a_page(practice: Practice) -> None:
    practice.post(f"{HELP} old")
    practice.time.at += 3600
    middle = practice.post(f"{HELP} middle")
    practice.time.at += 3600
    last = practice.post(f"{HELP} last")
    start = moment(first_at(middle["at"]) - 1)
    found = _mentions(practice, start_time=_iso(start - 1), until_id=last["external_id"])
    assert [str(tweet.id) for tweet in found.data] == [middle["external_id"]]


def test_search_finds_words_and_leaves_out_what_the_query_excludes(practice: Practice) -> None:
    practice.post("@kestrelia said hello", person="en-a")
    named = practice.post("kestrelia is slow today", kind="search", person="en-b")
    practice.post("kestrelia is slow today, buy my course", kind="search", person="en-c")
    practice.x().create_tweet(text="Kestrelia is faster now")
    found = practice.x().search_recent_tweets(
        'kestrelia -is:retweet -from:kestrelia -@kestrelia -"buy my course"'
    )
    assert [str(tweet.id) for tweet in found.data] == [named["external_id"]]
    either = practice.x().search_recent_tweets('"slow today" OR faster')
    assert either.meta["result_count"] == 3


def test_search_looks_back_seven_days(practice: Practice) -> None:
    old = practice.post("kestrelia broke", kind="search")
    practice.time.at += 8 * 86_400
    assert practice.x().search_recent_tweets("kestrelia").data is None
    with pytest.raises(tweepy.BadRequest, match="since_id"):
        practice.x().search_recent_tweets("kestrelia", since_id=old["external_id"])


def test_a_reply_lands_in_the_conversation(practice: Practice) -> None:
    asked = practice.post(HELP)
    reply = _reply(practice, asked)
    tweet = practice.x().get_tweet(
        reply,
        tweet_fields=["conversation_id", "referenced_tweets", "in_reply_to_user_id"],
        expansions=["referenced_tweets.id"],
    )
    assert str(tweet.data.conversation_id) == asked["external_id"]
    assert tweet.data.referenced_tweets[0].type == "replied_to"
    assert str(tweet.includes["tweets"][0].id) == asked["external_id"]
    mine = practice.x().get_users_tweets(practice.brand_x_id)
    assert [str(one.id) for one in mine.data] == [reply]
    assert _mentions(practice).meta["result_count"] == 1


def test_only_who_summoned_us_is_answered(practice: Practice) -> None:
    named = practice.post("kestrelia is slow", kind="search")
    with pytest.raises(tweepy.Forbidden, match="where you are mentioned or are the author"):
        _reply(practice, named)
    own = practice.x().create_tweet(text="Spring is here").data["id"]
    quoted = practice.post("look at this", kind="search", quotes_external_id=own)
    assert _reply(practice, quoted)


def test_the_same_words_to_the_same_post_are_refused(practice: Practice) -> None:
    asked = practice.post(HELP)
    _reply(practice, asked)
    with pytest.raises(tweepy.Forbidden, match="duplicate content"):
        _reply(practice, asked)
    assert len(practice.books()["replies"]) == 1


def test_a_deleted_post_cannot_be_answered_nor_read(practice: Practice) -> None:
    asked = practice.post(HELP)
    practice.control("POST", "delete", external_id=asked["external_id"])
    with pytest.raises(tweepy.Forbidden, match="deleted or not visible"):
        _reply(practice, asked)
    assert _mentions(practice).data is None
    assert practice.x().get_tweet(asked["external_id"]).errors[0]["title"] == "Not Found Error"


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("a" * 280, True),
        ("a" * 281, False),
        ("é" * 280, True),
        ("日" * 141, False),
        ("https://kestrelia.example/" + "a" * 300, True),
        ("👩‍👩‍👧‍👦" * 140, True),
    ],
)
def test_length_is_counted_as_x_does(practice: Practice, text: str, fits: bool) -> None:
    asked = practice.post(HELP)
    if fits:
        assert _reply(practice, asked, text)
    else:
        with pytest.raises(tweepy.Forbidden, match="too long"):
            _reply(practice, asked, text)


def test_the_app_alone_may_read_but_neither_write_nor_ask_who_it_is(practice: Practice) -> None:
    practice.post(HELP)
    assert _mentions(practice, user_auth=False).data
    with pytest.raises(tweepy.Forbidden, match="is forbidden for this endpoint"):
        practice.x().create_tweet(text="Hello", user_auth=False)
    with pytest.raises(tweepy.Forbidden):
        practice.x().get_me(user_auth=False)
    assert str(practice.x().get_me().data.id) == practice.brand_x_id


def test_unknown_keys_are_refused(practice: Practice) -> None:
    client = practice.x()
    client.access_token = "someone-else"
    with pytest.raises(tweepy.Unauthorized):
        client.get_me()


def test_the_limit_is_announced_reached_and_lifted_on_the_scenario_clock(
    practice: Practice,
) -> None:
    client = practice.x()
    for _ in range(15):
        client.get_direct_message_events()
    with pytest.raises(tweepy.TooManyRequests) as caught:
        client.get_direct_message_events()
    headers = caught.value.response.headers
    assert headers["x-rate-limit-limit"] == "15"
    assert headers["x-rate-limit-remaining"] == "0"
    reset = int(headers["x-rate-limit-reset"])
    assert 890 < reset - practice.time.at <= 901
    practice.time.at = reset
    assert client.get_direct_message_events().meta["result_count"] == 0


def test_spent_credits_stop_the_account_and_owned_reads_are_cheaper(practice: Practice) -> None:
    practice.post(HELP)
    for _ in range(2):
        _mentions(practice, user_auth=True)
    assert practice.books()["cost"]["counts"] == {"owned_read": 1, "user_read": 0, "post_read": 0}
    practice.control("POST", "credits", balance=0.001)
    practice.x().create_tweet(text="Nearly broke")
    with pytest.raises(tweepy.HTTPException) as caught:
        _mentions(practice)
    assert caught.value.response.status_code == 402
    assert caught.value.response.json()["title"] == "CreditsDepleted"


def test_hiding_works_only_below_our_own_posts(practice: Practice) -> None:
    own = practice.x().create_tweet(text="Spring is here").data["id"]
    rude = practice.post("@kestrelia boo", reply_to_external_id=own)
    assert practice.x().hide_reply(rude["external_id"]).data["hidden"] is True
    with pytest.raises(tweepy.Forbidden):
        practice.x().hide_reply(practice.post(HELP)["external_id"])


def test_direct_messages_are_kept(practice: Practice) -> None:
    asked = practice.post(HELP, person="en-jo")
    author = practice.world.people.get(asked["person"]).x_id
    practice.x().create_direct_message(participant_id=author, text="May we have your number?")
    found = practice.x().get_direct_message_events(dm_event_fields=["sender_id", "created_at"])
    assert found.data[0].text == "May we have your number?"
    assert str(found.data[0].sender_id) == practice.brand_x_id


@given(st.floats(min_value=1.4e9, max_value=3e9), st.integers(min_value=0, max_value=4_000_000))
def test_a_snowflake_carries_its_moment(at: float, sequence: int) -> None:
    made = snowflake(at, sequence)
    assert moment(made) == pytest.approx(at, abs=0.0011)
    assert first_at(at) <= made < first_at(at + 0.0021)


def _iso(at: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""Texts on X: escaped, links through t.co, and who is answered in front."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.x_posts import same_text
from sandbox.posts import Kind, Network, PlannedPost
from sandbox.world import World
from sandbox.x.render import tweet
from tests.sandbox.practice import Json, Practice, RealTime, still_world

SENT = "Sorry & see https://help.example/a?b=1&c=<2>. We wait < 1 h."
HALF = "half an emoji \ud83d here"


def _reply(practice: Practice, to: Json, text: str = SENT) -> Json:
    made = practice.x().create_tweet(text=text, in_reply_to_tweet_id=to["external_id"])
    answer: Json = made.data
    return answer


def _own(practice: Practice) -> Json:
    page = practice.x().get_users_tweets(practice.brand_x_id, tweet_fields=["entities"])
    found: Json = page.data[0].data
    return found


def test_what_markup_needs_is_escaped_wherever_a_text_is_read(practice: Practice) -> None:
    asked = practice.post("@kestrelia <b>1 & 2</b> &amp;", person="en-jo")
    client = practice.x()
    shown = "@kestrelia &lt;b&gt;1 &amp; 2&lt;/b&gt; &amp;amp;"
    assert client.get_users_mentions(practice.brand_x_id).data[0].text == shown
    assert client.search_recent_tweets("kestrelia").data[0].text == shown
    assert client.get_tweet(asked["external_id"]).data.text == shown
    assert client.create_tweet(text="1 > 0 & more").data["text"] == "1 &gt; 0 &amp; more"
    books = practice.books()
    assert books["published"][0]["text"] == "@kestrelia <b>1 & 2</b> &amp;"
    assert books["own"][0]["text"] == "1 > 0 & more"


def test_a_reply_names_whom_it_answers_and_has_its_links_at_t_co(practice: Practice) -> None:
    answer = _reply(practice, practice.post("@kestrelia help", person="en-jo"))
    shown = _own(practice)
    [link] = shown["entities"]["urls"]
    short = link["url"]
    assert short.startswith("https://t.co/")
    assert shown["text"] == f"@en_jo Sorry &amp; see {short}&lt;2&gt;. We wait &lt; 1 h."
    assert shown["text"][link["start"] : link["end"]] == short
    assert link["expanded_url"] == "https://help.example/a?b=1&c="
    assert link["display_url"] == "help.example/a?b=1&c="
    [named] = shown["entities"]["mentions"]
    assert (named["username"], named["start"], named["end"]) == ("en_jo", 0, 6)
    assert answer["text"] == shown["text"]
    [booked] = practice.books()["replies"]
    assert booked["text"] == SENT


def test_every_link_has_its_own_short_address_and_a_short_one_stays(practice: Practice) -> None:
    long = "http://www.help.example/" + "a" * 40
    practice.post(f"@kestrelia {long}, {long} or https://t.co/aB3", person="en-jo")
    found = practice.x().get_users_mentions(practice.brand_x_id, tweet_fields=["entities"]).data[0]
    first, second = found.entities["urls"]
    assert first["url"] != second["url"]
    assert first["display_url"] == "help.example/aaaaaaaaaaaaa…"
    assert found.text == f"@kestrelia {first['url']}, {second['url']} or https://t.co/aB3"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Here we are", "@en_jo Here we are"),
        ("Hello @en_jo", "@en_jo Hello @en_jo"),
        ("@EN_jo here we are", "@EN_jo here we are"),
        ("@somebody @en_jo here", "@somebody @en_jo here"),
    ],
)
def test_nobody_is_named_in_front_twice(practice: Practice, text: str, shown: str) -> None:
    _reply(practice, practice.post("@kestrelia help", person="en-jo"), text)
    assert _own(practice)["text"] == shown


def test_an_answer_to_ourselves_names_nobody(practice: Practice) -> None:
    own = practice.x().create_tweet(text="Spring is here").data["id"]
    _reply(practice, {"external_id": own}, "And so are we")
    assert _own(practice)["text"] == "And so are we"


def test_the_search_knows_who_was_named_in_front(practice: Practice) -> None:
    answer = _reply(practice, practice.post("@kestrelia help", person="en-jo"))
    for query in ("from:kestrelia @en_jo", "to:en_jo", "en_jo sorry"):
        found = practice.x().search_recent_tweets(query)
        assert [str(one.id) for one in found.data] == [answer["id"]]


def test_a_text_that_is_half_an_emoji_can_be_posted_read_and_answered(practice: Practice) -> None:
    asked = practice.post(f"@kestrelia {HALF}", name=HALF)
    assert asked["text"] == f"@kestrelia {HALF}"
    page = practice.x().get_users_mentions(
        practice.brand_x_id, expansions=["author_id"], tweet_fields=["author_id"]
    )
    assert page.data[0].text == f"@kestrelia {HALF}"
    assert page.includes["users"][0].name == HALF
    _reply(practice, asked)
    assert practice.books()["published"][0]["text"] == f"@kestrelia {HALF}"


@pytest.fixture(scope="module")
def world() -> World:
    return still_world(RealTime())


TEXTS = st.lists(
    st.sampled_from(["&", "<", ">", "&amp;", "@en_jo", "@b", "https://a.example/x", "a", "."])
    | st.text(max_size=5)
)


@given(st.tuples(TEXTS, st.sampled_from(["", " "])).map(lambda made: made[1].join(made[0])))
def test_what_was_sent_is_recognised_in_what_is_shown(world: World, text: str) -> None:
    help_ = PlannedPost(
        person="en-jo", network=Network.X, kind=Kind.MENTION, at=world.now, text="Help"
    )
    asked = world.publish(help_)
    assert asked is not None
    reply = world.reply(asked, text)
    assert reply is not None
    assert same_text(text, tweet(world, reply, ("entities",)))

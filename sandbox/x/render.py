"""Posts and people as X shows them: only what was asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping

from sandbox.handles import HANDLE
from sandbox.people import Person
from sandbox.posts import Json, Post
from sandbox.shelf import of_children, of_person
from sandbox.snowflake import moment
from sandbox.world import World
from sandbox.x.wording import wording

JOINED = dt.datetime(2019, 6, 1, tzinfo=dt.UTC).timestamp()


def stamp(at: float) -> str:
    """A time as X writes it."""
    when = dt.datetime.fromtimestamp(at, dt.UTC)
    return when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03}Z"


def tweet(world: World, post: Post, fields: Collection[str]) -> Json:
    """A post with its default fields and those asked for."""
    shown: Json = {
        "id": post.external_id,
        "text": wording(post).text,
        "edit_history_tweet_ids": [post.external_id],
    }
    for name in fields:
        value = _TWEET[name](world, post) if name in _TWEET else None
        if value is not None:
            shown[name] = value
    return shown


def user(world: World, person: Person, fields: Collection[str]) -> Json:
    """A person with the default fields and those asked for."""
    shown: Json = {"id": person.x_id, "name": person.name, "username": person.handle}
    for name in fields:
        if name in _USER:
            shown[name] = _USER[name](world, person)
    return shown


def mentioned(world: World, post: Post) -> list[Json]:
    """Where in the text which known handles stand."""
    found = []
    for match in HANDLE.finditer(wording(post).text):
        person = world.people.by_handle(match[1])
        entity = {"start": match.start(), "end": match.end(), "username": match[1]}
        found.append(entity | ({"id": person.x_id} if person else {}))
    return found


def _author(world: World, post: Post) -> str:
    return world.people.get(post.person).x_id


def _answered_user(world: World, post: Post) -> str | None:
    answered = world.posts.get(post.answers_id or "")
    return _author(world, answered) if answered else None


def _entities(world: World, post: Post) -> Json | None:
    found = {"mentions": mentioned(world, post), "urls": list(wording(post).urls)}
    return {kind: entities for kind, entities in found.items() if entities} or None


def _references(world: World, post: Post) -> list[Json] | None:
    found = []
    if post.answers_id:
        found.append({"type": "replied_to", "id": post.answers_id})
    if post.quotes_id:
        found.append({"type": "quoted", "id": post.quotes_id})
    return found or None


def _metrics(world: World, post: Post) -> Json:
    replies = world.count(of_children(post.external_id))
    return {
        "retweet_count": 0,
        "reply_count": replies,
        "like_count": 0,
        "quote_count": 0,
        "bookmark_count": 0,
        "impression_count": 17 + replies,
    }


def _people_metrics(world: World, person: Person) -> Json:
    return {
        "followers_count": person.followers,
        "following_count": 120,
        "tweet_count": world.count(of_person(person.id)),
        "listed_count": 0,
        "like_count": 0,
        "media_count": 0,
    }


_TWEET: Mapping[str, Callable[[World, Post], object]] = {
    "author_id": _author,
    "conversation_id": lambda world, post: post.root_id,
    "created_at": lambda world, post: stamp(
        post.created_at if post.created_at != post.at else moment(post.order)
    ),
    "entities": _entities,
    "in_reply_to_user_id": _answered_user,
    "lang": lambda world, post: post.lang,
    "possibly_sensitive": lambda world, post: False,
    "public_metrics": _metrics,
    "referenced_tweets": _references,
    "reply_settings": lambda world, post: "everyone",
    "source": lambda world, post: "Practice network",
}

_USER: Mapping[str, Callable[[World, Person], object]] = {
    "created_at": lambda world, person: stamp(JOINED),
    "description": lambda world, person: "",
    "protected": lambda world, person: False,
    "public_metrics": _people_metrics,
    "verified": lambda world, person: person == world.brand,
    "verified_type": lambda world, person: "business" if person == world.brand else "none",
}

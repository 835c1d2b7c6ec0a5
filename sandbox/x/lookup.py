"""X's look-ups: posts and people by id or name."""

from __future__ import annotations

from sandbox.people import Person
from sandbox.posts import Json, Network, Post
from sandbox.world import World
from sandbox.x.call import Call
from sandbox.x.fields import TWEET_FIELDS, USER_FIELDS, asked, expanded
from sandbox.x.problems import invalid, not_found
from sandbox.x.render import tweet, user


def me(world: World, call: Call) -> Json:
    return {"data": user(world, world.brand, asked(call, "user.fields", USER_FIELDS))}


def users(world: World, call: Call) -> Json:
    ids = _ids(call)
    found = {x_id: world.people.by_x_id(x_id) for x_id in ids}
    lost = [not_found("user", "ids", x_id) for x_id, person in found.items() if person is None]
    shown = [_person(world, call, person) for person in found.values() if person]
    return _several(shown, lost)


def user_by_name(world: World, call: Call) -> Json:
    name = call.path["username"]
    person = world.people.by_handle(name)
    if person is None:
        return {"errors": [not_found("user", "username", name)]}
    return {"data": _person(world, call, person)}


def tweets(world: World, call: Call) -> Json:
    ids = _ids(call)
    found = {name: _tweet(world, name) for name in ids}
    lost = [not_found("tweet", "ids", name) for name, post in found.items() if post is None]
    return _tweets(world, call, [post for post in found.values() if post], lost)


def one_tweet(world: World, call: Call) -> Json:
    name = call.path["id"]
    post = _tweet(world, name)
    if post is None:
        return {"errors": [not_found("tweet", "id", name)]}
    shown = _tweets(world, call, [post], [])
    return shown | {"data": shown["data"][0]}


def _tweets(world: World, call: Call, posts: list[Post], lost: list[Json]) -> Json:
    fields = asked(call, "tweet.fields", TWEET_FIELDS)
    includes, errors = expanded(world, call, posts)
    shown = _several([tweet(world, post, fields) for post in posts], lost + errors)
    return shown | ({"includes": includes} if includes else {})


def _several(shown: list[Json], lost: list[Json]) -> Json:
    return ({"data": shown} if shown else {}) | ({"errors": lost} if lost else {})


def _tweet(world: World, name: str) -> Post | None:
    post = world.get(name)
    return post if post and post.network is Network.X else None


def _person(world: World, call: Call, person: Person) -> Json:
    return user(world, person, asked(call, "user.fields", USER_FIELDS))


def _ids(call: Call) -> tuple[str, ...]:
    ids = tuple(dict.fromkeys(call.names("ids")))
    if not 1 <= len(ids) <= 100:
        raise invalid("ids", call.query.get("ids", ""), "size must be between 1 and 100")
    return ids

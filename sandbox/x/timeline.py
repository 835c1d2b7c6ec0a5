"""X's timelines: mentions, a user's own posts, recent search; newest first, page by page."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from sandbox.posts import Json, Post
from sandbox.shelf import MENTIONS, TWEETS, ShelfName, of_person
from sandbox.snowflake import first_at, moment
from sandbox.world import World
from sandbox.x.call import Call
from sandbox.x.fields import TWEET_FIELDS, asked, expanded
from sandbox.x.problems import forbidden, invalid
from sandbox.x.render import stamp, tweet
from sandbox.x.search import parse
from sandbox.x.tokens import order_of, token_after

SEARCH_WINDOW = 7 * 86_400.0
MENTIONS_REACH = 800
POSTS_REACH = 3200
WITHOUT_REPLIES_REACH = 800
"""X serves the newest so many of a timeline, however far back one asks."""


def mentions(world: World, call: Call) -> Json:
    _only_brand(world, call)
    floor = world.reaching(MENTIONS, MENTIONS_REACH)
    return _page(world, call, MENTIONS, low=5, paging="pagination_token", floor=floor)


def tweets_of(world: World, call: Call) -> Json:
    """A user's own posts; `exclude=replies` leaves the answers out."""
    person = world.people.by_x_id(call.path["id"])
    without = "replies" in call.names("exclude")
    shelf = of_person(person.id if person else "")
    return _page(
        world,
        call,
        shelf,
        low=5,
        paging="pagination_token",
        floor=world.reaching(shelf, WITHOUT_REPLIES_REACH if without else POSTS_REACH),
        matches=lambda post: not (without and post.is_reply),
    )


def search(world: World, call: Call) -> Json:
    """The last seven days."""
    query = call.query.get("query", "")
    if not query.strip():
        raise invalid("query", query, "The `query` query parameter can not be empty")
    matches = parse(query)
    oldest = first_at(world.now - SEARCH_WINDOW)
    _within_window(world, call, oldest)
    paging = "next_token" if "next_token" in call.query else "pagination_token"
    return _page(
        world,
        call,
        TWEETS,
        low=10,
        paging=paging,
        floor=oldest,
        matches=lambda post: matches(post, world.people.get(post.person).handle),
    )


def _page(
    world: World,
    call: Call,
    shelf: ShelfName,
    *,
    low: int,
    paging: str,
    floor: int = 0,
    matches: Callable[[Post], bool] = lambda post: True,
) -> Json:
    """One page of a shelf, within since_id, until_id, start_time and end_time."""
    size = call.number("max_results", low=low, high=100, default=10)
    above, below = _bounds(world, call, floor)
    if paging in call.query:
        last = order_of(call.query[paging], paging)
        below = last if below is None else min(below, last)
    posts = (post for post in world.newest(shelf, above=above, below=below) if matches(post))
    return _shown(world, call, list(islice(posts, size + 1)), size)


def _shown(world: World, call: Call, found: list[Post], size: int) -> Json:
    fields = asked(call, "tweet.fields", TWEET_FIELDS)
    page = found[:size]
    includes, errors = expanded(world, call, page)
    meta: Json = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": page[0].external_id, "oldest_id": page[-1].external_id}
    if len(found) > size:
        meta["next_token"] = token_after(page[-1].order)
    shown: Json = {"data": [tweet(world, post, fields) for post in page]} if page else {}
    shown |= {"includes": includes} if includes else {}
    shown |= {"errors": errors} if errors else {}
    return shown | {"meta": meta}


def _bounds(world: World, call: Call, floor: int) -> tuple[int, int | None]:
    """The open interval of ids that was asked for."""
    start, end = call.moment("start_time"), call.moment("end_time")
    above = max(call.id("since_id") or 0, floor - 1, first_at(start) - 1 if start else -1)
    if end is not None and end > world.now - 10:
        raise invalid(
            "end_time",
            call.query["end_time"],
            "'end_time' must be a minimum of 10 seconds prior to the request time.",
        )
    uppers = [call.id("until_id"), first_at(end) if end is not None else None]
    return above, min((upper for upper in uppers if upper is not None), default=None)


def _within_window(world: World, call: Call, oldest: int) -> None:
    since, start = call.id("since_id"), call.moment("start_time")
    if since is not None and since < oldest:
        raise invalid(
            "since_id",
            since,
            f"'since_id' must be a tweet id created after {stamp(moment(oldest))}. "
            f"Please use a 'since_id' that is larger than {oldest}",
        )
    if start is not None and start < world.now - SEARCH_WINDOW:
        raise invalid(
            "start_time",
            call.query["start_time"],
            f"'start_time' must be on or after {stamp(moment(oldest))}.",
        )


def _only_brand(world: World, call: Call) -> None:
    if call.path["id"] != world.brand.x_id:
        raise forbidden("This practice network keeps the mentions of the brand only.")

"""Nodes and their edges, nested as deep as the `fields` expression asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from sandbox.graph import instagram
from sandbox.graph.call import Call
from sandbox.graph.errors import invalid_parameter, no_such_field
from sandbox.graph.fields import Field, parse_fields
from sandbox.graph.page import Wanted, listing, next_address, wanted
from sandbox.graph.render import COMMENT_FIELDS, POST_FIELDS, Show
from sandbox.posts import Json, Kind, Network, Post
from sandbox.shelf import ShelfName, of_children, of_thread
from sandbox.snowflake import first_at
from sandbox.world import World

POST_DEFAULT = parse_fields("created_time,message,id")
COMMENT_DEFAULT = parse_fields("created_time,from,message,id")
ORDERS = frozenset({"chronological", "reverse_chronological", "ranked"})
FILTERS = frozenset({"toplevel", "stream"})


def node(world: World, call: Call, post: Post, fields: tuple[Field, ...]) -> Json:
    """A post or a comment; the id is always there."""
    shown: Json = {}
    for field in fields:
        value = _value(world, call, post, field)
        if value is not None:
            shown[field.name] = value
    return shown | {"id": post.external_id}


def default_fields(post: Post) -> tuple[Field, ...]:
    """What is shown of a node where nothing was asked for."""
    if post.network is Network.INSTAGRAM:
        is_comment = post.kind is Kind.COMMENT
        return instagram.COMMENT_DEFAULT if is_comment else instagram.MEDIA_DEFAULT
    return COMMENT_DEFAULT if post.kind is Kind.COMMENT else POST_DEFAULT


def posts(world: World, call: Call, shelf: ShelfName) -> Json:
    """An edge of posts or media, newest first."""
    on_page = shelf[0] == Network.FACEBOOK
    default = POST_DEFAULT if on_page else instagram.MEDIA_DEFAULT
    fields = parse_fields(call.parameters.get("fields", "")) or default
    owner = world.brand.facebook_id if on_page else world.brand.instagram_id
    path = f"{owner}/{shelf[-1]}"
    return _edge(world, call, shelf, fields, call.parameters, newest_first=True, path=path)


def comments(
    world: World, call: Call, post: Post, fields: tuple[Field, ...], given: Mapping[str, str]
) -> Json:
    """The comments below a post or a comment; `filter=stream` has the answers among them."""
    filter_ = _one_of("filter", given.get("filter", "toplevel"), FILTERS)
    order = _one_of("order", given.get("order", "chronological"), ORDERS)
    below_post = post.kind is not Kind.COMMENT
    shelf = of_thread if filter_ == "stream" and below_post else of_children
    shown = _edge(
        world,
        call,
        shelf(post.external_id),
        fields or COMMENT_DEFAULT,
        given,
        newest_first=order == "reverse_chronological",
        path=f"{post.external_id}/comments",
    )
    if given.get("summary") in {"1", "true"}:
        total = world.count(shelf(post.external_id))
        shown["summary"] = {"order": order, "total_count": total, "can_comment": True}
    return shown


def below(
    world: World, call: Call, post: Post, fields: tuple[Field, ...], given: Mapping[str, str]
) -> Json:
    """Instagram: the comments of a medium, newest first, or the replies to a comment, oldest."""
    is_comment = post.kind is Kind.COMMENT
    limit = min(int(given.get("limit") or 25), instagram.MOST_COMMENTS)
    return _edge(
        world,
        call,
        of_children(post.external_id),
        fields or instagram.COMMENT_DEFAULT,
        {**given, "limit": str(limit)},
        newest_first=not is_comment,
        path=f"{post.external_id}/{'replies' if is_comment else 'comments'}",
    )


def _value(world: World, call: Call, post: Post, field: Field) -> object:
    on_instagram = post.network is Network.INSTAGRAM
    if on_instagram and field.name == edge_of(post):
        found = below(world, call, post, field.sub, field.modifiers)
        return found if found["data"] else None
    if field.name == "comments" and not on_instagram:
        return comments(world, call, post, field.sub, field.modifiers)
    known, node_name = instagram.fields_of(post) if on_instagram else _fields_of(post)
    if field.name not in known:
        raise no_such_field(field.name, node_name)
    return known[field.name](world, post, field)


def edge_of(post: Post) -> str:
    """Where the answers hang below a node of Instagram."""
    return "replies" if post.kind is Kind.COMMENT else "comments"


def _fields_of(post: Post) -> tuple[Mapping[str, Show], str]:
    if post.kind is Kind.COMMENT:
        return COMMENT_FIELDS, "Comment"
    return POST_FIELDS, "Post"


def _edge(
    world: World,
    call: Call,
    shelf: ShelfName,
    fields: tuple[Field, ...],
    given: Mapping[str, str],
    *,
    newest_first: bool,
    path: str,
) -> Json:
    part = wanted(given)
    found = list(islice(_items(world, shelf, part, newest_first=newest_first), part.limit + 1))
    page = found[: part.limit]
    parameters = {**given, **{k: v for k, v in call.parameters.items() if k == "access_token"}}
    if part.before is not None:
        page = page[::-1]
    return listing(
        [node(world, call, post, fields) for post in page],
        [post.order for post in page],
        more=len(found) > part.limit,
        address=next_address(f"{call.base}/{path}", parameters),
    )


def _items(world: World, shelf: ShelfName, part: Wanted, *, newest_first: bool) -> Iterator[Post]:
    """Walking away from a cursor: `after` follows the edge's order, `before` goes back."""
    above = first_at(part.since) - 1 if part.since is not None else -1
    below = first_at(part.until + 1) if part.until is not None else 1 << 63
    place = part.after if part.after is not None else part.before
    downwards = newest_first == (part.before is None or part.after is not None)
    if place is not None and downwards:
        below = min(below, place)
    elif place is not None:
        above = max(above, place)
    walk = world.newest if downwards else world.oldest
    return walk(shelf, above=above, below=below)


def _one_of(name: str, given: str, known: frozenset[str]) -> str:
    if given not in known:
        raise invalid_parameter(f"Param {name} must be one of {{{', '.join(sorted(known))}}}")
    return given

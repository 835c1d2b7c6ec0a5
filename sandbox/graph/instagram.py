"""Instagram's media and comments as the Graph API shows them, and what its account may write."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sandbox.graph.attachments import picture
from sandbox.graph.call import Call
from sandbox.graph.errors import gone, invalid_parameter, no_such_field
from sandbox.graph.fields import Field, parse_fields
from sandbox.graph.mentioned import NAMED_BY, mentioned
from sandbox.graph.render import Show, stamp
from sandbox.people import Person
from sandbox.posts import Json, Kind, Network, Post
from sandbox.shelf import of_thread
from sandbox.world import World

MEDIA_DEFAULT = parse_fields("id")
COMMENT_DEFAULT = parse_fields("timestamp,text,id")
MOST_COMMENTS = 50
LONGEST = 2200


def account(world: World, wanted: tuple[Field, ...]) -> Json:
    """The brand's account."""
    shown: Json = {}
    for field in wanted:
        if field.name in NAMED_BY:
            shown[field.name] = mentioned(world, field)
        elif field.name in ACCOUNT_FIELDS:
            shown[field.name] = ACCOUNT_FIELDS[field.name](world)
        else:
            raise no_such_field(field.name, "IGUser")
    return shown | {"id": world.brand.instagram_id}


def comment(world: World, call: Call, target: Post) -> Json:
    """POST /{media}/comments or /{comment}/replies, on our own media only."""
    root = world.get(target.root_id)
    if root is None or not root.by_brand:
        raise gone(call.method, target.external_id)
    return _write(world, call, target)


def mention(world: World, call: Call) -> Json:
    """POST /{account}/mentions: an answer where somebody's caption or comment names us."""
    name = call.parameters.get("comment_id") or call.parameters.get("media_id", "")
    target = world.get(name)
    if target is None or target.network is not Network.INSTAGRAM:
        raise gone(call.method, name)
    if f"@{world.brand.handle}".lower() not in target.text.lower():
        raise gone(call.method, name)
    return _write(world, call, target)


def _write(world: World, call: Call, target: Post) -> Json:
    text = call.parameters.get("message", "")
    if not text.strip() or len(text) > LONGEST:
        raise invalid_parameter("Invalid parameter: message")
    made = world.reply(target, text)
    if made is None:
        raise gone(call.method, target.external_id)
    return {"id": made.external_id}


def _permalink(world: World, post: Post, field: Field) -> str:
    return f"https://www.instagram.com/p/{post.order:x}/"


def _author(world: World, post: Post) -> Person:
    return world.people.get(post.person)


def _from(world: World, post: Post, field: Field) -> Json:
    author = _author(world, post)
    return {"id": author.instagram_id, "username": author.handle}


def _parent(world: World, post: Post, field: Field) -> str | None:
    return None if post.parent_id in (None, post.root_id) else post.parent_id


def _media(world: World, post: Post, field: Field) -> Json:
    known: Json = {"id": post.root_id, "media_product_type": "FEED"}
    root = world.get(post.root_id)
    if root is not None:
        known["permalink"] = _permalink(world, root, field)
    asked = {part.name for part in field.sub} or {"id", "media_product_type"}
    return {name: value for name, value in known.items() if name in asked | {"id"}}


ACCOUNT_FIELDS: Mapping[str, Callable[[World], object]] = {
    "id": lambda world: world.brand.instagram_id,
    "username": lambda world: world.brand.handle,
    "name": lambda world: world.brand.name,
    "followers_count": lambda world: world.brand.followers,
}
_COMMON: Mapping[str, Show] = {
    "id": lambda world, post, field: post.external_id,
    "timestamp": lambda world, post, field: stamp(post.created_at),
    "like_count": lambda world, post, field: 0,
    "username": lambda world, post, field: _author(world, post).handle,
}
MEDIA_FIELDS: Mapping[str, Show] = {
    **_COMMON,
    "caption": lambda world, post, field: post.text or None,
    "comments_count": lambda world, post, field: world.count(of_thread(post.external_id)),
    "media_type": lambda world, post, field: "IMAGE",
    "media_product_type": lambda world, post, field: "FEED",
    "media_url": lambda world, post, field: picture(post),
    "permalink": _permalink,
    "owner": lambda world, post, field: {"id": world.brand.instagram_id} if post.by_brand else None,
}
COMMENT_FIELDS: Mapping[str, Show] = {
    **_COMMON,
    "text": lambda world, post, field: post.text,
    "from": _from,
    "hidden": lambda world, post, field: post.hidden,
    "media": _media,
    "parent_id": _parent,
}


def fields_of(post: Post) -> tuple[Mapping[str, Show], str]:
    """What a node of Instagram has, and the name of its type."""
    if post.kind is Kind.COMMENT:
        return COMMENT_FIELDS, "IGComment"
    return MEDIA_FIELDS, "IGMedia"

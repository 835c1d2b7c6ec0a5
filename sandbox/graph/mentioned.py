"""Captions and comments of others that name the brand: shown only to who knows their ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sandbox.graph.errors import gone, no_such_field
from sandbox.graph.fields import Field
from sandbox.graph.render import stamp
from sandbox.posts import Json, Network, Post
from sandbox.world import World

Show = Callable[[World, Post], object]
NAMED_BY = {"mentioned_media": "media_id", "mentioned_comment": "comment_id"}
_COMMON: Mapping[str, Show] = {
    "id": lambda world, post: post.external_id,
    "timestamp": lambda world, post: stamp(post.created_at),
    "username": lambda world, post: world.people.get(post.person).handle,
    "like_count": lambda world, post: 0,
}
FIELDS: Mapping[str, Mapping[str, Show]] = {
    "mentioned_media": {
        **_COMMON,
        "caption": lambda world, post: post.text,
        "media_type": lambda world, post: "IMAGE",
        "permalink": lambda world, post: f"https://www.instagram.com/p/{post.order:x}/",
    },
    "mentioned_comment": {
        **_COMMON,
        "text": lambda world, post: post.text,
        "media": lambda world, post: {"id": post.root_id},
    },
}


def mentioned(world: World, field: Field) -> Json:
    """mentioned_media.media_id(1){...} and mentioned_comment.comment_id(1){...}."""
    name = field.modifiers.get(NAMED_BY[field.name], "")
    post = world.get(name)
    named = post is not None and f"@{world.brand.handle}".lower() in post.text.lower()
    if post is None or post.network is not Network.INSTAGRAM or not named:
        raise gone("GET", name)
    known = FIELDS[field.name]
    wanted = [part.name for part in field.sub] or ["id", "timestamp"]
    for one in wanted:
        if one not in known:
            raise no_such_field(one, "IGMedia")
    return {one: known[one](world, post) for one in [*wanted, "id"]}

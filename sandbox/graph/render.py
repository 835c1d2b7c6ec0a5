"""Pages, posts, comments and threads as the Graph API shows them: only what was asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from sandbox.graph.attachments import attachment, attachments, picture
from sandbox.graph.errors import no_such_field
from sandbox.graph.fields import Field
from sandbox.messages import PRIVATE_REPLY_WINDOW
from sandbox.people import Person
from sandbox.posts import Json, Kind, Post
from sandbox.shelf import of_children
from sandbox.world import World

Show = Callable[[World, Post, Field], object]
"""The value of one field; None leaves it out, as the Graph API does."""


def stamp(at: float) -> str:
    """A time as the Graph API writes it."""
    return dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def person(world: World, who: Person) -> Json:
    return {"name": who.name, "id": who.facebook_id}


def page(world: World, wanted: tuple[Field, ...]) -> Json:
    """The brand's page."""
    for field in wanted:
        if field.name not in PAGE_FIELDS:
            raise no_such_field(field.name, "Page")
    return {field.name: PAGE_FIELDS[field.name](world) for field in wanted}


def _permalink(world: World, post: Post, field: Field) -> str:
    owner, _, number = post.root_id.partition("_")
    address = f"https://www.facebook.com/{owner}/posts/{number}"
    comment = post.external_id.split("_")[-1]
    return f"{address}?comment_id={comment}" if post.kind is Kind.COMMENT else address


def _from(world: World, post: Post, field: Field) -> Json:
    known = person(world, world.people.get(post.person))
    return {part.name: known[part.name] for part in field.sub if part.name in known} or known


def _private_reply_possible(world: World, post: Post, field: Field) -> bool:
    fresh = world.now - post.at <= PRIVATE_REPLY_WINDOW
    theirs = on_page(world, post) and not post.by_brand
    return fresh and theirs and not world.mailbox.answered(post.external_id)


def on_page(world: World, post: Post) -> bool:
    """Whether a post, or the post above a comment, is on the brand's page."""
    return post.root_id.startswith(f"{world.brand.facebook_id}_")


def _tags(world: World, post: Post, field: Field) -> list[Json] | None:
    place = post.text.lower().find(world.brand.name.lower())
    if post.kind is not Kind.TAGGED or place < 0:
        return None
    tag = person(world, world.brand) | {"type": "page", "offset": place}
    return [tag | {"length": len(world.brand.name)}]


def _parent(world: World, post: Post, field: Field) -> Json | None:
    if post.parent_id is None or post.parent_id == post.root_id:
        return None
    return {"id": post.parent_id}


PAGE_FIELDS: Mapping[str, Callable[[World], object]] = {
    "id": lambda world: world.brand.facebook_id,
    "name": lambda world: world.brand.name,
    "username": lambda world: world.brand.handle,
    "about": lambda world: world.scenario.brand.about,
    "link": lambda world: f"https://www.facebook.com/{world.brand.facebook_id}",
    "category": lambda world: "Telecommunication company",
    "fan_count": lambda world: world.brand.followers,
    "followers_count": lambda world: world.brand.followers,
}
_COMMON: Mapping[str, Show] = {
    "id": lambda world, post, field: post.external_id,
    "message": lambda world, post, field: post.text or None,
    "created_time": lambda world, post, field: stamp(post.created_at),
    "from": _from,
    "permalink_url": _permalink,
    "is_hidden": lambda world, post, field: post.hidden,
    "message_tags": _tags,
    "can_reply_privately": _private_reply_possible,
}
POST_FIELDS: Mapping[str, Show] = {
    **_COMMON,
    "updated_time": lambda world, post, field: stamp(world.updated_at(post)),
    "is_published": lambda world, post, field: True,
    "status_type": lambda world, post, field: (
        "added_photos" if post.photo else "mobile_status_update"
    ),
    "full_picture": lambda world, post, field: picture(post) if post.photo else None,
    "attachments": attachments,
}
COMMENT_FIELDS: Mapping[str, Show] = {
    **_COMMON,
    "message": lambda world, post, field: post.text,
    "attachment": attachment,
    "comment_count": lambda world, post, field: world.count(of_children(post.external_id)),
    "like_count": lambda world, post, field: 0,
    "can_comment": lambda world, post, field: True,
    "can_hide": lambda world, post, field: not post.by_brand,
    "is_private": lambda world, post, field: False,
    "object": lambda world, post, field: {"id": post.root_id},
    "parent": _parent,
}

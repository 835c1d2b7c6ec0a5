"""The practice network's own books: what was published, and what the brand did."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.messages import Message
from sandbox.posts import Json, Post
from sandbox.world import World


def books(world: World) -> Json:
    """Everything that the sandbox knows of the run so far."""
    return {
        "published": [entry(post) for post in world.posts.values() if not post.by_brand],
        "own": [entry(post) for post in _by_brand(world) if not post.is_reply],
        "replies": _replies(world),
        "moves": [move.facts() for move in world.journeys.moves],
        "messages": [_private(world, message) for message in world.mailbox if not message.by_brand],
        "cost": world.ledger.facts(),
        "requests": dict(world.requests),
        "reactions_pending": world.agenda.reactions_pending,
    }


def summary(world: World) -> Json:
    """Counts only, and whether nothing more will come by itself."""
    published = [post for post in world.posts.values() if not post.by_brand]
    public = sum(post.is_reply for post in _by_brand(world))
    return {
        "published": len(published),
        "visible": sum(world.get(post.external_id) is not None for post in published),
        "deleted": sum(post.deleted_at is not None for post in published),
        "replies": public + sum(message.by_brand for message in world.mailbox),
        "reactions_pending": world.agenda.reactions_pending,
        "planned": len(world.agenda),
        "now": world.now,
        "exhausted": world.now >= world.clock.ends_at and not len(world.agenda),
    }


def entry(post: Post) -> Json:
    """One post as the books list it."""
    return {
        "network": post.network,
        "kind": post.kind,
        "external_id": post.external_id,
        "person": post.person,
        "post_id": post.post_id,
        "matter": post.matter,
        "reply_to_external_id": post.answers_id,
        "thread": post.root_id,
        "at": post.at,
        "created_at": post.created_at,
        "visible_at": post.visible_at,
        "deleted_at": post.deleted_at,
        "lang": post.lang,
        "text": post.text,
        "photo": post.photo,
        "key": post.key,
    }


def _by_brand(world: World) -> Iterator[Post]:
    return (post for post in world.posts.values() if post.by_brand)


def _replies(world: World) -> list[Json]:
    """Public and private replies of the brand, oldest first."""
    public = [_public(world, post) for post in _by_brand(world) if post.is_reply]
    private = [_private(world, message) for message in world.mailbox if message.by_brand]
    return sorted(public + private, key=lambda reply: float(reply["at"]))


def _public(world: World, post: Post) -> Json:
    return {
        "network": post.network,
        "kind": "public",
        "by_hand": post.by_hand,
        "hangs_under": post.parent_id,
        "external_id": post.external_id,
        "at": post.at,
        "deleted_at": post.deleted_at,
        "text": post.text,
    } | _to(world, post.answers_id)


def _private(world: World, message: Message) -> Json:
    return {
        "network": message.network,
        "kind": "private",
        "by_hand": False,
        "hangs_under": None,
        "external_id": message.external_id,
        "at": message.at,
        "deleted_at": None,
        "text": message.text,
    } | (_to(world, message.to_external_id) | {"person": message.person})


def _to(world: World, external_id: str | None) -> Json:
    """What a reply answers: the post, its author and the matter."""
    answered = world.posts.get(external_id or "")
    return {
        "to_external_id": external_id,
        "person": answered.person if answered else None,
        "post_id": answered.post_id if answered else None,
        "matter": answered.matter if answered else None,
    }

"""What the brand writes on X: posts, replies, hiding and direct messages."""

from __future__ import annotations

from sandbox.faults import Effect
from sandbox.posts import Json, Network, Post
from sandbox.shelf import of_children
from sandbox.world import World
from sandbox.x import problems
from sandbox.x.call import Call
from sandbox.x.length import LIMIT, weighted
from sandbox.x.wording import wording


def create(world: World, call: Call) -> Json:
    """POST /2/tweets: a post or, with `reply`, an answer under the rules."""
    text = call.body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise problems.invalid("text", text, "The `text` field can not be empty")
    if weighted(text) > LIMIT:
        raise problems.forbidden(problems.TOO_LONG)
    answered = _part(call.body, "reply").get("in_reply_to_tweet_id")
    quoted = call.body.get("quote_tweet_id")
    made = _reply(world, text, answered) if answered else _post(world, text, quoted)
    return {
        "data": {
            "id": made.external_id,
            "text": wording(made).text,
            "edit_history_tweet_ids": [made.external_id],
        }
    }


def delete(world: World, call: Call) -> Json:
    post = world.get(call.path["id"])
    if post is None or post.network is not Network.X:
        return {"data": {"deleted": False}}
    if not post.by_brand:
        raise problems.forbidden("You are not authorized to delete this Tweet.")
    world.delete(post)
    return {"data": {"deleted": True}}


def hide(world: World, call: Call) -> Json:
    """Only answers in a conversation that the brand began can be hidden."""
    post = world.get(call.path["id"])
    root = world.posts.get(post.root_id) if post else None
    if post is None or root is None or not root.by_brand:
        raise problems.forbidden("You are not allowed to hide this reply.")
    shown = world.hide(post, hidden=bool(call.body.get("hidden")))
    return {"data": {"hidden": shown.hidden}}


def _part(body: Json, name: str) -> Json:
    part = body.get(name) or {}
    if not isinstance(part, dict):
        raise problems.invalid(name, part, f"The `{name}` field is not an object")
    return part


def _reply(world: World, text: str, answered: str) -> Post:
    target = world.get(str(answered))
    if target is None or target.network is not Network.X:
        raise problems.forbidden(problems.GONE)
    if not _summoned(world, target):
        raise problems.forbidden(problems.NOT_SUMMONED)
    if not world.faults.stands(Effect.FORGETFUL) and any(
        post.by_brand and post.text == text
        for post in world.newest(of_children(target.external_id))
    ):
        raise problems.forbidden(problems.DUPLICATE)
    made = world.reply(target, text)
    if made is None:
        raise problems.forbidden(problems.GONE)
    return made


def _post(world: World, text: str, quoted: str | None) -> Post:
    if quoted is not None:
        target = world.get(str(quoted))
        if target is None or not _summoned(world, target):
            raise problems.forbidden(problems.NOT_SUMMONED)
    made = world.write(Network.X, text, quotes=quoted)
    if made is None:
        raise problems.forbidden(problems.GONE)
    return made


def _summoned(world: World, target: Post) -> bool:
    """The rule of 2026-02-23: its author mentioned or quoted us, or is us."""
    quoted = world.posts.get(target.quotes_id or "")
    return (
        target.by_brand
        or world.brand.handle.lower() in target.handles
        or (quoted is not None and quoted.by_brand)
    )

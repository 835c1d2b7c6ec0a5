"""What the page does in public: comment, post, hide and delete."""

from __future__ import annotations

from sandbox.faults import Effect
from sandbox.graph.call import Call
from sandbox.graph.errors import duplicate_post, gone, invalid_parameter
from sandbox.posts import Json, Network, Post
from sandbox.shelf import of_thread
from sandbox.world import World

LONGEST = 8000
DUPLICATE_WITHIN = 600.0


def comment(world: World, call: Call, target: Post) -> Json:
    """POST /{post or comment}/comments; the same words again at once are refused."""
    text = _text(call)
    thread = world.newest(of_thread(target.root_id))
    forgetful = world.faults.stands(Effect.FORGETFUL)
    if not forgetful and any(_repeats(world, post, target, text) for post in thread):
        raise duplicate_post()
    made = world.reply(target, text)
    if made is None:
        raise gone(call.method, target.external_id)
    return {"id": made.external_id}


def post(world: World, call: Call) -> Json:
    """POST /{page}/feed: a post of the brand's own."""
    made = world.write(Network.FACEBOOK, _text(call))
    if made is None:
        raise gone(call.method, world.brand.facebook_id)
    return {"id": made.external_id}


def update(world: World, call: Call, target: Post) -> Json:
    """POST /{comment}: hide or show it, or change the words of our own."""
    if "is_hidden" in call.parameters:
        world.hide(target, hidden=call.parameters["is_hidden"].lower() == "true")
    if "message" in call.parameters:
        if not target.by_brand:
            raise invalid_parameter("Only the author can edit this comment")
        world.rewrite(target, _text(call))
    return {"success": True}


def delete(world: World, target: Post) -> Json:
    world.delete(target)
    return {"success": True}


def _repeats(world: World, post: Post, target: Post, text: str) -> bool:
    recent = world.now - post.at <= DUPLICATE_WITHIN
    same = post.answers_id == target.external_id and post.text == text
    return recent and same and post.by_brand


def _text(call: Call) -> str:
    text = call.parameters.get("message", "")
    if not text.strip():
        raise invalid_parameter("Param message must not be empty")
    if len(text) > LONGEST:
        raise invalid_parameter(f"Length of param message must be less than {LONGEST}")
    return text

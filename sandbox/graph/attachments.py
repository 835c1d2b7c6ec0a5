"""What hangs on a post or a comment: here, a photo at most."""

from __future__ import annotations

from typing import Any

from sandbox.graph.errors import no_such_field
from sandbox.graph.fields import Field
from sandbox.posts import Json, Post
from sandbox.world import World

_ABSENT = ("description_tags", "subattachments", "title")


def attachments(world: World, post: Post, field: Field) -> Json | None:
    """Those of a post, as the edge that they are."""
    found = attachment(world, post, field)
    return {"data": [found]} if found else None


def attachment(world: World, post: Post, field: Field) -> Json | None:
    """The one of a comment; sub-fields that do not exist are refused, with or without a photo."""
    shown = _picked(_photo(post), field.sub)
    return {name: value for name, value in shown.items() if value} if post.photo else None


def picture(post: Post) -> str:
    """Where the photo would lie."""
    return f"https://scontent.example/{post.order}.jpg"


def _photo(post: Post) -> Json:
    address = f"https://www.facebook.com/photo.php?fbid={post.order}"
    return dict.fromkeys(_ABSENT) | {
        "description": post.text,
        "media": {"image": {"height": 720, "src": picture(post), "width": 960}},
        "media_type": "photo",
        "target": {"id": str(post.order), "url": address},
        "type": "photo",
        "unshimmed_url": address,
        "url": address,
    }


def _picked(whole: Any, wanted: tuple[Field, ...]) -> Any:
    """The wanted parts of an object; all of it where nothing is named."""
    known = whole if isinstance(whole, dict) else {}
    for field in wanted:
        if field.name not in known:
            raise no_such_field(field.name, "StoryAttachment")
    return {one.name: _picked(known[one.name], one.sub) for one in wanted} if wanted else whole

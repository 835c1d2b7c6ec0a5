"""Posts and comments of Facebook as mentions of ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from domain.attachment import Attachment, AttachmentKind, attached, attachment
from domain.mention import FACEBOOK, AuthorRef, IncomingMention, MentionKind, Skipped
from domain.text import clean
from platforms.reading import identifier, instant, items, mapping, name, storable

POST_FIELDS = "id,message,from,created_time,updated_time,permalink_url,status_type,full_picture"
COMMENT_FIELDS = "id,message,from,created_time,permalink_url,parent,comment_count,attachment"
POST_ATTACHMENTS = "attachments{type,media_type,url,unshimmed_url,title}"
"""An edge, asked for like a field; a photo without words would be an empty text otherwise."""


def read_post(item: object, kind: MentionKind, page_id: str) -> IncomingMention | Skipped:
    """A post of a visitor, of the page itself, or one that tags the page."""
    post_id = item_id(item)
    if post_id is None:
        return Skipped(external_id=None, reason="a post without a readable id")
    return _mention(mapping(item), post_id, kind, page_id, conversation_id=post_id)


def read_comment(item: object, post_id: str, page_id: str) -> IncomingMention | Skipped:
    """A comment under a post, or an answer to another comment."""
    comment_id = item_id(item)
    if comment_id is None:
        return Skipped(external_id=None, reason=f"a comment under {post_id} without a readable id")
    comment = mapping(item)
    parent = identifier(mapping(comment.get("parent")).get("id")) or post_id
    return _mention(
        comment, comment_id, MentionKind.COMMENT, page_id, conversation_id=post_id, parent=parent
    )


def item_id(item: object) -> str | None:
    """The id of a post or comment."""
    return identifier(mapping(item).get("id"))


def comments_in(post: object) -> Mapping[str, Any]:
    """The page of comments that came with a post."""
    return mapping(mapping(post).get("comments"))


def created_at(item: object) -> dt.datetime | None:
    """When Facebook, or Instagram in its own word, says that it was written."""
    told = mapping(item)
    return instant(told.get("created_time") or told.get("timestamp"))


def moved_at(item: object) -> dt.datetime | None:
    """When the item or something below it was last written or changed."""
    times = (created_at(item), instant(mapping(item).get("updated_time")))
    return max((time for time in times if time is not None), default=None)


def _mention(
    item: Mapping[str, Any],
    item_id: str,
    kind: MentionKind,
    page_id: str,
    *,
    conversation_id: str,
    parent: str | None = None,
) -> IncomingMention | Skipped:
    published_at = created_at(item) or moved_at(item)
    if published_at is None:
        return Skipped(external_id=item_id, reason="no readable time")
    author = _author(item, item_id)
    return IncomingMention(
        platform=FACEBOOK,
        external_id=item_id,
        kind=kind,
        author=author,
        text=clean(item.get("message")),
        url=_url(item, item_id),
        published_at=published_at,
        conversation_id=conversation_id,
        in_reply_to=parent,
        by_brand=author.external_id == page_id,
        attachments=_attachments(item),
        raw=storable({key: value for key, value in item.items() if key != "comments"}),
    )


def _attachments(item: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Those of a post, or the one of a comment."""
    told = [item.get("attachment"), *items(mapping(item.get("attachments")).get("data"))]
    return attached(_attachment(mapping(one)) for one in told)


def _attachment(told: Mapping[str, Any]) -> Attachment | None:
    """Only what a link leads to has a title of its own; Facebook's way there is left out."""
    kind = f"{told.get('media_type')} {told.get('type')}"
    url = told.get("unshimmed_url") or told.get("url")
    if "video" in kind:
        return attachment(AttachmentKind.VIDEO, url)
    if any(word in kind for word in ("photo", "album", "image", "sticker")):
        return attachment(AttachmentKind.PHOTO, url)
    return attachment(AttachmentKind.LINK, url, told.get("title"))


def _author(item: Mapping[str, Any], item_id: str) -> AuthorRef:
    """Facebook leaves the author out where the token may not know people."""
    author = mapping(item.get("from"))
    author_id = identifier(author.get("id"))
    return AuthorRef(
        platform=FACEBOOK,
        external_id=author_id or f"unknown:{item_id}",
        display_name=name(author.get("name")) if author_id else None,
    )


def _url(item: Mapping[str, Any], item_id: str) -> str:
    link = clean(item.get("permalink_url"))
    return link if link.startswith("https://") else f"https://www.facebook.com/{item_id}"

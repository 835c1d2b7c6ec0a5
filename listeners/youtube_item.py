"""A comment on YouTube as a mention of ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from domain.mention import YOUTUBE, AuthorRef, IncomingMention, MentionKind, Skipped
from domain.text import clean
from platforms.reading import identifier, instant, items, mapping, name, number, storable

_SITE = "https://www.youtube.com"


def top_of(thread: object) -> Mapping[str, Any]:
    """The comment with which a thread begins."""
    return mapping(mapping(mapping(thread).get("snippet")).get("topLevelComment"))


def replies_in(thread: object) -> list[Any]:
    """Those of a thread's replies that come with it: five at most."""
    return items(mapping(mapping(thread).get("replies")).get("comments"))


def reply_count(thread: object) -> int:
    """How many replies a thread has; some of them may wait for approval and be hidden."""
    return number(mapping(mapping(thread).get("snippet")).get("totalReplyCount")) or 0


def may_reply(thread: object) -> bool | None:
    """Whether we can reply there; None where YouTube does not say."""
    told = mapping(mapping(thread).get("snippet")).get("canReply")
    return told if isinstance(told, bool) else None


def published_at(comment: object) -> dt.datetime | None:
    return instant(mapping(mapping(comment).get("snippet")).get("publishedAt"))


def updated_at(comment: object) -> dt.datetime | None:
    return instant(mapping(mapping(comment).get("snippet")).get("updatedAt"))


def read_comment(
    comment: object, *, channel: str, may_reply: bool | None = None
) -> IncomingMention | Skipped:
    """The mention in a comment, or in a reply to one."""
    told = mapping(comment)
    snippet, comment_id = mapping(told.get("snippet")), identifier(told.get("id"))
    if comment_id is None:
        return Skipped(external_id=None, reason="a comment without a readable id")
    made = instant(snippet.get("publishedAt"))
    if made is None:
        return Skipped(external_id=comment_id, reason="no readable time")
    text = snippet.get("textOriginal") or snippet.get("textDisplay")
    if not isinstance(text, str):
        return Skipped(external_id=comment_id, reason="a comment without a text")
    above = identifier(snippet.get("parentId"))
    return IncomingMention(
        platform=YOUTUBE,
        external_id=comment_id,
        kind=MentionKind.COMMENT,
        author=_author(snippet, comment_id),
        text=clean(text),
        url=_url(snippet, comment_id),
        published_at=made,
        conversation_id=above or comment_id,
        in_reply_to=above,
        by_brand=_author_id(snippet) == channel,
        raw=storable(dict(snippet) | {"canReply": may_reply}),
    )


def _author(snippet: Mapping[str, Any], comment_id: str) -> AuthorRef:
    shown = name(snippet.get("authorDisplayName"))
    return AuthorRef(
        platform=YOUTUBE,
        external_id=_author_id(snippet) or f"unknown:{comment_id}",
        handle=shown[1:] if shown and shown.startswith("@") else None,
        display_name=shown,
    )


def _author_id(snippet: Mapping[str, Any]) -> str | None:
    return identifier(mapping(snippet.get("authorChannelId")).get("value"))


def _url(snippet: Mapping[str, Any], comment_id: str) -> str:
    video = identifier(snippet.get("videoId"))
    if video:
        return f"{_SITE}/watch?v={video}&lc={comment_id}"
    return f"{_SITE}/channel/{identifier(snippet.get('channelId')) or ''}/community?lc={comment_id}"

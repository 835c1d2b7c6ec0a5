"""A post on Bluesky as a mention of ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from domain.attachment import Attachment, AttachmentKind, attached, attachment
from domain.mention import BLUESKY, AuthorRef, IncomingMention, MentionKind, Skipped
from domain.text import clean
from platforms.bluesky import BlueskyAccount, key_of
from platforms.reading import identifier, instant, items, mapping, name, storable

_PICTURES = "https://cdn.bsky.app/img/feed_fullsize/plain"


def read_post(item: object, account: BlueskyAccount) -> IncomingMention | Skipped:
    """The mention in a notification or in a post that was found.

    Its time is when the network indexed it: `createdAt` is whatever the author's program says.
    """
    post = mapping(item)
    record, author = mapping(post.get("record")), mapping(post.get("author"))
    uri = identifier(post.get("uri"))
    if uri is None:
        return Skipped(external_id=None, reason="a post without a readable address")
    if not isinstance(record.get("text"), str):
        return Skipped(external_id=uri, reason="a post without a text")
    published_at = instant(post.get("indexedAt")) or instant(record.get("createdAt"))
    if published_at is None:
        return Skipped(external_id=uri, reason="no readable time")
    did = identifier(author.get("did")) or _owner(uri)
    reply = mapping(record.get("reply"))
    parent = identifier(mapping(reply.get("parent")).get("uri"))
    handle = name(author.get("handle"))
    return IncomingMention(
        platform=BLUESKY,
        external_id=uri,
        kind=MentionKind.COMMENT if parent else MentionKind.POST,
        author=AuthorRef(
            platform=BLUESKY,
            external_id=did or f"unknown:{uri}"[:200],
            handle=handle,
            display_name=name(author.get("displayName")),
        ),
        text=clean(record.get("text")),
        url=f"https://bsky.app/profile/{did or handle}/post/{key_of(uri)}",
        published_at=published_at,
        conversation_id=identifier(mapping(reply.get("root")).get("uri")) or uri,
        in_reply_to=parent,
        language=_language(record),
        by_brand=str(handle).casefold() == account.handle.casefold(),
        attachments=_attachments(mapping(record.get("embed")), did, uri),
        raw=storable({key: value for key, value in post.items() if key != "author"}),
    )


def sorted_at(item: object) -> dt.datetime | None:
    """The time by which Bluesky orders its lists: when it was indexed, or said to be written."""
    post = mapping(mapping(item).get("post")) or mapping(item)
    times = (
        instant(post.get("indexedAt")),
        instant(mapping(post.get("record")).get("createdAt")),
    )
    return min((time for time in times if time is not None), default=None)


def _owner(uri: str) -> str | None:
    """The author's permanent name, which is in every address at://NAME/..."""
    return uri.split("/")[2] if uri.startswith("at://") and uri.count("/") >= 4 else None


def _attachments(embed: Mapping[str, Any], did: str | None, uri: str) -> tuple[Attachment, ...]:
    """What the author put into the record; with a quoted post it lies one deeper.

    Pictures are served by the ids of their files, and a video is seen on the post's own page.
    """
    held = mapping(embed.get("media")) or embed
    link, alt = mapping(held.get("external")), held.get("alt")
    page = f"https://bsky.app/profile/{did}/post/{key_of(uri)}"
    video = attachment(AttachmentKind.VIDEO, page, alt) if mapping(held.get("video")) else None
    return attached(
        [
            *(_picture(mapping(one), did) for one in items(held.get("images"))),
            video,
            attachment(AttachmentKind.LINK, link.get("uri"), link.get("title")),
        ]
    )


def _picture(told: Mapping[str, Any], did: str | None) -> Attachment | None:
    file = identifier(mapping(mapping(told.get("image")).get("ref")).get("$link"))
    if file is None or did is None:
        return None
    return attachment(AttachmentKind.PHOTO, f"{_PICTURES}/{did}/{file}@jpeg", told.get("alt"))


def _language(record: Mapping[str, Any]) -> str | None:
    codes = [code for code in items(record.get("langs")) if isinstance(code, str)]
    return codes[0][:8].lower() if len(codes) == 1 else None

"""Media and comments of Instagram as mentions of ours, polled or by webhook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.attachment import Attachment, AttachmentKind, attached, attachment
from domain.mention import INSTAGRAM, AuthorRef, IncomingMention, MentionKind, Skipped
from domain.text import clean
from listeners.facebook_item import created_at, item_id
from platforms.instagram import InstagramAccount
from platforms.reading import identifier, mapping, name, storable

MEDIA_FIELDS = "id,caption,comments_count,media_type,permalink,timestamp,username"
REPLY_FIELDS = "id,text,timestamp,from,username,parent_id,hidden,media{id,permalink}"
_EDGES = frozenset({"comments", "replies"})


def read_media(item: object, account: InstagramAccount) -> IncomingMention | Skipped:
    """A medium of our own, or one of somebody else's in which we are tagged."""
    media_id = item_id(item)
    if media_id is None:
        return Skipped(external_id=None, reason="a medium without a readable id")
    media = mapping(item)
    names_us = f"@{account.username}".lower() in clean(media.get("caption")).lower()
    return _mention(
        media,
        media_id,
        account,
        kind=MentionKind.POST,
        text=clean(media.get("caption")),
        url=media.get("permalink"),
        conversation_id=media_id,
        summoned=names_us,
        attachments=attached([_medium(media)]),
    )


def read_comment(
    item: object, media_id: str, account: InstagramAccount
) -> IncomingMention | Skipped:
    """A comment below our own medium, or a reply to another comment there."""
    comment_id = item_id(item)
    if comment_id is None:
        return Skipped(external_id=None, reason=f"a comment under {media_id} without a readable id")
    comment = mapping(item)
    return _mention(
        comment,
        comment_id,
        account,
        kind=MentionKind.COMMENT,
        text=clean(comment.get("text")),
        url=mapping(comment.get("media")).get("permalink"),
        conversation_id=media_id,
        parent=identifier(comment.get("parent_id")) or media_id,
    )


def _mention(
    item: Mapping[str, Any],
    own_id: str,
    account: InstagramAccount,
    *,
    kind: MentionKind,
    text: str,
    url: object,
    conversation_id: str,
    parent: str | None = None,
    summoned: bool = True,
    attachments: tuple[Attachment, ...] = (),
) -> IncomingMention | Skipped:
    published_at = created_at(item)
    if published_at is None:
        return Skipped(external_id=own_id, reason="no readable time")
    author = mapping(item.get("from")) or item
    known = isinstance(url, str) and url.startswith("https://")
    return IncomingMention(
        platform=INSTAGRAM,
        external_id=own_id,
        kind=kind,
        author=_author(mapping(item.get("from")), item, own_id),
        text=text,
        url=clean(url) if known else f"https://www.instagram.com/{account.username}/",
        published_at=published_at,
        conversation_id=conversation_id,
        in_reply_to=parent,
        summoned=summoned,
        by_brand=account.is_us({"username": item.get("username"), **author}),
        attachments=attachments,
        raw=storable({key: value for key, value in item.items() if key not in _EDGES}),
    )


def _medium(media: Mapping[str, Any]) -> Attachment | None:
    """By its page: the address of the file itself leads nowhere after some days."""
    kind = str(media.get("media_type"))
    film = kind in ("VIDEO", "REELS")
    if not film and kind not in ("IMAGE", "CAROUSEL_ALBUM"):
        return None
    return attachment(
        AttachmentKind.VIDEO if film else AttachmentKind.PHOTO, media.get("permalink")
    )


def _author(author: Mapping[str, Any], item: Mapping[str, Any], own_id: str) -> AuthorRef:
    """By the id of the account where it is told, else by its name, which may change."""
    handle = name(author.get("username")) or name(item.get("username"))
    return AuthorRef(
        platform=INSTAGRAM,
        external_id=identifier(author.get("id"))
        or (f"@{handle}" if handle else f"unknown:{own_id}"),
        handle=handle,
    )

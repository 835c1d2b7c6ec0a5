"""A post of X as a mention of ours."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from domain.attachment import Attachment, AttachmentKind, attached, attachment
from domain.mention import AuthorRef, IncomingMention, MentionKind, Skipped, X
from platforms.reading import identifier, instant, mapping, name, number, storable
from platforms.x import XAccount
from platforms.x_posts import (
    XPage,
    entities,
    is_snowflake,
    post_url,
    reference,
    snowflake_time,
    text_of,
)

_NO_LANGUAGE = frozenset({"und", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})

_MEDIA = re.compile(r"https://(?:x|twitter)\.com/\w+/status/\d+/(photo|video)/\d+")


def read_post(item: object, page: XPage, account: XAccount) -> IncomingMention | Skipped:
    """The mention in one item of a page, or why there is none."""
    post = mapping(item)
    post_id, text = post.get("id"), text_of(post)
    if not isinstance(post_id, str) or not is_snowflake(post_id):
        return Skipped(external_id=identifier(post_id), reason="a post without a readable id")
    if text is None:
        return Skipped(external_id=post_id, reason="a post without a text")
    if reference(post, "retweeted"):
        return Skipped(external_id=post_id, reason="a repost without words of its own")
    author = read_author(post.get("author_id"), page, otherwise=f"unknown:{post_id}")
    replied_to = reference(post, "replied_to")
    return IncomingMention(
        platform=X,
        external_id=post_id,
        kind=MentionKind.COMMENT if replied_to else MentionKind.POST,
        author=author,
        text=text,
        url=post_url(author.handle, post_id),
        published_at=_published_at(post, post_id),
        conversation_id=identifier(post.get("conversation_id")) or post_id,
        in_reply_to=replied_to,
        language=_language(post.get("lang")),
        summoned=_mentions(post, account) or _quotes(post, page, account),
        by_brand=is_us(author.external_id, author.handle, account),
        attachments=attached(_linked(one) for one in entities(post, "urls")),
        raw=storable(dict(post)),
    )


def read_author(told: object, page: XPage, *, otherwise: str) -> AuthorRef:
    """Who wrote it, with what the page tells of her."""
    author_id = identifier(told)
    user = page.users.get(author_id or "", {})
    metrics = mapping(user.get("public_metrics"))
    return AuthorRef(
        platform=X,
        external_id=author_id or otherwise,
        handle=name(user.get("username")),
        display_name=name(user.get("name")),
        followers=number(metrics.get("followers_count")),
    )


def _published_at(post: Mapping[str, Any], post_id: str) -> dt.datetime:
    return instant(post.get("created_at")) or snowflake_time(post_id)


def _linked(link: Mapping[str, Any]) -> Attachment | None:
    """Among a post's links X names its own photos and videos, by the page where they are seen."""
    address = str(link.get("expanded_url"))
    media = _MEDIA.fullmatch(address)
    if media:
        return attachment(AttachmentKind(media[1]), address)
    return attachment(AttachmentKind.LINK, address, link.get("title"))


def _language(code: object) -> str | None:
    return code if isinstance(code, str) and code and code not in _NO_LANGUAGE else None


def is_us(user_id: object, handle: object, account: XAccount) -> bool:
    """Whether that is our own account, by its id where both are known."""
    if user_id is not None and account.known_id is not None:
        return bool(user_id == account.known_id)
    return isinstance(handle, str) and handle.casefold() == account.handle.casefold()


def _mentions(post: Mapping[str, Any], account: XAccount) -> bool:
    return any(
        is_us(one.get("id"), one.get("username"), account) for one in entities(post, "mentions")
    )


def _quotes(post: Mapping[str, Any], page: XPage, account: XAccount) -> bool:
    """Whether the post quotes us: a link to our post is in it, or X included what it quotes."""
    quoted = reference(post, "quoted")
    if quoted is None:
        return False
    if is_us(page.included.get(quoted, {}).get("author_id"), None, account):
        return True
    ours = f"/{account.handle}/status/{quoted}".casefold()
    return any(ours in str(link.get("expanded_url")).casefold() for link in entities(post, "urls"))

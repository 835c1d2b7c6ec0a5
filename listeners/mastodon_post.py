"""A post on Mastodon as a mention of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.attachment import Attachment, AttachmentKind, attached, attachment
from domain.mention import MASTODON, AuthorRef, IncomingMention, MentionKind, Skipped
from domain.text import clean
from platforms.html_text import text_of_html
from platforms.mastodon import MastodonAccount
from platforms.reading import identifier, instant, items, mapping, name, number, storable

_KINDS = {
    "image": AttachmentKind.PHOTO,
    "gifv": AttachmentKind.VIDEO,
    "video": AttachmentKind.VIDEO,
    "audio": AttachmentKind.AUDIO,
}


def read_post(
    item: object, account: MastodonAccount, root: str | None
) -> IncomingMention | Skipped:
    """The mention in a post; a boost is read as the post that it boosts."""
    post = mapping(mapping(item).get("reblog")) or mapping(item)
    post_id = identifier(post.get("id"))
    if post_id is None:
        return Skipped(external_id=None, reason="a post without a readable id")
    published_at = instant(post.get("created_at"))
    if published_at is None:
        return Skipped(external_id=post_id, reason="no readable time")
    if not isinstance(post.get("content"), str):
        return Skipped(external_id=post_id, reason="a post without a text")
    author = mapping(post.get("account"))
    answers = identifier(post.get("in_reply_to_id"))
    return IncomingMention(
        platform=MASTODON,
        external_id=post_id,
        kind=MentionKind.COMMENT if answers else MentionKind.POST,
        author=_author(author, post_id),
        text=_text(post),
        url=_url(post, account, post_id),
        published_at=published_at,
        conversation_id=root or answers or post_id,
        in_reply_to=answers,
        language=_language(post.get("language")),
        by_brand=account.is_us(author),
        attachments=_attachments(post),
        raw=storable({key: value for key, value in post.items() if key != "account"}),
    )


def _author(author: Mapping[str, Any], post_id: str) -> AuthorRef:
    return AuthorRef(
        platform=MASTODON,
        external_id=identifier(author.get("id")) or f"unknown:{post_id}",
        handle=name(author.get("acct")),
        display_name=name(author.get("display_name")),
        followers=number(author.get("followers_count")),
    )


def _text(post: Mapping[str, Any]) -> str:
    """The words behind a content warning belong to it."""
    warning, words = clean(post.get("spoiler_text")).strip(), text_of_html(post.get("content"))
    return f"{warning}\n\n{words}".strip() if warning else words


def _url(post: Mapping[str, Any], account: MastodonAccount, post_id: str) -> str:
    for link in (post.get("url"), post.get("uri")):
        if isinstance(link, str) and link.startswith("https://"):
            return clean(link)
    server = account.base_url.split("://", 1)[1].rstrip("/")
    return f"https://{server}/@{account.handle}/{post_id}"


def _attachments(post: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Its media with their descriptions, and the preview of a link in it."""
    media = [mapping(one) for one in items(post.get("media_attachments"))]
    card = mapping(post.get("card"))
    return attached(
        [
            *(
                attachment(
                    _KINDS.get(str(one.get("type")), AttachmentKind.FILE),
                    one.get("url") or one.get("remote_url"),
                    one.get("description"),
                )
                for one in media
            ),
            attachment(AttachmentKind.LINK, card.get("url"), card.get("title")),
        ]
    )


def _language(code: object) -> str | None:
    return code.lower() if isinstance(code, str) and 2 <= len(code) <= 8 else None

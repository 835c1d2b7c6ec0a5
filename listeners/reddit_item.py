"""A post or a comment on Reddit as a mention of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from domain.attachment import Attachment, AttachmentKind, attached, attachment
from domain.mention import REDDIT, AuthorRef, IncomingMention, MentionKind, Skipped
from domain.text import clean
from platforms.reading import identifier, mapping, name, storable
from platforms.reddit import SITE, RedditAccount, made_at

_FULLNAME = re.compile(r"t[13]_[0-9a-z]{1,13}")
_POST_IN_PATH = re.compile(r"/comments/([0-9a-z]{1,13})/")
_KEPT_APART = frozenset({"body_html", "selftext_html", "replies", "preview", "media"})


def fullname(item: object) -> str | None:
    """The id of a post (t3_) or a comment (t1_) for all of Reddit; None for anything else."""
    found = identifier(mapping(mapping(item).get("data")).get("name"))
    return found if found and _FULLNAME.fullmatch(found) else None


def read_item(item: object, account: RedditAccount) -> IncomingMention | Skipped:
    """The mention in a thing that Reddit lists."""
    data, item_id = mapping(mapping(item).get("data")), fullname(item)
    made = made_at(data)
    if item_id is None:
        return Skipped(external_id=None, reason="a thing without a readable name")
    if made is None:
        return Skipped(external_id=item_id, reason="no readable time")
    text = _text(data)
    if text is None:
        return Skipped(external_id=item_id, reason="a thing without words")
    above = identifier(data.get("parent_id"))
    return IncomingMention(
        platform=REDDIT,
        external_id=item_id,
        kind=MentionKind.COMMENT if item_id.startswith("t1_") else MentionKind.POST,
        author=_author(data, item_id),
        text=text,
        url=_url(data, item_id),
        published_at=made,
        conversation_id=_post(data) or above or item_id,
        in_reply_to=above,
        by_brand=account.is_us(data.get("author")),
        attachments=attached([_linked(data)]),
        raw=storable({key: value for key, value in data.items() if key not in _KEPT_APART}),
    )


def _text(data: Mapping[str, Any]) -> str | None:
    """A comment's words, or a post's title and its words below."""
    if isinstance(data.get("body"), str):
        return clean(data["body"])
    if not isinstance(data.get("title"), str):
        return None
    title, words = clean(data["title"]).strip(), clean(data.get("selftext")).strip()
    return f"{title}\n\n{words}" if words else title


def _linked(data: Mapping[str, Any]) -> Attachment | None:
    """A post of somebody's own words leads to itself only."""
    if data.get("is_self") is not False:
        return None
    if data.get("is_video") is True:
        return attachment(AttachmentKind.VIDEO, data.get("url"))
    photo = data.get("post_hint") == "image" or data.get("is_gallery") is True
    return attachment(AttachmentKind.PHOTO if photo else AttachmentKind.LINK, data.get("url"))


def _author(data: Mapping[str, Any], item_id: str) -> AuthorRef:
    """Names on Reddit never change and are never given twice."""
    handle = name(data.get("author"))
    return AuthorRef(platform=REDDIT, external_id=handle or f"unknown:{item_id}", handle=handle)


def _post(data: Mapping[str, Any]) -> str | None:
    """The post under which it stands; the inbox tells it in an address only."""
    told = identifier(data.get("link_id"))
    if told:
        return told
    found = _POST_IN_PATH.search(str(data.get("context") or data.get("permalink") or ""))
    return f"t3_{found[1]}" if found else None


def _url(data: Mapping[str, Any], item_id: str) -> str:
    for path in (data.get("permalink"), data.get("context")):
        if isinstance(path, str) and path.startswith("/r/"):
            return clean(SITE + path)
    post = (_post(data) or item_id).removeprefix("t3_")
    below = item_id.removeprefix("t1_") if item_id.startswith("t1_") else ""
    return f"{SITE}/comments/{post}/_/{below}"

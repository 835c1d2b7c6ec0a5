"""The conversation of a case: stored posts, with our replies among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from domain.attachment import Attachment
from domain.mention import is_hidden
from domain.reply import ReplyKind, ReplyStatus
from storage import attachments, threads
from storage.ids import key
from storage.models import Author, Classification, Mention, Reply
from storage.threads import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadItem:
    """One post of the thread. `by` is "customer", "brand" or "other" (somebody else).

    `language` is the post's two-letter code where it is known.

    `edited_at` and `deleted_at` say when we saw that its author, or the network, did so.

    From `known_at` on it stood in the thread; `user_id` is who of us wrote it.

    `reply_status` is set on our replies; one that is not "sent" has not been seen in public yet.
    """

    by: str
    author: str
    text: str
    at: dt.datetime
    url: str | None
    language: str | None = None
    needs_answer: bool = False
    sentiment: str | None = None
    urgency: str | None = None
    private: bool = False
    reply_id: int | None = None
    reply_status: ReplyStatus | None = None
    error: str | None = None
    attachments: tuple[Attachment, ...] = ()
    edited_at: dt.datetime | None = None
    deleted_at: dt.datetime | None = None
    known_at: dt.datetime | None = None
    user_id: int | None = None


def judgements_of(
    session: Session, stored: Sequence[Post], own_authors: set[int]
) -> dict[int, Classification]:
    """What the newest model said of each of the customer's posts."""
    own = [key(mention.id) for mention, author, _ in stored if author.id in own_authors]
    return threads.judgements(session, own)


def thread_of(
    stored: Sequence[Post],
    own_authors: set[int],
    judged: Mapping[int, Classification],
    sent: Sequence[Reply],
    names: dict[int, str],
) -> tuple[ThreadItem, ...]:
    """Stored posts, with our replies among them; an echo of a reply is shown once.

    Where the echo has been heard, its time counts: the platform's own, as that of all posts.
    """
    ours = {reply.external_id for reply in sent if reply.external_id}
    heard = {mention.external_id: mention.published_at for mention, _, _ in stored}
    items = [
        _post(mention, author, own_authors, judged.get(key(mention.id)))
        for mention, author, _ in stored
        if mention.external_id not in ours
    ]
    items += [
        _reply(reply, names, heard.get(reply.external_id or ""))
        for reply in sent
        if reply.status is not ReplyStatus.DRAFTED
    ]
    return tuple(sorted(items, key=lambda item: item.at))


def _post(
    mention: Mention, author: Author, own_authors: set[int], judged: Classification | None
) -> ThreadItem:
    by = "brand" if mention.by_brand else "customer" if author.id in own_authors else "other"
    found = judged if by == "customer" else None
    return ThreadItem(
        by=by,
        author=author.shown_as,
        text=mention.text,
        at=mention.published_at,
        url=mention.url,
        language=mention.language,
        private=is_hidden(mention.kind, mention.raw),
        needs_answer=bool(mention.needs_answer),
        sentiment=found.sentiment if found else None,
        urgency=found.urgency if found else None,
        attachments=attachments.of(mention),
        edited_at=mention.edited_at,
        deleted_at=mention.deleted_at,
        known_at=mention.triaged_at or mention.stored_at,
    )


def _reply(reply: Reply, names: dict[int, str], heard_as_of: dt.datetime | None) -> ThreadItem:
    return ThreadItem(
        by="brand",
        author=names.get(reply.drafted_by or reply.approved_by or 0, "Listenpost"),
        text=reply.text,
        at=heard_as_of or reply.sent_at or reply.approved_at or reply.created_at,
        url=reply.url,
        private=reply.kind is ReplyKind.PRIVATE,
        reply_id=reply.id,
        reply_status=reply.status,
        error=reply.last_error,
        known_at=reply.approved_at or reply.created_at,
        user_id=reply.drafted_by or reply.approved_by,
    )

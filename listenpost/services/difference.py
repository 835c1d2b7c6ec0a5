"""What was written in a thread since an agent read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from domain.reply import ReplyStatus
from domain.text import one_line
from storage import replies, threads, users
from storage.ids import key
from storage.models import Author, Case, Mention, Reply
from storage.threads import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """How far somebody has read: the newest stored post, and our replies."""

    post: int = 0
    replies: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One thing that was written since; `by` is "customer", "brand" or "other"."""

    by: str
    author: str
    text: str
    at: dt.datetime


def read_now(posts: Sequence[Post], sent: Sequence[Reply]) -> Read:
    """Who reads this thread now has read so far."""
    return Read(
        post=max((key(post.id) for post, _, _ in posts), default=0),
        replies=frozenset(key(reply.id) for reply in _public(sent)),
    )


def written_since(session: Session, case: Case, read: Read) -> tuple[Written, ...]:
    """The posts of the case's threads and our replies that are not in `read`, oldest first."""
    number = key(case.id)
    posts, sent = threads.posts(session, number), replies.of_case(session, number)
    return not_in(read, case, posts, sent, users.names(session))


def not_in(
    read: Read,
    case: Case,
    posts: Sequence[Post],
    all_replies: Sequence[Reply],
    names: Mapping[int, str],
) -> tuple[Written, ...]:
    """The same of a thread that the caller has read from the database already."""
    sent = _public(all_replies)
    ours = {reply.external_id for reply in sent if reply.external_id}
    found = [
        Written(
            by=_side(post, author, case),
            author=author.shown_as,
            text=post.text,
            at=post.published_at,
        )
        for post, author, _ in posts
        if key(post.id) > read.post and post.external_id not in ours
    ]
    found += [
        Written(
            by="brand",
            author=names.get(reply.drafted_by or reply.approved_by or 0, "Listenpost"),
            text=reply.text,
            at=reply.sent_at or reply.approved_at or reply.created_at,
        )
        for reply in sent
        if key(reply.id) not in read.replies
    ]
    return tuple(sorted(found, key=lambda written: written.at))


def in_words(written: Sequence[Written]) -> str:
    """The difference in a line, for a message."""
    return " ".join(
        f"{one.author}: \N{LEFT DOUBLE QUOTATION MARK}{one_line(one.text, 80)}"
        "\N{RIGHT DOUBLE QUOTATION MARK}"
        for one in written[-3:]
    )


def _public(sent: Sequence[Reply]) -> list[Reply]:
    return [reply for reply in sent if reply.status is not ReplyStatus.DRAFTED]


def _side(post: Mention, author: Author, case: Case) -> str:
    if post.by_brand:
        return "brand"
    return "customer" if author.customer_id == case.customer_id else "other"

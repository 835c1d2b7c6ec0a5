"""A review in a store as mentions: the customer's words, and our answer below them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from domain.mention import AuthorRef, IncomingMention, MentionKind, Platform
from domain.review import answer_id, rated
from domain.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What we answered, here or in the store's own console."""

    text: str
    at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One review. `words` are its title, if it has one, and its text.

    A reviewer is known by the review: stores tell nicknames only, and two people may have the same.
    """

    platform: Platform
    review_id: str
    app_id: str
    reviewer: str | None
    stars: int | None
    words: tuple[str, ...]
    at: dt.datetime
    url: str
    answer: Answer | None = None
    raw: dict[str, Any] = field(default_factory=dict, repr=False)

    def mentions(self) -> tuple[IncomingMention, ...]:
        """The review, and our answer where there is one."""
        theirs = self._theirs()
        return (theirs,) if self.answer is None else (theirs, self._ours(self.answer))

    def _theirs(self) -> IncomingMention:
        return IncomingMention(
            platform=self.platform,
            external_id=self.review_id,
            kind=MentionKind.VISITOR_POST,
            author=AuthorRef(
                platform=self.platform,
                external_id=f"review:{self.review_id}",
                display_name=self.reviewer,
            ),
            text=clean(rated(self.stars, *self.words)),
            url=self.url,
            published_at=self.at,
            conversation_id=self.review_id,
            raw=self.raw,
        )

    def _ours(self, answer: Answer) -> IncomingMention:
        return IncomingMention(
            platform=self.platform,
            external_id=answer_id(self.review_id, answer.text),
            kind=MentionKind.COMMENT,
            author=AuthorRef(platform=self.platform, external_id=f"app:{self.app_id}"),
            text=answer.text,
            url=self.url,
            published_at=answer.at or self.at,
            conversation_id=self.review_id,
            in_reply_to=self.review_id,
            by_brand=True,
        )

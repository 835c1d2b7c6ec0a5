"""Answering a review in a store: one answer a review, in public, that can be looked up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from domain.errors import ReplyNotAllowed
from domain.reply import OutgoingReply, PostedReply, ReplyKind
from domain.review import answer_id, same_words
from domain.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An answer as the store has it."""

    text: str
    at: dt.datetime | None


class Store(Protocol):
    """What is asked of a store."""

    def write(self, review_id: str, text: str) -> Written:
        """Write the answer, over a former one."""

    def answer(self, review_id: str) -> Written | None:
        """The review's answer; None where it has none, or is gone."""

    def address(self, review_id: str) -> str:
        """Where the review can be seen."""


class StoreResponder:
    """A responder for stores: the same words to the same review are the same answer."""

    store: Store

    def post(self, reply: OutgoingReply) -> PostedReply:
        if reply.kind is not ReplyKind.PUBLIC:
            raise ReplyNotAllowed("A review can only be answered in public.")
        written = self.store.write(reply.target.external_id, clean(reply.text))
        return self._posted(reply, written)

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        """Whether the review's one answer is this very one."""
        found = self.store.answer(reply.target.external_id)
        if found is None or not same_words(found.text, clean(reply.text)):
            return None
        return self._posted(reply, found)

    def _posted(self, reply: OutgoingReply, written: Written) -> PostedReply:
        review_id = reply.target.external_id
        return PostedReply(
            external_id=answer_id(review_id, clean(reply.text)),
            url=self.store.address(review_id),
            posted_at=written.at,
        )

"""Answers posts and comments on Reddit as one account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from domain.errors import OutcomeUnknown, Rejected, ReplyNotAllowed
from domain.mention import REDDIT, Platform
from domain.reply import OutgoingReply, PostedReply, ReplyKind, ReplyTarget
from domain.same_text import same_text
from domain.text import clean
from domain.thread import reddit_closed
from platforms.reading import identifier, mapping
from platforms.reddit import AT_ONCE, SITE, RedditAccount, client_of, is_gone, made_at

_PAGES = 10
_EARLY = dt.timedelta(minutes=1)


class RedditResponder:
    """Posts replies as one account, and finds them below what they answer or among its own."""

    platform: ClassVar[Platform] = REDDIT
    account_model: ClassVar[type[RedditAccount]] = RedditAccount
    at_once: ClassVar[int] = AT_ONCE
    names_the_gone: ClassVar[bool] = True

    def __init__(self, account: RedditAccount, *, now: Callable[[], dt.datetime]) -> None:
        self._account = account
        self._client = client_of(account, now)

    def post(self, reply: OutgoingReply) -> PostedReply:
        """Looks first: Reddit knows no key by which it could tell a repeat."""
        if reply.kind is not ReplyKind.PUBLIC:
            raise ReplyNotAllowed("Reddit: only public replies are possible; answer in public.")
        self._require_open(reply.target.external_id)
        found = self.find(reply)
        if found is not None:
            return found
        made = self._client.reply(clean(reply.text), to=reply.target.external_id)
        if identifier(made.get("name")) is None:
            raise OutcomeUnknown("Reddit took the reply, but did not say what it made of it.")
        return _posted(made, reply.target)

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        """The one of our own that answers the same with the same text."""
        return next(
            (
                _posted(data, reply.target)
                for data in self._candidates(reply.target)
                if identifier(data.get("parent_id")) == reply.target.external_id
                and self._account.is_us(data.get("author"))
                and same_text(reply.text, data.get("body"))
            ),
            None,
        )

    def still_there(self, ids: Sequence[str]) -> frozenset[str]:
        """All but those of which Reddit shows a shell; what it does not show may be hidden."""
        shells = {
            str(_data(thing).get("name"))
            for thing in self._client.things(ids)
            if is_gone(_data(thing))
        }
        return frozenset(ids) - shells

    def _require_open(self, name: str) -> None:
        found = [_data(thing) for thing in self._client.things([name])]
        if not found or is_gone(found[0]):
            raise ReplyNotAllowed("Reddit: the post was deleted, removed or hidden from us.")
        closed = reddit_closed(found[0])
        if closed:
            raise ReplyNotAllowed(f"{closed} It cannot be answered.")

    def _candidates(self, target: ReplyTarget) -> Iterator[Mapping[str, Any]]:
        """What stands below the target; then what we wrote since, for a thread hides much."""
        comment = target.external_id if target.external_id.startswith("t1_") else None
        try:
            below = self._client.answers(target.conversation_id, comment)
        except Rejected:
            below = []  # the thread is gone; below it nothing can be found
        yield from (_data(thing) for thing in below)
        after, count = None, 0
        for _ in range(_PAGES):
            path = f"user/{self._account.username}/comments"
            page = self._client.listing(path, after=after, count=count, limit=100)
            own = [_data(thing) for thing in page.items]
            yield from own
            after, count = page.place, count + len(own)
            if after is None or all(_is_before(data, target.published_at) for data in own):
                return


def _data(thing: object) -> Mapping[str, Any]:
    return mapping(mapping(thing).get("data"))


def _is_before(data: Mapping[str, Any], moment: dt.datetime) -> bool:
    made = made_at(data)
    return made is not None and made < moment - _EARLY


def _posted(data: Mapping[str, Any], target: ReplyTarget) -> PostedReply:
    name, link = str(data["name"]), data.get("permalink")
    known = isinstance(link, str) and link.startswith("/r/")
    post = target.conversation_id.removeprefix("t3_")
    return PostedReply(
        external_id=name,
        url=SITE + (str(link) if known else f"/comments/{post}/_/{name.removeprefix('t1_')}/"),
        posted_at=made_at(data),
    )

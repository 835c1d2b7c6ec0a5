"""Answers posts on Bluesky under keys of ours, so that a reply exists once however often sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from domain.errors import OutcomeUnknown, Rejected, ReplyNotAllowed
from domain.mention import BLUESKY, Platform
from domain.record_key import record_key
from domain.reply import OutgoingReply, PostedReply, ReplyKind
from domain.text import clean
from platforms.bluesky import BlueskyAccount, client_of, key_of
from platforms.reading import identifier, instant, mapping


class BlueskyResponder:
    """Posts replies as one account."""

    platform: ClassVar[Platform] = BLUESKY
    account_model: ClassVar[type[BlueskyAccount]] = BlueskyAccount
    names_the_gone = True
    at_once = 25

    def __init__(self, account: BlueskyAccount, *, now: Callable[[], dt.datetime]) -> None:
        self._client = client_of(account, now)

    def post(self, reply: OutgoingReply) -> PostedReply:
        if reply.kind is not ReplyKind.PUBLIC:
            raise ReplyNotAllowed("Bluesky: only public replies are possible; answer in public.")
        try:
            target = self._client.post(reply.target.external_id)
        except Rejected as error:
            raise ReplyNotAllowed(f"The post is gone or hidden from us. {error}") from error
        made = self._client.reply(clean(reply.text), key=_key(reply), reply=_thread(target))
        return _posted(made)

    def still_there(self, ids: Sequence[str]) -> frozenset[str]:
        """Those that the network shows."""
        return frozenset(ids) & self._client.known(ids)

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        """Whether the record is there, in our own repository."""
        found = self._client.own_post(_key(reply))
        return _posted(found) if found else None


def _key(reply: OutgoingReply) -> str:
    return record_key(reply.idempotency_key, reply.target.published_at)


def _thread(target: Mapping[str, Any]) -> dict[str, Any]:
    """What is answered, and the first post of its thread."""
    parent = {"uri": target.get("uri"), "cid": target.get("cid")}
    root = mapping(mapping(mapping(target.get("record")).get("reply")).get("root"))
    first = {"uri": root["uri"], "cid": root["cid"]} if {"uri", "cid"} <= set(root) else parent
    return {"root": first, "parent": parent}


def _posted(made: Mapping[str, Any]) -> PostedReply:
    uri = identifier(made.get("uri"))
    if uri is None:
        raise OutcomeUnknown("Bluesky took the reply, but did not say what it made of it.")
    return PostedReply(
        external_id=uri,
        url=f"https://bsky.app/profile/{uri.split('/')[2]}/post/{key_of(uri)}",
        posted_at=instant(mapping(made.get("value")).get("createdAt")),
    )

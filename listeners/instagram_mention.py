"""Captions and comments of others that name an Instagram account: told by webhook, then fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.errors import Rejected
from domain.mention import IncomingMention, MentionKind, Skipped
from listeners.instagram_item import read_comment, read_media
from platforms.facebook import Graph
from platforms.instagram import InstagramAccount
from platforms.reading import identifier, mapping

_MEDIA = "id,caption,media_type,permalink,timestamp,username"
_COMMENT = "id,text,timestamp,username,media{id,permalink}"


def fetch_mention(
    graph: Graph, account: InstagramAccount, value: Mapping[str, Any]
) -> IncomingMention | Skipped:
    """The comment or the caption; only these two edges show it, and only with the ids told."""
    media_id, comment_id = identifier(value.get("media_id")), identifier(value.get("comment_id"))
    named = comment_id or media_id
    if named is None or not named.isdecimal() or media_id is None:
        return Skipped(external_id=named, reason="a mention without readable ids")
    if comment_id is None:
        return read_media(_asked(graph, account, "mentioned_media", "media", media_id), account)
    item = _asked(graph, account, "mentioned_comment", "comment", comment_id)
    found = read_comment(item, media_id, account)
    if isinstance(found, Skipped):
        return found
    return replace(found, kind=MentionKind.POST, summoned=True)  # it is not below our own media


def _asked(
    graph: Graph, account: InstagramAccount, edge: str, what: str, named: str
) -> Mapping[str, Any]:
    fields = _COMMENT if what == "comment" else _MEDIA
    asked = f"{edge}.{what}_id({named}){{{fields}}}"
    found = mapping(graph.get_object(account.user_id, fields=asked).get(edge))
    if not found:
        raise Rejected(f"Instagram: {named} is gone, or its owner shows it to nobody.")
    return {"id": named, **found}

"""What a request to X costs, from its answer."""

from __future__ import annotations

from sandbox.posts import Json
from sandbox.prices import Ledger
from sandbox.x.call import Call
from sandbox.x.length import has_link

OWNED = frozenset({"GET /2/users/:id/mentions", "GET /2/users/:id/tweets"})


def charge(ledger: Ledger, name: str, call: Call, answer: Json, *, now: float) -> None:
    """Book the cost of one answered request."""
    if name == "POST /2/tweets":
        ledger.charge(_creation(call))
    elif name.startswith("POST /2/dm"):
        ledger.charge("dm_create")
    elif name.startswith("GET"):
        _charge_reads(ledger, name, answer, now=now)


def _creation(call: Call) -> str:
    if has_link(call.body["text"]):
        return "post_create_with_link"
    return "summoned_reply" if call.body.get("reply") else "post_create"


def _charge_reads(ledger: Ledger, name: str, answer: Json, *, now: float) -> None:
    data = answer.get("data", [])
    ids = [item["id"] for item in (data if isinstance(data, list) else [data])]
    included = answer.get("includes", {})
    ledger.charge_reads(_kind(name), ids, now=now)
    ledger.charge_reads("user_read", _ids(included.get("users", [])), now=now)
    ledger.charge_reads("post_read", _ids(included.get("tweets", [])), now=now)


def _ids(items: list[Json]) -> list[str]:
    return [item["id"] for item in items]


def _kind(name: str) -> str:
    if name in OWNED or name == "GET /2/users/me":
        return "owned_read"
    if name == "GET /2/dm_events":
        return "dm_read"
    return "user_read" if name.startswith("GET /2/users") else "post_read"

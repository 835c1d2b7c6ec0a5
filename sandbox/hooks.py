"""Deliveries to webhooks: what waits, signed, sent, and sent again where it was refused."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from sandbox.faults import Effect, Faults
from sandbox.posts import Json, Kind, Network, Post

Send = Callable[[bytes, dict[str, str]], int]
"""Posts a body with headers; the status of the answer, 0 where none came."""
FIRST_PAUSE, LONGEST_PAUSE = 15.0, 3600.0
GIVEN_UP_AFTER = 7 * 86_400.0
"""Meta tries for up to seven days on WhatsApp, for 36 hours elsewhere."""
MOST_TOGETHER = 50


@dataclass(slots=True, kw_only=True)
class Waiting:
    """A change that has not been told yet: which account of which object, and what."""

    kind: str
    owner: str
    change: Json
    since: float
    attempts: int = 0
    not_before: float = 0.0


@dataclass(slots=True)
class Hooks:
    """All that waits. `told` was taken, `refused` answers were no 200, `lost` was given up."""

    waiting: list[Waiting] = field(default_factory=list)
    told: int = 0
    refused: int = 0
    lost: int = 0
    subscribed: bool = True
    pages: bool = False  # whether what is posted on the page is told too
    gone: set[str] = field(default_factory=set)  # people who cannot be reached any more

    def forget(self) -> None:
        self.waiting.clear()
        self.gone.clear()

    def put(self, kind: str, owner: str, name: str, value: Json, *, now: float) -> None:
        """Something happened: it is told with the next delivery."""
        change = {"field": name, "value": value}
        made = Waiting(kind=kind, owner=owner, change=change, since=now, not_before=now)
        self.waiting.append(made)

    def posted(self, page_id: str, post: Post) -> None:
        """A customer posted on the page: told by ids only, as much as a listener may rely on."""
        if not self.pages or post.network is not Network.FACEBOOK:
            return
        item = "comment" if post.kind is Kind.COMMENT else "post"
        value = {
            "item": item,
            "verb": "add",
            f"{item}_id": post.external_id,
            "post_id": post.root_id,
            "created_time": int(post.created_at),
        }
        self.put("page", page_id, "feed", value, now=post.visible_at)

    def deliver(self, send: Send, *, secret: str, faults: Faults, now: float) -> int:
        """Tell everything that is due, many changes a body; returns how many were taken."""
        old = [one for one in self.waiting if now - one.since > GIVEN_UP_AFTER]
        self.lost += len(old)
        self._drop(old)
        rules = faults.on_request(Network.WHATSAPP, "webhook", "POST")
        effects = {rule.effect for rule in rules}
        due = [one for one in self.waiting if one.not_before <= now]
        if Effect.SHUFFLED in effects:
            due = faults.dice.sample(due, len(due))
        before = self.told
        for kind in sorted({one.kind for one in due}):
            mine = [one for one in due if one.kind == kind]
            for start in range(0, len(mine), MOST_TOGETHER):
                self._tell(kind, mine[start : start + MOST_TOGETHER], send, secret, effects, now)
        return self.told - before

    def _drop(self, done: list[Waiting]) -> None:
        """In place: what happens meanwhile is put into the same list."""
        for one in done:
            self.waiting.remove(one)

    def _tell(
        self,
        kind: str,
        batch: list[Waiting],
        send: Send,
        secret: str,
        effects: Collection[Effect],
        now: float,
    ) -> None:
        body = json.dumps(_body(kind, batch, effects, now)).encode()
        if Effect.FORGED in effects:
            self.refused += send(body, signed(body, "forged")) != 200
        statuses = [send(body, signed(body, secret)) for _ in range(_times(effects))]
        if 200 in statuses:
            self.told += len(batch)
            self._drop(batch)
            return
        self.refused += 1
        for one in batch:
            one.attempts += 1
            one.not_before = now + min(FIRST_PAUSE * 2 ** (one.attempts - 1), LONGEST_PAUSE)


def signed(body: bytes, secret: str) -> dict[str, str]:
    """The headers of a delivery."""
    made = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={made}"}


def _times(effects: Collection[Effect]) -> int:
    return 3 if Effect.DUPLICATES in effects else 1


def _body(kind: str, batch: list[Waiting], effects: Collection[Effect], now: float) -> Json:
    """One entry for each account; broken changes lie beside the good ones if told so."""
    entries = []
    for owner in sorted({one.owner for one in batch}):
        changes: list[object] = [one.change for one in batch if one.owner == owner]
        if Effect.MALFORMED in effects:
            broken = _broken(batch[-1].change)
            changes = [{"field": "messages", "value": "odd"}, None, *changes, broken]
        entries.append({"id": owner, "time": int(now), "changes": changes})
    return {"object": kind, "entry": entries}


def _broken(good: Json) -> Json:
    """The same change with messages that nobody can read."""
    value = good["value"]
    spoilt = [
        message | broken
        for message in value.get("messages", [])
        for broken in (
            {"id": None},
            {"id": f"{message['id']}-odd", "timestamp": "the day before yesterday"},
        )
    ]
    return good | {"value": value | {"messages": [None, 7, *spoilt]}}

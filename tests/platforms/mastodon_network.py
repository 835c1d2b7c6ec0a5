"""Mastodon as the contracts see it: the server of mastodon_mock, which knows nothing of us.

What it cannot do (be late, be troubled, lie about a time) stands in front of it.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Self

import httpx
from starlette.responses import JSONResponse, Response

from domain.mention import MASTODON, MentionKind
from domain.reply import OutgoingReply, ReplyKind, ReplyTarget
from listeners.base import Listener
from listeners.mastodon_mentions import MastodonMentionsListener, MastodonMentionsSettings
from platforms.mastodon import MastodonAccount
from responder.base import Responder
from responder.mastodon import MastodonResponder
from sandbox.server import serving
from tests.platforms.practice import TEXT, Hands
from tests.platforms.trouble import Trouble, spoilt

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from mastodon_mock.app import create_app
    from mastodon_mock.config import MastodonMockConfig

_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MastodonNetwork:
    """The brand's account, a customer's and a copycat's; posts are `hidden` until a time."""

    url: str
    trouble: Trouble
    hands: Hands = field(default_factory=Hands)
    client: httpx.Client = field(repr=False)
    tokens: dict[str, str] = field(default_factory=dict, repr=False)
    number: int = 0
    lies: dict[str, float] = field(default_factory=dict)
    hidden: dict[str, float] = field(default_factory=dict)
    private: bool = False
    patience: float = 5.0

    def hasty(self) -> Self:
        return replace(self, patience=0.4)

    @property
    def brand(self) -> str:
        return f"kestrelia{self.number}"

    @property
    def customer(self) -> str:
        return f"customer{self.number}"

    @property
    def secrets(self) -> list[str]:
        return [self.tokens["brand"]]

    def account(self, **more: Any) -> MastodonAccount:
        token = self.tokens["brand"]
        given = {"base_url": self.url, "handle": self.brand, "access_token": token}
        return MastodonAccount.model_validate(given | {"timeout": self.patience} | more)

    def listener(self, **settings: Any) -> Listener:
        given = {"page_size": 10} | settings
        return MastodonMentionsListener(
            self.account(), MastodonMentionsSettings.model_validate(given), now=self.now
        )

    def publish(self, text: str, *, late: float = 0, lie: float = 0) -> str:
        made = str(self.write("customer", f"@{self.brand} {text}")["id"])
        if late:
            self.hidden[made] = self.hands() + late
        if lie:
            self.lies[made] = lie
        return made

    def write(self, who: str, text: str, **more: Any) -> dict[str, Any]:
        """Somebody posts."""
        readable = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        given = {"status": readable[:480]}  # the server takes 500
        made: dict[str, Any] = self._ask("POST", "/api/v1/statuses", who, json=given | more)
        return made

    def ask(self, path: str, who: str = "brand") -> Any:
        """What the server answers when it is well."""
        return self._ask("GET", path, who)

    def _ask(self, method: str, path: str, who: str | None, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
        rules, self.trouble.rules = self.trouble.rules, []
        asked = self.trouble.asked
        try:
            answer = self.client.request(method, self.url + path, headers=headers, **more)
            return answer.raise_for_status().json()
        finally:
            self.trouble.rules, self.trouble.asked = rules, asked

    def move_in(self) -> None:
        """Accounts that have seen nothing yet; the server itself takes long to empty."""
        names = {"brand": self.brand, "customer": self.customer, "copycat": f"cat{self.number}"}
        for who, name in names.items():
            made = self._ask("POST", "/api/v1/_mock/dev_user", None, json={"username": name})
            self.tokens[who] = made["access_token"]

    def fail(self, effect: str, *, count: int | None = None, **options: Any) -> None:
        self.trouble.fail(effect, count=count, **options)

    def heal(self) -> None:
        self.trouble.heal()

    def wait(self, **duration: float) -> None:
        self.hands.at += dt.timedelta(**duration).total_seconds()

    def now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.hands(), dt.UTC)

    def requests(self) -> int:
        return self.trouble.asked

    # What a responder's contract needs

    def responder(self, **account: Any) -> Responder:
        return MastodonResponder(self.account(**account), now=self.now)

    def target(self, text: str = "My parcel is lost!", **more: Any) -> ReplyTarget:
        post = self.write("customer", f"@{self.brand} {text}", **more)
        return ReplyTarget(
            platform=MASTODON,
            external_id=post["id"],
            conversation_id=post["id"],
            author_external_id=post["account"]["id"],
            author_handle=post["account"]["acct"],
            kind=MentionKind.POST,
            summoned=True,
            published_at=self.now(),
        )

    def gone(self, target: ReplyTarget) -> None:
        self._ask("DELETE", f"/api/v1/statuses/{target.external_id}", "customer")

    def says(self, target: ReplyTarget, text: str, *, brand: bool) -> None:
        who = "brand" if brand else "copycat"
        self.write(who, f"@{self.customer} {text}", in_reply_to_id=target.external_id)

    def outgoing(self, target: ReplyTarget, text: str = TEXT) -> OutgoingReply:
        kind = ReplyKind.PRIVATE if self.private else ReplyKind.PUBLIC
        key = f"{target.external_id}/{text}"
        return OutgoingReply(target=target, kind=kind, text=text, idempotency_key=key)

    def replies(self, target: ReplyTarget) -> list[dict[str, Any]]:
        """The brand's answers, as the server has them."""
        below = self.ask(f"/api/v1/statuses/{target.external_id}/context")["descendants"]
        return [post for post in below if post["account"]["acct"] == self.brand]

    def answers(self, target: ReplyTarget) -> list[str]:
        sources = [f"/api/v1/statuses/{post['id']}/source" for post in self.replies(target)]
        texts = [self.ask(path)["text"] for path in sources]
        return [text.removeprefix(f"@{self.customer} ") for text in texts]

    # What stands in front of it

    def limit(self, seconds: float | None) -> Response:
        reset = self.now() + dt.timedelta(seconds=seconds or 0)
        headers = {"X-RateLimit-Reset": reset.isoformat()} if seconds else {}
        return JSONResponse({"error": "Too many requests"}, 429, headers)

    def spoil(self, body: Any, effects: Collection[str]) -> Any:
        """Lists without what this server has not received yet; only lists break."""
        if not isinstance(body, list):
            return body
        return spoilt([self._told(one) for one in body if self._is_here(one)], effects, _broken)

    def _is_here(self, item: Any) -> bool:
        return self.hidden.get(_post(item).get("id"), 0) <= self.hands()

    def _told(self, item: Any) -> Any:
        lie = dt.timedelta(seconds=self.lies.get(_post(item).get("id"), 0))
        if lie:
            told = dt.datetime.fromisoformat(_post(item)["created_at"]) + lie
            _post(item)["created_at"] = item["created_at"] = told.isoformat()
        return item


def _post(item: Any) -> Any:
    return item.get("status") or item


def _broken(good: Any) -> list[Any]:
    """Without id, with a rubbish time, without words, and one that is no post at all."""
    post = good["status"]
    return [
        good | {"status": post | {"id": None}},
        good | {"id": None, "status": None},
        good | {"status": post | {"id": post["id"] + "1", "created_at": "yesterday"}},
        good | {"status": post | {"id": post["id"] + "2", "content": None}},
        good | {"status": post | {"id": post["id"] + "3", "account": None}},
    ]


@contextmanager
def mastodon_server() -> Iterator[MastodonNetwork]:
    """One server for a whole test run."""
    app = create_app(MastodonMockConfig())
    trouble = Trouble(app=app, limit=lambda _: Response(), spoil=lambda body, _: body)
    with serving(trouble) as url, httpx.Client(verify=False) as client:  # noqa: S501
        yield MastodonNetwork(url=url, trouble=trouble, client=client)
    app.state.engine.dispose()


@contextmanager
def mastodon_on(server: MastodonNetwork) -> Iterator[MastodonNetwork]:
    """The server with new accounts for one test."""
    network = MastodonNetwork(
        url=server.url, trouble=server.trouble, number=next(_numbers), client=server.client
    )
    server.trouble.limit, server.trouble.spoil = network.limit, network.spoil
    server.trouble.heal()
    network.move_in()
    yield network
    server.trouble.heal()

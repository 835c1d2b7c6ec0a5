"""Bluesky as the contracts see it: a small server of ours in its wire format.

The real network of Bluesky's own packages judges the same clients in `make test-networks`; what
this one does is what that one was seen to do: lists are ordered by the earlier of two times, a key
that is taken gives 500, a lost post is missing in getPosts.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from domain.bluesky_text import bluesky_length
from domain.mention import BLUESKY, MentionKind
from domain.reply import ReplyTarget
from listeners.base import Listener
from listeners.bluesky_mentions import BlueskyMentionsListener, BlueskyMentionsSettings
from platforms.bluesky import BlueskyAccount
from responder.base import Responder
from responder.bluesky import BlueskyResponder
from tests.platforms.fake import Fake
from tests.platforms.practice import Stage
from tests.platforms.trouble import Trouble, spoilt

PASSWORD = "abcd-efgh-ijkl-mnop"
SIGN_IN = "/xrpc/com.atproto.server.createSession"
_numbers = count(1)


@dataclass(slots=True, kw_only=True)
class Post:
    """A record, when it can be seen, and the time by which it is ordered."""

    uri: str
    who: str
    record: dict[str, Any]
    visible: float
    sort_at: float
    about_brand: bool

    @property
    def cid(self) -> str:
        return "bafy" + hashlib.sha256(self.uri.encode()).hexdigest()[:20]

    @property
    def ref(self) -> dict[str, str]:
        return {"uri": self.uri, "cid": self.cid}


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueskyNetwork(Fake):
    """One brand, one customer, one copycat."""

    number: int
    posts: dict[str, Post] = field(default_factory=dict)
    keys: count[int] = field(default_factory=count, repr=False)

    def __hash__(self) -> int:
        return hash((self.url, self.number))

    @property
    def secrets(self) -> list[str]:
        return [PASSWORD, _token(self.number)]

    def account(self, **more: Any) -> BlueskyAccount:
        given: dict[str, Any] = {"base_url": self.url, "handle": f"kestrelia{self.number}.test"}
        given |= {"app_password": PASSWORD, "timeout": self.patience} | more
        return BlueskyAccount.model_validate(given)

    def listener(self, **settings: Any) -> Listener:
        given = {"page_size": 10} | settings
        made = BlueskyMentionsSettings.model_validate(given)
        return BlueskyMentionsListener(self.account(), made, now=self.now)

    def publish(self, text: str, *, late: float = 0, lie: float = 0) -> str:
        readable = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return self.write("customer", readable, late=late, lie=lie, about_brand=True).uri

    def write(
        self,
        who: str,
        text: str,
        *,
        late: float = 0,
        lie: float = 0,
        about_brand: bool = False,
        answers: Post | None = None,
    ) -> Post:
        self.hands.at += 0.001  # no two posts of one millisecond
        now = self.hands()
        uri = f"at://did:plc:{who}{self.number}/app.bsky.feed.post/3k{next(self.keys):011}"
        record: dict[str, Any] = {"$type": "app.bsky.feed.post", "text": text}
        record["createdAt"] = _iso(now + lie)
        if answers:
            record["reply"] = {"root": answers.ref, "parent": answers.ref}
        self.posts[uri] = made = Post(
            uri=uri,
            who=who,
            record=record,
            visible=now + late,
            sort_at=min(now, now + lie),
            about_brand=about_brand,
        )
        return made

    # What a responder's contract needs

    def responder(self, **account: Any) -> Responder:
        return BlueskyResponder(self.account(**account), now=self.now)

    def target(self, text: str = "My parcel is lost!") -> ReplyTarget:
        uri = self.publish(text)
        return ReplyTarget(
            platform=BLUESKY,
            external_id=uri,
            conversation_id=uri,
            author_external_id=f"did:plc:customer{self.number}",
            author_handle="customer.test",
            kind=MentionKind.POST,
            summoned=True,
            published_at=self.now(),
        )

    def gone(self, target: ReplyTarget) -> None:
        del self.posts[target.external_id]

    def says(self, target: ReplyTarget, text: str, *, brand: bool) -> None:
        who = "brand" if brand else "copycat"
        self.write(who, text, answers=self.posts[target.external_id])

    def answers(self, target: ReplyTarget) -> list[str]:
        return [
            str(post.record["text"])
            for post in self.posts.values()
            if post.who == "brand"
            and post.record.get("reply", {}).get("parent", {}).get("uri") == target.external_id
        ]

    # The server

    def serve(self) -> Trouble:
        methods = {
            "com.atproto.server.createSession": self._create_session,
            "com.atproto.repo.createRecord": self._create_record,
            "com.atproto.repo.getRecord": self._get_record,
            "app.bsky.notification.listNotifications": self._list_notifications,
            "app.bsky.feed.getPosts": self._get_posts,
            "app.bsky.feed.searchPosts": self._search_posts,
        }
        routes = [
            Route(f"/xrpc/{name}", do, methods=["GET", "POST"]) for name, do in methods.items()
        ]
        return Trouble(
            app=Starlette(routes=routes),
            limit=self._limit,
            spoil=self._spoil,
            expired=lambda: problem(400, "ExpiredToken"),
            status=lambda status: problem(status, "InternalServerError"),
            spared=SIGN_IN,
        )

    async def _create_session(self, request: Request) -> Response:
        given = await request.json()
        if given["password"] != PASSWORD:
            return problem(401, "AuthenticationRequired")
        token = _token(self.number)
        told = {"handle": given["identifier"], "did": f"did:plc:brand{self.number}"}
        return JSONResponse(told | {"accessJwt": token, "refreshJwt": token})

    async def _list_notifications(self, request: Request) -> Response:
        return self._page(request, "notifications", lambda post: post.about_brand)

    async def _search_posts(self, request: Request) -> Response:
        wanted = request.query_params["q"]
        return self._page(request, "posts", lambda post: wanted in post.record["text"].lower())

    def _page(self, request: Request, name: str, fits: Callable[[Post], bool]) -> Response:
        asked = request.query_params
        before, now = float(asked.get("cursor", "inf")), self.hands()
        there = [post for post in self.posts.values() if post.visible <= now]
        found = [post for post in there if fits(post) and post.sort_at < before]
        found.sort(key=lambda post: post.sort_at, reverse=True)
        page = found[: int(asked["limit"])]
        body: dict[str, Any] = {name: [self._notification(post) for post in page]}
        return JSONResponse(body | ({"cursor": str(page[-1].sort_at)} if page else {}))

    async def _get_posts(self, request: Request) -> Response:
        uris = request.query_params.getlist("uris")
        there = [self.posts[uri] for uri in uris if uri in self.posts]
        return JSONResponse({"posts": [self._notification(post) for post in there]})

    async def _create_record(self, request: Request) -> Response:
        given = await request.json()
        uri = f"at://{given['repo']}/app.bsky.feed.post/{given['rkey']}"
        if bluesky_length(given["record"]["text"]) > 300:
            return problem(400, "InvalidRequest")
        if uri in self.posts:
            return problem(500, "InternalServerError")
        now = self.hands()
        self.posts[uri] = made = Post(
            uri=uri,
            who="brand",
            record=given["record"],
            visible=now,
            sort_at=now,
            about_brand=False,
        )
        return JSONResponse(made.ref)

    async def _get_record(self, request: Request) -> Response:
        asked = request.query_params
        post = self.posts.get(f"at://{asked['repo']}/{asked['collection']}/{asked['rkey']}")
        if post is None:
            return problem(400, "RecordNotFound")
        return JSONResponse(post.ref | {"value": post.record})

    def _notification(self, post: Post) -> dict[str, Any]:
        author = {"did": post.uri.split("/")[2], "handle": f"{post.who}{self.number}.test"}
        about = {"reason": "mention", "author": author, "record": post.record}
        return post.ref | about | {"indexedAt": _iso(post.sort_at), "isRead": False}

    def _limit(self, seconds: float | None) -> Response:
        headers = {"retry-after": str(int(seconds))} if seconds else {}
        return problem(429, "RateLimitExceeded", headers)

    def _spoil(self, body: Any, effects: Collection[str]) -> Any:
        if "notifications" not in body:
            return body
        return body | {"notifications": spoilt(body["notifications"], effects, _broken)}


def problem(status: int, name: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": name, "message": "told to fail"}, status, headers)


def _broken(good: Any) -> list[Any]:
    """Without address, without words, with rubbish times, without an author."""
    record = good["record"]
    return [
        good | {"uri": None},
        good | {"uri": good["uri"] + "1", "record": record | {"text": None}},
        good | {"uri": good["uri"] + "2", "indexedAt": 7, "record": record | {"createdAt": "now"}},
        good | {"uri": good["uri"] + "3", "record": "none"},
    ]


def _iso(at: float) -> str:
    moment = dt.datetime.fromtimestamp(at, dt.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _token(number: int) -> str:
    payload = {"scope": "com.atproto.access", "exp": 4_000_000_000, "sub": f"brand{number}"}
    return ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "none", "typ": "JWT"}, payload, "signature")
    )


@contextmanager
def bluesky_on(stage: Stage) -> Iterator[BlueskyNetwork]:
    network = BlueskyNetwork(url=stage.url, number=next(_numbers))
    network.trouble.append(network.serve())
    stage.app = network.trouble[0]
    yield network

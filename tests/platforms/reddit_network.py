"""Reddit as the contracts see it: a small server of ours in its wire format.

What it does is what Reddit was recorded to do, or says that it does: listings end at 1,000 things,
a place that was deleted gives an empty page, refusals of a comment come with status 200, and no
key tells a repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.mention import REDDIT, MentionKind
from domain.reply import ReplyTarget
from listeners.base import Listener
from listeners.reddit_inbox import RedditInboxListener, RedditInboxSettings
from platforms.reddit import RedditAccount
from responder.base import Responder
from responder.reddit import RedditResponder
from sandbox.ascii_json import AsciiJson
from tests.platforms.fake import Fake
from tests.platforms.practice import Stage
from tests.platforms.trouble import Trouble, spoilt

SECRETS = {"client_secret": "secret-of-the-app", "refresh_token": "token-for-ever"}
TOKEN = "token-of-a-day"
SIGN_IN = "/api/v1/access_token"
REACH = 1000
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_numbers = count(1)


@dataclass(slots=True, kw_only=True)
class Thing:
    """A post or a comment, where it is listed, and from when it can be seen."""

    data: dict[str, Any]
    visible: float
    in_inbox: bool = False

    @property
    def name(self) -> str:
        return str(self.data["name"])

    def shown(self) -> dict[str, Any]:
        return {"kind": self.name[:2], "data": self.data}

    def delete(self) -> None:
        """What its author leaves behind."""
        words = "body" if self.name.startswith("t1_") else "selftext"
        self.data |= {words: "[deleted]", "author": "[deleted]"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RedditNetwork(Fake):
    """One brand, one customer, one copycat, and a post of the brand's that they write below."""

    number: int
    things: dict[str, Thing] = field(default_factory=dict)
    folded: set[str] = field(default_factory=set)  # the names below which a thread shows nothing
    keys: count[int] = field(default_factory=lambda: count(36**5), repr=False)

    @property
    def brand(self) -> str:
        return f"kestrelia{self.number}"

    @property
    def secrets(self) -> list[str]:
        return [*SECRETS.values(), TOKEN]

    def account(self, **more: Any) -> RedditAccount:
        given = {"username": self.brand, "client_id": "app", "timeout": self.patience}
        given |= {"base_url": self.url, "sign_in_url": self.url} | SECRETS | more
        return RedditAccount.model_validate(given)

    def listener(self, **settings: Any) -> Listener:
        made = RedditInboxSettings.model_validate({"page_size": 10} | settings)
        return RedditInboxListener(self.account(), made, now=self.now)

    def publish(self, text: str, *, late: float = 0, lie: float = 0) -> str:
        return self.write("customer", text, late=late, lie=lie, in_inbox=True).name

    def write(
        self,
        who: str,
        text: str,
        *,
        above: str | None = None,
        title: str | None = None,
        subreddit: str = "trains",
        late: float = 0,
        lie: float = 0,
        in_inbox: bool = False,
    ) -> Thing:
        """A comment below `above` (the brand's post, where none is named), or a post."""
        now = self.hands()
        key = _base36(next(self.keys))
        data: dict[str, Any] = {"id": key, "author": who, "created_utc": now + lie}
        data |= {"subreddit": subreddit, "edited": False, "archived": False, "locked": False}
        if title is None:
            above = above or "t3_000001"
            post = self.things[above].data.get("link_id", above) if above in self.things else above
            data |= {"name": f"t1_{key}", "body": text, "parent_id": above, "link_id": post}
        else:
            data |= {"name": f"t3_{key}", "title": title, "selftext": text}
        made = Thing(data=data, visible=now + late, in_inbox=in_inbox)
        self.things[made.name] = made
        return made

    # What a responder's contract needs

    def responder(self, **account: Any) -> Responder:
        return RedditResponder(self.account(**account), now=self.now)

    def target(self, text: str = "My parcel is lost!") -> ReplyTarget:
        made = self.things[self.publish(text)]
        return ReplyTarget(
            platform=REDDIT,
            external_id=made.name,
            conversation_id=str(made.data["link_id"]),
            author_external_id="customer",
            author_handle="customer",
            kind=MentionKind.COMMENT,
            summoned=True,
            published_at=self.now(),
        )

    def gone(self, target: ReplyTarget) -> None:
        self.things[target.external_id].delete()

    def says(self, target: ReplyTarget, text: str, *, brand: bool) -> None:
        self.write(self.brand if brand else "copycat", text, above=target.external_id)

    def answers(self, target: ReplyTarget) -> list[str]:
        return [
            str(thing.data["body"])
            for thing in self.things.values()
            if thing.data["author"] == self.brand
            and thing.data.get("parent_id") == target.external_id
        ]

    # The server

    def serve(self) -> Trouble:
        routes = [
            Route(SIGN_IN, self._sign_in, methods=["POST"]),
            Route("/message/inbox", self._inbox),
            Route("/r/{names}/{what}", self._subreddits),
            Route("/user/{name}/{what}", self._user),
            Route("/api/info", self._info),
            Route("/comments/{post}", self._comments),
            Route("/api/comment", self._comment, methods=["POST"]),
        ]
        return Trouble(
            app=Starlette(routes=routes),
            limit=self._limit,
            spoil=self._spoil,
            expired=lambda: AsciiJson({"message": "Unauthorized", "error": 401}, 401),
            status=lambda code: AsciiJson({"message": "told to fail", "error": code}, code),
            spared=SIGN_IN,
        )

    async def _sign_in(self, request: Request) -> Response:
        given = (await request.body()).decode()
        if SECRETS["refresh_token"] not in given:
            return AsciiJson({"error": "invalid_grant"}, 400)
        return AsciiJson({"access_token": TOKEN, "expires_in": 86400, "scope": "*"})

    async def _inbox(self, request: Request) -> Response:
        return self._listing(request, lambda thing: thing.in_inbox)

    async def _subreddits(self, request: Request) -> Response:
        names, kind = request.path_params["names"].split("+"), self._kind(request)
        return self._listing(
            request, lambda thing: thing.data["subreddit"] in names and thing.name[:2] == kind
        )

    async def _user(self, request: Request) -> Response:
        who, kind = request.path_params["name"], self._kind(request)
        return self._listing(
            request, lambda thing: thing.data["author"] == who and thing.name[:2] == kind
        )

    def _kind(self, request: Request) -> str:
        return "t1" if request.path_params["what"] == "comments" else "t3"

    def _listing(self, request: Request, fits: Callable[[Thing], bool]) -> Response:
        there = [one for one in self.things.values() if one.visible <= self.hands() and fits(one)]
        there = sorted(there, key=lambda one: one.name, reverse=True)[:REACH]
        there = [one for one in there if one.data["author"] != "[deleted]"]
        names = [one.name for one in there]
        after, limit = request.query_params.get("after"), int(request.query_params["limit"])
        begin = len(names) if after else 0
        if after in names:
            begin = names.index(after) + 1
        page = there[begin : begin + limit]
        more = begin + limit < len(names)
        return self._answer(
            {
                "kind": "Listing",
                "data": {
                    "after": page[-1].name if page and more else None,
                    "children": [one.shown() for one in page],
                },
            }
        )

    async def _info(self, request: Request) -> Response:
        names = request.query_params["id"].split(",")
        found = [self.things[name].shown() for name in names if name in self.things]
        return self._answer({"kind": "Listing", "data": {"after": None, "children": found}})

    async def _comments(self, request: Request) -> Response:
        asked = request.query_params.get("comment")
        post = f"t3_{request.path_params['post']}"
        top = self._below(f"t1_{asked}") if asked else self._below(post)
        if asked:
            shown = self.things[f"t1_{asked}"].shown()
            top = [shown | {"data": shown["data"] | {"replies": _tree(top)}}]
        return self._answer([_tree([]), _tree(top)])

    def _below(self, name: str) -> list[dict[str, Any]]:
        if name in self.folded:
            return [{"kind": "more", "data": {"count": 7, "children": []}}]
        found = [one for one in self.things.values() if one.data.get("parent_id") == name]
        return [one.shown() for one in found[::-1]]

    async def _comment(self, request: Request) -> Response:
        form = await request.form()
        text, above = str(form["text"]), self.things[str(form["thing_id"])]
        post = self.things.get(str(above.data.get("link_id")), above)
        refusals = {
            "DELETED_COMMENT": above.data["author"] == "[deleted]",
            "THREAD_LOCKED": above.data["locked"] or post.data["locked"],
            "TOO_OLD": post.data["archived"],
            "TOO_LONG": len(text) > 10_000,
        }
        for code, applies in refusals.items():
            if applies:
                return self._answer({"json": {"errors": [[code, "no", "parent"]]}})
        made = self.write(self.brand, text, above=above.name)
        return self._answer({"json": {"errors": [], "data": {"things": [made.shown()]}}})

    def _answer(self, body: Any) -> Response:
        headers = {"x-ratelimit-remaining": "599.0", "x-ratelimit-used": "1"}
        return AsciiJson(body, 200, headers | {"x-ratelimit-reset": "300"})

    def _limit(self, seconds: float | None) -> Response:
        used = {"x-ratelimit-remaining": "0.0", "x-ratelimit-used": "600"}
        headers = used | {"x-ratelimit-reset": str(int(seconds))} if seconds else {}
        return AsciiJson({"message": "Too Many Requests", "error": 429}, 429, headers)

    def _spoil(self, body: Any, effects: Collection[str]) -> Any:
        if not isinstance(body, dict) or body.get("kind") != "Listing":
            return body
        data = body["data"]
        return body | {"data": data | {"children": spoilt(data["children"], effects, _broken)}}


def _tree(children: list[Any]) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"after": None, "children": children}}


def _broken(good: Any) -> list[Any]:
    """Without a name, without words, with a rubbish time, without anything."""
    data = good["data"]
    return [
        {"kind": "t1", "data": data | {"name": None}},
        {"kind": "t1", "data": data | {"name": data["name"] + "1", "body": None}},
        {"kind": "t1", "data": data | {"name": data["name"] + "2", "created_utc": "now"}},
        {"kind": "t1", "data": None},
    ]


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


@contextmanager
def reddit_on(stage: Stage) -> Iterator[RedditNetwork]:
    network = RedditNetwork(url=stage.url, number=next(_numbers))
    network.trouble.append(network.serve())
    stage.app = network.trouble[0]
    yield network

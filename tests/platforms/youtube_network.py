"""YouTube as the contracts see it: a small server of ours, judged by Google's own description.

Each request's parameters and each answer's body are compared with the description that comes with
Google's client; a page token is forgotten on demand, a thread brings five of its replies at most,
and a reply never moves its thread.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any, Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.mention import YOUTUBE, MentionKind
from domain.reply import ReplyTarget
from listeners.base import Listener
from listeners.youtube_comments import YouTubeCommentsListener, YouTubeCommentsSettings
from listeners.youtube_replies import YouTubeRepliesListener, YouTubeRepliesSettings
from platforms.youtube import YouTubeChannel
from responder.base import Responder
from responder.youtube import YouTubeResponder
from sandbox.ascii_json import AsciiJson
from tests.platforms.fake import Fake
from tests.platforms.google_schema import faults, unknown_parameters
from tests.platforms.practice import Stage
from tests.platforms.trouble import Trouble, spoilt

API = "youtube.v3"
SECRETS = {"client_secret": "secret-of-the-client", "refresh_token": "token-to-refresh"}
TOKEN = "token-of-an-hour"
SIGN_IN = "/token"
WITH_A_THREAD = 5
_numbers = count(1)


@dataclass(slots=True, kw_only=True)
class Comment:
    """A comment, or a reply where it has a parent, and from when it can be seen."""

    id: str
    author: str
    text: str
    published: float
    updated: float
    visible: float
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YouTubeNetwork(Fake):
    """A channel, a customer and a copycat; with `to_replies` listeners hear replies only."""

    number: int
    comments: dict[str, Comment] = field(default_factory=dict)
    keys: count[int] = field(default_factory=count, repr=False)
    closed: set[str] = field(default_factory=set)
    tokens: list[str] = field(default_factory=list, repr=False)
    forgets: list[bool] = field(default_factory=list, repr=False)
    to_replies: bool = False

    @property
    def brand(self) -> str:
        return f"UC{self.number:022}"

    @property
    def secrets(self) -> list[str]:
        return [*SECRETS.values(), TOKEN]

    def hearing_replies(self) -> Self:
        return replace(self, to_replies=True)

    def account(self, **more: Any) -> YouTubeChannel:
        given = {"channel_id": self.brand, "client_id": "client", "timeout": self.patience}
        given |= {"base_url": self.url, "sign_in_url": self.url} | SECRETS | more
        return YouTubeChannel.model_validate(given)

    def listener(self, **settings: Any) -> Listener:
        given = {"page_size": 1 if self.to_replies else 10} | settings
        if self.to_replies:
            replies = YouTubeRepliesSettings.model_validate(given)
            return YouTubeRepliesListener(self.account(), replies, now=self.now)
        made = YouTubeCommentsSettings.model_validate(given)
        return YouTubeCommentsListener(self.account(), made, now=self.now)

    def publish(self, text: str, *, late: float = 0, lie: float = 0) -> str:
        above = None
        if self.to_replies:  # below the brand's own comment, one for every dozen
            number = sum(one.parent is not None for one in self.comments.values())
            above = f"brands{number // 12}"
            if above not in self.comments:
                self.write(self.brand, "Tell us", comment_id=above)
        return self.write("customer", text, above=above, late=late, lie=lie).id

    def write(
        self,
        who: str,
        text: str,
        *,
        above: str | None = None,
        late: float = 0,
        lie: float = 0,
        comment_id: str | None = None,
    ) -> Comment:
        self.hands.at += 1  # times on YouTube are whole seconds
        now = self.hands()
        made = Comment(
            id=comment_id or f"{above + '.' if above else 'Ug'}{next(self.keys):08}",
            author=who,
            text=text,
            published=now + lie,
            updated=now,
            visible=now + late,
            parent=above,
        )
        self.comments[made.id] = made
        return made

    # What a responder's contract needs

    def responder(self, **account: Any) -> Responder:
        return YouTubeResponder(self.account(**account), now=self.now)

    def target(self, text: str = "My parcel is lost!") -> ReplyTarget:
        return self.target_of(self.write("customer", text))

    def target_of(self, made: Comment) -> ReplyTarget:
        return ReplyTarget(
            platform=YOUTUBE,
            external_id=made.id,
            conversation_id=made.parent or made.id,
            author_external_id=made.author,
            author_handle=made.author,
            kind=MentionKind.COMMENT,
            summoned=True,
            published_at=self.now(),
        )

    def gone(self, target: ReplyTarget) -> None:
        del self.comments[target.external_id]

    def says(self, target: ReplyTarget, text: str, *, brand: bool) -> None:
        self.write(self.brand if brand else "copycat", text, above=target.conversation_id)

    def answers(self, target: ReplyTarget) -> list[str]:
        found = self._below(target.conversation_id)
        return [one.text for one in found if one.author == self.brand]

    # The server

    def serve(self) -> Trouble:
        routes = [
            Route(SIGN_IN, self._sign_in, methods=["POST"]),
            Route("/youtube/v3/commentThreads", self._threads),
            Route("/youtube/v3/comments", self._list, methods=["GET"]),
            Route("/youtube/v3/comments", self._insert, methods=["POST"]),
        ]
        return Trouble(
            app=Starlette(routes=routes),
            limit=self._limit,
            spoil=self._spoil,
            expired=lambda: problem(401, "authError"),
            status=lambda code: problem(code, "backendError" if code >= 500 else "told"),
            spared=SIGN_IN,
        )

    async def _sign_in(self, request: Request) -> Response:
        if SECRETS["refresh_token"] not in (await request.body()).decode():
            return AsciiJson({"error": "invalid_grant"}, 400)
        self.tokens.append(TOKEN)
        return AsciiJson({"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"})

    async def _threads(self, request: Request) -> Response:
        asked = request.query_params
        self._judge_request("commentThreads", "list", asked)
        there = [one for one in self.comments.values() if one.parent is None and self._is_seen(one)]
        there.sort(key=lambda one: one.updated, reverse=True)
        return self._page(request, there, "commentThread", self._thread)

    async def _list(self, request: Request) -> Response:
        asked = request.query_params
        self._judge_request("comments", "list", asked)
        if "id" in asked:
            found = [self.comments[one] for one in asked["id"].split(",") if one in self.comments]
        elif asked["parentId"] not in self.comments:
            return problem(404, "commentNotFound")
        else:
            found = self._below(asked["parentId"])
        return self._page(request, found, "comment", self._comment)

    async def _insert(self, request: Request) -> Response:
        self._judge_request("comments", "insert", request.query_params)
        body = await request.json()
        assert not (found := faults(API, "Comment", body)), found
        snippet = body["snippet"]
        if snippet["parentId"] not in self.comments:
            return problem(404, "parentCommentNotFound")
        if len(snippet["textOriginal"]) > 10_000:
            return problem(400, "commentTextTooLong")
        made = self.write(self.brand, snippet["textOriginal"], above=snippet["parentId"])
        return self._answer("Comment", self._comment(made))

    def _page(self, request: Request, there: list[Comment], what: str, show: Any) -> Response:
        asked = request.query_params
        begin = 0
        if place := asked.get("pageToken"):
            if self.forgets and self.forgets.pop():
                return problem(400, "invalidPageToken")
            before = [one.id for one in there]
            begin = before.index(place) + 1 if place in before else len(there)
        limit = int(asked.get("maxResults", 20)) if "id" not in asked else len(there)
        page = there[begin : begin + limit]
        name = f"{what[0].upper()}{what[1:]}ListResponse"
        body: dict[str, Any] = {
            "kind": f"youtube#{what}ListResponse",
            "items": list(map(show, page)),
        }
        if page and begin + limit < len(there):
            body["nextPageToken"] = page[-1].id
        return self._answer(name, body)

    def _thread(self, top: Comment) -> dict[str, Any]:
        replies = self._below(top.id)
        snippet = {"topLevelComment": self._comment(top), "totalReplyCount": len(replies)}
        snippet |= {"canReply": top.id not in self.closed, "videoId": "video", "isPublic": True}
        made: dict[str, Any] = {"kind": "youtube#commentThread", "id": top.id, "snippet": snippet}
        shown = [self._comment(one) for one in replies[:WITH_A_THREAD]]
        return made | ({"replies": {"comments": shown}} if shown else {})

    def _comment(self, one: Comment) -> dict[str, Any]:
        snippet: dict[str, Any] = {
            "authorDisplayName": f"@{one.author}",
            "authorChannelId": {"value": one.author},
            "textDisplay": one.text,
            "videoId": "video",
            "publishedAt": _iso(one.published),
            "updatedAt": _iso(one.updated),
        }
        if one.parent:
            snippet["parentId"] = one.parent
        return {"kind": "youtube#comment", "id": one.id, "snippet": snippet}

    def _below(self, parent: str) -> list[Comment]:
        there = self.comments.values()
        return [one for one in there if one.parent == parent and self._is_seen(one)]

    def _is_seen(self, one: Comment) -> bool:
        return one.visible <= self.hands()

    def _judge_request(self, resource: str, method: str, given: Any) -> None:
        assert not (found := unknown_parameters(API, resource, method, given)), found

    def _answer(self, schema: str, body: dict[str, Any]) -> Response:
        assert not (found := faults(API, schema, body)), found
        return AsciiJson(body)

    def _limit(self, seconds: float | None) -> Response:
        headers = {"Retry-After": str(int(seconds))} if seconds else {}
        return problem(429, "rateLimitExceeded", headers)

    def _spoil(self, body: Any, effects: Collection[str]) -> Any:
        if "ListResponse" not in str(body.get("kind")):
            return body
        return body | {"items": spoilt(body["items"], effects, self._broken)}

    def _broken(self, good: Any) -> list[Any]:
        """Without an id, with a rubbish time, without anything; of a thread, of its comment."""
        if "topLevelComment" not in good["snippet"]:
            return [good | {"id": None}, good | {"snippet": 7}]
        top = good["snippet"]["topLevelComment"]
        broken = [top | {"id": None}, top | {"snippet": top["snippet"] | {"publishedAt": 7}}]
        replies = good.get("replies", {}).get("comments", [])
        if replies:
            lost = good | {"id": f"{good['id']}1", "replies": {"comments": [{"id": 7.5}, None]}}
            return [lost, 7]
        return [
            good | {"snippet": good["snippet"] | {"topLevelComment": one}}
            for one in [*broken, None]
        ]


def problem(status: int, reason: str, headers: dict[str, str] | None = None) -> Response:
    error = {"code": status, "message": f"told to fail: {reason}"}
    details = [{"domain": "youtube.comment", "reason": reason, "message": "told to fail"}]
    return AsciiJson({"error": error | {"errors": details}}, status, headers)


def _iso(at: float) -> str:
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def youtube_on(stage: Stage) -> Iterator[YouTubeNetwork]:
    network = YouTubeNetwork(url=stage.url, number=next(_numbers))
    network.trouble.append(network.serve())
    stage.app = network.trouble[0]
    yield network

"""Scripted stand-ins for the world outside, and an installation that runs on them."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, TypeVar

from sqlmodel import SQLModel, select

from domain.classification import Classification, Intent, Sentiment, Topic, Urgency
from domain.mention import (
    FACEBOOK,
    AuthorRef,
    Cursor,
    IncomingMention,
    MentionKind,
    Page,
    Platform,
    Skipped,
    X,
)
from domain.reply import OutgoingReply, PostedReply, ReplyKind
from domain.role import Actor, Role
from domain.sla import SlaPolicy
from listeners.base import Listener
from listenpost import tasks
from listenpost.clock import Clock
from listenpost.services import ingest, respond, triage
from listenpost.services.app import App
from listenpost.services.connected_listener import ConnectedListener
from listenpost.services.ingest import PollReport
from listenpost.services.respond import ReplyForm
from storage.engine import Database
from storage.ids import key
from storage.models import Case, Mention, Reply, User

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
VERSION = "keywords-1"
OPENING_KINDS = {X: MentionKind.POST, FACEBOOK: MentionKind.VISITOR_POST}
Record = TypeVar("Record", bound=SQLModel)
Happening = Callable[[], None]


def raising(error: BaseException) -> Happening:
    """Something that happens and goes wrong."""

    def happen() -> None:
        raise error

    return happen


@dataclass(slots=True)
class FakeTime:
    """Business time and real time, both standing still until a test moves them."""

    now: dt.datetime = START
    wall: dt.datetime = START

    def clock(self) -> Clock:
        return Clock(now=lambda: self.now, wall=lambda: self.wall)

    def go(self, **duration: float) -> None:
        """Let time pass on both clocks."""
        self.now += dt.timedelta(**duration)
        self.wall += dt.timedelta(**duration)


@dataclass(slots=True)
class FakeListener:
    """Has pages, one request each; `before[n]` happens before page n (counted from 0), once each.

    `at_end` happens when the last page has been taken. A cursor is the number of pages that were
    read; the page after the last is empty.
    """

    platform: ClassVar[Platform] = X
    pages: list[Page] = field(default_factory=list)
    before: dict[int, deque[Happening]] = field(default_factory=dict)
    at_end: Happening | None = None
    polled_from: list[Cursor | None] = field(default_factory=list)

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        self.polled_from.append(cursor)
        at = int(cursor or 0)
        while True:
            if waiting := self.before.get(at):
                waiting.popleft()()
            page = self.pages[at] if at < len(self.pages) else Page(mentions=(), cursor=Cursor(""))
            at = min(at + 1, len(self.pages))
            yield replace(page, cursor=Cursor(str(at)), complete=at == len(self.pages))
            if at == len(self.pages):
                break
        if self.at_end:
            self.at_end()

    def stumble(self, at: int, *happenings: Happening | BaseException) -> None:
        """Let these happen, one a poll, before page `at`."""
        found = [raising(one) if isinstance(one, BaseException) else one for one in happenings]
        self.before.setdefault(at, deque()).extend(found)


@dataclass(slots=True, kw_only=True)
class Post:
    """How one call of a responder goes: what happens before and after the public effect."""

    before: Happening | None = None
    after: Happening | None = None


@dataclass(slots=True)
class FakeResponder:
    """Posts into `public`. `script` tells how the next calls go, `looks` how the next looks go.

    `times` says when each became public, if `now` was given. What is in `hidden` (idempotency keys)
    is public, but the platform does not show it yet.
    """

    platform: ClassVar[Platform] = X
    public: list[OutgoingReply] = field(default_factory=list)
    script: deque[Post] = field(default_factory=deque)
    looks: deque[Happening] = field(default_factory=deque)
    hidden: set[str] = field(default_factory=set)
    posts: int = 0
    finds: int = 0
    now: Callable[[], dt.datetime] | None = None
    times: dict[str, dt.datetime] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def post(self, reply: OutgoingReply) -> PostedReply:
        with self.lock:
            self.posts += 1
            step = self.script.popleft() if self.script else Post()
        if step.before:
            step.before()
        with self.lock:
            self.public.append(reply)
            if self.now:
                self.times[reply.idempotency_key] = self.now()
        if step.after:
            step.after()
        return self._posted(reply)

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        self.finds += 1
        if self.looks:
            self.looks.popleft()()
        shown = [one for one in self.public if one.idempotency_key not in self.hidden]
        return self._posted(reply) if reply in shown else None

    def texts(self) -> list[str]:
        return [reply.text for reply in self.public]

    def _posted(self, reply: OutgoingReply) -> PostedReply:
        name = f"posted-{reply.idempotency_key}"
        return PostedReply(
            external_id=name,
            url=f"https://example.org/{name}",
            posted_at=self.times.get(reply.idempotency_key),
        )


def judged(
    urgency: Urgency,
    topic: Topic = Topic.OTHER,
    *,
    intent: Intent = Intent.COMPLAINT,
    sentiment: Sentiment = Sentiment.NEGATIVE,
    private: bool = False,
    abstained: bool = False,
    sure: float = 0.91,
) -> Classification:
    """A judgement whose probabilities fit it."""
    rest = (1 - sure) / 3
    return Classification(
        sentiment=sentiment,
        intent=intent,
        urgency=urgency,
        private=private,
        topic=topic,
        language="en",
        abstained=abstained,
        model=VERSION,
        scores={"urgency": {one.value: sure if one is urgency else rest for one in Urgency}},
    )


NOISE = judged(Urgency.NONE, intent=Intent.OTHER, sentiment=Sentiment.NEUTRAL)
THANKS = judged(Urgency.NONE, intent=Intent.PRAISE, sentiment=Sentiment.POSITIVE)
KEYWORDS: Mapping[str, Classification] = {
    "fire": judged(Urgency.CRITICAL, Topic.SAFETY),
    "broken": judged(Urgency.HIGH, Topic.PRODUCT),
    "parcel": judged(Urgency.NORMAL, Topic.ORDER, intent=Intent.QUESTION),
    "invoice": judged(Urgency.NORMAL, Topic.BILLING, private=True),
    "perhaps": judged(Urgency.NORMAL, sure=0.6),
    "unsure": judged(Urgency.NONE, abstained=True, sure=0.5),
    "thanks": THANKS,
    "merci": judged(Urgency.NONE, intent=Intent.PRAISE, sentiment=Sentiment.POSITIVE, sure=0.6),
}


@dataclass(slots=True)
class KeywordClassifier:
    """Judges by the first known word in a text; raises on texts with the word `poison`."""

    version: str = VERSION
    poison: str = "poison"
    error: Exception = field(default_factory=lambda: ValueError("the model choked"))
    batches: list[list[str]] = field(default_factory=list)

    def classify(self, texts: Sequence[str]) -> list[Classification]:
        self.batches.append(list(texts))
        if any(self.poison in text for text in texts):
            raise self.error
        return [self._judge(text) for text in texts]

    def _judge(self, text: str) -> Classification:
        return next((found for word, found in KEYWORDS.items() if word in text), NOISE)


def _kind(platform: Platform, under: object) -> MentionKind:
    """On X people post on their own; on Facebook, here, on the brand's page."""
    if under:
        return MentionKind.COMMENT
    return MentionKind.POST if platform == X else MentionKind.VISITOR_POST


@dataclass(kw_only=True)
class Office:
    """An installation on fakes, and the verbs that make something happen in it."""

    app: App
    time: FakeTime
    listener: FakeListener
    responder: FakeResponder
    classifier: KeywordClassifier
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1000))

    def user(self, name: str = "ann", role: Role = Role.AGENT) -> Actor:
        """A colleague; nobody can sign in with the password."""
        display_name = name.title()
        user = User(
            name=name, display_name=display_name, role=role, password_hash="-", created_at=START
        )
        with self.app.database.write() as session:
            session.add(user)
        return Actor(id=key(user.id), name=name, display_name=display_name, role=role)

    def says(
        self,
        author: str,
        text: str,
        *,
        platform: Platform = X,
        external_id: str | None = None,
        thread: str | None = None,
        under: IncomingMention | None = None,
        ago: dt.timedelta = dt.timedelta(0),
        by_brand: bool = False,
        summoned: bool = True,
        followers: int | None = None,
    ) -> IncomingMention:
        """A post as a listener hands it over, not heard yet."""
        name = external_id or str(next(self.ids))
        return IncomingMention(
            platform=platform,
            external_id=name,
            kind=_kind(platform, under),
            author=AuthorRef(
                platform=platform,
                external_id=f"id-{author}",
                handle=author.lower(),
                display_name=author,
                followers=followers,
            ),
            text=text,
            url=f"https://example.org/{platform}/{name}",
            published_at=self.time.now - ago,
            conversation_id=thread or (under.conversation_id if under else name),
            in_reply_to=under.external_id if under else None,
            by_brand=by_brand,
            summoned=summoned,
        )

    def hear(self, *mentions: IncomingMention, skipped: tuple[Skipped, ...] = ()) -> PollReport:
        """Poll a listener that has these on one more page."""
        self.listener.pages.append(Page(mentions=mentions, cursor=Cursor(""), skipped=skipped))
        report = ingest.poll(self.app, "main")
        assert report is not None
        return report

    def judge(self) -> int:
        """Judge what waits; returns how many mentions were judged."""
        return sum(iter(lambda: triage.run(self.app), 0))

    def arrive(self, *mentions: IncomingMention) -> int:
        """These posts are heard and judged; returns the case of the last one, or 0."""
        self.hear(*mentions)
        self.judge()
        return self.mention(mentions[-1]).case_id or 0

    def case_for(self, author: str, text: str, *, platform: Platform = X) -> int:
        """Somebody writes; returns the case."""
        case_id = self.arrive(self.says(author, text, platform=platform))
        assert case_id
        return case_id

    def form(
        self, case_id: int, text: str = "We look into it.", kind: ReplyKind = ReplyKind.PUBLIC
    ) -> ReplyForm:
        """What an agent sends who has read everything."""
        return ReplyForm(case_id=case_id, version=self.case(case_id).version, kind=kind, text=text)

    def send(self, actor: Actor, case_id: int, text: str = "We look into it.") -> int:
        """Approve a reply; returns its id."""
        return respond.send(self.app, actor, self.form(case_id, text))

    def deliver(self) -> None:
        tasks.deliver(self.app)

    def another_worker(self, owner: str = "another") -> App:
        return replace(self.app, owner=owner)

    def case(self, case_id: int) -> Case:
        return self.get(Case, case_id)

    def reply(self, reply_id: int) -> Reply:
        return self.get(Reply, reply_id)

    def get(self, table: type[Record], record_id: int | str) -> Record:
        with self.app.database.read() as session:
            return session.get_one(table, record_id)

    def mention(self, heard: IncomingMention) -> Mention:
        """What is stored of a post."""
        return next(row for row in self.rows(Mention) if row.external_id == heard.external_id)

    def rows(self, table: type[Record]) -> list[Record]:
        """Everything in one table, in the order in which it was stored."""
        order = next(iter(table.__table__.primary_key))  # type: ignore[attr-defined]
        with self.app.database.read() as session:
            return list(session.exec(select(table).order_by(order)).all())


def open_office(database: Database) -> Office:
    """An installation on this migrated database: one listener, answers on X and Facebook."""
    time, classifier = FakeTime(), KeywordClassifier()
    listener, responder = FakeListener(), FakeResponder()
    app = App(
        database=database,
        clock=time.clock(),
        brand="Kestrelia",
        policy=SlaPolicy(),
        classifier=lambda: classifier,
        listeners={"main": connected("main", listener)},
        responders={X: lambda: responder, FACEBOOK: lambda: responder},
        owner="worker",
        batch=4,
    )
    ingest.register_listeners(app)
    return Office(app=app, time=time, listener=listener, responder=responder, classifier=classifier)


def connected(name: str, listener: Listener, **more: Any) -> ConnectedListener:
    """The listener as the settings would connect it: polled every minute."""
    values: dict[str, Any] = {"poll_every": MINUTE, "account": "main"} | more
    return ConnectedListener(name=name, kind="fake", platform=X, make=lambda: listener, **values)

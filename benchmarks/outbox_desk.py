"""Customers who post on the practice network, and agents who answer them, some with two clicks."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

from domain.case import CaseEventKind, CaseStatus
from domain.classification import Sentiment, Topic, Urgency
from domain.errors import Conflict
from domain.mention import MentionKind
from domain.reply import ReplyKind
from domain.role import Actor
from listenpost.services import respond
from listenpost.services.app import App
from listenpost.services.respond import ReplyForm
from sandbox.people import Person
from storage import cases
from storage.ids import key
from storage.models import Author, Case, Conversation, Customer, Mention

WAYS = (
    ("x", ReplyKind.PUBLIC),
    ("facebook", ReplyKind.PUBLIC),
    ("x", ReplyKind.PUBLIC),
    ("facebook", ReplyKind.PRIVATE),
    ("facebook", ReplyKind.PUBLIC),
)
DOUBLE_CLICK_EVERY = 5
GONE_EVERY = 50
LINK_EVERY = 10


@dataclass(kw_only=True)
class Desk:
    """What the agents work with. `clicks` counts what came of clicking."""

    app: App
    url: str
    handle: str
    agents: tuple[Actor, Actor]
    clicks: Counter[str] = field(default_factory=Counter)
    _client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60))
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2))

    def answer(self, number: int) -> None:
        """A customer posts, perhaps takes it away again, and is answered."""
        platform, kind = WAYS[number % len(WAYS)]
        post = self._posts(platform, number)
        case_id, version = self._case_of(platform, post, number)
        if number % GONE_EVERY == 0:
            self._tell("delete", external_id=post["external_id"])
        form = ReplyForm(
            case_id=case_id, version=version, kind=kind, text=words_of(number), confirmed=None
        )
        if number % DOUBLE_CLICK_EVERY:
            respond.send(self.app, self.agents[number % 2], form)
            return
        both = threading.Barrier(2)
        outcomes = self._pool.map(self._click, self.agents, itertools.repeat(form), [both] * 2)
        self.clicks.update(outcomes)

    def _click(self, agent: Actor, form: ReplyForm, both: threading.Barrier) -> str:
        both.wait()
        try:
            respond.send(self.app, agent, form)
        except Conflict:
            return "refused"
        return "taken"

    def _posts(self, platform: str, number: int) -> Mapping[str, Any]:
        text = f"@{self.handle} my kettle no. {number} does not work"
        return self._tell("posts", network=platform, name=f"c{number}", text=text)

    def _tell(self, what: str, **values: Any) -> Mapping[str, Any]:
        answer = self._client.post(f"{self.url}/_sandbox/{what}", json=values)
        found: Mapping[str, Any] = answer.raise_for_status().json()
        return found

    def _case_of(self, platform: str, post: Mapping[str, Any], number: int) -> tuple[int, int]:
        """As if a listener had heard it and the model had judged it."""
        now = self.app.clock.now()
        with self.app.database.write() as session:
            customer = Customer(name=f"c{number}", created_at=now)
            session.add(customer)
            session.flush()
            author = Author(
                platform=platform,
                external_id=_account_of(platform, post["person"]),
                handle=f"c{number}",
                customer_id=customer.id,
                home_customer_id=customer.id,
                created_at=now,
            )
            thread = Conversation(platform=platform, external_id=str(post["thread"]))
            case = _case(platform, key(customer.id), now)
            session.add_all([author, thread, case])
            session.flush()
            mention = _mention(platform, post, author, thread, case, now)
            session.add(mention)
            session.flush()
            cases.add_event(
                session,
                key(case.id),
                CaseEventKind.OPENED,
                at=now,
                mention_id=mention.id,
                detail={"since": now.isoformat(), "urgency": "normal"},
            )
            return key(case.id), case.version


def words_of(number: int) -> str:
    """Words that are this reply's alone, with what networks like to change."""
    link = " https://help.kestrelia.com/a?x=1&y=2" if number % LINK_EVERY == 0 else ""
    return f"Sorry & thanks: we <really> look into it  [{number}]{link}"


def _account_of(platform: str, person: str) -> str:
    """The number under which the network knows the customer."""
    known = Person(id=person, name=person, lang="en")
    return known.x_id if platform == "x" else known.facebook_id


def _case(platform: str, customer_id: int, now: dt.datetime) -> Case:
    return Case(
        customer_id=customer_id,
        platform=platform,
        title="my kettle does not work",
        status=CaseStatus.OPEN,
        urgency=Urgency.NORMAL,
        topic=Topic.PRODUCT,
        sentiment=Sentiment.NEGATIVE,
        private=False,
        language="en",
        opened_at=now,
        last_activity_at=now,
        waiting_since=now,
        unanswered_posts=1,
    )


def _mention(
    platform: str,
    post: Mapping[str, Any],
    author: Author,
    thread: Conversation,
    case: Case,
    now: dt.datetime,
) -> Mention:
    kind = MentionKind.POST if platform == "x" else MentionKind.VISITOR_POST
    return Mention(
        platform=platform,
        external_id=post["external_id"],
        kind=kind,
        author_id=key(author.id),
        conversation_id=key(thread.id),
        text=post["text"],
        url=f"https://example.org/{post['external_id']}",
        published_at=dt.datetime.fromtimestamp(post["at"], dt.UTC),
        stored_at=now,
        summoned=True,
        by_brand=False,
        listener="benchmark",
        case_id=case.id,
        needs_answer=True,
        triaged_at=now,
    )

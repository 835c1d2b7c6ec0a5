"""A small installation with people, posts and cases, on a database of its own."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import SQLModel, select

from domain.attachment import Attachment
from domain.classification import Classification, Intent, Sentiment, Topic, Urgency
from domain.mention import FACEBOOK, AuthorRef, Cursor, IncomingMention, MentionKind, Page, Platform
from domain.role import Actor, Role
from domain.sla import SlaPolicy
from domain.text import clean
from listenpost.clock import Clock
from listenpost.services import accounts, triage
from listenpost.services.app import App
from listenpost.services.tombstones import Tombstones
from storage import migrate, pages, tasks
from storage.engine import Database, make_database
from storage.models import Case, Customer, Mention

PASSWORD = "correct horse battery"
PEOPLE = {
    "ann": ("Ann Agent", Role.AGENT),
    "ben": ("Ben Baker", Role.AGENT),
    "lea": ("Lea Lead", Role.LEAD),
    "mia": ("Mia Market", Role.MARKETING),
    "max": ("Max Manager", Role.MANAGER),
    "ada": ("Ada Admin", Role.ADMIN),
    "eve": ("Eve Ends", Role.LEAD),
}
"""Eve's session is ended by a test; the others stay signed in."""


@dataclass(kw_only=True)
class KnownAnswers:
    """A classifier that was told what to say about each text."""

    version: str = "test-1"
    answers: dict[str, Classification] = field(default_factory=dict)

    def classify(self, texts: Sequence[str]) -> list[Classification]:
        return [self.answers[text] for text in texts]


def judged(
    urgency: Urgency,
    topic: Topic,
    *,
    private: bool = False,
    language: str = "en",
    sentiment: Sentiment = Sentiment.NEGATIVE,
    abstained: bool = False,
) -> Classification:
    rest = 0.2 / 3
    return Classification(
        sentiment=sentiment,
        intent=Intent.COMPLAINT if sentiment is Sentiment.NEGATIVE else Intent.QUESTION,
        urgency=urgency,
        private=private,
        topic=topic,
        language=language,
        abstained=abstained,
        model="test-1",
        scores={
            "urgency": {level.value: 0.8 if level is urgency else rest for level in Urgency},
            "sentiment": {mood.value: 0.9 if mood is sentiment else 0.05 for mood in Sentiment},
            "private": {"true": 0.85 if private else 0.15, "false": 0.15 if private else 0.85},
        },
    )


@dataclass(kw_only=True)
class World:
    """The app over one database, and the verbs that fill it."""

    app: App
    classifier: KnownAnswers
    ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1000))
    users: dict[str, Actor] = field(default_factory=dict)

    def post(
        self,
        author: str,
        text: str,
        *,
        found: Classification,
        platform: Platform = FACEBOOK,
        minutes_ago: float = 30,
        followers: int | None = None,
        thread: str | None = None,
        by_brand: bool = False,
        summoned: bool = True,
        url: str | None = None,
        attachments: tuple[Attachment, ...] = (),
        known_as: str | None = None,
    ) -> int:
        """Somebody writes, and it is triaged; returns the case (0 where there is none).

        `known_as` is the id of the post, the author and the thread on the network.
        """
        number = next(self.ids)
        now = self.app.clock.now()
        mention = IncomingMention(
            platform=platform,
            external_id=known_as or str(number),
            kind=MentionKind.COMMENT,
            author=AuthorRef(
                platform=platform,
                external_id=known_as or f"id-{author}",
                handle=None if platform == FACEBOOK else author.lower().replace(" ", "_"),
                display_name=author,
                followers=followers,
            ),
            text=clean(text),
            url=url or f"https://example.org/{platform}/{number}",
            published_at=now - dt.timedelta(minutes=minutes_ago),
            conversation_id=thread or known_as or f"thread-{number}",
            summoned=summoned,
            by_brand=by_brand,
            attachments=attachments,
        )
        self.classifier.answers[mention.text] = found
        with self.app.database.write() as session:
            new = pages.store_page(
                session, Page(mentions=(mention,), cursor=Cursor("")), listener="test", now=now
            )
            tasks.put(session, "triage", {"mentions": new}, run_at=now, now=now)
        triage.run(self.app)
        with self.app.database.read() as session:
            return session.get_one(Mention, new[0]).case_id or 0

    def rows(self, table: type[SQLModel]) -> list[SQLModel]:
        """Everything in one table."""
        with self.app.database.read() as session:
            return list(session.exec(select(table)).all())

    def case(self, case_id: int) -> Case:
        with self.app.database.read() as session:
            return session.get_one(Case, case_id)

    def case_of(self, customer: str) -> int:
        """The newest case of the customer with this name."""
        with self.app.database.read() as session:
            found = session.exec(
                select(Case.id)
                .join(Customer)
                .where(Customer.name == customer)
                .order_by(Case.id.desc())  # type: ignore[union-attr]
            ).first()
        assert found is not None
        return found


def erased_of(database: Database) -> Path:
    """Where this installation remembers whom it erased: each of its processes is told the same."""
    return Path(f"{database.engine.url.database}.erased")


def make_world(folder: Path, *, people: Sequence[str] = tuple(PEOPLE)) -> World:
    """An empty installation with these users."""
    database = make_database(f"sqlite:///{folder / 'listenpost.db'}")
    migrate.upgrade(database)
    classifier = KnownAnswers()
    app = App(
        database=database,
        clock=Clock(),
        brand="Kestrelia",
        policy=SlaPolicy(),
        classifier=lambda: classifier,
        owner="test",
        tombstones=Tombstones(file=erased_of(database)),
    )
    world = World(app=app, classifier=classifier)
    for name in people:
        display, role = PEOPLE[name]
        number = accounts.add_user(
            app, name=name, password=PASSWORD, role=role, display_name=display
        )
        world.users[name] = Actor(id=number, name=name, display_name=display, role=role)
    return world

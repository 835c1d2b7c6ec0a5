"""Deliveries and polls tell of the same things; together they store each once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import pytest
from starlette.testclient import TestClient

from domain.errors import PlatformUnavailable, RateLimited, Rejected
from domain.listening import ListenerState
from domain.mention import FACEBOOK, Cursor, IncomingMention, Page, Skipped
from listeners.whatsapp import WhatsAppListener, WhatsAppSettings
from listenpost import tasks
from listenpost import webhooks as entrance
from listenpost.services import fetching, health, ingest, webhooks
from sandbox.whatsapp import told
from storage.engine import Database
from storage.models import Coverage, Mention, MentionRevision, Poll, SkippedItem, Task
from tests.fakes import FakeListener, Office
from tests.listenpost.chat import KEY, PAGE_ID, door_of, open_chat
from tests.platforms.practice import Practice, Stage, practice_on
from tests.platforms.whatsapp_payloads import delivery, message, page_delivery, value

DOWN = PlatformUnavailable("down for maintenance")
COMMENT = {"field": "feed", "value": {"item": "comment", "verb": "add", "comment_id": "1_2"}}


@pytest.fixture
def office(database: Database) -> Office:
    return open_chat(database)


def row(office: Office, name: str) -> Poll:
    return office.get(Poll, name)


def page(office: Office) -> FakeListener:
    made = office.app.listeners["page"].make()
    assert isinstance(made, FakeListener)
    return made


def polled(office: Office) -> None:
    """Every listener polls, and waits for its next time."""
    for name in ("main", "page"):
        ingest.poll(office.app, name)
    office.time.go(seconds=30)


def due(office: Office) -> list[str]:
    return ingest.due_listeners(office.app)


def test_a_pages_change_pulls_its_poll_forward_and_no_other(office: Office) -> None:
    polled(office)
    assert "page" not in due(office)
    taken = webhooks.receive(office.app, page_delivery(PAGE_ID, COMMENT, COMMENT))
    assert (taken.pulled, taken.stored) == (2, 0)
    assert "page" in due(office)
    assert "main" not in due(office)


def test_a_flood_of_deliveries_does_not_poll_without_a_pause(office: Office) -> None:
    polled(office)
    office.time.go(minutes=5)
    ingest.poll(office.app, "page")
    webhooks.receive(office.app, page_delivery(PAGE_ID, COMMENT))
    assert "page" not in due(office)  # it has just polled
    office.time.go(seconds=10)
    assert "page" in due(office)


def test_what_happens_while_a_poll_is_under_way_is_polled_again(office: Office) -> None:
    polled(office)
    office.time.go(minutes=5)

    def meanwhile() -> None:
        office.time.go(seconds=2)
        webhooks.receive(office.app, page_delivery(PAGE_ID, COMMENT))

    page(office).at_end = meanwhile
    ingest.poll(office.app, "page")
    page(office).at_end = None
    office.time.go(seconds=1)
    assert "page" in due(office)


def test_a_listener_that_waits_for_a_limit_is_left_waiting(office: Office) -> None:
    until = office.time.now + dt.timedelta(hours=1)
    page(office).stumble(0, RateLimited("slow down", retry_at=until))
    polled(office)
    assert row(office, "page").state is ListenerState.RATE_LIMITED
    assert webhooks.receive(office.app, page_delivery(PAGE_ID, COMMENT)).pulled == 0
    assert row(office, "page").next_poll_at == until


def test_what_a_delivery_brought_a_poll_does_not_store_again(office: Office) -> None:
    heard = message("is it down?")
    webhooks.receive(office.app, delivery(value(heard)))
    told_again = office.app.listeners["chat"].make().hear("messages", value(heard))  # type: ignore[attr-defined]
    page(office).pages = [Page(mentions=told_again.mentions, cursor=Cursor(""))]
    report = ingest.poll(office.app, "page")
    assert report is not None
    assert report.stored == 0
    assert len(office.rows(Mention)) == 1


def test_an_old_delivery_does_not_undo_an_edit(office: Office) -> None:
    first = message("where is my blue parcel")
    new = {"type": "text", "text": {"body": "where is my red parcel"}}
    edit = message() | {
        "type": "edit",
        "edit": {"original_message_id": first["id"], "message": new},
    }
    for told_ in (first, edit, first):
        webhooks.receive(office.app, delivery(value(told_)))
    (mention,) = office.rows(Mention)
    assert mention.text == "where is my red parcel"
    assert [revision.text for revision in office.rows(MentionRevision)] == [first["text"]["body"]]


def test_a_message_that_was_taken_back_keeps_no_words(office: Office) -> None:
    heard = message("my secret")
    gone = message() | {"type": "revoke", "revoke": {"original_message_id": heard["id"]}}
    webhooks.receive(office.app, delivery(value(heard), value(gone)))
    (mention,) = office.rows(Mention)
    assert (mention.text, mention.deleted_at) == ("", office.time.now)


def test_who_is_only_told_proves_nothing_and_says_so(office: Office) -> None:
    webhooks.receive(office.app, delivery(value(message())))
    assert not [span for span in office.rows(Coverage) if span.listener == "chat"]
    chat = next(one for one in health.snapshot(office.app).listeners if one.name == "chat")
    assert chat.only_told
    assert chat.stored == 1
    assert (chat.coverage.complete_until, chat.coverage.share) == (None, None)
    assert "7 days" in chat.way_out


MENTION = {"field": "mentions", "value": {"media_id": "1", "comment_id": "2", "odd": {}}}


@dataclass(slots=True)
class Asking(FakeListener):
    """Fetches mentions: each call does the next thing of `script`."""

    fetches: ClassVar[frozenset[str]] = frozenset({"mentions"})
    script: list[IncomingMention | Exception] = field(default_factory=list)
    asked: list[Mapping[str, Any]] = field(default_factory=list)

    def fetch(self, field: str, value: Mapping[str, Any]) -> IncomingMention | Skipped:
        self.asked.append(value)
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        return step


def asking(office: Office, *script: IncomingMention | Exception) -> Asking:
    made = Asking(script=list(script))
    page = replace(office.app.listeners["page"], make=lambda: made)
    office.app = replace(office.app, listeners={**office.app.listeners, "page": page})
    return made


def test_what_a_delivery_only_names_is_fetched_until_it_is_there(office: Office) -> None:
    named = office.says("ann", "look at this", platform=FACEBOOK)
    listener = asking(office, DOWN, named, named)
    for _ in range(2):  # delivered twice
        assert webhooks.receive(office.app, page_delivery(PAGE_ID, MENTION)).pulled == 0
    for _ in range(4):
        tasks.fetch(office.app)
        office.time.go(minutes=2)
    assert listener.asked[0] == {"media_id": "1", "comment_id": "2"}
    assert [mention.text for mention in office.rows(Mention)] == ["look at this"]
    assert not [task for task in office.rows(Task) if task.kind == fetching.FETCH]


def test_what_is_gone_is_named_and_not_asked_for_again(office: Office) -> None:
    asking(office, Rejected("it is gone"))
    webhooks.receive(office.app, page_delivery(PAGE_ID, MENTION))
    tasks.fetch(office.app)
    (skipped,) = office.rows(SkippedItem)
    assert (skipped.external_id, skipped.reason) == ("1/2", "it is gone")
    assert not office.rows(Task)


def test_what_is_never_there_is_given_up_where_people_see_it(office: Office) -> None:
    asking(office, *[DOWN] * 5)
    webhooks.receive(office.app, page_delivery(PAGE_ID, MENTION))
    for _ in range(6):
        tasks.fetch(office.app)
        office.time.go(days=1)
    assert health.snapshot(office.app).given_up == 1


@pytest.fixture
def practice() -> Iterator[Practice]:
    """A network that nobody asks: it delivers."""
    unasked = Stage()
    unasked.url = "http://127.0.0.1:9"
    with practice_on(unasked) as made:
        yield made


@pytest.fixture
def door(office: Office, practice: Practice) -> TestClient:
    account = practice.whatsapp_number()
    listener = WhatsAppListener(account, WhatsAppSettings(), now=practice.now)
    chat = replace(
        office.app.listeners["chat"],
        make=lambda: listener,
        webhook_address=account.webhook_address,
    )
    office.app = replace(office.app, listeners={**office.app.listeners, "chat": chat})
    return door_of(office)


def tell(practice: Practice, door: TestClient) -> int:
    world = practice.world
    world.advance()

    def send(body: bytes, headers: dict[str, str]) -> int:
        return door.post(entrance.META, content=body, headers=headers).status_code

    return world.hooks.deliver(send, secret=KEY, faults=world.faults, now=world.now)


def test_every_misbehaviour_at_once_loses_and_doubles_nothing(
    office: Office, practice: Practice, door: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for effect in ("duplicates", "shuffled", "malformed", "forged"):
        practice.fail(effect, network="whatsapp", path="webhook")
    wrote = {told.write(practice.world, f"p{n}", f"message {n}").external_id for n in range(60)}
    calls = iter(range(1000))
    receive = webhooks.receive

    def flaky(app: object, body: bytes) -> object:
        if next(calls) % 4 < 3:  # three of four are answered with 503
            raise OSError("the disk is full")
        return receive(app, body)  # type: ignore[arg-type]

    monkeypatch.setattr(entrance.webhooks, "receive", flaky)  # type: ignore[attr-defined]
    for _ in range(20):
        tell(practice, door)
        practice.wait(minutes=30)
    hooks = practice.world.hooks
    assert not hooks.waiting
    assert hooks.lost == 0
    assert hooks.refused > 0
    stored = [mention.external_id for mention in office.rows(Mention)]
    assert set(stored) == wrote
    assert len(stored) == len(wrote)
    assert office.rows(SkippedItem)


def test_a_door_that_is_shut_for_a_week_loses_and_the_network_knows(
    practice: Practice, door: TestClient
) -> None:
    told.write(practice.world, "anna", "hello?")
    world = practice.world
    for _ in range(20):
        world.advance()
        world.hooks.deliver(lambda *_: 502, secret=KEY, faults=world.faults, now=world.now)
        practice.wait(hours=12)
    assert tell(practice, door) == 0
    assert world.hooks.lost == 1

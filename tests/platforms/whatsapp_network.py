"""WhatsApp as the contracts see it: what its deliveries bring stands where polls bring pages."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from domain.errors import PlatformUnavailable
from domain.mention import WHATSAPP, Cursor, MentionKind, Page, Platform
from domain.receipt import Arrival
from domain.reply import OutgoingReply, PostedReply, ReplyKind, ReplyTarget
from listeners.base import Listener
from listeners.meta_delivery import Change, read_delivery
from listeners.whatsapp import WhatsAppListener, WhatsAppSettings
from responder.base import Responder
from responder.whatsapp import WhatsAppResponder
from sandbox.whatsapp import told
from tests.platforms.practice import TEXT, Practice

PAGE = 10
SECRET = "practice-app"


@dataclass(frozen=True)
class Delivered:
    """A listener whose pages are deliveries: what is not asked on from is delivered again."""

    platform: ClassVar[Platform] = WHATSAPP
    listener: WhatsAppListener
    practice: Practice

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        while True:
            (state,) = self.listener.poll(cursor)
            bodies = self._waiting()
            pages = [self._page(body) for body in bodies]
            rest = pages.pop() if pages else replace(state, proves=True)
            if not pages and not self._more():
                yield replace(rest, complete=True)
                self._take()
                return
            yield rest
            self._take()

    def _waiting(self) -> list[bytes]:
        """The next delivery, refused for now: it is only looked at."""
        seen: list[bytes] = []
        world = self.practice.world
        world.advance()
        hooks = world.hooks
        kept = [one for one in hooks.waiting if one.not_before <= world.now]
        hooks.waiting, later = kept[:PAGE], [one for one in hooks.waiting if one not in kept[:PAGE]]

        def refuse(body: bytes, _headers: dict[str, str]) -> int:
            seen.append(body)
            return 503

        hooks.deliver(refuse, secret=SECRET, faults=world.faults, now=world.now)
        for one in hooks.waiting:
            one.not_before = world.now
        hooks.waiting += later
        return seen[:1]

    def _more(self) -> bool:
        world = self.practice.world
        return len([one for one in world.hooks.waiting if one.not_before <= world.now]) > PAGE

    def _take(self) -> None:
        """It was stored, and is not delivered again."""
        world = self.practice.world
        due = [one for one in world.hooks.waiting if one.not_before <= world.now][:PAGE]
        world.hooks.waiting = [one for one in world.hooks.waiting if one not in due]

    def _page(self, body: bytes) -> Page:
        changes, skipped = read_delivery(body)
        heard = [self.listener.hear(one.field, one.value) for one in changes]
        return Page(
            mentions=tuple(itertools.chain.from_iterable(one.mentions for one in heard)),
            cursor=Cursor(""),
            skipped=(*skipped, *itertools.chain.from_iterable(one.skipped for one in heard)),
        )


@dataclass(frozen=True, slots=True)
class Receipted:
    """A responder that finds a reply as our service does: by the receipt that bears its key."""

    platform: ClassVar[Platform] = WHATSAPP
    responder: WhatsAppResponder
    listener: WhatsAppListener
    practice: Practice

    def post(self, reply: OutgoingReply) -> PostedReply:
        return self.responder.post(reply)

    def find(self, reply: OutgoingReply) -> PostedReply | None:
        for change in self._changes():
            for receipt in self.listener.hear(change.field, change.value).receipts:
                ours = receipt.idempotency_key == reply.idempotency_key
                if ours and receipt.arrival is not Arrival.FAILED:
                    url = f"https://wa.me/{reply.target.author_external_id}"
                    return PostedReply(
                        external_id=receipt.external_id, url=url, posted_at=receipt.at
                    )
        return None

    def _changes(self) -> list[Change]:
        return [
            Change(address="", field=one.change["field"], value=one.change["value"])
            for one in self.practice.world.hooks.waiting
        ]


@dataclass(frozen=True, slots=True)
class WhatsAppNetwork:
    """The practice network's WhatsApp."""

    practice: Practice
    patience: float = 5.0
    names: Iterator[int] = field(default_factory=itertools.count)

    def hasty(self) -> Self:
        return replace(self, patience=0.4)

    @property
    def secrets(self) -> list[str]:
        return self.practice.whatsapp_number().secrets()

    def plain(self) -> WhatsAppListener:
        account = self.practice.whatsapp_number(timeout=self.patience)
        return WhatsAppListener(account, WhatsAppSettings(), now=self.practice.now)

    def listener(self, **settings: Any) -> Listener:
        return Delivered(self.plain(), self.practice)

    def publish(self, text: str, *, late: float = 0, lie: float = 0, person: str = "jo") -> str:
        world = self.practice.world
        world.advance()
        stated = world.now + lie if lie else None
        return told.write(world, person, text, late=late, created_at=stated).external_id

    def fail(self, effect: str, *, count: int | None = None, **options: Any) -> None:
        self.practice.fail(effect, network="whatsapp", count=count, **options)

    def heal(self) -> None:
        self.practice.heal()

    def wait(self, **duration: float) -> None:
        self.practice.wait(**duration)

    def now(self) -> dt.datetime:
        return self.practice.now()

    def requests(self) -> int:
        return self.practice.requests("whatsapp")

    # What a responder's contract needs

    def responder(self, **account: Any) -> Responder:
        number = self.practice.whatsapp_number(**({"timeout": self.patience} | account))
        responder = WhatsAppResponder(number, now=self.practice.now)
        return Receipted(responder, self.plain(), self.practice)

    def target(self, text: str = "My parcel is lost!") -> ReplyTarget:
        person = f"customer-{next(self.names)}"
        number = self.practice.world.people.get(person).whatsapp_id
        return ReplyTarget(
            platform=WHATSAPP,
            external_id=self.publish(text, person=person),
            conversation_id=number,
            author_external_id=number,
            author_handle=f"+{number}",
            kind=MentionKind.MESSAGE,
            summoned=True,
            published_at=self.now(),
        )

    def gone(self, target: ReplyTarget) -> None:
        person = self.practice.world.people.by_whatsapp_id(target.author_external_id)
        assert person is not None
        self.practice.world.hooks.gone.add(person.id)

    def says(self, target: ReplyTarget, text: str, *, brand: bool) -> None:
        if not brand:
            self.publish(text, person="copycat")
            return
        self.responder().post(replace(self.outgoing(target, text), idempotency_key="by hand"))

    def outgoing(self, target: ReplyTarget, text: str = TEXT) -> OutgoingReply:
        key = f"{target.external_id}/{text}"[:64]
        return OutgoingReply(target=target, kind=ReplyKind.PRIVATE, text=text, idempotency_key=key)

    def answers(self, target: ReplyTarget) -> list[str]:
        return self.practice.private_answers(target.external_id)


def refused_look(responder: WhatsAppResponder, reply: OutgoingReply) -> str:
    """What a look without a receipt says."""
    try:
        responder.find(reply)
    except PlatformUnavailable as error:
        return str(error)
    raise AssertionError("it claims to know")

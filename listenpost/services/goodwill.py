"""Goodwill in a case: proposed by a rule, asked for by an agent, granted by a lead, then told."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from domain.case import CaseEventKind
from domain.errors import BadInput, Conflict, NotAllowed
from domain.goodwill import Gesture, Offer, OfferStatus, Purse, Standing, money, propose, purse_key
from domain.reply import ReplyStatus
from domain.role import Actor, Permission, require
from domain.text import clean
from listenpost.services import waiting
from listenpost.services.app import App
from listenpost.services.assignment import GIVEN_FOR
from listenpost.services.case_actions import note
from responder import phrase
from storage import cases, goodwill
from storage.ids import key
from storage.models import Case, GoodwillOffer, Reply

LONGEST_CODE = 64
OWN_REQUEST = (
    "You asked for this yourself: another lead grants it (goodwill.own_requests in the settings "
    "would let you)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gestured:
    """A gesture as people see it. `offer_id` is None where so far only a rule proposes it.

    `told` says that a reply with its code is public.
    """

    offer_id: int | None
    case_id: int
    gesture: Gesture
    rule: str
    worth: str
    reasons: tuple[str, ...]
    status: OfferStatus
    code: str = ""
    told: bool = False
    asked_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PurseLeft:
    """What is left of a budget."""

    purse: Purse
    spent: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodwillReport:
    """What became of a period's gestures; sums in cents. `told` were sent to their customers."""

    by_status: dict[str, int]
    by_rule: dict[str, int]
    granted_cents: int
    told: int
    customers: int
    purses: tuple[PurseLeft, ...]
    currency: str


def of_case(app: App, actor: Actor, case_id: int) -> list[Gestured]:
    """What was decided or asked for in the case, then what the rules propose beyond that."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        case = cases.get(session, case_id)
        if case is None:
            raise BadInput(f"There is no case {case_id}.")
        rows = goodwill.of_case(session, case_id)
        seen = [_seen(session, app, row) for row in rows]
    taken = {row.gesture for row in rows if row.status is not OfferStatus.WITHDRAWN}
    return seen + [
        Gestured(
            offer_id=None,
            case_id=case_id,
            gesture=offer.gesture,
            rule=offer.rule,
            worth=money(offer.cents, app.goodwill.currency) if offer.cents else "",
            reasons=offer.reasons,
            status=OfferStatus.PROPOSED,
        )
        for offer in _proposed(app, case)
        if offer.gesture not in taken
    ]


def asked_for(app: App, actor: Actor) -> list[Gestured]:
    """What agents asked the leads for."""
    require(actor.role, Permission.APPROVE_REPLIES)
    with app.database.read() as session:
        return [_seen(session, app, row) for row in goodwill.asked_for(session)]


def ask(app: App, actor: Actor, case_id: int, gesture: Gesture) -> int:
    """An agent asks a lead for what a rule proposes; nothing is set aside or told by that."""
    require(actor.role, Permission.ANSWER)
    with app.database.write() as session:
        case = waiting.locked(session, case_id)
        offer = next((one for one in _proposed(app, case) if one.gesture is gesture), None)
        if offer is None:
            raise BadInput(f"No rule of [[goodwill.rules]] proposes a {gesture} in this case.")
        known = goodwill.of_case(session, case_id)
        if any(r.gesture is gesture and r.status is not OfferStatus.WITHDRAWN for r in known):
            raise Conflict(f"A {gesture} was asked for in this case already.")
        row = GoodwillOffer(
            case_id=case_id,
            customer_id=case.customer_id,
            rule=offer.rule,
            gesture=gesture,
            cents=offer.cents,
            reasons=list(offer.reasons),
            purses=[],
            status=OfferStatus.PROPOSED,
            proposed_at=app.clock.now(),
            proposed_by=actor.id,
        )
        session.add(row)
        session.flush()
        _note(session, app, actor, row, "asked for")
        return key(row.id)


def grant(app: App, actor: Actor, offer_id: int, *, code: str = "") -> None:
    """A lead says yes. A voucher needs its code, and room in every purse; senior: it is the lead's.

    Raises Conflict with the purse that has too little, and then nothing is set aside; NotAllowed
    for what the lead asked for herself.
    """
    require(actor.role, Permission.APPROVE_REPLIES)
    code = clean(code).strip()
    with app.database.write() as session:
        row, case = _locked(session, offer_id, OfferStatus.PROPOSED)
        if not may_grant(app, actor, row.proposed_by):
            raise NotAllowed(OWN_REQUEST)
        if row.gesture is Gesture.VOUCHER:
            if not code or len(code) > LONGEST_CODE:
                raise BadInput(f"Give the voucher's code, up to {LONGEST_CODE} characters.")
            row.purses, row.code = _set_aside(session, app, row), code
        else:
            case.assignee_id, case.claimed_until = actor.id, app.clock.wall() + GIVEN_FOR
        row.status, row.decided_by, row.decided_at = OfferStatus.GRANTED, actor.id, app.clock.now()
        _note(session, app, actor, row, "granted")
        if row.gesture is Gesture.SENIOR:
            note(session, app, actor, row.case_id, CaseEventKind.ASSIGNED, {"to": actor.id})


def may_grant(app: App, actor: Actor, asked_by: int | None) -> bool:
    """Whether it is another person's request, or the settings do not mind."""
    return app.goodwill.own_requests or asked_by != actor.id


def decline(app: App, actor: Actor, offer_id: int) -> None:
    """A lead says no."""
    require(actor.role, Permission.APPROVE_REPLIES)
    with app.database.write() as session:
        row, _ = _locked(session, offer_id, OfferStatus.PROPOSED)
        row.status, row.decided_by, row.decided_at = OfferStatus.DECLINED, actor.id, app.clock.now()
        _note(session, app, actor, row, "declined")


def withdraw(app: App, actor: Actor, offer_id: int) -> None:
    """A voucher that no reply has told of is taken back, and its sum is free again."""
    require(actor.role, Permission.APPROVE_REPLIES)
    with app.database.write() as session:
        row, _ = _locked(session, offer_id, OfferStatus.GRANTED)
        if row.reply_id is not None:
            raise Conflict("A reply tells the customer of it: it cannot be taken back.")
        for purse in row.purses:
            goodwill.put_back(session, purse, row.cents)
        row.status, row.code, row.purses = OfferStatus.WITHDRAWN, None, []
        _note(session, app, actor, row, "withdrawn")


def told_in(session: Session, case_id: int, text: str) -> list[GoodwillOffer]:
    """The granted vouchers whose codes stand in these words."""
    return [
        row
        for row in goodwill.of_case(session, case_id)
        if row.status is OfferStatus.GRANTED and row.code and row.code in text
    ]


def keep(session: Session, reply: Reply) -> None:
    """The reply tells of these vouchers: they are given."""
    for row in told_in(session, reply.case_id, reply.text):
        row.reply_id = reply.id


def forget(session: Session, reply: Reply) -> None:
    """The reply is a draft again: its vouchers are not given yet."""
    for row in goodwill.of_case(session, reply.case_id):
        if row.reply_id == reply.id:
            row.reply_id = None


def problem(session: Session, app: App, case_id: int, text: str) -> str | None:
    """Why these words may not promise a voucher; None where they promise none, or one was granted.

    An installation without rules of goodwill is not watched.
    """
    if not app.goodwill.rules or not phrase.names_voucher(text):
        return None
    granted = any(
        row.gesture is Gesture.VOUCHER and row.status is OfferStatus.GRANTED
        for row in goodwill.of_case(session, case_id)
    )
    if granted:
        return None
    return "The words speak of a voucher, and none was granted in this case: ask a lead first."


def promised(app: App, case_id: int, text: str) -> str | None:
    """The same while somebody types: nothing is read where the words speak of no voucher."""
    if not app.goodwill.rules or not phrase.names_voucher(text):
        return None
    with app.database.read() as session:
        return problem(session, app, case_id, text)


def sentence(gestured: Gestured, language: str | None) -> str:
    """What a customer is told of a granted voucher."""
    return phrase.phrases(language).offer.format(amount=gestured.worth, voucher=gestured.code)


def report(app: App, *, since: dt.datetime, until: dt.datetime) -> GoodwillReport:
    """What became of the gestures that were proposed in a period, and what is left to spend."""
    with app.database.read() as session:
        rows = goodwill.between(session, since=since, until=until)
        granted = [row for row in rows if row.status is OfferStatus.GRANTED]
        told = [row for row in granted if _is_told(session, row)]
        today = app.clock.now().astimezone(app.zone).date()
        purses = tuple(
            PurseLeft(
                purse=purse,
                spent=goodwill.spent(session, purse_key(purse, today=today, customer_id=0)),
                limit=limit,
            )
            for purse, limit in app.goodwill.limits
            if purse is not Purse.CUSTOMER
        )
    return GoodwillReport(
        by_status=dict(Counter(row.status.value for row in rows)),
        by_rule=dict(Counter(row.rule for row in granted)),
        granted_cents=sum(row.cents for row in granted),
        told=len(told),
        customers=len({row.customer_id for row in granted}),
        purses=purses,
        currency=app.goodwill.currency,
    )


def _proposed(app: App, case: Case) -> Sequence[Offer]:
    return propose(
        app.goodwill.rules,
        Standing(
            tier=case.tier,
            topic=case.topic.value,
            sentiment=case.sentiment.value,
            urgency=case.urgency.value,
            ignored_before=case.ignored_before,
            breached=case.overdue,
            followers=case.followers or 0,
        ),
    )


def _set_aside(session: Session, app: App, row: GoodwillOffer) -> list[str]:
    today = app.clock.now().astimezone(app.zone).date()
    names = []
    for purse, limit in app.goodwill.limits:
        name = purse_key(purse, today=today, customer_id=row.customer_id)
        if not goodwill.take(session, name, row.cents, limit=limit):
            left = max(limit - goodwill.spent(session, name), 0)
            currency = app.goodwill.currency
            raise Conflict(
                f"Too little is left of the budget per {purse}: {money(left, currency)} of "
                f"{money(limit, currency)}, and this is {money(row.cents, currency)}."
            )
        names.append(name)
    return names


def _locked(session: Session, offer_id: int, wanted: OfferStatus) -> tuple[GoodwillOffer, Case]:
    row = session.get(GoodwillOffer, offer_id)
    if row is None:
        raise BadInput(f"There is no gesture {offer_id}.")
    case = waiting.locked(session, row.case_id)
    session.refresh(row)
    if row.status is not wanted:
        raise Conflict(f"This was decided already: it is {row.status}.")
    return row, case


def _seen(session: Session, app: App, row: GoodwillOffer) -> Gestured:
    return Gestured(
        offer_id=row.id,
        case_id=row.case_id,
        gesture=row.gesture,
        rule=row.rule,
        worth=money(row.cents, app.goodwill.currency) if row.cents else "",
        reasons=tuple(row.reasons),
        status=row.status,
        code=row.code or "",
        told=_is_told(session, row),
        asked_by=row.proposed_by,
    )


def _is_told(session: Session, row: GoodwillOffer) -> bool:
    reply = session.get(Reply, row.reply_id) if row.reply_id else None
    return reply is not None and reply.status is ReplyStatus.SENT


def _note(session: Session, app: App, actor: Actor, row: GoodwillOffer, done: str) -> None:
    reason = f"{row.gesture} {done} ({row.rule})"
    note(session, app, actor, row.case_id, CaseEventKind.GOODWILL, reason=reason)

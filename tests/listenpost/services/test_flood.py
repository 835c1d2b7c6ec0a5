"""One customer is written to within one budget, on whatever network, by whomever."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from domain.case import CaseEventKind
from domain.classification import Urgency
from domain.errors import BadInput, Conflict
from domain.flood import DAY, HOUR, FloodRules, Hold, Purpose
from domain.mention import FACEBOOK, X
from domain.quiet_hours import QuietHours
from domain.reply import ReplyKind, ReplyStatus
from domain.role import Actor
from listenpost import tasks
from listenpost.services import flood, identity, outbox, reply_costs, respond
from storage.ids import key
from storage.models import AuditEntry, Author, Case, CaseEvent, Customer, Mention, Reply
from tests.fakes import START, Office
from tests.listenpost.services.outbox_steps import for_a_person, status, together

NIGHT = QuietHours(begins=dt.time(8), ends=dt.time(20))
"""It is night at 9 o'clock, when everything happens here."""
NUMBERS = itertools.count()


def rules(office: Office, **values: object) -> None:
    """The installation with these rules."""
    office.app = replace(office.app, flood=FloodRules(**values))  # type: ignore[arg-type]


def queue(
    office: Office,
    case_id: int,
    text: str = "",
    *,
    purpose: Purpose = Purpose.ANSWER,
    by: Actor | None = None,
) -> int:
    """An approved reply in the outbox, without the way through the editor."""
    number = next(NUMBERS)
    with office.app.database.write() as session:
        post = next(row for row in office.rows(Mention) if row.case_id == case_id)
        reply = Reply(
            case_id=case_id,
            mention_id=key(post.id),
            kind=ReplyKind.PUBLIC,
            text=text or f"reply {number}",
            status=ReplyStatus.APPROVED,
            idempotency_key=f"key {number}",
            approved_by=by.id if by else None,
            approved_at=office.time.now,
            created_at=office.time.now,
            purpose=purpose,
        )
        session.add(reply)
    return key(reply.id)


def deliver_all(office: Office) -> None:
    """One case's replies go out one after the other, each at a tick of its own."""
    for _ in range(3):
        office.deliver()


def account(office: Office, name: str) -> int:
    return next(key(row.id) for row in office.rows(Author) if row.display_name == name)


def test_what_exceeds_the_budget_waits_with_its_reason_and_goes_out_by_itself(
    office: Office, ann: Actor
) -> None:
    rules(office, per_hour=2)
    case_id = office.case_for("Otto", "my kettle is broken")
    first, second, third = (queue(office, case_id, by=ann) for _ in range(3))
    deliver_all(office)
    assert [status(office, one) for one in (first, second)] == [ReplyStatus.SENT] * 2
    held = office.reply(third)
    assert (held.status, held.not_before) == (ReplyStatus.APPROVED, START + HOUR)
    assert "2 of 2 messages an hour" in (held.held or "")
    office.time.go(minutes=59)
    office.deliver()
    assert status(office, third) is ReplyStatus.APPROVED
    office.time.go(minutes=1)
    office.deliver()
    assert status(office, third) is ReplyStatus.SENT
    told = [event for event in office.rows(CaseEvent) if event.kind is CaseEventKind.REPLY_HELD]
    assert [event.reply_id for event in told] == [third]


def test_linked_accounts_share_a_budget_and_have_their_own_again_when_taken_apart(
    office: Office, ann: Actor
) -> None:
    rules(office, per_hour=1)
    one = office.case_for("Gareth", "my parcel is late")
    other = office.case_for("Gareth P", "an invoice question", platform=FACEBOOK)
    identity.link(office.app, ann, account(office, "Gareth"), account(office, "Gareth P"))
    sent, held = queue(office, one, by=ann), queue(office, other, by=ann)
    for reply_id in (sent, held):
        outbox.send_one(office.app, reply_id)
    assert (status(office, sent), status(office, held)) == (ReplyStatus.SENT, ReplyStatus.APPROVED)
    identity.unlink_account(office.app, ann, account(office, "Gareth P"))
    office.time.go(minutes=60)
    again, free = queue(office, one, by=ann), queue(office, other, by=ann)
    office.deliver()
    office.deliver()
    assert status(office, again) is ReplyStatus.SENT
    assert office.reply(held).status is ReplyStatus.SENT
    assert office.reply(free).held is not None


def test_two_workers_at_once_do_not_exceed_it_together(office: Office, ann: Actor) -> None:
    rules(office, per_hour=2)
    one = office.case_for("Gareth", "my parcel is late")
    other = office.case_for("Gareth P", "an invoice question", platform=FACEBOOK)
    identity.link(office.app, ann, account(office, "Gareth"), account(office, "Gareth P"))
    replies = [queue(office, case_id, by=ann) for case_id in (one, other) * 3]

    def deliver(n: int) -> Callable[[], object]:
        worker = office.another_worker(f"worker {n}")
        return lambda: tasks.deliver(worker)

    assert together(*map(deliver, range(3))) == [None] * 3
    assert [status(office, one) for one in replies].count(ReplyStatus.SENT) == 2
    assert office.responder.posts == 2


@pytest.mark.parametrize("seed", [1])
def test_no_interleaving_of_accounts_networks_and_links_exceeds_it(
    office: Office, ann: Actor, seed: int
) -> None:
    """Whoever is one customer when something goes out has got no more than the budget by then."""
    rules(office, per_hour=2, per_day=3)
    chance = random.Random(seed)  # noqa: S311
    names = ["Mo", "Moe", "Mow"]
    cases = [office.case_for(name, "my parcel is late", platform=place)
             for name, place in zip(names, (X, FACEBOOK, X), strict=True)]  # fmt: skip
    accounts = {account(office, name) for name in names}
    went_out = 0
    for _ in range(20):
        what, n = (
            chance.choice(["send", "send", "send", "link", "unlink", "wait"]),
            chance.randrange(3),
        )
        office.time.go(minutes=1 if what != "wait" else 50)
        if what == "send":
            queue(office, cases[n], by=ann)
        elif what == "link":
            with suppress(Conflict, BadInput):
                pair = account(office, names[n]), account(office, names[(n + 1) % 3])
                identity.link(office.app, ann, *pair)
        elif what == "unlink":
            with suppress(Conflict, BadInput):
                identity.unlink_account(office.app, ann, account(office, names[n]))
        office.deliver()
        went_out += check_budgets(office, accounts)
    assert went_out > 4


def check_budgets(office: Office, mine: set[int]) -> int:
    """None that went out in this moment exceeded its customer's budget; returns how many."""
    now = office.time.now
    owner = {key(row.id): row.customer_id for row in office.rows(Author) if key(row.id) in mine}
    to = {key(row.id): row.author_id for row in office.rows(Mention)}
    sent = [(owner[to[row.mention_id]], row.sending_at) for row in office.rows(Reply)
            if row.status is ReplyStatus.SENT and to[row.mention_id] in mine]  # fmt: skip
    just_now = {who for who, at in sent if at == now}
    for customer in just_now:
        times = [at for who, at in sent if who == customer and at]
        assert sum(now - at < HOUR for at in times) <= 2
        assert sum(now - at < DAY for at in times) <= 3
    return len(just_now)


def test_what_people_write_by_hand_on_the_network_counts_too(office: Office, ann: Actor) -> None:
    rules(office, per_hour=1)
    asked = office.says("Otto", "my kettle is broken")
    case_id = office.arrive(asked)
    office.hear(office.says("Kestrelia", "We are on it.", under=asked, by_brand=True))
    reply_id = queue(office, case_id, by=ann)
    office.deliver()
    assert office.reply(reply_id).held is not None


# --- quiet hours


def test_a_follow_up_waits_for_the_customers_morning_where_the_crm_knows_it(
    office: Office, ann: Actor
) -> None:
    rules(office, quiet=QuietHours(begins=dt.time(22), ends=dt.time(7)))
    case_id = office.case_for("Otto", "my kettle is broken")
    with office.app.database.write() as session:
        customer = session.get_one(Customer, office.case(case_id).customer_id)
        customer.attributes = {"time_zone": "America/Los_Angeles"}  # 01:00 there
    office.time.go(hours=3)
    answer = queue(office, case_id, by=ann)
    office.deliver()
    unasked = queue(office, case_id, by=ann, purpose=Purpose.FOLLOW_UP)
    office.deliver()
    assert status(office, answer) is ReplyStatus.SENT
    held = office.reply(unasked)
    assert held.not_before == START + dt.timedelta(hours=6)
    assert "07:00" in (held.held or "")


def test_quiet_hours_hold_nothing_back_that_could_not_be_sent_after_them(
    office: Office, ann: Actor
) -> None:
    rules(office, quiet=NIGHT, hold_answers=True)
    case_id = office.arrive(office.says("Otto", "my parcel is late", platform=FACEBOOK))
    with office.app.database.write() as session:
        post = session.get_one(Mention, office.rows(Mention)[0].id)
        post.published_at = START - dt.timedelta(days=7) + HOUR
        session.get_one(Case, case_id).urgency = Urgency.NORMAL
    reply_id = queue_private(office, case_id, ann)
    office.deliver()
    assert status(office, reply_id) is ReplyStatus.SENT


def queue_private(office: Office, case_id: int, by: Actor) -> int:
    reply_id = queue(office, case_id, by=by)
    with office.app.database.write() as session:
        session.get_one(Reply, reply_id).kind = ReplyKind.PRIVATE
    return reply_id


# --- a person decides


def test_a_person_has_it_sent_all_the_same_and_says_why(office: Office, ann: Actor) -> None:
    rules(office, per_hour=1)
    case_id = office.case_for("Otto", "the kettle is on fire")
    queue(office, case_id, by=ann)
    held = queue(office, case_id, by=ann)
    deliver_all(office)
    with pytest.raises(BadInput, match="few words"):
        flood.send_anyway(office.app, ann, held, "  ")
    flood.send_anyway(office.app, ann, held, "There is a fire.")
    office.deliver()
    assert status(office, held) is ReplyStatus.SENT
    assert office.reply(held).override == "There is a fire."
    assert "reply.forced" in [row.action for row in office.rows(AuditEntry)]
    with pytest.raises(Conflict, match="not held back"):
        flood.send_anyway(office.app, ann, held, "again")


def test_whoever_opens_the_editor_is_told_before(office: Office, ann: Actor) -> None:
    rules(office, per_hour=1)
    case_id = office.case_for("Otto", "my kettle is broken")
    mention_id = key(office.rows(Mention)[0].id)
    assert flood.outlook(office.app, ann, mention_id).allowed
    queue(office, case_id, by=ann)
    office.deliver()
    told = flood.outlook(office.app, ann, mention_id)
    assert (told.hold, told.until) == (Hold.BUDGET, START + HOUR)


# --- two programs


def test_a_loop_of_two_programs_is_stopped_and_a_person_decides(office: Office, ann: Actor) -> None:
    asked = office.says("Robot", "Your request 1 was received, it is broken")
    case_id = office.arrive(asked)
    replies = []
    for n in range(4):
        replies.append(queue(office, case_id, f"We have your message {n}."))
        office.deliver()
        office.time.go(seconds=30)
        if n < 3:
            office.arrive(
                office.says(
                    "Robot", f"Your request {n + 2} was received, it is broken", under=asked
                )
            )
    assert [status(office, one) for one in replies] == [*[ReplyStatus.SENT] * 3, ReplyStatus.FAILED]
    assert "Two programs" in (office.reply(replies[-1]).last_error or "")
    assert for_a_person(office, ann) == [case_id]
    respond.send_again(office.app, ann, replies[-1])
    office.deliver()
    assert status(office, replies[-1]) is ReplyStatus.SENT


def test_the_same_statement_goes_to_a_customer_once(office: Office, ann: Actor) -> None:
    one = office.case_for("Gareth", "my parcel is late")
    other = office.case_for("Gareth P", "an invoice question", platform=FACEBOOK)
    identity.link(office.app, ann, account(office, "Gareth"), account(office, "Gareth P"))
    text = "We know of the outage."
    first = queue(office, one, text, purpose=Purpose.STATEMENT, by=ann)
    second = queue(office, other, text, purpose=Purpose.STATEMENT, by=ann)
    office.deliver()
    assert status(office, first) is ReplyStatus.SENT
    assert status(office, second) is ReplyStatus.FAILED
    assert f"in case {one}" in (office.reply(second).last_error or "")


# --- what replies cost


def test_a_link_on_x_is_paid_for_and_waits_where_the_days_budget_is_used_up(
    office: Office, ann: Actor
) -> None:
    office.app = replace(office.app, replies_usd_per_day=0.25)
    cases = [office.case_for(name, "my kettle is broken") for name in ("Otto", "Uwe")]
    dear = [queue(office, one, "see https://kestrelia.com/help", by=ann) for one in cases]
    office.deliver()
    assert [office.reply(one).micro_usd for one in dear] == [200_000, 0]
    held = office.reply(dear[1])
    assert "$0.200" in (held.held or "")
    assert held.not_before == START.replace(hour=0) + DAY
    with office.app.database.read() as session:
        assert reply_costs.today(session, office.time.now).micro_usd == 200_000
    plain = queue(office, cases[1], "no link", by=ann)
    office.time.go(hours=16)
    deliver_all(office)
    assert [status(office, one) for one in (dear[1], plain)] == [ReplyStatus.SENT] * 2


def test_the_rules_by_which_a_reply_was_judged_are_remembered(office: Office, ann: Actor) -> None:
    reply_id = queue(office, office.case_for("Otto", "my kettle is broken"), by=ann)
    office.deliver()
    assert office.reply(reply_id).rules_version == "x/public/2026-02-23"
    assert office.reply(reply_id).sending_at == START

"""After the 24 hours: a template is offered, approved, sent once, paid for and counted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from domain.errors import OutcomeUnknown, ReplyNotAllowed
from domain.flood import FloodRules
from domain.ledger import Reason
from domain.mention import WHATSAPP
from domain.message_template import MessageTemplate, fill
from domain.reply import ReplyKind, ReplyStatus
from domain.role import Role
from listenpost.services import (
    case_view,
    doctor,
    ledger,
    message_templates,
    reply_costs,
    respond,
    webhooks,
)
from storage.engine import Database
from storage.models import Mention
from tests.fakes import FakeResponder, Office, Post, raising
from tests.listenpost.chat import open_chat
from tests.platforms.whatsapp_approved import approved
from tests.platforms.whatsapp_payloads import delivery, message, status, value

UPDATE, GERMAN = approved(2), approved(2, language="de")
WORDS = fill(UPDATE, ("Zoe", "it was found."))


@pytest.fixture
def office(database: Database) -> Office:
    found = open_chat(database)
    found.app = replace(found.app, message_templates=(GERMAN, UPDATE))
    return found


def late_case(office: Office) -> int:
    """A customer wrote 25 hours ago, and nobody has answered."""
    at = str(int(office.time.now.timestamp()))
    webhooks.receive(office.app, delivery(value(message("it is broken", timestamp=at))))
    office.judge()
    (mention,) = office.rows(Mention)
    assert mention.case_id
    office.time.go(hours=25)
    return mention.case_id


def sent(office: Office, case_id: int, text: str = WORDS, *, by: str = "ann") -> int:
    form = office.form(case_id, text, kind=ReplyKind.PRIVATE)
    return respond.send(office.app, office.user(by), form)


@pytest.mark.parametrize(
    ("templates", "reason"), [((), Reason.POLICY_FORBIDS), ((UPDATE,), Reason.NEVER_SEEN)]
)
def test_the_rules_are_not_blamed_where_a_template_would_have_reached_her(
    office: Office, templates: tuple[MessageTemplate, ...], reason: Reason
) -> None:
    office.app = replace(office.app, message_templates=templates)
    late_case(office)
    told = ledger.report(office.app, office.user("max", Role.MANAGER), ledger.period(office.app))
    assert {why: number for why, number in told.ignored.items() if number} == {reason: 1}


def test_the_template_is_offered_in_her_language_and_free_words_are_refused(
    office: Office,
) -> None:
    case_id = late_case(office)
    with pytest.raises(ReplyNotAllowed, match=r"closed 1 h ago.*case_update.*0\.05"):
        sent(office, case_id, "We are sorry.")
    view = case_view.view(office.app, office.user("eva"), case_id)
    now = office.time.now
    found = message_templates.offered(office.app, view.target, "en-GB", now=now)
    assert [one.language for one in found] == ["en", "de"]
    assert message_templates.begun(UPDATE, "Zoe Doe") == ["Zoe", ""]


def test_it_goes_out_once_as_that_template_and_its_price_is_booked(office: Office) -> None:
    reply_id = sent(office, late_case(office))
    office.deliver()
    office.deliver()
    (posted,) = office.responder.public
    assert posted.template is not None
    assert posted.template.template == UPDATE
    assert posted.template.values == ("Zoe", "it was found.")
    reply = office.reply(reply_id)
    assert (reply.status, reply.micro_usd) == (ReplyStatus.SENT, UPDATE.price)
    with office.app.database.read() as session:
        assert reply_costs.today(session, office.time.now).micro_usd == UPDATE.price


def test_a_doubt_about_a_template_is_not_repeated_and_its_receipt_settles_it(
    office: Office,
) -> None:
    reply_id = sent(office, late_case(office))
    office.responder.script.append(Post(after=raising(OutcomeUnknown("no answer"))))
    office.responder.hidden.add(office.reply(reply_id).idempotency_key)
    for _ in range(4):
        office.deliver()
        office.time.go(minutes=3)
    assert len(office.responder.public) == 1
    assert office.reply(reply_id).status is ReplyStatus.UNKNOWN
    key, at = office.reply(reply_id).idempotency_key, str(int(office.time.now.timestamp()))
    told = status("wamid.out", "delivered", timestamp=at, biz_opaque_callback_data=key)
    webhooks.receive(office.app, delivery(value(statuses=(told,))))
    assert office.reply(reply_id).status is ReplyStatus.SENT


def test_the_day_s_budget_holds_for_templates_too(office: Office) -> None:
    office.app = replace(office.app, replies_usd_per_day=0.04)
    sent(office, late_case(office))
    office.deliver()
    assert office.responder.public == []


def test_the_flood_budget_counts_a_template(office: Office) -> None:
    office.app = replace(office.app, flood=FloodRules(per_day=1))
    case_id = late_case(office)
    first = sent(office, case_id)
    office.deliver()
    office.time.go(minutes=2)
    second = sent(office, case_id, by="eva")
    office.deliver()
    assert office.reply(first).status is ReplyStatus.SENT
    assert office.reply(second).status is ReplyStatus.APPROVED
    assert office.reply(second).held
    assert len(office.responder.public) == 1


def test_a_template_that_left_the_settings_meanwhile_is_not_sent(office: Office) -> None:
    reply_id = sent(office, late_case(office))
    office.app = replace(office.app, message_templates=(GERMAN,))
    office.deliver()
    assert office.responder.public == []
    assert office.reply(reply_id).status is ReplyStatus.REJECTED


def test_words_that_were_approved_in_time_become_the_template_when_they_are_late(
    office: Office,
) -> None:
    at = str(int(office.time.now.timestamp()))
    webhooks.receive(office.app, delivery(value(message("it is broken", timestamp=at))))
    office.judge()
    (mention,) = office.rows(Mention)
    sent(office, mention.case_id or 0)
    office.time.go(hours=25)
    office.deliver()
    (posted,) = office.responder.public
    assert posted.template is not None


@dataclass(kw_only=True)
class ApprovingResponder(FakeResponder):
    """WhatsApp as the doctor asks it."""

    known: dict[str, str]

    def approved(self, name: str) -> dict[str, str]:
        return self.known if name == UPDATE.name else {}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"en": UPDATE.body, "de": GERMAN.body}, []),
        ({"en": UPDATE.body}, ["(de) is not approved in WhatsApp Manager, which has it in en"]),
        ({"en": "Hello!", "de": GERMAN.body}, ["(en) reads otherwise in WhatsApp Manager"]),
    ],
)
def test_the_doctor_compares_the_settings_with_what_is_approved(
    office: Office, known: dict[str, str], said: list[str]
) -> None:
    asked = ApprovingResponder(known=known)
    office.app = replace(office.app, responders={WHATSAPP: lambda: asked})
    found = [one for one in doctor.examine_app(office.app) if one.about == "templates"]
    if not said:
        assert [one.ok for one in found] == [True]
    else:
        assert [one.ok for one in found] == [False]
        assert said[0] in found[0].text

"""An agent's reply is approved in one commit, or refused with a reason and nothing changes."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.case import CaseEventKind
from domain.errors import BadInput, Conflict, ListenpostError, NotAllowed, ReplyNotAllowed
from domain.mention import FACEBOOK
from domain.reply import ReplyKind, ReplyStatus
from domain.role import Role
from listenpost.services import case_actions, respond
from listenpost.services.respond import ReplyForm
from storage import cases
from storage.models import AuditEntry, Case, CaseEvent, Reply
from tests.fakes import MINUTE, START, Office

DAY = dt.timedelta(days=1)


def approved(office: Office) -> list[Reply]:
    return [reply for reply in office.rows(Reply) if reply.status is not ReplyStatus.DRAFTED]


def at_once(*actions: Callable[[], object]) -> list[ListenpostError]:
    """Do all of it at the same moment; returns what was refused."""
    barrier = threading.Barrier(len(actions), timeout=30)
    refused: list[ListenpostError] = []

    def act(action: Callable[[], object]) -> None:
        barrier.wait()
        try:
            action()
        except ListenpostError as error:
            refused.append(error)

    threads = [threading.Thread(target=act, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return refused


# Approving


def test_sending_approves_the_reply_and_claims_the_case_in_one_commit(office: Office) -> None:
    ann, case_id = office.user("ann"), office.case_for("Otto", "my kettle is broken")
    reply = office.reply(office.send(ann, case_id, "  We look into it.\n"))
    assert (reply.status, reply.text) == (ReplyStatus.APPROVED, "We look into it.")
    assert (reply.drafted_by, reply.approved_by, reply.approved_at) == (ann.id, ann.id, START)
    case = office.case(case_id)
    assert case.reply_pending
    assert (case.assignee_id, case.claimed_until) == (ann.id, START + office.app.lease)
    assert office.rows(CaseEvent)[-1].kind is CaseEventKind.APPROVED
    audit = office.rows(AuditEntry)[-1]
    assert (audit.action, audit.subject, audit.user_id) == (
        "reply.approved",
        f"case:{case_id}",
        ann.id,
    )
    assert office.responder.public == []


def test_a_refused_reply_changes_nothing(office: Office) -> None:
    ann, case_id = office.user("ann"), office.case_for("Otto", "my kettle is broken")
    before = office.case(case_id).model_dump()
    with pytest.raises(ReplyNotAllowed):
        office.send(ann, case_id, "a" * 281)
    assert office.case(case_id).model_dump() == before
    assert office.rows(Reply) == []


def test_every_reply_has_a_key_of_its_own(office: Office) -> None:
    ann = office.user("ann")
    for person in ("Otto", "Uwe"):
        office.send(ann, office.case_for(person, "broken"))
    first, second = office.rows(Reply)
    assert first.idempotency_key != second.idempotency_key


def test_the_newest_post_that_needs_an_answer_is_answered(office: Office) -> None:
    first = office.says("Otto", "my kettle is broken", ago=30 * MINUTE)
    second = office.says("Otto", "still broken", under=first, ago=20 * MINUTE)
    third = office.says("Otto", "nice weather", under=first, ago=10 * MINUTE)
    case_id = office.arrive(first, second, third)
    reply = office.reply(office.send(office.user(), case_id))
    assert reply.mention_id == office.mention(second).id


# Conflicts


def test_nobody_answers_what_he_has_not_read(office: Office) -> None:
    first = office.says("Otto", "my kettle is broken")
    case_id = office.arrive(first)
    form = office.form(case_id)
    office.arrive(office.says("Otto", "now it is on fire", under=first))
    with pytest.raises(Conflict, match="wrote again"):
        respond.send(office.app, office.user(), form)
    assert office.rows(Reply) == []


def test_nobody_answers_beside_an_answer_by_hand(office: Office) -> None:
    first = office.says("Otto", "my kettle is broken")
    case_id = office.arrive(first)
    form = office.form(case_id)
    office.arrive(office.says("Kestrelia", "sorry!", under=first, by_brand=True))
    with pytest.raises(Conflict):
        respond.send(office.app, office.user(), form)


def test_nobody_answers_beside_a_reply_that_is_on_its_way(office: Office) -> None:
    ann, case_id = office.user("ann"), office.case_for("Otto", "my kettle is broken")
    form = office.form(case_id)
    respond.send(office.app, ann, form)
    with pytest.raises(Conflict, match="on its way"):
        respond.send(office.app, ann, form)
    assert len(approved(office)) == 1


def test_nobody_answers_after_a_colleague_without_having_read_it(office: Office) -> None:
    ann, ben = office.user("ann"), office.user("ben")
    case_id = office.case_for("Otto", "my kettle is broken")
    form = office.form(case_id)
    respond.send(office.app, ann, form)
    office.deliver()
    office.time.go(hours=1)
    with pytest.raises(Conflict):
        respond.send(office.app, ben, form)
    assert office.responder.texts() == ["We look into it."]
    office.send(ben, case_id, "One more thing.")  # who has read it may


def test_a_colleagues_case_is_left_to_the_colleague(office: Office) -> None:
    ann, ben = office.user("ann"), office.user("ben")
    case_id = office.case_for("Otto", "my kettle is broken")
    case_actions.claim(office.app, ann, case_id)
    with pytest.raises(Conflict, match="Somebody else"):
        office.send(ben, case_id)
    office.time.go(minutes=16)
    office.send(ben, case_id)


def test_a_case_that_is_not_there_cannot_be_answered(office: Office) -> None:
    form = ReplyForm(case_id=77, version=1, kind=ReplyKind.PUBLIC, text="Hello")
    for use in (respond.send, respond.save_draft):
        with pytest.raises(BadInput, match="77"):
            use(office.app, office.user(f"u{use.__name__}"), form)


def test_a_reply_that_is_not_there_cannot_be_decided(office: Office) -> None:
    with pytest.raises(BadInput, match="77"):
        respond.send_again(office.app, office.user(), 77)


# At the same moment


def test_clicking_ten_times_approves_once(office: Office) -> None:
    ann, case_id = office.user("ann"), office.case_for("Otto", "my kettle is broken")
    form = office.form(case_id)
    refused = at_once(*[lambda: respond.send(office.app, ann, form)] * 10)
    assert len(approved(office)) == 1
    assert [type(error) for error in refused] == [Conflict] * 9


def test_of_five_agents_that_answer_at_once_one_does(office: Office) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    form = office.form(case_id)

    def sends(name: str) -> Callable[[], object]:
        agent = office.user(name)
        return lambda: respond.send(office.app, agent, form)

    refused = at_once(*map(sends, ("ann", "ben", "cat", "dan", "eva")))
    (reply,) = approved(office)
    assert [type(error) for error in refused] == [Conflict] * 4
    assert office.case(case_id).assignee_id == reply.approved_by


def test_a_reply_and_a_closing_at_once_do_not_both_happen(office: Office) -> None:
    ann = office.user("ann")
    for n in range(5):
        case_id = office.case_for(f"Otto {n}", "my kettle is broken")
        form = office.form(case_id)
        at_once(
            lambda form=form: respond.send(office.app, ann, form),  # type: ignore[misc]
            lambda case_id=case_id: case_actions.dismiss(office.app, ann, case_id),  # type: ignore[misc]
        )
        sent = [reply for reply in approved(office) if reply.case_id == case_id]
        assert office.case(case_id).reply_pending == (len(sent) == 1)
        kinds = [event.kind for event in office.rows(CaseEvent) if event.case_id == case_id]
        assert CaseEventKind.DISMISSED not in kinds[kinds.index(CaseEventKind.APPROVED) :]


# Rules of the platforms and of roles


@pytest.mark.parametrize("text", ["", "  \n\t"])
def test_an_empty_reply_is_refused(office: Office, text: str) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    with pytest.raises(ReplyNotAllowed, match="empty"):
        office.send(office.user(), case_id, text)


def test_blanks_around_a_reply_do_not_count(office: Office) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    office.send(office.user(), case_id, "\n" + "a" * 280 + "  \n")
    assert approved(office)[0].text == "a" * 280


def test_what_no_database_can_store_is_replaced(office: Office) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    office.send(office.user(), case_id, "Hello\x00 Otto \ud800!")
    assert approved(office)[0].text == "Hello\ufffd Otto \ufffd!"
    office.deliver()
    assert office.responder.texts() == ["Hello\ufffd Otto \ufffd!"]


def test_x_is_not_answered_where_nobody_asked_us(office: Office) -> None:
    case_id = office.arrive(office.says("Otto", "my kestrelia is broken", summoned=False))
    with pytest.raises(ReplyNotAllowed, match="by hand"):
        office.send(office.user(), case_id)


def test_x_has_no_private_reply(office: Office) -> None:
    case_id = office.case_for("Otto", "my invoice")
    form = office.form(case_id, kind=ReplyKind.PRIVATE)
    with pytest.raises(ReplyNotAllowed, match="no private reply"):
        respond.send(office.app, office.user(), form)


def test_facebook_lets_us_write_in_private_once_and_for_a_week(office: Office) -> None:
    ann = office.user("ann")
    case_id = office.case_for("Otto", "my invoice", platform=FACEBOOK)
    form = office.form(case_id, "In private.", ReplyKind.PRIVATE)
    respond.send(office.app, ann, form)
    office.deliver()
    again = office.form(case_id, "And again.", ReplyKind.PRIVATE)
    with pytest.raises(ReplyNotAllowed, match="sent or refused already"):
        respond.send(office.app, ann, again)
    other = office.case_for("Uwe", "my invoice", platform=FACEBOOK)
    office.time.go(days=7, seconds=1)
    with pytest.raises(ReplyNotAllowed, match="7 days"):
        respond.send(office.app, ann, office.form(other, "Late.", ReplyKind.PRIVATE))
    respond.send(office.app, ann, office.form(other, "In public then."))


@pytest.mark.parametrize("role", [Role.MARKETING, Role.MANAGER])
def test_who_only_reads_cannot_answer(office: Office, role: Role) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    reader, form = office.user("mia", role), office.form(case_id)
    for use in (respond.send, respond.save_draft):
        with pytest.raises(NotAllowed, match=role.value):
            use(office.app, reader, form)
    for decide in (respond.send_again, respond.mark_sent, respond.give_up):
        with pytest.raises(NotAllowed):
            decide(office.app, reader, 1)
    assert office.rows(Reply) == []


# Drafts


def test_a_draft_is_kept_one_for_each_agent(office: Office) -> None:
    ann, ben = office.user("ann"), office.user("ben")
    case_id = office.case_for("Otto", "my kettle is broken")
    first = respond.save_draft(office.app, ann, office.form(case_id, "Dear"))
    assert respond.save_draft(office.app, ann, office.form(case_id, "Dear Otto")) == first
    respond.save_draft(office.app, ben, office.form(case_id, "Hi"))
    assert [(r.text, r.drafted_by) for r in office.rows(Reply)] == [
        ("Dear Otto", ann.id),
        ("Hi", ben.id),
    ]
    assert {reply.status for reply in office.rows(Reply)} == {ReplyStatus.DRAFTED}
    assert not office.case(case_id).reply_pending
    office.deliver()
    assert office.responder.public == []


def test_a_draft_is_kept_whatever_happens_to_the_thread(office: Office) -> None:
    first = office.says("Otto", "my kettle is broken")
    case_id = office.arrive(first)
    ann, form = office.user("ann"), office.form(case_id, "Dear Otto")
    office.arrive(office.says("Otto", "still broken", under=first))
    respond.save_draft(office.app, ann, form)
    with pytest.raises(Conflict):
        respond.send(office.app, ann, form)
    assert office.rows(Reply)[0].text == "Dear Otto"


def test_the_draft_becomes_the_reply(office: Office) -> None:
    ann, case_id = office.user("ann"), office.case_for("Otto", "my kettle is broken")
    draft = respond.save_draft(office.app, ann, office.form(case_id, "Dear"))
    assert office.send(ann, case_id, "Dear Otto") == draft
    (reply,) = office.rows(Reply)
    assert (reply.text, reply.status) == ("Dear Otto", ReplyStatus.APPROVED)


def test_a_draft_may_be_too_long_and_empty(office: Office) -> None:
    ann, case_id = office.user("ann"), office.case_for("Otto", "my kettle is broken")
    for text in ("a" * 9000, "", "\x00"):
        respond.save_draft(office.app, ann, office.form(case_id, text))
    assert office.rows(Reply)[0].text == "\ufffd"


def test_typing_in_two_windows_keeps_one_draft(office: Office) -> None:
    ann, case_id = office.user("ann"), office.case_for("Otto", "my kettle is broken")
    form = office.form(case_id)
    at_once(*[lambda: respond.save_draft(office.app, ann, form)] * 6)
    assert len(office.rows(Reply)) == 1


def test_a_held_case_is_not_taken_over_by_a_draft(office: Office) -> None:
    ann, ben = office.user("ann"), office.user("ben")
    case_id = office.case_for("Otto", "my kettle is broken")
    case_actions.claim(office.app, ann, case_id)
    respond.save_draft(office.app, ben, office.form(case_id, "Dear"))
    assert office.case(case_id).assignee_id == ann.id


def test_a_reply_to_a_case_of_another_version_of_the_form_is_refused(office: Office) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    form = replace(office.form(case_id), version=99)
    with pytest.raises(Conflict):
        respond.send(office.app, office.user(), form)
    with office.app.database.read() as session:
        assert isinstance(cases.get(session, case_id), Case)

"""A second person sees what a rule names, nobody approves what he wrote, and undo is in time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from domain.approval import ApprovalRule, ApprovalStatus
from domain.errors import BadInput, Conflict, NotAllowed, NotConfirmed, ReplyNotAllowed
from domain.promise import Promise
from domain.reply import ReplyStatus
from domain.role import Actor, Role
from listenpost.services import approvals, case_view, clocks, respond
from storage.models import Approval, PromiseRow, SlaClock
from tests.fakes import Office

LEGAL = ApprovalRule(name="Legal", words=("lawyer",))
TEXT = "We told our lawyer."


@pytest.fixture
def case_id(office: Office) -> int:
    office.app = replace(office.app, approval=(LEGAL,))
    return office.case_for("Otto", "my kettle is broken")


def approve(office: Office, actor: Actor, text: str | None = None) -> None:
    (one,) = office.rows(Approval)
    version = office.case(one.case_id).version
    approvals.approve(office.app, actor, one.id or 0, version=version, text=text)


def asked(office: Office) -> int:
    (one,) = office.rows(Approval)
    return one.id or 0


def test_what_no_rule_names_leaves_at_once(office: Office, ann: Actor, case_id: int) -> None:
    reply_id = office.send(ann, case_id)
    assert office.reply(reply_id).status is ReplyStatus.APPROVED
    assert office.rows(Approval) == []


def test_what_a_rule_names_is_sent_only_after_a_second_person(
    office: Office, ann: Actor, lea: Actor, case_id: int
) -> None:
    reply_id = office.send(ann, case_id, TEXT)
    office.deliver()
    assert office.responder.public == []
    (waits,) = approvals.queue(office.app, lea)
    assert (waits.author, waits.text, waits.reasons) == ("Ann", TEXT, ("Legal: “lawyer”",))
    assert approvals.count(office.app, lea) == 1
    approve(office, lea)
    office.deliver()
    assert [posted.text for posted in office.responder.public] == [TEXT]
    assert office.reply(reply_id).approved_by == lea.id
    case = office.case(case_id)
    assert (case.assignee_id, case.reply_pending) == (ann.id, False)
    assert approvals.queue(office.app, lea) == []


def test_the_customer_waits_until_it_leaves(
    office: Office, ann: Actor, lea: Actor, case_id: int
) -> None:
    office.send(ann, case_id, TEXT)
    assert office.case(case_id).waiting_since is not None
    with office.app.database.write() as session:
        clocks.project(session, office.case(case_id), office.app)
    assert [row.stopped_at for row in office.rows(SlaClock) if row.metric == "first_response"] == [
        None
    ]


@pytest.mark.parametrize("role", [Role.LEAD, Role.ADMIN])
def test_nobody_approves_what_he_wrote(office: Office, role: Role, case_id: int) -> None:
    author = office.user("kim", role)
    office.send(author, case_id, TEXT)
    with pytest.raises(NotAllowed, match="somebody else"):
        approve(office, author)
    with pytest.raises(NotAllowed, match="somebody else"):
        approvals.give_back(office.app, author, asked(office), "Never mind")
    assert [one.status for one in office.rows(Approval)] == [ApprovalStatus.WAITING]


@pytest.mark.parametrize("role", [Role.AGENT, Role.MARKETING, Role.MANAGER])
def test_only_leads_and_admins_are_second_persons(
    office: Office, ann: Actor, role: Role, case_id: int
) -> None:
    office.send(ann, case_id, TEXT)
    with pytest.raises(NotAllowed):
        approve(office, office.user("kim", role))


def test_it_is_decided_once(office: Office, ann: Actor, lea: Actor, case_id: int) -> None:
    office.send(ann, case_id, TEXT)
    approve(office, lea)
    with pytest.raises(Conflict, match="decided"):
        approve(office, office.user("ada", Role.ADMIN))


def test_what_was_written_meanwhile_is_read_first(office: Office, ann: Actor, lea: Actor) -> None:
    office.app = replace(office.app, approval=(LEGAL,))
    first = office.says("Otto", "my kettle is broken")
    case_id = office.arrive(first)
    office.send(ann, case_id, TEXT)
    version = office.case(case_id).version
    office.arrive(office.says("Otto", "and it is broken again", under=first))
    with pytest.raises(Conflict, match="has written since"):
        approvals.approve(office.app, lea, asked(office), version=version)


def test_who_changed_what_is_kept_and_judged_again(
    office: Office, ann: Actor, lea: Actor, case_id: int
) -> None:
    office.send(ann, case_id, TEXT)
    with pytest.raises(ReplyNotAllowed):
        approve(office, lea, "Our {field}.")
    with pytest.raises(NotConfirmed):
        approve(office, lea, "Call us on 020 7946 0001.")
    approve(office, lea, "We look into it.")
    (said,) = approvals.of_case(office.app, ann, case_id)
    assert (said.author, said.by, said.before, said.after) == (
        "Ann",
        "Lea",
        TEXT,
        "We look into it.",
    )


def test_confirmed_promises_live_on_with_the_author_as_owner(
    office: Office, ann: Actor, lea: Actor, case_id: int
) -> None:
    due = office.time.now + dt.timedelta(hours=3)
    form = replace(office.form(case_id, TEXT), promises=(Promise(words="told", due_at=due),))
    respond.send(office.app, ann, form)
    assert office.rows(PromiseRow) == []
    approve(office, lea)
    assert [(one.words, one.owner_id, one.due_at) for one in office.rows(PromiseRow)] == [
        ("told", ann.id, due)
    ]


def test_a_returned_reply_is_its_authors_draft_again_with_the_comment(
    office: Office, ann: Actor, lea: Actor, case_id: int
) -> None:
    office.send(ann, case_id, TEXT)
    with pytest.raises(BadInput):
        approvals.give_back(office.app, lea, asked(office), "  ")
    approvals.give_back(office.app, lea, asked(office), "Leave the lawyer out.")
    seen = case_view.view(office.app, ann, case_id)
    assert seen.draft is not None
    assert seen.draft[1] == TEXT
    assert seen.row.attention == "Lea returned the reply: Leave the lawyer out."
    office.send(ann, case_id, "We look into it.")
    office.deliver()
    assert [posted.text for posted in office.responder.public] == ["We look into it."]


def test_a_competing_reply_is_told_with_its_author_and_words(
    office: Office, ann: Actor, case_id: int
) -> None:
    office.send(ann, case_id, TEXT)
    with pytest.raises(Conflict, match=r"by Ann waits for approval: “We told our lawyer"):
        office.send(office.user("ben"), case_id)


def test_undo_within_its_time_makes_it_a_draft_again(office: Office, ann: Actor) -> None:
    office.app = replace(office.app, undo=dt.timedelta(seconds=5))
    case_id = office.case_for("Otto", "my kettle is broken")
    reply_id = office.send(ann, case_id, "We call you tomorrow.")
    office.deliver()
    assert office.responder.public == []
    ((left, at, seconds),) = approvals.leaving(office.app, ann)
    assert (left, at, seconds) == (reply_id, case_id, 5.0)
    approvals.take_back(office.app, ann, reply_id)
    office.time.go(minutes=1)
    office.deliver()
    assert office.responder.public == []
    assert (office.rows(PromiseRow), office.case(case_id).reply_pending) == ([], False)
    seen = case_view.view(office.app, ann, case_id)
    assert seen.draft is not None
    office.send(ann, case_id, "We look into it.")
    office.time.go(minutes=1)
    office.deliver()
    assert len(office.responder.public) == 1
    with pytest.raises(Conflict, match="too late"):
        approvals.take_back(office.app, ann, reply_id)


def test_only_its_author_or_a_lead_takes_a_reply_back(
    office: Office, ann: Actor, lea: Actor
) -> None:
    office.app = replace(office.app, undo=dt.timedelta(seconds=5))
    reply_id = office.send(ann, office.case_for("Otto", "my kettle is broken"))
    with pytest.raises(NotAllowed):
        approvals.take_back(office.app, office.user("ben"), reply_id)
    approvals.take_back(office.app, lea, reply_id)
    assert office.reply(reply_id).status is ReplyStatus.DRAFTED


def test_what_waits_for_approval_can_be_taken_back(
    office: Office, ann: Actor, lea: Actor, case_id: int
) -> None:
    reply_id = office.send(ann, case_id, TEXT)
    approvals.take_back(office.app, ann, reply_id)
    assert approvals.queue(office.app, lea) == []
    with pytest.raises(Conflict):
        approve(office, lea)


def test_a_fast_clock_leaves_as_many_real_seconds(office: Office, ann: Actor) -> None:
    clock = replace(office.app.clock, speed=60.0)
    office.app = replace(office.app, undo=dt.timedelta(seconds=5), clock=clock)
    reply_id = office.send(ann, office.case_for("Otto", "my kettle is broken"))
    not_before = office.reply(reply_id).not_before
    assert not_before == office.time.now + dt.timedelta(minutes=5)
    assert approvals.leaving(office.app, ann)[0][2] == 5.0


def test_a_new_agents_first_replies_are_seen_by_somebody(office: Office, ann: Actor) -> None:
    office.app = replace(office.app, approval=(ApprovalRule(name="New", new_agent_replies=1),))
    first = office.send(ann, office.case_for("Otto", "my kettle is broken"))
    assert office.reply(first).status is ReplyStatus.AWAITING_APPROVAL
    approve(office, office.user("lea", Role.LEAD))
    office.deliver()
    second = office.send(ann, office.case_for("Uwe", "my kettle is broken"))
    assert office.reply(second).status is ReplyStatus.APPROVED

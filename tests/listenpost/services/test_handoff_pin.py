"""A colleague without an account: a PIN, one look at the story, a note of what happened."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.case import CaseEventKind, CaseStatus
from domain.errors import BadInput, Conflict, NotAllowed
from domain.handoff import HandoffRules
from listenpost.services import case_actions, handoff, handoff_opening, handoff_outcome
from listenpost.services.handoff import Made
from listenpost.services.handoff_opening import OpensNothing
from storage.models import Handoff
from tests.fakes import Office
from tests.listenpost.services.handed import ADDRESS, PHONE, moved, with_codes
from tests.listenpost.services.seen import events


@pytest.fixture
def desk(office: Office) -> Office:
    return with_codes(office)


def visit(office: Office, made: Made, pin: str, who: str = "Max, store 4") -> str:
    opened = handoff_opening.open_with_pin(
        office.app, code=made.code, pin=pin, who=who, address=ADDRESS
    )
    return opened.token


def wrong_pin(pin: str) -> str:
    return f"{(int(pin) + 1) % 10**6:06d}"


def test_a_pin_opens_once_and_whoever_used_it_is_named(desk: Office) -> None:
    case_id, made = moved(desk)
    pin = handoff.make_pin(desk.app, desk.user(), made.handoff_id)
    visit(desk, made, f"{pin[:3]} {pin[3:]}")
    with pytest.raises(OpensNothing):
        visit(desk, made, pin)
    (row,) = handoff.of_case(desk.app, desk.user("eva"), case_id)
    assert [who for _, _, who in row.opened] == ["Max, store 4"]
    assert desk.rows(Handoff)[0].carried_at is not None


def test_a_pin_is_good_for_its_own_code_alone_and_for_some_minutes(desk: Office) -> None:
    _, made = moved(desk)
    ann = desk.user()
    other = handoff.make_as(desk.app, desk.case_for("Yan", "a broken one"), to=PHONE, user_id=None)
    pin = handoff.make_pin(desk.app, ann, made.handoff_id)
    with pytest.raises(OpensNothing):
        visit(desk, other, pin)
    desk.time.go(minutes=15)
    with pytest.raises(OpensNothing):
        visit(desk, made, pin)


def test_after_five_wrong_tries_a_pin_is_dead(desk: Office) -> None:
    desk.app = replace(desk.app, handoff=HandoffRules())
    _, made = moved(desk)
    pin = handoff.make_pin(desk.app, desk.user(), made.handoff_id)
    for _ in range(5):
        with pytest.raises(OpensNothing):
            visit(desk, made, wrong_pin(pin))
    with pytest.raises(OpensNothing):
        visit(desk, made, pin)


def test_a_visitor_says_who_she_is(desk: Office) -> None:
    _, made = moved(desk)
    pin = handoff.make_pin(desk.app, desk.user(), made.handoff_id)
    with pytest.raises(BadInput, match="who you are"):
        visit(desk, made, pin, who=" \n ")


def test_a_revoked_code_gets_no_pin(desk: Office) -> None:
    _, made = moved(desk)
    ann = desk.user()
    handoff.revoke(desk.app, ann, made.handoff_id)
    with pytest.raises(Conflict):
        handoff.make_pin(desk.app, ann, made.handoff_id)


# --- what came of it


def test_a_colleague_notes_what_happened_and_that_it_is_solved(desk: Office) -> None:
    case_id, made = moved(desk)
    eva = desk.user("eva")
    handoff_opening.open_as(desk.app, eva, made.code)
    handoff_outcome.note(desk.app, eva, made.handoff_id, "sent a new one", solved=True)
    assert desk.case(case_id).status is CaseStatus.RESOLVED
    story = handoff_opening.story(desk.app, eva, made.handoff_id)
    assert [step.text for step in story.tried if step.text] == ["Solved here. sent a new one"]


def test_a_visitor_notes_it_under_her_name_for_an_hour(desk: Office) -> None:
    case_id, made = moved(desk)
    token = visit(desk, made, handoff.make_pin(desk.app, desk.user(), made.handoff_id))
    handoff_outcome.note_as_visitor(desk.app, token, "<b>refunded</b>", solved=True)
    assert desk.case(case_id).status is CaseStatus.RESOLVED
    eva = desk.user("eva")
    story = handoff_opening.story(desk.app, eva, made.handoff_id)
    assert [(step.by, step.text) for step in story.tried if step.text] == [
        ("Max, store 4", "Solved here. <b>refunded</b>")
    ]
    desk.time.go(hours=1)
    with pytest.raises(NotAllowed):
        handoff_outcome.note_as_visitor(desk.app, token, "again", solved=False)
    with pytest.raises(NotAllowed):
        handoff_outcome.note_as_visitor(desk.app, "made up", "hello", solved=False)


def test_a_note_stays_where_the_case_cannot_be_resolved(desk: Office) -> None:
    case_id, made = moved(desk)
    case_actions.claim(desk.app, desk.user("ben"), case_id)
    eva = desk.user("eva")
    with pytest.raises(Conflict):
        handoff_outcome.note(desk.app, eva, made.handoff_id, "all done", solved=True)
    assert CaseEventKind.NOTED in events(desk, case_id)

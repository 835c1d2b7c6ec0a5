"""Replies that do not go on by themselves are listed with their reason, and have other ways."""

from __future__ import annotations

import datetime as dt

import pytest

from domain.errors import ChatLimited, Conflict, RateLimited, ReplyNotAllowed
from domain.mention import FACEBOOK, WHATSAPP
from domain.reply import PostedReply, ReplyKind, ReplyStatus
from domain.role import Actor
from listenpost.services import case_view, identity, respond, stuck
from listenpost.services.stuck import OtherWay
from storage.models import Mention, Reply
from tests.fakes import FakeResponder, Office, Post, raising
from tests.listenpost.services.outbox_steps import TIMED_OUT, live_on, status
from tests.listenpost.services.test_flood import account, queue, rules


def refused(office: Office, ann: Actor, author: str = "Otto") -> int:
    """A reply that the network does not take."""
    case_id = office.case_for(author, "my kettle is broken", platform=FACEBOOK)
    office.responder.script.append(Post(before=raising(ReplyNotAllowed("You are blocked."))))
    reply_id = office.send(ann, case_id)
    office.deliver()
    assert status(office, reply_id) is ReplyStatus.REJECTED
    return reply_id


def test_the_list_tells_of_each_reply_why_it_stands_there(office: Office, ann: Actor) -> None:
    rules(office, per_hour=1)
    ended = refused(office, ann)
    doubtful = office.send(ann, office.case_for("Uwe", "my kettle is broken"))
    office.responder.script.append(Post(before=raising(TIMED_OUT)))
    live_on(office, minutes=10)
    case_id = office.case_for("Ida", "my kettle is broken")
    queue(office, case_id, by=ann)
    office.deliver()
    held = queue(office, case_id, by=ann)
    office.deliver()
    found = stuck.standing(office.app, ann)
    assert [one.reply_id for one in found.rows] == [ended, doubtful, held]
    assert [one.why for one in found.rows][:2] == ["You are blocked.", "Not found on the platform."]
    assert "1 of 1" in found.rows[2].why
    assert found.rows[2].until is not None
    assert (found.asked, found.held) == (2, 1)
    waits = stuck.waits(office.app, ann, case_id)
    assert waits is not None
    assert waits.reply_id == held


def test_what_was_answered_since_is_no_longer_in_the_list(office: Office, ann: Actor) -> None:
    ended = refused(office, ann)
    office.send(ann, office.reply(ended).case_id, "Another answer.")
    office.deliver()
    assert stuck.standing(office.app, ann).rows == ()


def test_refused_words_can_take_another_way_and_are_read_before_they_are_sent(
    office: Office, ann: Actor
) -> None:
    reply_id = refused(office, ann)
    case_id = office.reply(reply_id).case_id
    found = stuck.ending(office.app, ann, reply_id)
    assert found.why == "You are blocked."
    assert "in force since" in found.rule
    way = OtherWay(case_id=case_id, platform=FACEBOOK, kind=ReplyKind.PRIVATE)
    assert found.ways == (way,)
    stuck.redirect(office.app, ann, reply_id, way)
    view = case_view.view(office.app, ann, case_id)
    assert view.draft == (ReplyKind.PRIVATE, "We look into it.")
    assert [row.status for row in office.rows(Reply)] == [ReplyStatus.REJECTED, ReplyStatus.DRAFTED]


def test_they_can_go_to_another_network_of_the_same_customer(office: Office, ann: Actor) -> None:
    reply_id = refused(office, ann, "Gareth")
    other = office.case_for("Gareth P", "my invoice is wrong")
    identity.link(office.app, ann, account(office, "Gareth"), account(office, "Gareth P"))
    ways = stuck.ending(office.app, ann, reply_id).ways
    elsewhere = OtherWay(case_id=other, platform="x", kind=ReplyKind.PUBLIC)
    assert elsewhere in ways
    stuck.redirect(office.app, ann, reply_id, elsewhere)
    assert case_view.view(office.app, ann, other).draft == (ReplyKind.PUBLIC, "We look into it.")


def test_no_way_is_taken_that_is_closed_or_while_nobody_knows(office: Office, ann: Actor) -> None:
    reply_id = refused(office, ann)
    closed = OtherWay(
        case_id=office.reply(reply_id).case_id, platform=WHATSAPP, kind=ReplyKind.PUBLIC
    )
    with pytest.raises(ReplyNotAllowed):
        stuck.redirect(office.app, ann, reply_id, closed)
    doubtful = office.send(ann, office.case_for("Uwe", "my kettle is broken"))
    office.responder.script.append(Post(before=raising(TIMED_OUT)))
    office.deliver()
    assert stuck.ending(office.app, ann, doubtful).ways == ()
    with pytest.raises(Conflict, match="arrived"):
        stuck.redirect(office.app, ann, doubtful, closed)


# --- what the outbox does meanwhile


def test_a_later_reply_waits_while_an_earlier_one_of_its_case_is_in_doubt(
    office: Office, ann: Actor
) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    first, second = queue(office, case_id, by=ann), queue(office, case_id, by=ann)
    office.responder.script.append(Post(before=raising(TIMED_OUT)))
    live_on(office, minutes=12)
    assert (status(office, first), status(office, second)) == (
        ReplyStatus.UNKNOWN,
        ReplyStatus.APPROVED,
    )
    respond.mark_sent(office.app, ann, first)
    live_on(office, minutes=2)
    assert status(office, second) is ReplyStatus.SENT


def test_one_public_effect_never_stands_for_two_replies(
    office: Office, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words twice: the first is public, of the second nobody knows."""
    case_id = office.case_for("Otto", "my kettle is broken")
    first = queue(office, case_id, "We look into it.", by=ann)
    office.deliver()
    public = office.reply(first)
    found = PostedReply(external_id=public.external_id or "", url=public.url or "")
    monkeypatch.setattr(FakeResponder, "find", lambda _responder, _reply: found)
    second = queue(office, case_id, "We look into it.", by=ann)
    office.responder.script.append(Post(before=raising(TIMED_OUT)))
    live_on(office, minutes=12)
    assert status(office, second) is ReplyStatus.UNKNOWN
    assert office.case(case_id).attention is not None


def test_a_network_that_says_slow_down_is_asked_by_no_other_reply(
    office: Office, ann: Actor
) -> None:
    waiting = [queue(office, office.case_for(f"C{n}", "broken"), by=ann) for n in range(4)]
    office.responder.script.extend([Post(before=raising(RateLimited("Slow down.")))] * 8)
    live_on(office, minutes=8)
    assert office.responder.posts == 8
    assert [office.reply(one).status for one in waiting] == [ReplyStatus.APPROVED] * 4
    assert sum(office.reply(one).attempts for one in waiting) == 0
    live_on(office, minutes=3)
    assert {office.reply(one).status for one in waiting} == {ReplyStatus.SENT}
    assert len(office.rows(Mention)) == 4


def test_a_chat_that_has_had_enough_for_now_holds_up_no_other(office: Office, ann: Actor) -> None:
    waiting = [queue(office, office.case_for(f"C{n}", "broken"), by=ann) for n in range(3)]
    soon = office.time.now + dt.timedelta(seconds=1)
    enough = ChatLimited("Another second.", retry_at=soon)
    office.responder.script.append(Post(before=raising(enough)))
    office.deliver()
    first, *others = (office.reply(one) for one in waiting)
    assert {one.status for one in others} == {ReplyStatus.SENT}
    assert (first.status, first.not_before, first.attempts) == (ReplyStatus.APPROVED, soon, 0)
    office.time.go(seconds=1)
    office.deliver()
    assert status(office, waiting[0]) is ReplyStatus.SENT

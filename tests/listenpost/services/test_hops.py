"""Hops of an installation: written down when they happened, ended by what the customer did."""

from __future__ import annotations

from dataclasses import replace

from domain.case import CaseEventKind
from domain.channel import ChannelKind, Place
from domain.errors import ReplyNotAllowed
from domain.hop import HopAsker, HopOutcome
from domain.mention import FACEBOOK, IncomingMention, MentionKind
from domain.private_message import private_thread
from domain.reply import ReplyKind
from listenpost.services import hops, regrouping, respond, undoing
from listenpost.services.hops import Move
from storage.models import CaseChange, Hop
from tests.fakes import Office, Post, raising
from tests.listenpost.services.seen import events

PHONE = Place(kind=ChannelKind.PHONE)


def comments(office: Office, text: str, under: IncomingMention | None = None) -> IncomingMention:
    said = office.says("Ann", text, platform=FACEBOOK, under=under)
    return replace(said, kind=MentionKind.COMMENT)


def writes(office: Office, text: str) -> IncomingMention:
    said = office.says("Ann", text, platform=FACEBOOK)
    return replace(said, kind=MentionKind.MESSAGE, conversation_id=private_thread("id-Ann"))


def sent_to_private(office: Office) -> tuple[IncomingMention, int]:
    """A comment that was answered in private; returns it and its case."""
    comment = comments(office, "my kettle is broken")
    case_id = office.arrive(comment)
    form = office.form(case_id, "Please tell us your order number.", ReplyKind.PRIVATE)
    respond.send(office.app, office.user(), form)
    office.deliver()
    office.time.go(hours=1)
    return comment, case_id


def outcomes(office: Office) -> list[tuple[HopOutcome, bool]]:
    return [(hop.outcome, hop.context_carried) for hop in office.rows(Hop)]


def test_a_private_answer_to_a_public_post_is_a_hop_of_the_agent_who_sent_it(
    office: Office,
) -> None:
    comment, case_id = sent_to_private(office)
    (hop,) = office.rows(Hop)
    assert (hop.from_kind, hop.to_kind) == (ChannelKind.REPLY, ChannelKind.MESSAGE)
    assert (hop.from_platform, hop.to_platform) == (FACEBOOK, FACEBOOK)
    assert (hop.case_id, hop.mention_id) == (case_id, office.mention(comment).id)
    assert (hop.asked_by, hop.outcome) == (HopAsker.AGENT, HopOutcome.OPEN)
    assert hop.user_id == office.reply(hop.reply_id or 0).approved_by
    assert events(office, case_id).count(CaseEventKind.HOPPED) == 1


def test_what_was_never_sent_moved_nobody(office: Office) -> None:
    case_id = office.arrive(comments(office, "my kettle is broken"))
    office.responder.script.append(Post(before=raising(ReplyNotAllowed("blocked"))))
    form = office.form(case_id, "Please tell us your order number.", ReplyKind.PRIVATE)
    respond.send(office.app, office.user(), form)
    office.deliver()
    assert office.rows(Hop) == []


def test_an_answer_where_the_customer_wrote_is_no_hop(office: Office) -> None:
    office.send(office.user(), office.case_for("Ann", "my kettle is broken"))
    private = office.arrive(writes(office, "the invoice is wrong"))
    form = office.form(private, "We look into it.", ReplyKind.PRIVATE)
    respond.send(office.app, office.user("eve"), form)
    office.deliver()
    assert office.rows(Hop) == []


def test_her_message_in_the_same_case_proves_that_the_context_travelled(office: Office) -> None:
    _, case_id = sent_to_private(office)
    message = writes(office, "the parcel of order 4711")
    assert office.arrive(message) == case_id
    (hop,) = office.rows(Hop)
    assert (hop.outcome, hop.context_carried) == (HopOutcome.ARRIVED, True)
    assert hop.carried_by == f"mention:{office.mention(message).id}"


def test_who_asks_in_public_again_has_returned(office: Office) -> None:
    comment, case_id = sent_to_private(office)
    office.arrive(comments(office, "hello? my kettle is broken", under=comment))
    assert outcomes(office) == [(HopOutcome.RETURNED, False)]
    assert events(office, case_id).count(CaseEventKind.HOPPED) == 1


def test_thanks_in_public_are_no_return(office: Office) -> None:
    comment, _ = sent_to_private(office)
    office.arrive(comments(office, "thanks", under=comment))
    hops.close_due(office.app)
    assert outcomes(office) == [(HopOutcome.SOLVED, False)]


def test_a_customer_of_whom_nothing_is_heard_for_a_week_went_silent(office: Office) -> None:
    sent_to_private(office)
    office.time.go(days=6)
    assert hops.close_due(office.app) == 0
    office.time.go(days=2)
    assert [hops.close_due(office.app) for _ in range(2)] == [1, 0]
    assert outcomes(office) == [(HopOutcome.SILENT, False)]


def test_who_comes_back_after_all_was_well_has_returned(office: Office) -> None:
    comment, _ = sent_to_private(office)
    office.arrive(comments(office, "thanks", under=comment))
    hops.close_due(office.app)
    office.time.go(days=1)
    office.arrive(comments(office, "it is broken again", under=comment))
    assert outcomes(office) == [(HopOutcome.RETURNED, False)]


def test_a_customer_who_goes_elsewhere_by_herself_is_a_hop_of_hers(office: Office) -> None:
    message = writes(office, "my kettle is broken")
    case_id = office.arrive(message)
    office.time.go(hours=1)
    assert office.arrive(comments(office, "my kettle is broken")) == case_id
    (hop,) = office.rows(Hop)
    assert (hop.asked_by, hop.from_kind, hop.to_kind) == (
        HopAsker.CUSTOMER,
        ChannelKind.MESSAGE,
        ChannelKind.REPLY,
    )
    assert (hop.outcome, hop.context_carried) == (HopOutcome.ARRIVED, True)


def test_a_code_that_was_opened_carries_the_context_once(office: Office) -> None:
    case_id = office.case_for("Ann", "my kettle is broken")
    now = office.time.now
    with office.app.database.write() as session:
        move = Move(
            case_id=case_id,
            origin=Place(kind=ChannelKind.REPLY),
            target=PHONE,
            asked_by=HopAsker.AGENT,
            at=now,
        )
        for _ in range(2):  # the same move, with nothing heard in between
            hops.record(session, move)
        assert hops.carried(session, case_id, proof="code:7", at=now, target=PHONE)
        assert hops.carried(session, case_id, proof="code:8", at=now)
    (hop,) = office.rows(Hop)
    assert (hop.outcome, hop.context_carried, hop.carried_by) == (
        HopOutcome.ARRIVED,
        True,
        "code:7",
    )


def test_nothing_is_carried_where_nobody_was_sent(office: Office) -> None:
    case_id = office.case_for("Ann", "my kettle is broken")
    with office.app.database.write() as session:
        assert hops.carried(session, case_id, proof="code:7", at=office.time.now) is None


def test_hops_go_along_when_cases_are_merged_and_come_back_when_that_is_undone(
    office: Office,
) -> None:
    _, case_id = sent_to_private(office)
    other = office.arrive(comments(office, "where is my parcel"))
    assert other != case_id
    user = office.user("eve")
    office.time.go(hours=1)
    regrouping.merge(office.app, user, kept_id=other, other_id=case_id)
    assert [hop.case_id for hop in office.rows(Hop)] == [other]
    (change,) = office.rows(CaseChange)
    undoing.undo(office.app, user, change.id or 0)
    assert [hop.case_id for hop in office.rows(Hop)] == [case_id]

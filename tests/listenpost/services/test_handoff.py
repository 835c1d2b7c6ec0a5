"""Moving a customer with her story: the code opens it to colleagues, and is secret, short-lived."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.case import CaseEventKind
from domain.errors import BadInput, Conflict, NotAllowed, RateLimited, ReplyNotAllowed
from domain.handoff import KINDS, CodeState, HandoffChannel, HandoffRules
from domain.mention import FACEBOOK, MentionKind
from domain.role import Role
from listenpost.services import erase, handoff, handoff_opening, regrouping, respond
from listenpost.services.choosing import Chosen
from listenpost.services.handoff_opening import OpensNothing
from listenpost.services.retention import purge
from storage.models import AuditEntry, Handoff, HandoffGuess, HandoffUse, Hop, Reply
from tests.fakes import Office, Post, raising
from tests.listenpost.services.handed import ADDRESS, PHONE, moved, with_codes
from tests.listenpost.services.seen import events


@pytest.fixture
def desk(office: Office) -> Office:
    return with_codes(office)


def sent(office: Office, text: str, to: HandoffChannel | None = PHONE) -> int:
    """An agent answers with these words; returns the case."""
    case_id = office.case_for("Zoe", "my parcel is late")
    form = replace(office.form(case_id, text), choice=by(to))
    respond.send(office.app, office.user(), form)
    return case_id


def by(to: HandoffChannel | None) -> Chosen | None:
    """The channel that an agent takes to send her there."""
    return None if to is None else Chosen(channel=f"our {to.value}", kind=KINDS[to])


def code_in(text: str) -> str:
    return next(word for word in text.split() if word.count("-") == 2).strip(".")


def hop_of(office: Office) -> tuple[str, bool, str | None]:
    (hop,) = office.rows(Hop)
    return hop.to_kind.value, hop.context_carried, hop.carried_by


# --- codes


def test_whoever_opens_a_code_sees_the_story_and_it_is_written_down(desk: Office) -> None:
    case_id, made = moved(desk)
    ann = desk.user()
    opened = handoff_opening.open_as(desk.app, ann, made.code.lower())
    assert (opened.story.case_id, opened.story.customer) == (case_id, "Zoe")
    assert opened.story.summary == ("my parcel is late",)
    (use,) = desk.rows(HandoffUse)
    assert (use.user_id, use.case_id) == (ann.id, case_id)
    told = [CaseEventKind.HANDED_OFF, CaseEventKind.HOPPED, CaseEventKind.HANDOFF_OPENED]
    assert events(desk, case_id)[-3:] == told
    assert hop_of(desk) == ("phone", True, f"code:{made.handoff_id}")
    assert [row.action for row in desk.rows(AuditEntry)][-1] == "handoff.opened"
    assert desk.rows(Handoff)[0].carried_at == desk.time.now


def test_the_first_opening_by_staff_carries_the_context_and_the_customers_own_does_not(
    desk: Office,
) -> None:
    _, made = moved(desk)
    handoff_opening.read_own(desk.app, code=made.code, address=ADDRESS)
    assert desk.rows(Handoff)[0].carried_at is None
    assert hop_of(desk) == ("phone", False, None)
    desk.time.go(minutes=5)
    first = desk.time.now
    ann = desk.user()
    handoff_opening.open_as(desk.app, ann, made.code)
    desk.time.go(minutes=5)
    handoff_opening.open_as(desk.app, ann, made.code)
    assert desk.rows(Handoff)[0].carried_at == first
    assert len(desk.rows(HandoffUse)) == 3


def test_the_code_stands_nowhere_in_the_database(desk: Office) -> None:
    _, made = moved(desk)
    handoff_opening.open_as(desk.app, desk.user(), made.code)
    with desk.app.database.read() as session:
        held = "".join(
            str(list(session.connection().execute(table.select())))
            for table in Handoff.metadata.sorted_tables
        )
    assert made.code not in held
    assert made.code.replace("-", "") not in held


@pytest.mark.parametrize("why", ["wrong", "expired", "revoked", "not sent", "no code at all"])
def test_whatever_is_wrong_with_a_code_the_answer_is_the_same(desk: Office, why: str) -> None:
    ann = desk.user("eva")
    given = "0000000000"
    if why in ("expired", "revoked"):
        _, made = moved(desk)
        given = made.code
    if why == "expired":
        desk.time.go(days=3)
    if why == "revoked":
        handoff.revoke(desk.app, ann, made.handoff_id)
    if why == "not sent":
        sent(desk, "call {code}")
        given = code_in(desk.rows(Reply)[0].text)
    if why == "no code at all":
        given = "Bobby'); DROP"
    for opened in (
        lambda: handoff_opening.open_as(desk.app, ann, given),
        lambda: handoff_opening.read_own(desk.app, code=given, address=ADDRESS),
        lambda: handoff_opening.open_with_pin(
            desk.app, code=given, pin="000000", who="Max", address=ADDRESS
        ),
    ):
        with pytest.raises(OpensNothing) as told:
            opened()
        assert str(told.value) == handoff_opening.OPENS_NOTHING
    assert desk.rows(HandoffUse) == []
    assert desk.rows(HandoffGuess)


def test_a_guesser_is_stopped_and_a_good_code_then_helps_him_nothing(desk: Office) -> None:
    _, made = moved(desk)
    for _ in range(4):
        with pytest.raises(OpensNothing):
            handoff_opening.read_own(desk.app, code="0" * 10, address=ADDRESS)
    with pytest.raises(RateLimited):
        handoff_opening.read_own(desk.app, code=made.code, address=ADDRESS)
    handoff_opening.read_own(desk.app, code=made.code, address="203.0.113.10")
    desk.time.go(minutes=15)
    handoff_opening.read_own(desk.app, code=made.code, address=ADDRESS)


def test_many_guessers_together_are_stopped_and_colleagues_go_on(desk: Office) -> None:
    _, made = moved(desk)
    for number in range(9):
        with pytest.raises(OpensNothing):
            handoff_opening.read_own(desk.app, code="0" * 10, address=f"203.0.113.{number}")
    with pytest.raises(RateLimited):
        handoff_opening.read_own(desk.app, code=made.code, address="198.51.100.1")
    assert handoff_opening.open_as(desk.app, desk.user(), made.code)


def test_a_provider_gives_one_guesser_many_addresses_of_ipv6(desk: Office) -> None:
    _, made = moved(desk)
    for number in range(4):
        with pytest.raises(OpensNothing):
            handoff_opening.read_own(desk.app, code="0" * 10, address=f"2001:db8::{number}")
    with pytest.raises(RateLimited):
        handoff_opening.read_own(desk.app, code=made.code, address="2001:db8::ffff")


def test_only_who_answers_may_make_open_and_revoke(desk: Office) -> None:
    case_id, made = moved(desk)
    mia = desk.user("mia", Role.MARKETING)
    for action in (
        lambda: handoff.make(desk.app, mia, case_id, to=PHONE),
        lambda: handoff_opening.open_as(desk.app, mia, made.code),
        lambda: handoff.revoke(desk.app, mia, made.handoff_id),
        lambda: handoff.make_pin(desk.app, mia, made.handoff_id),
    ):
        with pytest.raises(NotAllowed):
            action()


# --- what the customer may read


def test_the_customer_reads_her_own_words_and_nobody_elses(desk: Office) -> None:
    first = desk.says("Zoe", "my parcel is late")
    case_id = desk.arrive(first)
    desk.arrive(desk.says("Troll", "they never answer", under=first))
    desk.send(desk.user(), case_id, "Dear Zoe, Ann looks into it.")
    desk.deliver()
    made = handoff.make_as(desk.app, case_id, to=PHONE, user_id=None)
    found = handoff_opening.read_own(desk.app, code=made.code, address=ADDRESS)
    assert [line.text for line in found.wrote] == ["my parcel is late"]
    assert found.place == "+30 210 1234567"
    assert made.link == f"https://care.example.org/c/{made.code.replace('-', '')}"


def test_a_code_that_stood_in_public_says_so_to_whoever_opens_it(desk: Office) -> None:
    _, made = moved(desk, in_public=True)
    assert handoff_opening.open_as(desk.app, desk.user(), made.code).story.in_public


def test_a_code_that_stood_in_public_shows_nothing_that_was_private(desk: Office) -> None:
    case_id = desk.case_for("Zoe", "my parcel is late")
    secret = replace(desk.says("Zoe", "my invoice 4711"), kind=MentionKind.MESSAGE)
    other = desk.arrive(secret)
    regrouping.merge(desk.app, desk.user(), kept_id=case_id, other_id=other)
    for in_public, read in ((True, 1), (False, 2)):
        made = handoff.make_as(desk.app, case_id, to=PHONE, user_id=None, in_public=in_public)
        found = handoff_opening.read_own(desk.app, code=made.code, address=ADDRESS)
        assert len(found.wrote) == read
        assert any(line.private for line in found.wrote) is not in_public


# --- in a reply


def test_the_code_is_made_when_the_reply_is_approved_and_good_when_it_is_out(desk: Office) -> None:
    case_id = sent(desk, "Call us: +30 210 1234567. Your code is {code} or {link} .")
    text = desk.rows(Reply)[0].text
    code = code_in(text)
    assert f"https://care.example.org/c/{code.replace('-', '')}" in text
    eva = desk.user("eva")
    with pytest.raises(OpensNothing):
        handoff_opening.open_as(desk.app, eva, code)
    (row,) = handoff.of_case(desk.app, eva, case_id)
    assert (row.state, row.by) == (CodeState.WAITING, "Ann")
    assert desk.rows(Hop) == []
    desk.deliver()
    assert hop_of(desk) == ("phone", False, None)
    opened = handoff_opening.open_as(desk.app, eva, code)
    assert opened.story.in_public
    assert desk.responder.texts() == [text]


def test_a_reply_that_never_got_out_leaks_no_code_that_is_good(desk: Office) -> None:
    desk.responder.script.append(Post(before=raising(ReplyNotAllowed("blocked"))))
    sent(desk, "call, code {code}")
    desk.deliver()
    with pytest.raises(OpensNothing):
        handoff_opening.open_as(desk.app, desk.user("eva"), code_in(desk.rows(Reply)[0].text))
    assert desk.rows(Hop) == []


def test_a_reply_that_is_refused_before_it_is_approved_makes_no_code(desk: Office) -> None:
    case_id = desk.case_for("Zoe", "my parcel is late")
    form = desk.form(case_id, "{code} " + "x" * 300)
    ann = desk.user()
    with pytest.raises(ReplyNotAllowed):
        respond.send(desk.app, ann, replace(form, choice=by(PHONE)))
    with pytest.raises(BadInput, match="choose phone"):
        respond.send(desk.app, ann, form)
    assert desk.rows(Handoff) == []
    respond.save_draft(desk.app, ann, form)
    assert desk.rows(Reply)[0].text.startswith("{code}")
    assert desk.rows(Handoff) == []


def test_a_link_without_a_public_address_is_refused_in_words(desk: Office) -> None:
    desk.app = replace(desk.app, handoff=HandoffRules())
    with pytest.raises(BadInput, match="public_url"):
        sent(desk, "{link}")


def test_a_code_follows_its_case_into_another_one(desk: Office) -> None:
    case_id, made = moved(desk)
    ann = desk.user()
    other = desk.case_for("Zoe", "an invoice is wrong")
    assert other != case_id
    regrouping.merge(desk.app, ann, kept_id=other, other_id=case_id)
    story = handoff_opening.open_as(desk.app, ann, made.code).story
    assert story.case_id == other
    assert {line.text for line in story.thread} == {"my parcel is late", "an invoice is wrong"}
    with pytest.raises(Conflict):
        handoff.make(desk.app, ann, case_id, to=PHONE)


# --- forgetting


def test_long_after_its_end_a_code_is_forgotten_and_the_handoff_still_counts(desk: Office) -> None:
    _, made = moved(desk)
    handoff_opening.open_as(desk.app, desk.user(), made.code)
    desk.time.go(days=33)
    with desk.app.database.write() as session:
        assert purge(desk.app, session, now=desk.time.now)["codes"] == 0
    desk.time.go(minutes=1)
    with desk.app.database.write() as session:
        assert purge(desk.app, session, now=desk.time.now)["codes"] == 1
    (row,) = desk.rows(Handoff)
    assert (row.code_hash, row.carried_at is not None) == (None, True)
    assert desk.rows(HandoffGuess) == []


def test_codes_of_an_erased_customer_open_nothing(desk: Office) -> None:
    case_id, made = moved(desk)
    other = handoff.make_as(desk.app, case_id, to=HandoffChannel.STORE, user_id=None)
    stranger = desk.case_for("Yan", "a broken one", platform=FACEBOOK)
    kept = handoff.make_as(desk.app, stranger, to=PHONE, user_id=None)
    handoff_opening.read_own(desk.app, code=made.code, address=ADDRESS)
    boss = desk.user("max", Role.MANAGER)
    done = erase.erase(desk.app, boss, desk.case(case_id).customer_id)
    assert (done.records["handoff"], done.records["handoff_use"]) == (2, 1)
    ann = desk.user()
    for code in (made.code, other.code):
        with pytest.raises(OpensNothing):
            handoff_opening.open_as(desk.app, ann, code)
    assert handoff_opening.open_as(desk.app, ann, kept.code)

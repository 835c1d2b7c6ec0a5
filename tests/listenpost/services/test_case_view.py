"""What an agent sees of one case: the whole thread in order, who, why, and what can be sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlmodel import update

from domain.attachment import AttachmentKind, attached, attachment
from domain.case import CaseEventKind
from domain.errors import BadInput, NotAllowed, OutcomeUnknown, PlatformUnavailable
from domain.mention import FACEBOOK
from domain.reply import ReplyKind, ReplyStatus
from domain.role import Actor, Role
from domain.sla import SlaMetric, SlaState
from listenpost.services import case_actions, case_view, respond
from listenpost.services.case_view import CaseView
from storage.models import Mention
from tests.fakes import MINUTE, START, Office, Post, raising
from tests.statements import counted

HOUR = 60 * MINUTE


def view(office: Office, actor: Actor, case_id: int) -> CaseView:
    return case_view.view(office.app, actor, case_id)


def test_the_thread_is_in_order_whoever_wrote_and_whenever_it_was_heard(
    office: Office, ann: Actor
) -> None:
    first = office.says("Otto", "my kettle is broken", ago=5 * HOUR)
    third = office.says("Uwe", "mine works", under=first, ago=3 * HOUR)
    case_id = office.arrive(third, first)
    case_id = office.mention(first).case_id or 0
    office.send(ann, case_id)
    office.deliver()
    second = office.says("Us", "by hand", under=first, by_brand=True, ago=4 * HOUR)
    office.arrive(second)
    office.time.go(minutes=1)
    office.arrive(office.says("Otto", "still broken", under=first))
    found = view(office, ann, case_id).thread
    assert [(item.by, item.text) for item in found] == [
        ("customer", "my kettle is broken"),
        ("brand", "by hand"),
        ("other", "mine works"),
        ("brand", "We look into it."),
        ("customer", "still broken"),
    ]
    assert [item.needs_answer for item in found] == [True, False, False, False, True]
    assert (found[0].urgency, found[2].urgency) == ("high", None)
    assert (found[3].author, found[3].reply_status) == ("Ann", ReplyStatus.SENT)


def test_what_hangs_on_a_post_is_shown_with_it(office: Office, ann: Actor) -> None:
    shown = attached([attachment(AttachmentKind.PHOTO, "https://a.test/1.jpg", "a kettle")])
    post = replace(office.says("Otto", "my kettle is broken"), attachments=shown)
    case_id = office.arrive(post)
    assert view(office, ann, case_id).thread[0].attachments == shown
    with office.app.database.write() as session:  # as posts of the version before have it
        session.exec(update(Mention).values(attachments=None))
    assert view(office, ann, case_id).thread[0].attachments == ()


def test_a_post_for_those_it_names_alone_is_marked_as_private(office: Office, ann: Actor) -> None:
    post = replace(office.says("Otto", "my kettle is broken"), raw={"visibility": "direct"})
    case_id = office.arrive(post)
    (shown,) = view(office, ann, case_id).thread
    assert shown.private
    assert view(office, ann, case_id).target.hidden
    assert not view(office, ann, office.arrive(office.says("Eva", "mine is broken"))).target.hidden


def test_an_echo_of_our_reply_is_shown_once(office: Office, ann: Actor) -> None:
    first = office.says("Otto", "my kettle is broken")
    case_id = office.arrive(first)
    reply_id = office.send(ann, case_id)
    office.deliver()
    name = office.reply(reply_id).external_id
    office.arrive(
        office.says("Us", "We look into it.", under=first, by_brand=True, external_id=name)
    )
    texts = [item.text for item in view(office, ann, case_id).thread]
    assert texts == ["my kettle is broken", "We look into it."]


def test_a_reply_stands_where_the_platform_put_its_echo(office: Office, ann: Actor) -> None:
    first = office.says("Otto", "my kettle is broken", ago=HOUR)
    case_id = office.arrive(first)
    reply_id = office.send(ann, case_id)
    office.time.go(minutes=2)  # our clock is ahead of the platform's
    office.deliver()
    name = office.reply(reply_id).external_id
    echo = office.says("Us", "-", under=first, by_brand=True, external_id=name, ago=3 * MINUTE)
    answer = office.says("Otto", "still broken", under=echo, ago=MINUTE)
    office.arrive(answer, echo)
    texts = [item.text for item in view(office, ann, case_id).thread]
    assert texts == ["my kettle is broken", "We look into it.", "still broken"]


def test_drafts_are_their_writers_own_and_not_part_of_the_thread(
    office: Office, ann: Actor
) -> None:
    ben, case_id = office.user("ben"), office.case_for("Otto", "my kettle is broken")
    respond.save_draft(office.app, ann, office.form(case_id, "Dear Otto"))
    mine, his = view(office, ann, case_id), view(office, ben, case_id)
    assert (mine.draft, his.draft) == ((ReplyKind.PUBLIC, "Dear Otto"), None)
    assert len(mine.thread) == len(his.thread) == 1
    assert mine.undecided_reply is None


def test_a_reply_on_its_way_and_one_in_doubt_are_shown_as_such(office: Office, ann: Actor) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    reply_id = office.send(ann, case_id)
    seen = view(office, ann, case_id)
    assert (seen.thread[-1].reply_status, seen.undecided_reply) == (ReplyStatus.APPROVED, None)
    office.responder.script.append(Post(before=raising(OutcomeUnknown("timed out"))))
    office.deliver()
    seen = view(office, ann, case_id)
    assert (seen.thread[-1].reply_status, seen.undecided_reply) == (ReplyStatus.UNKNOWN, reply_id)
    assert seen.thread[-1].error == "Not found on the platform."
    respond.give_up(office.app, ann, reply_id)
    assert view(office, ann, case_id).undecided_reply == reply_id
    office.send(ann, case_id, "Anew.")
    office.deliver()
    assert view(office, ann, case_id).undecided_reply is None


def test_deadlines_explain_themselves(office: Office, ann: Actor) -> None:
    first = office.says("Otto", "my kettle is broken")
    case_id = office.arrive(first)
    office.time.go(hours=5)
    office.send(ann, case_id)
    office.deliver()
    office.time.go(hours=1)
    office.arrive(office.says("Otto", "still broken", under=first))
    office.time.go(hours=3)
    found = view(office, ann, case_id).deadlines
    assert [(one.metric, one.state) for one in found] == [
        (SlaMetric.FIRST_RESPONSE, SlaState.BREACHED),
        (SlaMetric.NEXT_RESPONSE, SlaState.AT_RISK),
    ]
    assert found[0].stopped_at == START + 5 * HOUR


def test_the_history_says_who_did_what(office: Office, ann: Actor) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    case_actions.claim(office.app, ann, case_id)
    case_actions.dismiss(office.app, ann, case_id, reason="a parody")
    history = view(office, ann, case_id).history
    assert [(item.kind, item.by) for item in history] == [
        (CaseEventKind.OPENED, ""),
        (CaseEventKind.CLAIMED, "Ann"),
        (CaseEventKind.DISMISSED, "Ann"),
    ]
    assert history[-1].detail == {"reason": "a parody"}


def test_the_customers_accounts_and_other_cases_are_there(office: Office, ann: Actor) -> None:
    other = office.case_for("Otto", "where is my parcel")
    case_id = office.case_for("Otto", "my kettle is broken")
    office.case_for("Uwe", "mine is broken too")
    seen = view(office, ann, case_id)
    assert [account.handle for account in seen.accounts] == ["otto"]
    assert [row.case_id for row in seen.other_cases] == [other]
    assert seen.judgement is not None
    assert (seen.judgement.urgency, seen.judgement.model) == ("high", "keywords-1")


def test_the_suggestion_is_private_where_account_data_are_needed(
    office: Office, ann: Actor
) -> None:
    case_id = office.case_for("Otto", "my invoice", platform=FACEBOOK)
    seen = view(office, ann, case_id)
    assert seen.suggestion.kind is ReplyKind.PRIVATE
    assert "Otto" in seen.suggestion.text
    assert set(seen.choices) == {ReplyKind.PUBLIC, ReplyKind.PRIVATE}
    assert all(verdict.allowed for verdict in seen.choices.values())
    form = respond.ReplyForm(
        case_id=case_id, version=seen.version, kind=ReplyKind.PRIVATE, text=seen.suggestion.text
    )
    respond.send(office.app, ann, form)
    office.deliver()
    seen = view(office, ann, case_id)
    assert seen.private_sent
    assert seen.suggestion.kind is ReplyKind.PUBLIC
    assert not seen.choices[ReplyKind.PRIVATE].allowed


def test_where_x_forbids_a_program_to_answer_the_view_says_so(office: Office, ann: Actor) -> None:
    case_id = office.arrive(office.says("Otto", "my kestrelia is broken", summoned=False))
    (problem,) = view(office, ann, case_id).choices[ReplyKind.PUBLIC].problems
    assert "by hand on x.com" in problem


def test_another_customers_post_in_the_thread_is_not_the_target(office: Office, ann: Actor) -> None:
    first = office.says("Otto", "my kettle is broken", ago=HOUR)
    case_id = office.arrive(first)
    office.arrive(office.says("Uwe", "mine is on fire", under=first))
    seen = view(office, ann, case_id)
    assert seen.target.external_id == first.external_id
    assert seen.target_url == first.url
    assert len(seen.thread) == 2


def test_a_long_thread_shows_its_newest_posts(office: Office, ann: Actor) -> None:
    first = office.says("Otto", "my kettle is broken", ago=dt.timedelta(days=1))
    others = [
        office.says(f"Uwe {n}", f"mine too {n}", under=first, ago=(300 - n) * MINUTE)
        for n in range(230)
    ]
    office.hear(first, *others)
    office.judge()
    case_id = office.mention(first).case_id or 0
    found = view(office, ann, case_id).thread
    assert len(found) == 200
    assert found[-1].text == "mine too 229"


def test_a_case_that_is_not_there_is_named(office: Office) -> None:
    with pytest.raises(BadInput, match="no case 77"):
        view(office, office.user("ann"), 77)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.LEAD, Role.ADMIN])
def test_everybody_who_reads_cases_can_open_one(office: Office, role: Role) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    assert view(office, office.user("mia", role), case_id).row.case_id == case_id


def test_marketing_opens_none(office: Office) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    with pytest.raises(NotAllowed):
        view(office, office.user("mia", Role.MARKETING), case_id)


def test_reading_changes_nothing(office: Office, ann: Actor) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    office.responder.script.append(Post(before=raising(PlatformUnavailable("down"))))
    office.send(ann, case_id)
    before = office.case(case_id).model_dump()
    view(office, ann, case_id)
    assert office.case(case_id).model_dump() == before


def test_a_long_thread_takes_as_many_statements_as_a_short_one(office: Office, ann: Actor) -> None:
    """Also when the page is drawn again, and what is new since then is shown."""
    short, long = office.says("Otto", "my kettle is broken"), office.says("Mia", "broken kettle")
    office.arrive(short, *[office.says("Eve", "me too", under=short)])
    office.arrive(long, *[office.says(f"Eve{n}", "me too", under=long) for n in range(12)])
    taken = []
    for post in (short, long):
        case_id = office.mention(post).case_id or 0
        read = case_view.view(office.app, ann, case_id).read
        with counted(office.app.database) as first:
            case_view.view(office.app, ann, case_id)
        with counted(office.app.database) as again:
            assert case_view.view(office.app, ann, case_id, read=read).since == ()
        taken += [len(first), len(again)]
    assert len(set(taken)) == 1

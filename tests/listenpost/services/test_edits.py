"""Posts that change after they were heard: edited, deleted, back again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlmodel import SQLModel, select

from domain.attachment import AttachmentKind, attached, attachment
from domain.case import CaseEventKind, CaseStatus
from domain.classification import Urgency
from domain.sla import SlaPolicy
from listenpost.services import case_actions, recheck
from listenpost.services.case_state import by_events, state_of
from storage import attachments, edits
from storage.ids import key
from storage.models import Case, CaseEvent, Mention, MentionRevision, SlaClock
from tests.fakes import START, Office
from tests.listenpost.services.test_recheck import looking

WORD = "zugspitze"


def told(office: Office) -> list[CaseEventKind]:
    of_posts = (CaseEventKind.EDITED, CaseEventKind.WITHDRAWN, CaseEventKind.RESTORED)
    return [row.kind for row in office.rows(CaseEvent) if row.kind in of_posts]


def everything(office: Office) -> Iterator[str]:
    """Every value of every row."""
    with office.app.database.read() as session:
        for table in SQLModel.metadata.sorted_tables:
            for row in session.connection().execute(table.select()).all():
                yield str(tuple(row))


def post(office: Office, text: str) -> None:
    office.arrive(office.says("ann", text, external_id="7"))


def delete(office: Office) -> None:
    """She deletes it, and our daily look notices."""
    other = office.says("bob", "still here", external_id="8")
    office.arrive(other)
    responder = looking(office)
    responder.gone, responder.at_once = {"7"}, 10
    office.time.go(days=1)
    assert recheck.run_if_due(office.app) == 1


def test_an_edit_keeps_what_was_said_before_and_is_judged_again(office: Office) -> None:
    post(office, "my parcel is lost")
    post(office, "my parcel is here, thanks")
    (now,) = office.rows(Mention)
    assert now.text == "my parcel is here, thanks"
    assert now.edited_at is not None
    assert now.triaged_at is not None
    assert [row.text for row in office.rows(MentionRevision)] == ["my parcel is lost"]
    assert told(office) == [CaseEventKind.EDITED]
    post(office, "my parcel is here, thanks")
    assert len(office.rows(MentionRevision)) == 1


def test_of_a_deleted_post_no_word_is_left_anywhere_and_the_counts_stay(office: Office) -> None:
    post(office, f"my parcel is lost near the {WORD}")
    post(office, f"my parcel is lost on the {WORD}")
    assert any(WORD in row for row in everything(office))
    delete(office)
    assert not [row for row in everything(office) if WORD in row]
    assert len(office.rows(Mention)) == 2
    assert [case.title for case in office.rows(Case)] == ["(the post is gone)"]
    assert told(office) == [CaseEventKind.EDITED, CaseEventKind.WITHDRAWN]


def test_a_case_whose_first_post_is_gone_is_called_by_the_next(office: Office) -> None:
    post(office, f"my parcel is lost near the {WORD}")
    office.time.go(hours=1)
    first = office.says("ann", f"my parcel is lost near the {WORD}", external_id="7")
    office.arrive(office.says("ann", "hello? anybody?", under=first))
    delete(office)
    assert "hello? anybody?" in [case.title for case in office.rows(Case)]


@pytest.mark.parametrize("again", ["my parcel is lost", "my other parcel is lost"])
def test_a_deleted_post_that_comes_back_is_read_and_judged_again(
    office: Office, again: str
) -> None:
    post(office, "my parcel is lost")
    delete(office)
    post(office, again)
    back = office.mention(office.says("ann", again, external_id="7"))
    assert (back.text, back.deleted_at) == (again, None)
    assert back.triaged_at is not None
    assert told(office) == [CaseEventKind.WITHDRAWN, CaseEventKind.RESTORED]
    assert office.rows(MentionRevision) == []


def test_what_is_deleted_is_told_once(office: Office) -> None:
    post(office, "my parcel is lost")
    with office.app.database.write() as session:
        mention = session.exec(select(Mention)).one()
        assert edits.withdraw(session, mention, now=office.time.now)
        assert not edits.withdraw(session, mention, now=office.time.now)
    assert told(office) == [CaseEventKind.WITHDRAWN]


def test_what_hangs_on_a_post_is_replaced_and_goes_with_its_words(office: Office) -> None:
    def heard(text: str, *names: str) -> None:
        kept = [attachment(AttachmentKind.PHOTO, f"https://a.test/{name}", WORD) for name in names]
        said = office.says("ann", text, external_id="7")
        office.arrive(replace(said, attachments=attached(kept)))

    heard("my parcel is lost", "one", "two")
    (row,) = office.rows(Mention)
    assert [one.url for one in attachments.of(row)] == ["https://a.test/one", "https://a.test/two"]
    assert {one.words for one in attachments.of(row)} == {WORD}
    heard("my parcel is broken", "three")
    (row,) = office.rows(Mention)
    assert [one.url for one in attachments.of(row)] == ["https://a.test/three"]
    delete(office)
    row = office.rows(Mention)[0]
    assert attachments.of(row) == ()
    assert not [value for value in everything(office) if "a.test" in value or WORD in value]


def test_an_edited_post_has_not_asked_twice(office: Office) -> None:
    post(office, "my parcel is lost")
    post(office, "my parcel is lost, please")
    (case,) = office.rows(Case)
    assert case.unanswered_posts == 1
    with office.app.database.read() as session:
        assert by_events(session, key(case.id)) == state_of(case)


def test_who_deletes_her_only_post_waits_for_nothing(office: Office) -> None:
    policy = SlaPolicy(resolution={Urgency.NORMAL: dt.timedelta(hours=48)})
    office.app = replace(office.app, policy=policy)
    post(office, "my parcel is lost")
    delete(office)
    case = office.rows(Case)[0]
    assert (case.status, case.waiting_since, case.due_at) == (CaseStatus.RESOLVED, None, None)
    assert case.unanswered_posts == 0
    clocks = [row for row in office.rows(SlaClock) if row.case_id == case.id]
    assert len(clocks) == 2
    assert not [row for row in clocks if row.stopped_at is None or row.answered]
    with office.app.database.read() as session:
        assert by_events(session, key(case.id)) == state_of(case)


def test_what_else_she_wrote_is_waited_for(office: Office) -> None:
    first = office.says("ann", "my parcel is lost", external_id="7")
    office.arrive(first)
    office.time.go(hours=2)
    case_id = office.arrive(office.says("ann", "the parcel was wet", under=first))
    other = office.case(case_id).waiting_since
    delete(office)
    case = office.case(case_id)
    assert case.status is CaseStatus.OPEN
    assert case.waiting_since == (other or START) + dt.timedelta(hours=2)
    assert case.unanswered_posts == 1


def test_what_comes_back_is_waited_for_again(office: Office) -> None:
    post(office, "my parcel is lost")
    delete(office)
    post(office, "my parcel is lost")
    case = office.rows(Case)[0]
    assert (case.status, case.unanswered_posts) == (CaseStatus.OPEN, 1)
    with office.app.database.read() as session:
        assert by_events(session, key(case.id)) == state_of(case)


def without_a_question(office: Office) -> Case:
    """She edits what she asked, and asks nothing any more."""
    post(office, "lovely weather")
    (case,) = office.rows(Case)
    with office.app.database.read() as session:
        assert by_events(session, key(case.id)) == state_of(case)
    return case


def test_who_takes_her_question_back_by_an_edit_waits_for_nothing(office: Office) -> None:
    policy = SlaPolicy(resolution={Urgency.NORMAL: dt.timedelta(hours=48)})
    office.app = replace(office.app, policy=policy)
    post(office, "my parcel is lost")
    office.time.go(minutes=5)
    case = without_a_question(office)
    assert (case.status, case.waiting_since, case.due_at) == (CaseStatus.RESOLVED, None, None)
    clocks = office.rows(SlaClock)
    assert len(clocks) == 2
    assert not [row for row in clocks if row.stopped_at is None or row.answered]
    assert told(office) == [CaseEventKind.EDITED, CaseEventKind.EDITED]


def test_asking_again_by_another_edit_opens_the_case_again(office: Office) -> None:
    post(office, "my parcel is lost")
    without_a_question(office)
    post(office, "my parcel is lost after all")
    (case,) = office.rows(Case)
    assert (case.status, case.unanswered_posts) == (CaseStatus.OPEN, 1)
    with office.app.database.read() as session:
        assert by_events(session, key(case.id)) == state_of(case)


def test_a_case_that_somebody_has_taken_is_hers_to_decide(office: Office) -> None:
    post(office, "my parcel is lost")
    (case,) = office.rows(Case)
    ann = office.user()
    case_actions.claim(office.app, ann, key(case.id))
    seen = office.case(key(case.id)).version
    case = without_a_question(office)
    assert (case.status, case.waiting_since) == (CaseStatus.OPEN, START)
    assert case.version > seen, "what she answers to has changed"
    last = office.rows(CaseEvent)[-1]
    assert (last.kind, "decides" in last.detail["why"]) == (CaseEventKind.EDITED, True)
    assert not [row for row in office.rows(SlaClock) if row.stopped_at]


def test_what_else_she_asked_is_waited_for_after_an_edit(office: Office) -> None:
    first = office.says("ann", "my parcel is lost", external_id="7")
    office.arrive(first)
    office.time.go(hours=2)
    office.arrive(office.says("ann", "the parcel was wet", under=first))
    case = without_a_question(office)
    assert (case.status, case.unanswered_posts) == (CaseStatus.OPEN, 1)
    assert case.waiting_since == START + dt.timedelta(hours=2)


def test_an_edit_of_what_was_answered_changes_nothing(office: Office) -> None:
    post(office, "my parcel is lost")
    office.send(office.user(), key(office.rows(Case)[0].id))
    office.deliver()
    case = without_a_question(office)
    assert case.status is CaseStatus.WAITING
    assert told(office) == [CaseEventKind.EDITED]


def test_one_page_with_an_edit_and_her_next_post_keeps_both_straight(office: Office) -> None:
    first = office.says("ann", "my parcel is lost", external_id="7")
    office.arrive(first)
    office.time.go(minutes=5)
    edited = replace(first, text="lovely weather")
    again = office.says("ann", "where is my other parcel", under=first)
    case_id = office.arrive(edited, again)
    case = office.case(case_id)
    assert (case.status, case.unanswered_posts) == (CaseStatus.OPEN, 1)
    assert case.waiting_since == START + dt.timedelta(minutes=5)
    with office.app.database.read() as session:
        assert by_events(session, case_id) == state_of(case)

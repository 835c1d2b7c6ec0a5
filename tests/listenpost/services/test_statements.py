"""One approved statement for everybody in an incident, and word to each when it is over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import select

from domain.errors import BadInput, Conflict, NotAllowed
from domain.flood import HOUR, Purpose
from domain.incident import IncidentStatus, StatementKind
from domain.mention import MentionKind
from domain.private_message import private_thread
from domain.reply import ReplyKind
from domain.role import Actor
from listenpost.services import incidents, statements
from storage.models import Incident, Reply
from tests.fakes import Office

PEOPLE = ("Ada", "Bo", "Cy", "Di", "Eve")
WORDS = {"en": "We know of it and are on it."}
OVER = {"en": "It is fixed."}


@pytest.fixture
def number(office: Office) -> int:
    for name in PEOPLE:
        office.case_for(name, f"my CX-20 is broken, says {name}")
    incidents.watch(office.app)
    (incident,) = office.rows(Incident)
    assert incident.id is not None
    return incident.id


def test_nothing_is_sent_before_a_lead_has_approved(
    office: Office, lea: Actor, number: int
) -> None:
    with pytest.raises(Conflict):
        statements.send(office.app, lea, number, StatementKind.STATEMENT)
    ann = office.user()
    with pytest.raises(NotAllowed):
        statements.approve(office.app, ann, number, StatementKind.STATEMENT, WORDS)
    with pytest.raises(BadInput):
        statements.approve(office.app, lea, number, StatementKind.STATEMENT, {"de": "Hallo"})
    office.deliver()
    assert office.responder.texts() == []


def test_everybody_gets_the_statement_once_and_who_joins_later_too(
    office: Office, lea: Actor, number: int
) -> None:
    statements.approve(office.app, lea, number, StatementKind.STATEMENT, WORDS)
    assert statements.send(office.app, lea, number, StatementKind.STATEMENT).sent == len(PEOPLE)
    office.deliver()
    assert statements.send(office.app, lea, number, StatementKind.STATEMENT).sent == 0
    office.case_for("Flo", "my CX-20 is broken too")
    incidents.watch(office.app)
    assert statements.send(office.app, lea, number, StatementKind.STATEMENT).sent == 1
    office.deliver()
    assert office.responder.texts() == [WORDS["en"]] * 6


def test_who_wrote_in_private_is_told_in_private(office: Office, lea: Actor, number: int) -> None:
    said = office.says("Gus", "my CX-20 is broken, says Gus")
    office.arrive(replace(said, kind=MentionKind.MESSAGE, conversation_id=private_thread("id-Gus")))
    incidents.watch(office.app)
    statements.approve(office.app, lea, number, StatementKind.STATEMENT, WORDS)
    told = statements.send(office.app, lea, number, StatementKind.STATEMENT)
    assert (told.sent, told.left_out) == (len(PEOPLE) + 1, {})
    kinds = [reply.kind for reply in office.rows(Reply)]
    assert sorted(kinds) == [ReplyKind.PRIVATE] + [ReplyKind.PUBLIC] * len(PEOPLE)


def test_a_case_that_a_colleague_holds_is_left_out_and_counted(
    office: Office, lea: Actor, number: int
) -> None:
    ann = office.user()
    held = statements.view(office.app, lea, number).members[0].case_id
    office.send(ann, held)
    statements.approve(office.app, lea, number, StatementKind.STATEMENT, WORDS)
    found = statements.send(office.app, lea, number, StatementKind.STATEMENT)
    assert (found.sent, sum(found.left_out.values())) == (4, 1)


def test_at_the_end_everybody_is_told_and_nobody_joins_any_more(
    office: Office, lea: Actor, number: int
) -> None:
    statements.approve(office.app, lea, number, StatementKind.FOLLOW_UP, OVER)
    assert statements.close(office.app, lea, number).sent == len(PEOPLE)
    office.deliver()
    assert office.responder.texts() == [OVER["en"]] * 5
    assert office.get(Incident, number).status is IncidentStatus.CLOSED
    assert statements.headlines(office.app, lea) == []
    office.case_for("Flo", "my CX-20 is broken too")
    incidents.watch(office.app)
    assert statements.view(office.app, lea, number).cases == len(PEOPLE)


def test_an_incident_that_is_asked_for_stays_a_headline_though_others_are_newer(
    office: Office, lea: Actor, number: int
) -> None:
    now = office.time.now
    with office.app.database.write() as session:
        session.add_all(
            Incident(
                title=f"Another {place}",
                anchor=f"another {place}",
                status=IncidentStatus.OPEN,
                opened_at=now,
                last_post_at=now,
            )
            for place in range(3)
        )
    newest = {one.incident_id for one in statements.headlines(office.app, lea)}
    assert len(newest) == 3
    assert number not in newest
    asked = [one.incident_id for one in statements.headlines(office.app, lea, also=[number])]
    assert sorted(asked) == sorted({*newest, number})
    statements.approve(office.app, lea, number, StatementKind.FOLLOW_UP, OVER)
    statements.close(office.app, lea, number)
    assert statements.headlines(office.app, lea, also=[number])[-1].incident_id != number
    assert len(statements.headlines(office.app, lea, also=[number])) == 3


def test_the_words_are_proposed_in_the_members_languages_and_kept_once_approved(
    office: Office, lea: Actor, number: int
) -> None:
    seen = statements.view(office.app, lea, number)
    assert set(seen.words) == {"en"}
    assert not seen.approved
    assert "{" not in "".join([*seen.words.values(), *seen.follow_up.values()])
    statements.approve(office.app, lea, number, StatementKind.STATEMENT, WORDS)
    assert statements.view(office.app, lea, number).words == WORDS
    (headline,) = statements.headlines(office.app, lea)
    assert (headline.cases, headline.approved) == (5, True)


def test_who_was_not_told_yet_that_it_is_known_is_told_once_that_it_is_over(
    office: Office, lea: Actor, number: int
) -> None:
    statements.approve(office.app, lea, number, StatementKind.STATEMENT, WORDS)
    statements.send(office.app, lea, number, StatementKind.STATEMENT)
    with office.app.database.write() as session:
        for reply in session.exec(select(Reply)).all():
            reply.held, reply.not_before = "Quiet hours.", office.time.now + HOUR
    office.deliver()
    assert office.responder.texts() == []
    statements.approve(office.app, lea, number, StatementKind.FOLLOW_UP, OVER)
    assert statements.close(office.app, lea, number).sent == len(PEOPLE)
    office.time.go(hours=2)
    office.deliver()
    office.deliver()
    assert office.responder.texts() == [OVER["en"]] * len(PEOPLE)
    assert {reply.purpose for reply in office.rows(Reply)} == {Purpose.FOLLOW_UP}

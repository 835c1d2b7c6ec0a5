"""One question after a case was resolved: asked once, answered by a number, within the rules."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from domain.case import CaseStatus
from domain.flood import Purpose
from domain.mention import IncomingMention, X
from domain.outcome import CaseOutcome
from domain.reply import ReplyKind, ReplyStatus
from domain.survey import SurveyRules
from listenpost.cli import outcomes as cli
from listenpost.services import case_actions, outcome_report, surveys
from storage.models import Reply, Survey
from storage.period import Period
from tests.fakes import START, Office

DAY = dt.timedelta(days=1)


@pytest.fixture
def asking(office: Office) -> Office:
    """An office that asks how it was."""
    return replace(office, app=replace(office.app, survey=SurveyRules(enabled=True)))


def settled(office: Office, author: str = "Ann") -> tuple[IncomingMention, int]:
    """A request that was answered and resolved two hours ago."""
    asked = office.says(author, "my kettle is broken")
    case_id = office.arrive(asked)
    user = office.user(f"agent{case_id}")
    office.send(user, case_id)
    office.deliver()
    case_actions.resolve(office.app, user, case_id)
    office.time.go(hours=2)
    return asked, case_id


def asked_once(office: Office) -> list[Reply]:
    return [reply for reply in office.rows(Reply) if reply.purpose is Purpose.SURVEY]


def test_each_case_is_asked_about_once_by_a_machine(asking: Office) -> None:
    _, case_id = settled(asking)
    assert [surveys.ask_due(asking.app) for _ in range(2)] == [1, 0]
    (reply,) = asked_once(asking)
    assert (reply.case_id, reply.approved_by) == (case_id, None)
    asking.deliver()
    assert "1 (badly) to 5" in asking.responder.texts()[-1]
    assert asking.case(case_id).status is CaseStatus.RESOLVED


def test_nobody_is_asked_unless_it_is_switched_on(office: Office) -> None:
    settled(office)
    assert surveys.ask_due(office.app) == 0
    assert office.rows(Survey) == []


def test_it_is_neither_asked_at_once_nor_days_later(asking: Office) -> None:
    settled(asking)
    asking.time.go(hours=-1.5)
    assert surveys.ask_due(asking.app) == 0
    asking.time.go(days=3)
    assert surveys.ask_due(asking.app) == 0


def test_the_number_is_kept_and_asks_for_no_answer(asking: Office) -> None:
    asked, case_id = settled(asking)
    surveys.ask_due(asking.app)
    asking.deliver()
    number = asking.says("Ann", "4 of 5", under=asked)
    assert asking.arrive(number) == case_id
    (survey,) = asking.rows(Survey)
    assert survey.score == 4
    assert not asking.mention(number).needs_answer
    assert asking.case(case_id).status is CaseStatus.RESOLVED


def test_a_bad_mark_is_shown_to_a_person_and_a_second_number_changes_nothing(
    asking: Office,
) -> None:
    asked, case_id = settled(asking)
    surveys.ask_due(asking.app)
    asking.deliver()
    for text in ("1", "5"):
        asking.arrive(asking.says("Ann", text, under=asked))
    (survey,) = asking.rows(Survey)
    assert survey.score == 1
    assert asking.case(case_id).attention == "The customer gave 1 of 5 for how this was settled."


def test_a_number_that_nobody_asked_for_is_no_score(asking: Office) -> None:
    asked, _ = settled(asking)
    asking.arrive(asking.says("Ann", "5", under=asked))
    assert asking.rows(Survey) == []


def test_where_the_network_does_not_let_us_ask_the_reason_is_kept(asking: Office) -> None:
    asked = asking.says("Ann", "my kettle is broken", platform=X, summoned=False)
    case_id = asking.arrive(asked)
    asking.arrive(asking.says("Kestrelia", "we called", under=asked, by_brand=True))
    with asking.app.database.write() as session:  # an answer that was sent before the rule
        user = asking.user("eve")
        session.add(
            Reply(
                case_id=case_id,
                mention_id=asking.mention(asked).id or 0,
                kind=ReplyKind.PUBLIC,
                text="hello",
                status=ReplyStatus.SENT,
                idempotency_key="k",
                approved_by=user.id,
                created_at=START,
            )
        )
    case_actions.resolve(asking.app, user, case_id)
    asking.time.go(hours=2)
    assert surveys.ask_due(asking.app) == 0
    (survey,) = asking.rows(Survey)
    assert "summons" in (survey.skipped or "") or "mention" in (survey.skipped or "")
    assert asked_once(asking) == []


def test_the_report_says_how_cases_ended_how_it_felt_and_what_was_given(asking: Office) -> None:
    asked, _ = settled(asking)
    surveys.ask_due(asking.app)
    asking.deliver()
    asking.arrive(asking.says("Ann", "5", under=asked))
    other, _ = settled(asking, "Bob")
    asking.arrive(asking.says("Bob", "it is broken again", under=other))
    found = outcome_report.compute(asking.app, Period(since=START, until=START + DAY))
    assert found.whole.cases == 2
    assert found.whole.shares[CaseOutcome.SOLVED].part == 1
    assert found.whole.shares[CaseOutcome.CAME_BACK].part == 1
    assert found.whole.satisfaction.mean == 5
    mood = found.whole.mood
    assert (mood.negative_at_start.part, mood.negative_at_end.part) == (2, 1)
    facts = json.loads(json.dumps(cli.as_facts(found)))
    assert facts["csat"]["satisfied"]["part"] == 1
    assert facts["by_topic"]["product"]["cases"] == 2
    assert any("gave 4 or 5 of 5" in line for line in cli.lines(found))

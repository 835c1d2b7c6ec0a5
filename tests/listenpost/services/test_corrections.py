"""One click mends what the model got wrong: the case follows at once, the word is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from classifier.labels import HEADS
from classifier.training import data
from classifier.training.tasks import TASKS
from domain.case import CaseEventKind, CaseStatus
from domain.classification import Sentiment, Topic, Urgency
from domain.correction import VALUES, Head
from domain.errors import BadInput, NotAllowed
from domain.role import Actor, Role
from listenpost.services import case_actions, corrections, regrouping
from storage.models import CaseEvent, Classification, Correction, Mention, SlaClock
from tests.fakes import MINUTE, START, VERSION, Office


@pytest.fixture
def case_id(office: Office) -> int:
    return office.case_for("Otto", "where is my parcel?")


def post_of(office: Office, case_id: int) -> int:
    return next(post.id or 0 for post in office.rows(Mention) if post.case_id == case_id)


def correct(office: Office, actor: Actor, case_id: int, head: Head, value: str) -> None:
    corrections.correct(office.app, actor, post_of(office, case_id), head, value)


def test_a_worse_urgency_raises_the_case_and_pulls_its_deadline_forward(
    office: Office, ann: Actor, case_id: int
) -> None:
    before = office.case(case_id)
    office.time.go(minutes=10)
    correct(office, ann, case_id, Head.URGENCY, "critical")
    after = office.case(case_id)
    assert after.urgency is Urgency.CRITICAL
    assert after.rank > before.rank
    assert after.waiting_since == before.waiting_since == START
    assert after.due_at == START + 60 * MINUTE
    (clock,) = office.rows(SlaClock)
    assert (clock.due_at, clock.urgency, clock.stopped_at) == (after.due_at, "critical", None)


def test_an_agents_word_that_an_answer_is_owed_leaves_no_doubt(office: Office, ann: Actor) -> None:
    case_id = office.case_for("Otto", "perhaps")
    assert office.case(case_id).certainty < 0.9
    correct(office, ann, case_id, Head.URGENCY, "critical")
    assert office.case(case_id).certainty == 1.0, "it had been unsure"


def test_a_better_urgency_pushes_the_deadline_back(office: Office, ann: Actor) -> None:
    case_id = office.case_for("Otto", "fire")
    correct(office, ann, case_id, Head.URGENCY, "normal")
    (clock,) = office.rows(SlaClock)
    assert office.case(case_id).due_at == clock.due_at == START + 24 * 60 * MINUTE


def test_no_answer_needed_takes_the_case_out_of_the_inbox_and_back_again(
    office: Office, ann: Actor, case_id: int
) -> None:
    correct(office, ann, case_id, Head.NEEDS_ANSWER, "false")
    case = office.case(case_id)
    assert (case.status, case.waiting_since, case.due_at) == (CaseStatus.RESOLVED, None, None)
    assert not office.rows(Mention)[0].needs_answer
    assert office.rows(Classification)[0].urgency is Urgency.NONE
    assert [clock.stopped_at is None for clock in office.rows(SlaClock)] == [False]


def test_urgency_and_needs_an_answer_follow_each_other(
    office: Office, ann: Actor, case_id: int
) -> None:
    correct(office, ann, case_id, Head.URGENCY, "none")
    assert office.rows(Mention)[0].needs_answer is False
    heads = [row.head for row in office.rows(Correction)]
    assert heads == ["urgency", "needs_answer"]


def test_what_the_case_is_about_follows_its_newest_post(
    office: Office, ann: Actor, case_id: int
) -> None:
    for head, value in (
        (Head.TOPIC, "refund"),
        (Head.SENTIMENT, "positive"),
        (Head.PRIVATE, "true"),
        (Head.INTENT, "request"),
    ):
        correct(office, ann, case_id, head, value)
    case = office.case(case_id)
    assert (case.topic, case.sentiment, case.private) == (Topic.REFUND, Sentiment.POSITIVE, True)
    assert office.rows(Classification)[0].intent == "request"


def test_a_correction_keeps_who_when_what_before_and_the_model(
    office: Office, ann: Actor, case_id: int
) -> None:
    office.time.go(minutes=7)
    correct(office, ann, case_id, Head.TOPIC, "refund")
    correct(office, ann, case_id, Head.TOPIC, "refund")
    (row,) = office.rows(Correction)
    assert (row.user_id, row.at, row.case_id) == (ann.id, START + 7 * MINUTE, case_id)
    assert (row.head, row.before, row.after, row.model) == ("topic", "order", "refund", VERSION)
    event = office.rows(CaseEvent)[-1]
    assert event.kind is CaseEventKind.CORRECTED
    assert event.detail["topic"] == "order > refund"


def test_what_a_person_closed_stays_closed(office: Office, ann: Actor, case_id: int) -> None:
    case_actions.resolve(office.app, ann, case_id)
    correct(office, ann, case_id, Head.URGENCY, "critical")
    assert office.case(case_id).status is CaseStatus.RESOLVED
    assert office.case(case_id).due_at is None


def test_an_answered_case_stays_answered(office: Office, ann: Actor, case_id: int) -> None:
    office.time.go(minutes=1)
    office.send(ann, case_id)
    office.deliver()
    correct(office, ann, case_id, Head.SENTIMENT, "positive")
    assert office.case(case_id).status is CaseStatus.WAITING


def test_a_value_that_there_is_not_is_refused(office: Office, ann: Actor, case_id: int) -> None:
    with pytest.raises(BadInput, match="urgency is one of"):
        correct(office, ann, case_id, Head.URGENCY, "enormous")
    with pytest.raises(BadInput):
        corrections.correct(office.app, ann, 999, Head.URGENCY, "high")
    with pytest.raises(NotAllowed):
        correct(office, office.user("boss", Role.MANAGER), case_id, Head.URGENCY, "high")
    assert office.rows(Correction) == []


def test_training_reads_what_is_exported(
    office: Office, ann: Actor, case_id: int, tmp_path: Path
) -> None:
    other = office.case_for("Eva", "my kettle is broken")
    office.case_for("Ida", "the invoice is wrong")
    correct(office, ann, case_id, Head.TOPIC, "refund")
    correct(office, ann, case_id, Head.PRIVATE, "true")
    correct(office, ann, other, Head.URGENCY, "critical")
    rows = list(corrections.training_rows(office.app))
    assert [row["corrected"] for row in rows] == [
        ["topic", "private"],
        ["urgency"],
    ]
    file = tmp_path / "corrections.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    read = data.load(
        tmp_path,
        (
            data.DataSet(
                file=file.name, heads=tuple(HEADS), licence="own", permissive=True, natural=True
            ),
        ),
        seed=1,
    )
    labels = [dict(zip(TASKS, row.targets, strict=True)) for row in read]
    assert HEADS["topic"][labels[0]["topic"]] == "refund"
    assert HEADS["private"][labels[0]["private"]] == "true"
    assert HEADS["urgency"][labels[1]["urgency"]] == "critical"
    assert [row.text for row in read] == ["where is my parcel?", "my kettle is broken"]


def test_what_can_be_corrected_is_what_the_model_says() -> None:
    assert {head.value: values for head, values in VALUES.items() if head in HEADS} == {
        head: tuple(values) if head != "private" else ("true", "false")
        for head, values in HEADS.items()
    }


def test_a_corrected_case_can_still_be_split_and_counts_by_its_corrections(
    office: Office, ann: Actor
) -> None:
    first = office.says("Otto", "where is my parcel?")
    case_id = office.arrive(first)
    office.arrive(office.says("Otto", "my kettle is broken", under=first))
    correct(office, ann, case_id, Head.URGENCY, "critical")
    own = regrouping.split(office.app, ann, case_id, mention_ids=[post_of(office, case_id)])
    assert office.case(own).urgency is Urgency.CRITICAL
    assert office.case(case_id).urgency is Urgency.HIGH

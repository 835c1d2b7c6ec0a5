"""A text or a model that fails costs nobody else anything, and nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from structlog.typing import EventDict

from domain.case import CaseStatus
from domain.classification import Classification as Judgement
from domain.classification import Urgency
from domain.errors import ConfigurationError
from listenpost import tasks as worker_tasks
from listenpost.services import triage
from storage.models import Case, Classification, Mention, Task
from tests.fakes import MINUTE, KeywordClassifier, Office
from tests.listenpost.services.seen import unjudged

HOUR = 60 * MINUTE


def live_on(office: Office, *, minutes: int = 10) -> None:
    """The worker goes on ticking for a while."""
    for _ in range(2 * minutes):
        worker_tasks.judge(office.app)
        worker_tasks.judge(office.app)
        office.time.go(seconds=30)


def test_a_text_that_makes_the_model_raise_never_stops_the_others(office: Office) -> None:
    texts = ["broken 1", "broken 2", "poison", "broken 3", "broken 4", "broken 5"]
    office.hear(*(office.says(f"Ann{n}", text) for n, text in enumerate(texts)))
    live_on(office, minutes=1)
    judged = {row.text for row in office.rows(Mention) if row.triaged_at}
    assert judged == set(texts) - {"poison"}
    assert {case.urgency for case in office.rows(Case)} == {Urgency.HIGH}


def test_it_ends_in_front_of_a_person(office: Office) -> None:
    post = office.says("Ann", "poison")
    office.hear(post, office.says("Ben", "broken"), office.says("Cat", "thanks"))
    live_on(office)
    case = office.case(office.mention(post).case_id or 0)
    assert (case.status, case.urgency) == (CaseStatus.OPEN, Urgency.NORMAL)
    judgement = next(r for r in office.rows(Classification) if r.mention_id == post_id(office))
    assert (judgement.model, judgement.abstained) == ("none", True)
    assert unjudged(office) == []


def post_id(office: Office) -> int | None:
    return next(row.id for row in office.rows(Mention) if row.text == "poison")


def test_several_such_texts_all_end_there_and_take_nobody_with_them(office: Office) -> None:
    people = [f"Ann{n}" for n in range(12)]
    for n, person in enumerate(people):  # single tasks, as after a page of one post each
        office.hear(office.says(person, "poison" if n % 3 == 0 else "broken"))
    live_on(office)
    assert all(row.triaged_at for row in office.rows(Mention))
    assert len(office.rows(Case)) == len(people)
    urgencies = [case.urgency for case in office.rows(Case)]
    assert urgencies.count(Urgency.HIGH) == 8
    assert unjudged(office) == []


def test_a_failure_that_passes_is_no_judgement(office: Office) -> None:
    office.hear(office.says("Ann", "poison broken"), office.says("Ben", "broken"))
    live_on(office, minutes=1)
    office.classifier.poison = "nothing"
    live_on(office, minutes=1)
    assert {row.model for row in office.rows(Classification)} == {"keywords-1"}


def test_a_failure_is_logged_without_the_text(office: Office, logs: list[EventDict]) -> None:
    office.hear(office.says("Ann", "poison of a customer"))
    office.judge()
    failed = [event for event in logs if event["event"] == "triage.failed"]
    assert [(event["log_level"], event["mentions"]) for event in failed] == [("error", 1)]
    assert "customer" not in str(logs)
    assert office.rows(Task)[0].last_error == "the model choked"


def test_without_a_model_mentions_wait_and_are_judged_when_it_is_back(
    office: Office, logs: list[EventDict]
) -> None:
    def missing() -> KeywordClassifier:
        raise ConfigurationError("The model file is missing.")

    without = replace(office.app, classifier=missing)
    office.hear(office.says("Ann", "my kettle is broken"))
    for _ in range(8):
        assert triage.run(without) == 0
        office.time.go(minutes=1)
    (task,) = office.rows(Task)
    assert (task.attempts, task.lease_owner, task.given_up_at) == (0, None, None)
    assert {event["event"] for event in logs} >= {"triage.no_model"}
    assert office.judge() == 1
    assert len(office.rows(Case)) == 1


def test_a_worker_that_died_while_judging_is_replaced(office: Office) -> None:
    office.hear(office.says("Ann", "my kettle is broken"))
    office.classifier.error = KeyboardInterrupt()  # type: ignore[assignment]
    office.classifier.poison = "broken"
    with pytest.raises(KeyboardInterrupt):
        triage.run(office.app)
    office.classifier.poison = "poison"
    assert triage.run(office.another_worker()) == 0
    office.time.wall += 2 * MINUTE
    assert triage.run(office.another_worker()) == 1


def test_the_judgement_of_a_worker_that_was_too_slow_counts_once(office: Office) -> None:
    office.hear(office.says("Ann", "my kettle is broken"))

    class Overtaken(KeywordClassifier):
        def classify(self, texts: Sequence[str]) -> list[Judgement]:
            office.time.wall += 2 * MINUTE
            assert triage.run(office.another_worker()) == 1
            return KeywordClassifier.classify(self, texts)

    overtaken = Overtaken()
    triage.run(replace(office.app, classifier=lambda: overtaken))
    assert len(office.rows(Case)) == 1
    assert len(office.rows(Classification)) == 1
    assert unjudged(office) == []

"""Urgent judgements are explained after everything has been judged, and never stop the judging."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import select

from domain.classification import Classification
from domain.errors import ConfigurationError
from listenpost import tasks
from listenpost.services import case_view, explain, inbox
from listenpost.services.inbox import InboxFilter
from storage.models import Evidence, Mention, Task
from tests.fakes import KeywordClassifier, Office
from tests.statements import counted


class Scored(KeywordClassifier):
    """The keyword's urgency with a probability, so that leaving it out can be seen."""

    def classify(self, texts: Sequence[str]) -> list[Classification]:
        """As the keywords say, with all probability on it."""
        return [
            replace(found, scores={"urgency": {found.urgency.value: 1.0}})
            for found in super().classify(texts)
        ]


def explained(office: Office) -> None:
    while explain.run(office.app):
        pass


def with_model(office: Office, model: KeywordClassifier) -> Office:
    return replace(office, app=replace(office.app, classifier=lambda: model), classifier=model)


def test_the_case_names_the_words_that_made_it_urgent(office: Office) -> None:
    office = with_model(office, Scored())
    case_id = office.arrive(office.says("Ann", "@us my kettle is broken since today"))
    explained(office)
    found = case_view.view(office.app, office.user(), case_id).judgement
    assert found is not None
    assert found.carried_by == ("broken",)


def test_the_list_names_them_too_with_one_question_for_all_cases(office: Office) -> None:
    office = with_model(office, Scored())
    office.arrive(office.says("Ann", "my kettle is broken since today"))
    office.arrive(office.says("Bob", "where is my parcel"))
    explained(office)
    user = office.user()
    with counted(office.app.database) as one:
        found = inbox.rows(office.app, user, InboxFilter())
    assert {row.customer: row.carried_by for row in found} == {"Ann": ("broken",), "Bob": ()}
    for number in range(4):
        office.arrive(office.says(f"Cat{number}", "my kettle is broken"))
    explained(office)
    with counted(office.app.database) as many:
        assert len(inbox.rows(office.app, user, InboxFilter())) == 6
    assert len(many) == len(one)


def test_what_is_not_urgent_is_not_explained(office: Office) -> None:
    office = with_model(office, Scored())
    office.arrive(office.says("Ann", "where is my parcel"))
    explained(office)
    assert office.rows(Evidence) == []


def test_judging_goes_first(office: Office) -> None:
    model = Scored()
    office = with_model(office, model)
    for number in range(3):
        office.hear(office.says(f"Ann{number}", "my kettle is broken"))
    for left in (2, 1, 0):
        tasks.judge(office.app)
        assert len(model.batches[-1]) == 5  # the explanation comes last, one a tick
        assert len(office.rows(Task)) == left


def test_a_model_that_fails_on_a_part_leaves_the_judgement(office: Office) -> None:
    model = Scored()
    office = with_model(office, model)
    case_id = office.arrive(office.says("Ann", "my kettle is broken"))
    model.poison = "kettle"
    explained(office)
    found = case_view.view(office.app, office.user(), case_id).judgement
    assert found is not None
    assert found.carried_by == ()
    assert office.rows(Task) == []


def test_a_deleted_mention_is_let_go(office: Office) -> None:
    office = with_model(office, Scored())
    office.arrive(office.says("Ann", "my kettle is broken"))
    with office.app.database.write() as session:
        for task in session.exec(select(Task)).all():
            task.payload = {"mention": 999_999}
            session.add(task)
    explained(office)
    assert office.rows(Evidence) == []
    assert office.rows(Task) == []
    assert len(office.rows(Mention)) == 1


def test_without_a_model_it_waits(office: Office) -> None:
    office = with_model(office, Scored())
    office.arrive(office.says("Ann", "my kettle is broken"))

    def missing() -> KeywordClassifier:
        raise ConfigurationError("no model")

    assert explain.run(replace(office.app, classifier=missing)) == 0
    assert len(office.rows(Task)) == 1

"""Many complaints become one incident; a person takes out what does not belong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import delete
from sqlmodel import col

from domain.classification import Classification
from domain.errors import BadInput, Conflict, NotAllowed
from domain.role import Actor, Role
from listenpost import tasks
from listenpost.services import doctor, health, inbox, incidents, surges, watch
from listenpost.services.inbox import InboxFilter
from storage import incidents as in_storage
from storage import traces
from storage.models import Incident, IncidentCase, ListenerAlert, Mention, MentionTrace
from tests.fakes import KeywordClassifier, Office

PEOPLE = ("Ada", "Bo", "Cy", "Di", "Eve")


@pytest.fixture
def ann(office: Office) -> Actor:
    return office.user()


def complain(office: Office, *people: str, text: str = "my CX-20 is broken") -> list[int]:
    found = []
    for name in people:
        found.append(office.case_for(name, f"{text}, says {name}"))
        office.time.go(minutes=1)
    incidents.watch(office.app)
    return found


def members(office: Office) -> dict[int, int]:
    return {
        place.case_id: place.incident_id
        for place in office.rows(IncidentCase)
        if place.left_at is None
    }


def test_what_five_customers_complain_about_is_one_incident(office: Office) -> None:
    four = complain(office, *PEOPLE[:4])
    assert members(office) == {}
    five = [*four, *complain(office, PEOPLE[4])]
    (incident,) = office.rows(Incident)
    assert "CX-20" in incident.title
    assert members(office) == dict.fromkeys(five, incident.id)


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_two_workers_never_look_at_the_same_time(office: Office) -> None:
    """Each would begin an incident of the same complaints, and one of them fail."""
    complain(office, *PEOPLE[:4])
    office.case_for(PEOPLE[4], "my CX-20 is broken")
    with office.app.database.write() as session:
        assert in_storage.look_alone(session)
        assert incidents.watch(office.app) == 0
    assert incidents.watch(office.app) == 1
    assert len(office.rows(Incident)) == 1


class AllAlike(KeywordClassifier):
    """Judges by words, and says that every post says the same."""

    def classify(self, texts: Sequence[str]) -> list[Classification]:
        judged = KeywordClassifier.classify(self, texts)
        return [replace(one, embedding=(1.0, 0.0)) for one in judged]


@pytest.mark.parametrize(("said", "incidents"), [("perhaps", 1), ("parcel", 0)])
def test_the_same_complaint_without_danger_is_one_and_the_same_question_is_none(
    office: Office, said: str, incidents: int
) -> None:
    office.app = replace(office.app, classifier=AllAlike)
    found = complain(office, *PEOPLE, text=f"{said} the new advert is disrespectful")
    assert len(office.rows(Incident)) == incidents
    assert set(members(office)) == (set(found) if incidents else set())


def test_who_comes_later_joins_and_who_speaks_of_something_else_does_not(office: Office) -> None:
    complain(office, *PEOPLE)
    (later,) = complain(office, "Flo")
    (other,) = complain(office, "Gus", text="my CX-99 is broken")
    assert later in members(office)
    assert other not in members(office)


@pytest.mark.parametrize("batches", [1, 2, 6])
def test_the_order_of_arrival_does_not_matter(office: Office, batches: int) -> None:
    names = [*PEOPLE, "Flo"]
    for start in range(batches):
        complain(office, *reversed(names[start::batches]))
    assert len(office.rows(Incident)) == 1
    assert len(members(office)) == len(names)


def test_a_comment_below_our_own_post_is_about_what_that_names(office: Office) -> None:
    complain(office, *PEOPLE)
    own = office.says("Kestrelia", "RECALL: the CX-20 charger", by_brand=True)
    office.arrive(own)
    case_id = office.arrive(office.says("Flo", "wo schicke ich das hin? broken", under=own))
    incidents.watch(office.app)
    assert case_id in members(office)


def test_being_in_an_incident_is_a_reason_to_come_first(office: Office, ann: Actor) -> None:
    complain(office, *PEOPLE)
    for row in inbox.rows(office.app, ann, InboxFilter()):
        assert "part of an incident" in [reason.text for reason in row.reasons]


def test_taking_a_case_out_is_one_call_and_can_be_undone(office: Office, ann: Actor) -> None:
    cases = complain(office, *PEOPLE)
    before = office.case(cases[0]).rank
    incidents.take_out(office.app, ann, cases[0])
    assert cases[0] not in members(office)
    assert office.case(cases[0]).rank < before
    office.case_for(PEOPLE[0], "my CX-20 is still broken")
    incidents.watch(office.app)
    assert cases[0] not in members(office)
    incidents.put_back(office.app, ann, cases[0])
    assert cases[0] in members(office)
    with pytest.raises(Conflict):
        incidents.put_back(office.app, ann, cases[0])


def test_only_who_answers_may_take_out_and_only_what_is_in(office: Office, ann: Actor) -> None:
    (case_id,) = complain(office, "Ada")
    with pytest.raises(BadInput):
        incidents.take_out(office.app, ann, case_id)
    with pytest.raises(NotAllowed):
        incidents.take_out(office.app, office.user("mia", Role.MARKETING), case_id)


def test_an_old_incident_takes_nobody_in(office: Office) -> None:
    complain(office, *PEOPLE)
    office.time.go(hours=13)
    (late,) = complain(office, "Flo")
    assert late not in members(office)


def test_each_post_is_placed_once(office: Office) -> None:
    complain(office, *PEOPLE)
    assert incidents.watch(office.app) == 0
    assert all(trace.placed_at for trace in office.rows(MentionTrace))


def test_a_trace_goes_with_its_mention_by_request_and_by_age(office: Office) -> None:
    complain(office, *PEOPLE)
    gone, asked, *_ = [trace.mention_id for trace in office.rows(MentionTrace)]
    with office.app.database.write() as session:
        assert traces.forget(session, [asked]) == 1
    assert len(office.rows(MentionTrace)) == 4
    with office.app.database.write() as session:
        session.exec(delete(MentionTrace).where(col(MentionTrace.mention_id) == gone))
    office.time.go(days=2)
    complain(office, "Flo")
    assert len(office.rows(MentionTrace)) == 1
    assert len(office.rows(Mention)) == 6


def test_the_worker_looks_for_incidents_by_itself(office: Office) -> None:
    for name in PEOPLE:
        office.hear(office.says(name, f"my CX-20 is broken, says {name}"))
    tasks.judge(office.app)
    assert len(office.rows(Incident)) == 1


def test_a_surge_of_one_topic_is_an_incident_too(office: Office) -> None:
    complain(office, "Old", text="my kettle is broken")
    office.time.go(days=2)
    complain(office, *PEOPLE, "Flo", "Gus", text="everything is broken")
    assert len(members(office)) == 7
    office.time.go(days=2)
    assert dt.timedelta(0) < office.time.now - office.rows(Incident)[0].opened_at


def test_a_surge_is_an_alert_even_where_too_few_people_make_an_incident(
    office: Office, ann: Actor
) -> None:
    complain(office, "Old", text="my kettle is broken")
    office.time.go(days=2)
    complain(office, *["Ada", "Bo", "Ada", "Bo"] * 2, text="everything is broken")
    watch.look(office.app)
    ((topic, told),) = surges.shown(office.app, ann).items()
    assert topic == "product"
    assert told.startswith("8 posts about product")
    assert health.snapshot(office.app).surges == (told,)
    assert any(one.about == "surge" and one.text == told for one in doctor.examine_app(office.app))
    assert office.rows(Incident) == []
    office.time.go(hours=2)
    watch.look(office.app)
    assert surges.shown(office.app, ann) == {}
    assert [one.ended_at is None for one in office.rows(ListenerAlert)] == [False]

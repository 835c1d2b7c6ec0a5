"""What waits for the model is read most urgent first, and nothing starves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert
from sqlmodel import col, select

from domain import first_look
from domain.backlog import Trend
from domain.mention import IncomingMention
from listenpost.services import health, ingest, queueing, triage
from listenpost.services.doctor import examine_app
from storage.ids import key
from storage.models import Case, Mention, Task, Throughput
from tests.fakes import MINUTE, KeywordClassifier, Office


def read_in_order(office: Office) -> list[str]:
    """What the model was given, text by text."""
    return [text for batch in office.classifier.batches for text in batch]


def judged_first(office: Office) -> list[str]:
    """What the model reads next."""
    triage.run(office.app)
    return office.classifier.batches[-1]


def backlog_of(office: Office, number: int) -> None:
    """So many everyday posts wait."""
    posts = [office.says(f"Otto {n}", "the kettle is here") for n in range(number)]
    for start in range(0, number, 500):
        office.hear(*posts[start : start + 500])


def copies_of(office: Office, post: IncomingMention, number: int) -> None:
    """So many posts like this one wait; storing them one by one takes longer than the test."""
    like = office.mention(post).model_dump(exclude={"id"})
    rows = [like | {"external_id": f"copy-{n}"} for n in range(number)]
    with office.app.database.write() as session:
        session.execute(insert(Mention.__table__), rows)  # type: ignore[attr-defined]
        ids = session.exec(
            select(col(Mention.id)).where(col(Mention.external_id).startswith("copy-"))
        ).all()
        queueing.judge_later(office.app, session, list(map(key, ids)), office.time.now)


def urgencies(office: Office) -> list[str]:
    return [case.urgency.value for case in office.rows(Case)]


def test_of_5_000_that_wait_a_critical_post_is_read_before_all_others(office: Office) -> None:
    office.app = replace(office.app, batch=64)
    post = office.says("Otto", "where is my kettle?")
    office.hear(post)
    copies_of(office, post, 4_999)
    office.time.go(minutes=20)
    office.hear(office.says("Ann", "it is on fire"), office.says("Ben", "nice"))
    assert health.snapshot(office.app).waiting_for_triage == 5_002
    read = judged_first(office)
    assert "it is on fire" in read
    assert len(read) <= 2 * 64
    assert urgencies(office) == ["critical"]


def test_what_looks_urgent_comes_first_then_who_waits_then_who_asks(office: Office) -> None:
    first = office.says("Zoe", "my kettle is broken")
    office.arrive(first)
    office.classifier.batches.clear()
    office.app = replace(office.app, batch=1)
    office.hear(
        office.says("Otto", "nice kettle", summoned=False),
        office.says("Ida", "nice kettle, @us"),
        office.says("Max", "where is it?"),
        office.says("Zoe", "hello there", under=first),
        office.says("Eva", "my kettle exploded"),
    )
    office.judge()
    assert read_in_order(office) == [
        "my kettle exploded",
        "hello there",
        "where is it?",
        "nice kettle, @us",
        "nice kettle",
    ]


def test_of_one_author_the_earlier_post_is_read_first_whatever_it_looks_like(
    office: Office,
) -> None:
    office.app = replace(office.app, batch=2)
    calm = office.says("Ann", "the kettle came", ago=MINUTE)
    backlog_of(office, 6)
    office.hear(calm, office.says("Ben", "my invoice?"))
    office.hear(office.says("Ann", "and now it is on fire", under=calm))
    assert judged_first(office) == ["the kettle came", "my invoice?", "and now it is on fire"]
    office.judge()
    assert read_in_order(office).count("the kettle came") == 1


def test_nothing_starves_however_much_danger_comes(office: Office) -> None:
    """More danger comes than is judged, for days."""
    office.app = replace(office.app, batch=1)
    step = first_look.LONGEST_LEAD / 4
    office.hear(office.says("Otto", "a calm word", summoned=False))
    for rounds in range(1, 11):
        office.time.now += step
        office.hear(*(office.says(f"Eva {rounds} {n}", f"fire {rounds}") for n in range(2)))
        triage.run(office.app)
    read = read_in_order(office)
    before = read[: read.index("a calm word")]
    assert {int(text.split()[1]) for text in before} <= {1, 2, 3, 4}


def test_a_batch_is_bounded_whatever_waits(office: Office) -> None:
    office.app = replace(office.app, batch=8)
    office.hear(*(office.says("Ann", f"post {n}") for n in range(30)))
    backlog_of(office, 30)
    office.judge()
    assert max(map(len, office.classifier.batches)) <= 2 * 8
    assert sum(map(len, office.classifier.batches)) == 60


def test_one_unreadable_post_of_hers_does_not_hold_up_her_others(office: Office) -> None:
    office.hear(office.says("Ann", "a poison word", ago=MINUTE))
    office.hear(office.says("Ann", "it is on fire"))
    triage.run(office.app)
    assert urgencies(office) == ["critical"]


def test_an_edited_post_is_looked_at_anew(office: Office) -> None:
    post = office.says("Ann", "the kettle is here")
    office.hear(post)
    backlog_of(office, 8)
    office.hear(replace(post, text="the kettle is on fire"))
    assert "the kettle is on fire" in judged_first(office)


def test_a_failed_post_keeps_its_turn(office: Office) -> None:
    office.hear(office.says("Ann", "poison fire"), office.says("Ben", "poison smoke"))
    before = {task.turn_at for task in office.rows(Task)}
    triage.run(office.app)
    assert {task.turn_at for task in office.rows(Task)} == before
    assert len(office.rows(Task)) == 2


def test_a_backlog_tells_when_it_will_be_read(office: Office) -> None:
    office.app = replace(office.app, batch=10)
    post = office.says("Otto", "where is it?")
    office.hear(post)
    copies_of(office, post, 999)
    office.time.go(minutes=2)
    found = health.snapshot(office.app).backlog
    assert (found.waiting, found.trend) == (1_000, Trend.STANDS)
    office.time.go(minutes=3)  # what came is out of the window
    triage.run(office.app)  # a batch, and as many of the same author
    found = health.snapshot(office.app).backlog
    assert (found.waiting, found.trend, found.arriving) == (980, Trend.CLEARS, 0.0)
    assert found.clears_in == found.at_best  # nothing comes
    (told,) = [one for one in examine_app(office.app) if one.about == "backlog"]
    assert told.ok
    assert told.text.startswith("980 posts wait for the model, the oldest for 5 min. ")


def test_a_doctor_sees_that_nothing_is_judged(office: Office) -> None:
    backlog_of(office, 3)
    assert [one for one in examine_app(office.app) if one.about == "backlog"] == []
    office.time.go(minutes=2)
    (told,) = [one for one in examine_app(office.app) if one.about == "backlog"]
    assert not told.ok
    assert "is a worker running" in told.text


def test_old_minutes_are_forgotten(office: Office) -> None:
    office.arrive(office.says("Ann", "my kettle is broken"))
    assert sum(row.stored for row in office.rows(Throughput)) == 1
    assert sum(row.judged for row in office.rows(Throughput)) == 1
    office.time.go(hours=2)
    queueing.tidy(office.app)
    assert office.rows(Throughput) == []


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_polls_go_on_while_nothing_is_judged(office: Office) -> None:
    def missing() -> KeywordClassifier:
        raise AssertionError("the model is not asked for")

    app = replace(office.app, classifier=missing)
    for number in range(3):
        office.hear(office.says(f"Ann {number}", "my kettle is broken"))
        office.time.go(minutes=1)
    assert ingest.due_listeners(app) == ["main"]
    assert len(office.rows(Task)) == 3

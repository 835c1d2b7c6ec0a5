"""The model card counts what people looked at, and what they changed of it."""

from __future__ import annotations

import pytest
from sqlmodel import update

from classifier.manifest import BUILTIN, Manifest, folder_of
from domain.correction import Head
from domain.errors import NotAllowed
from domain.role import Actor
from domain.share import Share
from listenpost.services import case_actions, corrections, model_card
from listenpost.services.model_card import ModelCard
from storage.models import Classification, Mention
from tests.fakes import VERSION, Office


def card(office: Office, ada: Actor) -> ModelCard:
    return model_card.read(office.app, ada, chosen=BUILTIN)


def correct(office: Office, actor: Actor, case_id: int, head: Head, value: str) -> None:
    post = next(row.id for row in office.rows(Mention) if row.case_id == case_id)
    corrections.correct(office.app, actor, post or 0, head, value)


def test_what_a_person_answered_closed_or_corrected_was_looked_at(
    office: Office, ann: Actor, ada: Actor
) -> None:
    answered, closed, corrected, untouched = (
        office.case_for(name, "where is my parcel?") for name in ("Otto", "Ida", "Uwe", "Eva")
    )
    assert untouched
    office.send(ann, answered)
    case_actions.dismiss(office.app, ann, closed)
    correct(office, ann, corrected, Head.TOPIC, "refund")
    found = card(office, ada)
    assert (found.version, found.posts, found.abstained) == (VERSION, 3, 0)
    assert found.heads[Head.TOPIC].left == Share(part=2, whole=3)
    assert found.heads[Head.SENTIMENT].left == Share(part=3, whole=3)


def test_a_post_counts_once_however_often_it_was_looked_at(
    office: Office, ann: Actor, ada: Actor
) -> None:
    case_id = office.case_for("Otto", "where is my parcel?")
    correct(office, ann, case_id, Head.TOPIC, "refund")
    correct(office, ann, case_id, Head.PRIVATE, "true")
    office.send(ann, case_id)
    office.deliver()
    assert card(office, ada).posts == 1


def test_a_label_that_was_put_back_was_left_as_it_was(
    office: Office, ann: Actor, ada: Actor
) -> None:
    case_id = office.case_for("Otto", "where is my parcel?")
    first = office.rows(Classification)[0].topic.value
    correct(office, ann, case_id, Head.TOPIC, "refund")
    correct(office, ann, case_id, Head.TOPIC, "staff")
    assert card(office, ada).heads[Head.TOPIC].turned == [(first, "staff", 1)]
    correct(office, ann, case_id, Head.TOPIC, first)
    assert card(office, ada).heads[Head.TOPIC].left == Share(part=1, whole=1)


def test_only_the_version_that_judges_now_is_counted(
    office: Office, ann: Actor, ada: Actor
) -> None:
    case_id = office.case_for("Otto", "where is my parcel?")
    correct(office, ann, case_id, Head.TOPIC, "refund")
    with office.app.database.write() as session:
        session.exec(update(Classification).values(model="before"))
    newer = office.case_for("Ida", "where is my parcel?")
    office.send(ann, newer)
    found = card(office, ada)
    assert found.posts == 1
    assert found.heads[Head.TOPIC].turned == []


def test_what_the_model_abstained_on_is_told_and_counts_nowhere(
    office: Office, ann: Actor, ada: Actor
) -> None:
    case_id = office.case_for("Otto", "where is my parcel?")
    with office.app.database.write() as session:
        session.exec(update(Classification).values(abstained=True))
    correct(office, ann, case_id, Head.TOPIC, "refund")
    found = card(office, ada)
    assert (found.posts, found.abstained) == (1, 1)
    assert found.heads[Head.TOPIC].left == Share()


def test_what_is_older_than_the_period_is_not_counted(
    office: Office, ann: Actor, ada: Actor
) -> None:
    case_id = office.case_for("Otto", "where is my parcel?")
    correct(office, ann, case_id, Head.TOPIC, "refund")
    office.send(ann, case_id)
    office.deliver()
    office.time.go(days=model_card.DAYS + 1)
    assert card(office, ada).posts == 0


def test_languages_are_told_apart(office: Office, ann: Actor, ada: Actor) -> None:
    for name in ("Otto", "Ida"):
        correct(office, ann, office.case_for(name, "where is my parcel?"), Head.TOPIC, "refund")
    with office.app.database.write() as session:
        session.exec(update(Mention).values(language="nl"))
    case_id = office.case_for("Uwe", "where is my parcel?")
    office.send(ann, case_id)
    found = card(office, ada)
    other = office.rows(Mention)[-1].language or ""
    assert list(found.languages) == ["nl", other]
    assert found.heads[Head.TOPIC].by_language["nl"] == Share(part=0, whole=2)


def test_before_the_first_post_there_is_no_version(office: Office, ada: Actor) -> None:
    found = card(office, ada)
    assert (found.version, found.posts, found.papers) == (None, 0, {})


def test_the_papers_of_the_model_that_judges_come_along(office: Office, ada: Actor) -> None:
    office.case_for("Otto", "where is my parcel?")
    assert card(office, ada).papers == {}, "it is another model that judged"
    ours = Manifest.read(folder_of(BUILTIN)).version
    for judged in (ours, f"{ours} with owner/name"):
        with office.app.database.write() as session:
            session.exec(update(Classification).values(model=judged))
        found = model_card.read(office.app, ada, chosen="owner/name")
        assert set(found.papers) == {"MODEL_CARD.md", "NOTICE"}
        assert ours in found.papers["MODEL_CARD.md"]


def test_agents_do_not_read_it(office: Office, ann: Actor) -> None:
    with pytest.raises(NotAllowed):
        card(office, ann)

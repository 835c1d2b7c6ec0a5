"""What is written in bulk is what a record would have written, on both databases."""

from __future__ import annotations

import datetime as dt

import pytest

from domain.classification import Intent, Sentiment, Topic, Urgency
from storage import bulk
from storage.engine import Database
from storage.models import Classification, Mention, MentionTrace, SkippedItem
from tests.statements import counted
from tests.storage.builders import DAY, NOW, add_case, add_mention, number_of, post, rows, store

ODD = 'it\'s "odd": \\ 100 %(x)s :y\n\t😀 \u2028 żółw'
HERE = dt.timezone(dt.timedelta(hours=5, minutes=45))


def judgement(mention_id: int, **values: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "mention_id": mention_id,
        "sentiment": Sentiment.NEGATIVE,
        "intent": Intent.QUESTION,
        "urgency": Urgency.HIGH,
        "topic": Topic.ORDER,
        "brand_topic_id": None,
        "brand_topic_p": None,
        "private": True,
        "language": None,
        "abstained": False,
        "model": "m",
        "scores": {},
        "created_at": NOW,
    }
    return usual | values


def test_every_kind_of_value_comes_back_as_it_was(database: Database) -> None:
    (mention_id,) = store(database, post())
    with database.write() as session:
        case_id = add_case(session)
        given = {
            "mention_id": mention_id,
            "case_id": case_id,
            "customer_id": 1,
            "at": NOW.astimezone(HERE),
            "urgent": True,
            "complaint": False,
            "topics": {ODD: 0.1, "nested": [1, None, {"a": 1.5e-7}]},
            "markers": [ODD],
            "vector": bytes(range(256)),
            "placed_at": None,
        }
        bulk.insert_all(session, MentionTrace, [given])
        scores = {"urgency": {Urgency.HIGH: 0.1234}}
        bulk.insert_all(session, Classification, [judgement(mention_id, model=ODD, scores=scores)])
    (trace,), (found,) = rows(database, MentionTrace), rows(database, Classification)
    assert trace.model_dump() == given | {"at": NOW}
    assert (found.model, found.urgency, found.private) == (ODD, Urgency.HIGH, True)
    assert found.scores == {"urgency": {"high": 0.1234}}


def test_keys_follow_the_order_of_the_rows(database: Database) -> None:
    (mention_id,) = store(database, post())
    with database.write() as session:
        given = [judgement(mention_id, model=f"m{place}") for place in range(300)]
        bulk.insert_all(session, Classification, given)
    assert [row.model for row in rows(database, Classification)] == [one["model"] for one in given]


def test_texts_from_outside_are_made_to_fit_as_a_record_would(database: Database) -> None:
    row = {"listener": "l", "external_id": "x", "reason": "no", "seen_at": NOW}
    with database.write() as session:
        bulk.insert_all(session, SkippedItem, [row])
        with pytest.raises(Exception, match="naive"):
            bulk.insert_all(session, SkippedItem, [row | {"seen_at": NOW.replace(tzinfo=None)}])
    assert number_of(database, SkippedItem) == 1


def test_what_is_noted_is_stored_at_once_for_all_and_for_nobody_else(database: Database) -> None:
    ids = store(database, *[post(str(number)) for number in range(5)])
    with database.write() as session:
        case_id = add_case(session)
        records = [session.get_one(Mention, number) for number in ids[:4]]
        with counted(database) as sent:
            for place, record in enumerate(records):
                bulk.note(record, language=f"l{place}", triaged_at=NOW + place * DAY)
                bulk.note(record, case_id=case_id if place else None)
            assert [record.language for record in records] == ["l0", "l1", "l2", "l3"]
            session.flush()
            assert sent == []
            bulk.store_noted(session, records, "language", "triaged_at", "case_id")
            session.flush()
        assert len(sent) == 1
    found = rows(database, Mention)
    assert [row.language for row in found] == ["l0", "l1", "l2", "l3", "en"]
    assert [row.triaged_at for row in found] == [*(NOW + place * DAY for place in range(4)), None]
    assert [row.case_id for row in found] == [None, case_id, case_id, case_id, None]


def test_what_is_noted_can_be_changed_by_a_flush_afterwards(database: Database) -> None:
    with database.write() as session:
        record = session.get_one(Mention, add_mention(session))
        bulk.note(record, language="de")
        bulk.store_noted(session, [record], "language")
        record.language = "el"
    (found,) = rows(database, Mention)
    assert found.language == "el"

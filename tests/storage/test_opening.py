"""New cases are stored as records would be, under the keys that they were promised."""

from __future__ import annotations

from dataclasses import asdict

from domain.case import CaseStatus
from domain.classification import Sentiment, Topic, Urgency
from storage import opening
from storage.engine import Database
from storage.models import Case
from storage.opening import NewCase
from tests.storage.builders import NOW, add_case, add_customer, rows


def new(customer_id: int, title: str = "a matter") -> NewCase:
    return NewCase(
        customer_id=customer_id,
        platform="x",
        title=title,
        status=CaseStatus.OPEN,
        urgency=Urgency.HIGH,
        topic=Topic.ORDER,
        sentiment=Sentiment.NEGATIVE,
        private=False,
        language="en",
        opened_at=NOW,
        last_activity_at=NOW,
        rank=0.1 + 0.2,
        followers=3,
    )


def test_they_stand_there_as_records_would(database: Database) -> None:
    with database.write() as session:
        case = new(add_customer(session))
        opening.number(session, [case])
        opening.store(session, [case])
    (found,) = rows(database, Case)
    record = Case(**asdict(case))
    assert found.model_dump() == record.model_dump()


def test_keys_go_on_from_the_last_one_and_others_go_on_from_them(database: Database) -> None:
    with database.write() as session:
        before, customer_id = add_case(session), add_customer(session)
        cases = [new(customer_id, title) for title in ("first", "second", "third")]
        opening.number(session, cases)
        opening.number(session, [])
        opening.store(session, cases)
        numbers = [case.id or 0 for case in cases]
        assert numbers == sorted(set(numbers))
        assert numbers[0] > before
        assert add_case(session) > numbers[-1]
    titles = {row.id: row.title for row in rows(database, Case)}
    assert [titles[number] for number in numbers] == ["first", "second", "third"]

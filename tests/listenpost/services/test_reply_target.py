"""Which post a reply answers: the same, however much of the thread has been read."""

from __future__ import annotations

import random

import pytest
from sqlmodel import Session

from listenpost.services import respond
from storage import pages, threads
from storage.engine import Database
from storage.models import Mention
from tests.storage.builders import MINUTE, NOW, add_case, author, page, post


def hear(session: Session, name: str, case_id: int, chance: random.Random) -> None:
    """A post of the case or of somebody else in its threads, by us or not, that asks or not."""
    heard = post(
        name,
        thread=chance.choice("tu"),
        published_at=NOW + chance.randrange(4) * MINUTE,
        by=author(chance.choice(("anna", "ben"))),
    )
    (number,) = pages.store_page(session, page(heard), listener="x", now=NOW)
    stored = session.get_one(Mention, number)
    stored.case_id = case_id if chance.random() < 0.7 else None
    stored.by_brand = chance.random() < 0.2
    stored.needs_answer = chance.random() < 0.4


@pytest.mark.parametrize("seed", range(12))
def test_the_post_that_a_reply_answers_does_not_depend_on_how_much_was_read(
    database: Database, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test that is the same each time
    with database.write() as session:
        case_id = add_case(session)
        for number in range(chance.randrange(1, 9)):
            hear(session, f"{seed}-{number}", case_id, chance)
        (first,) = pages.store_page(session, page(post("first", thread="t")), listener="x", now=NOW)
        session.get_one(Mention, first).case_id = case_id
        session.get_one(Mention, first).needs_answer = chance.random() < 0.5
    with database.read() as session:
        wanted = respond.target_of(session, case_id)
        for limit in (1, 2, 3, 200):
            read = threads.posts(session, case_id, limit=limit)
            assert respond.target_among(session, case_id, read) == wanted

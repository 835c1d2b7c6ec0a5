"""The search: whatever changes a text, both databases find what is there and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql
from sqlalchemy import update
from sqlmodel import col, delete, func, select

from domain.case import CaseStatus
from domain.words import asked, words
from storage import migrate, search
from storage.engine import Database
from storage.models import Case, Customer, Mention, SearchPending
from tests.storage.builders import DAY, NOW, add_case, add_customer, add_mention

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=25)


def finds(database: Database, typed: str) -> list[int]:
    with database.read() as session:
        found = search.find(session, typed)
        dialect = session.get_bind().dialect.name
        statement = select(Case.id).where(search.is_found(dialect)).order_by(col(Case.id))
        numbers = session.exec(statement, params=found.values()).all()
        return [number for number in numbers if number is not None]


def case_saying(database: Database, *texts: str, name: str = "N") -> int:
    with database.write() as session:
        number = add_case(session, add_customer(session, name))
        for place, said in enumerate(texts):
            add_mention(session, case_id=number, text=said, published_at=NOW + place * DAY)
    return number


def test_the_words_may_stand_in_different_posts_and_in_the_name(database: Database) -> None:
    here = case_saying(database, "the parcel is late", "still broken", name="Zoë Smith")
    case_saying(database, "the parcel is late", name="Anna")
    assert finds(database, "parcel broken") == [here]
    assert finds(database, "zoe parcel") == [here]


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("Where is my parcel", "PARCEL"),
        ("¿Dónde está?", "donde"),
        ("mein Ärger", "arger"),
        ("déjà vu", "deja"),
        ("não chegou", "nao"),
        ("注文が届きません", "届きま"),
        ("أين طَرْدي", "طردي"),
        ("siparişim NEREDE", "siparisim nerede"),
        ("где посылка", "ПОСЫЛКА"),
        ("मेरा ऑर्डर", "ऑर्डर"),
        ("我的包裹在哪里", "包裹"),
        ("환불해 주세요", "환불"),
        ("พัสดุของฉัน", "พัสดุ"),
        ("το δέμα μου", "ΔΕΜΑ"),
        ("zwrot pieniędzy", "pieniedzy"),
        ("איפה החבילה", "החבילה"),
        ("đơn hàng", "đơn"),
        ("so 😡", "😡"),
    ],
)
def test_every_script_is_found(database: Database, said: str, typed: str) -> None:
    here = case_saying(database, said)
    case_saying(database, "something else entirely")
    assert finds(database, typed) == [here]


# --- the index follows


def test_a_post_that_moves_takes_its_words_along(database: Database) -> None:
    one, other = case_saying(database, "kettle"), case_saying(database, "lamp")
    with database.write() as session:
        session.execute(
            update(Mention).where(col(Mention.case_id) == one).values(case_id=other)
        )  # as a merge does, past the session's objects
    assert finds(database, "kettle") == [other]
    assert finds(database, "kettle lamp") == [other]


def test_an_erased_text_is_found_no_more(database: Database) -> None:
    here = case_saying(database, "my secret is 4711", name="Ottokar")
    with database.write() as session:
        session.execute(update(Mention).values(text="(erased)"))
        session.execute(update(Customer).values(name="(erased)"))
    assert finds(database, "secret") == finds(database, "4711") == finds(database, "ottokar") == []
    assert finds(database, "erased") == [here]


def test_after_a_purge_the_database_holds_no_erased_word(
    database: Database, database_url: str
) -> None:
    case_saying(database, "xylograph")
    with database.write() as session:
        session.execute(update(Mention).values(text="(erased)"))
    with database.write() as session:
        search.purge(session)
        if session.get_bind().dialect.name == "sqlite":
            blocks = session.execute(sql("SELECT block FROM case_search_data")).scalars().all()
            rows = session.execute(sql("SELECT c0 FROM case_search_content")).scalars().all()
            assert b"xylograph" not in b"".join(blocks)
        else:
            rows = session.execute(sql("SELECT words::text FROM case_search")).scalars().all()
        assert "xylograph" not in "".join(rows)


def test_a_deleted_case_and_a_deleted_post_are_found_no_more(database: Database) -> None:
    gone, kept = case_saying(database, "kettle"), case_saying(database, "kettle", "lamp")
    with database.write() as session:
        session.execute(delete(Mention).where(col(Mention.case_id) == gone))
        session.execute(delete(Mention).where(col(Mention.text) == "lamp"))
        session.execute(delete(Case).where(col(Case.id) == gone))
    assert finds(database, "kettle") == [kept]
    assert finds(database, "lamp") == []


def test_what_was_rolled_back_is_not_found(database: Database) -> None:
    with database.write() as session:
        add_case(session, add_customer(session, "Ghost"))
        search.refresh(session)
        session.rollback()
    assert finds(database, "ghost") == []


def test_a_change_that_leaves_the_words_alone_reads_nothing_anew(database: Database) -> None:
    case_saying(database, "kettle")
    with database.write() as session:
        session.execute(update(Case).values(version=7))
        session.execute(update(Mention).values(needs_answer=True))
        assert session.exec(select(func.count()).select_from(SearchPending)).one() == 0


def test_of_a_large_change_the_rest_follows_with_the_next_commits(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "AT_ONCE", 2)
    with database.write() as session:
        customer = add_customer(session, "Ottokar")
        numbers = [add_case(session, customer) for _ in range(5)]
    assert finds(database, "ottokar") == numbers[3:]
    for _ in range(2):
        with database.write():
            pass
    assert finds(database, "ottokar") == numbers


def test_of_a_long_case_the_newest_posts_are_searched(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "NEWEST_POSTS", 2)
    here = case_saying(database, "first", "second", "third")
    assert finds(database, "second third") == [here]
    assert finds(database, "first") == []


def test_a_case_with_more_words_than_a_database_takes_is_stored(database: Database) -> None:
    said = [" ".join(f"{'x' * 30}{place * 1000 + n}" for n in range(550)) for place in range(60)]
    case_saying(database, *said)
    assert finds(database, f"{'x' * 30}59001")


def test_an_upgrade_reads_the_cases_that_are_there(database: Database) -> None:
    number = case_saying(database, "kettle")
    with database.engine.begin() as connection:
        connection.execute(sql("DELETE FROM case_search"))
        connection.execute(SearchPending.__table__.insert(), {"case_id": number})  # type: ignore[attr-defined]
    migrate.read_for_search(database)
    assert finds(database, "kettle") == [number]


# --- one answer on both engines


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(said=st.lists(TEXTS, min_size=1, max_size=3), typed=st.text(max_size=12))
def test_it_finds_exactly_what_the_words_say(
    database: Database, said: list[str], typed: str
) -> None:
    number = case_saying(database, *said)
    stored = {word for one in ("N", *said) for word in words(one)}
    for query in (typed, said[0], *stored):
        expected = bool(asked(query)) and all(
            any(w.startswith(one.word) if one.begins else w == one.word for w in stored)
            for one in asked(query)
        )
        assert (number in finds(database, query)) is expected


@pytest.mark.parametrize("slices", [(), (2, 4), (5_000, 50_000)])
def test_wherever_it_looks_first_it_finds_the_same(
    database: Database, monkeypatch: pytest.MonkeyPatch, slices: tuple[int, ...]
) -> None:
    monkeypatch.setattr(search, "SLICES", slices)
    numbers = [case_saying(database, f"kettle {number}") for number in range(5)]
    case_saying(database, "lamp")
    assert finds(database, "kettle") == numbers
    assert finds(database, "kett 1") == [numbers[1]]
    assert finds(database, "kettle lamp") == []


def test_of_common_words_the_newest_cases_are_found_and_the_most_urgent_open_ones(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_FOUND", 2)
    numbers = [case_saying(database, f"kettle {number}") for number in range(6)]
    with database.write() as session:
        for number, rank in zip(numbers, (1.0, 9.0, 8.0, 7.0, 2.0, 3.0), strict=True):
            session.get_one(Case, number).rank = rank
        session.get_one(Case, numbers[1]).status = CaseStatus.RESOLVED
    assert finds(database, "kettle") == [numbers[2], numbers[3], numbers[4], numbers[5]]
    assert finds(database, "kettle 0") == [numbers[0]]
    with database.read() as session:
        assert search.find(session, "kettle").more
        assert not search.find(session, "kettle 0").more

"""Which articles were sent, and whether the customer came back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from domain.role import Role
from listenpost.services import article_outcomes, erase
from listenpost.services.article_outcomes import Row, addresses_in
from listenpost.services.tombstones import Tombstones
from storage.models import ArticleSent
from tests.fakes import Office
from tests.listenpost.services.article_words import article, take_in, understanding

LOST = article("lost", "Your card is lost", "Block the card in the app.")
ANSWER = f"This may help: {LOST.url}."
WEEK = dt.timedelta(days=7)


def answered(office: Office, text: str = ANSWER) -> int:
    """Ann asks, and gets this answer; returns the case."""
    take_in(understanding(office), [LOST])
    case_id = office.case_for("Ann", "my card is broken")
    office.time.go(minutes=5)
    office.send(office.user(), case_id, text)
    office.deliver()
    return case_id


def outcome(office: Office) -> Row:
    while article_outcomes.settle_due(office.app):
        pass
    (row,) = article_outcomes.listed(office.app)
    return row


def after_a_week(office: Office) -> Row:
    office.time.now = office.rows(ArticleSent)[0].sent_at + WEEK
    return outcome(office)


def test_who_did_not_come_back_in_a_week_was_helped(office: Office) -> None:
    answered(office)
    assert (outcome(office).sent, outcome(office).solved_share) == (1, None)
    office.time.now = office.rows(ArticleSent)[0].sent_at + WEEK - dt.timedelta(seconds=1)
    assert outcome(office).solved == 0
    assert (after_a_week(office).solved, outcome(office).solved_share) == (1, 1.0)


def test_who_asked_again_was_not(office: Office) -> None:
    answered(office)
    office.time.go(days=6)
    office.arrive(office.says("Ann", "it is still broken"))
    row = after_a_week(office)
    assert (row.solved, row.came_back, row.solved_share) == (0, 1, 0.0)


def test_thanks_are_no_coming_back(office: Office) -> None:
    answered(office)
    office.time.go(hours=1)
    office.arrive(office.says("Ann", "thanks a lot, that did it"))
    assert after_a_week(office).solved == 1


def test_another_matter_and_another_customer_are_no_coming_back(office: Office) -> None:
    answered(office)
    office.time.go(hours=1)
    office.arrive(office.says("Ben", "mine is broken"))
    assert after_a_week(office).solved == 1


def test_after_the_week_nothing_changes_any_more(office: Office) -> None:
    answered(office)
    assert after_a_week(office).solved == 1
    office.time.go(hours=1)
    office.arrive(office.says("Ann", "now it is broken again"))
    assert outcome(office).solved == 1


def test_a_reply_that_names_no_article_counts_nothing(office: Office) -> None:
    answered(office, "See https://elsewhere.example/lost for more.")
    assert office.rows(ArticleSent) == []


def test_a_reply_that_is_not_public_yet_counts_nothing(office: Office) -> None:
    take_in(understanding(office), [LOST])
    office.send(office.user(), office.case_for("Ann", "my card is broken"), ANSWER)
    assert office.rows(ArticleSent) == []
    office.deliver()
    assert len(office.rows(ArticleSent)) == 1


def test_of_an_erased_customer_the_count_stays(office: Office) -> None:
    case_id = answered(office)
    customer_id = office.case(case_id).customer_id
    office.app = replace(office.app, tombstones=Tombstones(secret="not a real secret"))
    erase.erase(office.app, office.user("mona", Role.ADMIN), customer_id)
    assert after_a_week(office).sent == 1


def test_what_was_sent_counts_in_its_period(office: Office) -> None:
    answered(office)
    sent_at = office.rows(ArticleSent)[0].sent_at
    for since, until, count in (
        (sent_at, sent_at + WEEK, 1),
        (sent_at - WEEK, sent_at, 0),
        (sent_at + WEEK, None, 0),
    ):
        (row,) = article_outcomes.listed(office.app, since=since, until=until)
        assert row.sent == count


@pytest.mark.parametrize(
    "text",
    [
        "See https://h.example/a.",
        "(https://h.example/a)",
        "https://h.example/a/ works",
        "Voilà : https://h.example/a…",
        "见https://h.example/a。",
    ],
)
def test_an_address_is_found_in_a_sentence(text: str) -> None:
    assert "https://h.example/a" in addresses_in(text)

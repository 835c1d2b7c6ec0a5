"""Articles of an installation: imported, found, and offered only where they are right."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import NoReturn

import pytest

from domain.article import ArticleRules, ArticleState
from domain.errors import ConfigurationError, MalformedItem
from listenpost import tasks
from listenpost.services import article_import, articles
from listenpost.services.app import App
from listenpost.services.articles import Suggestion
from storage import articles as stored_articles
from storage import traces
from storage.models import Article, ArticlePassage, Case, Mention
from tests.fakes import START, Office
from tests.listenpost.services.article_words import Meaning, article, take_in, understanding

LOST = article("lost", "Your card is lost", "Block the card in the app.")
ROUTER = article("router", "Restart the router", "Pull the plug of the router.")


def offered(app: App, office: Office, case_id: int) -> list[Suggestion]:
    with app.database.read() as session:
        return articles.suggest(app, session, office.case(case_id))


def titles(found: list[Suggestion]) -> list[str]:
    return [one.title for one in found]


def case_about(office: Office, text: str, language: str = "en") -> int:
    case_id = office.case_for("Ann", text)
    with office.app.database.write() as session:
        case = office.case(case_id)
        case.language = language
        session.add(case)
    return case_id


def test_what_answers_the_case_is_offered_with_its_passage(office: Office) -> None:
    app = understanding(office)
    take_in(app, [LOST, ROUTER])
    (one,) = offered(app, office, case_about(office, "my card is broken and gone"))
    assert (one.title, one.url) == (LOST.title, LOST.url)
    assert one.passage == LOST.body
    assert not one.cross_language
    assert one.score >= app.articles.least


def test_a_greek_question_finds_an_english_article_marked_as_such(office: Office) -> None:
    app = understanding(office)
    take_in(app, [LOST, ROUTER])
    (one,) = articles.search(app, "έχασα την κάρτα μου", limit=1)
    assert (one.title, one.cross_language) == (LOST.title, True)
    (one,) = offered(app, office, case_about(office, "broken: έχασα την κάρτα μου", "el"))
    assert one.cross_language


def test_of_translations_the_customers_own_is_offered(office: Office) -> None:
    app = understanding(office)
    greek = article("lost-el", "Χάσατε την κάρτα", "Η κάρτα", language="el", group="lost")
    take_in(app, [replace(LOST, group="lost"), greek])
    for language, title in (("el", greek.title), ("en", LOST.title), ("nl", LOST.title)):
        case_id = case_about(office, f"broken κάρτα card {language}", language)
        assert titles(offered(app, office, case_id)) == [title]


def test_a_language_that_is_not_set_is_never_offered(office: Office) -> None:
    app = understanding(office)
    take_in(app, [article("karte", "Ihre Karte für Geld", "Die Karte", language="de")])
    assert offered(app, office, case_about(office, "my card is broken")) == []
    app = replace(app, articles=ArticleRules(across=frozenset({"de"})))
    assert offered(app, office, case_about(office, "this card is broken"))[0].cross_language


@pytest.mark.parametrize("state", [one for one in ArticleState if one is not ArticleState.CURRENT])
def test_what_is_gone_or_changed_is_never_offered(office: Office, state: ArticleState) -> None:
    app = understanding(office)
    take_in(app, [LOST])
    with app.database.write() as session:
        stored = office.rows(Article)[0]
        stored.state = state
        session.add(stored)
        stored_articles.touch(session)
    assert offered(app, office, case_about(office, "my card is broken")) == []
    assert articles.search(app, "card") == []


def test_what_is_too_old_is_never_offered(office: Office) -> None:
    app = understanding(office)
    take_in(app, [replace(LOST, updated_at=START - app.articles.stale_after)])
    case_id = case_about(office, "my card is broken")
    assert offered(app, office, case_id)
    office.time.go(seconds=1)
    assert offered(app, office, case_id) == []


def test_words_in_another_language_than_its_source_says_are_never_offered(office: Office) -> None:
    app = understanding(office)
    take_in(app, [article("x", "Card", "Die Karte der Bank fällt aus. " * 8, language="en")])
    assert office.rows(Article)[0].reads_as == "de"
    assert offered(app, office, case_about(office, "my card is broken")) == []


def test_nothing_is_offered_that_is_not_near(office: Office) -> None:
    app = understanding(office)
    take_in(app, [ROUTER])
    assert offered(app, office, case_about(office, "my parcel is broken")) == []


def test_a_nudge_is_answered_by_what_was_asked_before_it(office: Office) -> None:
    app = understanding(office)
    take_in(app, [LOST, ROUTER])
    first = office.says("Ann", "my card is broken and gone")
    office.arrive(first, office.says("Ann", "hello router?", under=first))
    assert titles(offered(app, office, office.rows(Case)[0].id or 0)) == [LOST.title]


def test_an_import_again_keeps_what_is_the_same_and_withdraws_what_is_gone(office: Office) -> None:
    app = understanding(office)
    take_in(app, [LOST, ROUTER])
    passages = [one.id for one in office.rows(ArticlePassage)]
    office.time.go(days=1)
    done = article_import.take_in(app, "help", [LOST])
    assert (done.new, done.changed, done.same, done.withdrawn) == (0, 0, 1, 1)
    assert [one.id for one in office.rows(ArticlePassage)] == passages
    assert [one.state for one in office.rows(Article)] == ["current", "withdrawn"]
    assert titles(articles.search(app, "router")) == [LOST.title]
    assert article_import.take_in(app, "help", [LOST, ROUTER]).same == 2
    assert titles(articles.search(app, "router"))[0] == ROUTER.title


def test_changed_words_are_found_and_the_old_ones_are_not(office: Office) -> None:
    app = understanding(office)
    take_in(app, [LOST])
    assert articles.search(app, "parcel")[0].score == 0
    office.time.go(days=2)
    take_in(app, [replace(LOST, title="Your parcel", body="The parcel")])
    assert articles.search(app, "parcel")[0].passage == "The parcel"
    assert office.rows(Article)[0].updated_at == START + dt.timedelta(days=2)


def test_one_that_cannot_be_read_withdraws_nothing(office: Office) -> None:
    app = understanding(office)
    take_in(app, [LOST, ROUTER])
    done = article_import.take_in(app, "help", [LOST, MalformedItem("router.md is torn")])
    assert (done.unread, done.withdrawn) == (["router.md is torn"], 0)


def test_another_version_of_the_model_reads_everything_anew(office: Office) -> None:
    app = understanding(office)
    take_in(app, [LOST, ROUTER])
    model = app.classifier()
    model.version = "newer"
    assert article_import.read_all(app) == len(office.rows(ArticlePassage))
    assert {one.model for one in office.rows(ArticlePassage)} == {"newer"}


def test_without_a_model_words_alone_order_and_nothing_breaks(office: Office) -> None:
    app = understanding(office)
    take_in(app, [LOST, ROUTER])

    def missing() -> NoReturn:
        raise ConfigurationError("The model file is missing.")

    case_id = case_about(office, "my card is broken")
    app = replace(app, classifier=missing)
    with app.database.write() as session:
        traces.forget(session, [one.id or 0 for one in office.rows(Mention)])
    assert offered(app, office, case_id) == []
    assert article_import.read_if_changed(app) == 0


def test_a_worker_reads_what_was_imported_and_then_rests(office: Office) -> None:
    app = understanding(office)
    article_import.take_in(app, "help", [LOST])
    tasks.judge(app)
    assert all(one.vector for one in office.rows(ArticlePassage)[:1])
    model = app.classifier()
    assert isinstance(model, Meaning)
    tasks.judge(app)
    before = len(model.batches)
    tasks.judge(app)
    assert len(model.batches) == before


@pytest.mark.parametrize(
    "name", ["x" * 3000, "σ" * 3000, "a\x00b", "\ud800", "https://h.example/" + "é" * 900]
)
def test_whatever_a_source_calls_its_articles_they_are_stored_once(
    office: Office, name: str
) -> None:
    app = understanding(office)
    odd = replace(LOST, external_id=name, group=name * 2, title=f"Card {name}")
    for new in (1, 0):
        done = article_import.take_in(app, f"https://h.example/{name}", [odd])
        assert (done.new, done.new + done.same + done.changed) == (new, 1)

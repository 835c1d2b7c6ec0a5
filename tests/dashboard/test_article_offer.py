"""Help articles in a case: read, and put into the reply by one click."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import expect
from sqlmodel import col, delete

from domain.article import IncomingArticle
from domain.classification import Topic, Urgency
from listenpost.services import article_import
from storage import articles
from storage.models import Article, ArticlePassage
from tests.dashboard.conftest import PHONE, OpenPage
from tests.dashboard.world import World, judged

MEANING = (1.0, 0.0)
FOUND = replace(judged(Urgency.HIGH, Topic.PRODUCT, language="el"), embedding=MEANING)
TITLE, BODY, URL = "Boil a kettle <b>dry</b>", "Fill it to the line.", "https://help.example/kettle"


@pytest.fixture
def kettle(world: World) -> Iterator[None]:
    """One English article about what the posts here are about; gone after the test."""
    for text in (f"{TITLE}\n", f"{TITLE}\n{BODY}"):
        world.classifier.answers[text] = FOUND
    article = IncomingArticle(external_id="k", title=TITLE, body=BODY, url=URL, language="en")
    article_import.take_in(world.app, "help", [article])
    article_import.read_all(world.app)
    yield
    with world.app.database.write() as session:
        session.exec(delete(ArticlePassage))
        session.exec(delete(Article).where(col(Article.source) == "help"))
        articles.touch(session)


@pytest.mark.usefixtures("kettle")
def test_one_click_puts_the_article_behind_what_was_typed(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post("Eleni Kettle", "ο βραστήρας μου έμεινε χωρίς νερό", found=FOUND)
    page = open_page("ann", f"/?case={case_id}")
    expect(page.get_by_role("heading", name="May be answered by")).to_be_visible()
    expect(page.get_by_role("link", name=TITLE)).to_have_attribute("href", URL)
    expect(page.get_by_text("in English")).to_be_visible()
    expect(page.get_by_text(BODY)).to_be_visible()
    editor = page.get_by_role("textbox", name="Reply")
    editor.fill("Γεια σας.")
    page.get_by_role("button", name="Put into the reply").click()
    expect(editor).to_have_value(f"Γεια σας.\n\nΊσως βοηθήσει αυτό το άρθρο (English): {URL}")
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    page.reload()
    expect(editor).to_have_value(re.compile(re.escape(URL)))


@pytest.mark.thorough
@pytest.mark.usefixtures("kettle")
def test_on_a_phone_the_button_is_within_reach(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Eleni Phone", "ο βραστήρας μου έσπασε τώρα εδώ", found=FOUND)
    page = open_page("ann", f"/?case={case_id}", size=PHONE)
    button = page.get_by_role("button", name="Put into the reply")
    expect(button).to_be_visible()
    box = button.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= PHONE[0]

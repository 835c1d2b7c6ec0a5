"""Help articles under Settings: added, imported, taken out, and read on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import delete

from storage import articles
from storage.models import Article, ArticlePassage
from tests.dashboard.conftest import DESKTOP, PHONE, OpenPage
from tests.dashboard.test_access import SCHEMES, findings
from tests.dashboard.test_hostile_texts import overflow
from tests.dashboard.world import World

PLACE = "/settings?section=articles"
ROWS = (
    "title,body,url,language\n"
    "Lost card,Block it.,https://help.example/lost,en\n"
    "Αμοιβές,Καμία.,,el\n"
)


@pytest.fixture(autouse=True)
def bare(world: World) -> Iterator[None]:
    """No article before, none after."""
    yield
    with world.app.database.write() as session:
        session.exec(delete(ArticlePassage))
        session.exec(delete(Article))
        articles.touch(session)


def sent(page: Page, name: str, text: str) -> None:
    page.get_by_text("Import a file", exact=True).click()
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    page.locator('input[type="file"]').set_input_files(file)  # type: ignore[arg-type]
    expect(page.get_by_text(name)).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()


def test_an_article_is_added_taken_out_and_offered_again(world: World, open_page: OpenPage) -> None:
    page = open_page("ada", PLACE)
    expect(page.get_by_text("There is no article yet")).to_be_visible()
    page.get_by_text("Add an article", exact=True).click()
    page.get_by_role("textbox", name="Title", exact=True).fill("Boil a kettle <b>dry</b>")
    page.get_by_role("textbox", name="Address of the article").fill("javascript:alert(1)")
    page.get_by_role("textbox", name="Text, by which it is found").fill("Fill it to the line.")
    page.get_by_role("button", name="Add the article").click()
    expect(page.get_by_text("An article has a public web address")).to_be_visible()
    page.get_by_role("textbox", name="Address of the article").fill("https://help.example/kettle")
    page.get_by_role("button", name="Add the article").click()
    expect(page.get_by_text("Boil a kettle <b>dry</b>")).to_be_visible()
    expect(page.get_by_text("1 article, 1 offered.")).to_be_visible()
    page.get_by_role("button", name="Take it out").click()
    expect(page.get_by_text("taken out", exact=True)).to_be_visible()
    assert [row.state for row in world.rows(Article) if isinstance(row, Article)] == ["withdrawn"]
    page.get_by_role("button", name="Offer it again").click()
    expect(page.get_by_text("Offered", exact=True)).to_be_visible()


@pytest.mark.thorough
def test_a_file_is_imported_and_what_cannot_be_read_is_said(open_page: OpenPage) -> None:
    page = open_page("ada", PLACE, size=PHONE)
    sent(page, "wrong.csv", "a,b\n1,2\n")
    expect(page.get_by_text("wrong.csv has the columns a, b")).to_be_visible()
    sent(open_page("ada", PLACE, size=PHONE), "help.csv", ROWS)
    page = open_page("ada", PLACE, size=PHONE)
    expect(page.get_by_text("2 articles, 1 offered.")).to_be_visible()
    expect(page.get_by_text("no address", exact=True)).to_be_visible()
    assert overflow(page) <= 0


@pytest.mark.thorough
def test_the_list_is_read_by_axe_in_both_themes(open_page: OpenPage) -> None:
    page = open_page("ada", PLACE)
    sent(page, "help.csv", ROWS)
    expect(page.get_by_text("2 articles, 1 offered.")).to_be_visible()
    for scheme in SCHEMES:
        for size in (PHONE, DESKTOP):
            page = open_page("ada", PLACE, size=size, scheme=scheme)
            expect(page.get_by_text("Lost card")).to_be_visible()
            assert findings(page) == []

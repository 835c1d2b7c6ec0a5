"""Customers write what they like; on the page it is text and nothing else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from domain.classification import Topic, Urgency
from domain.mention import X
from listenpost.services import case_actions
from storage.models import Case
from tests.dashboard.conftest import DESKTOP, PHONE, OpenPage
from tests.dashboard.thorough import thorough
from tests.dashboard.world import World, judged

MARKUP = (
    "<script>window.pwned=1</script> <img src=x onerror='window.pwned=1'> "
    "![i](https://evil.example/p.png) [click](javascript:window.pwned=1) **bold** :red[red] "
    ":material/home: :smile: $x^2$ `code` # head -> https://evil.example/plain"
)
NAME = "<b>Bob</b> ![i](https://evil.example/n.png) :red[x] **y**"
RIGHT_TO_LEFT = "\u202eevil\u202c مرحبا كيف الحال؟\nEnglish https://example.org/" + "a" * 300
LONG = "W" * 9_000 + " word" * 2_200
CRITICAL = judged(Urgency.CRITICAL, Topic.SAFETY)


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    found = page.evaluate(
        """() => Math.max(
            ...[document.documentElement, document.querySelector("[data-testid=stMain]")]
                .map((element) => element.scrollWidth - element.clientWidth))"""
    )
    assert isinstance(found, int)
    return found


def test_markup_is_shown_as_it_was_written(world: World, open_page: OpenPage) -> None:
    case_id = world.post(NAME, MARKUP, found=CRITICAL, platform=X)
    case_actions.claim(world.app, world.users["ben"], case_id)
    page = open_page("ann", f"/?case={case_id}")
    strange: list[str] = []
    page.on("request", lambda request: strange.append(request.url))
    expect(page.get_by_text(MARKUP, exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name=NAME, exact=True)).to_be_visible()
    post = page.get_by_role("group").get_by_role("link").first
    expect(post).to_have_attribute("href", re.compile("^https://example.org/x/"))
    expect(post).to_have_attribute("rel", "noopener noreferrer")
    expect(post).to_have_attribute("target", "_blank")
    page.get_by_role("button", name="Back to the list").click()
    expect(page.get_by_role("link", name="window.pwned")).to_be_visible()
    assert page.evaluate("window.pwned") is None
    assert page.locator("a[href^='javascript'], a[href*='evil'], img[src*='evil']").count() == 0
    assert not [url for url in strange if "evil" in url]


def test_messages_of_a_network_are_no_markup(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Anna Attention", "hello", found=CRITICAL)
    with world.app.database.write() as session:
        session.get_one(Case, case_id).attention = MARKUP
    page = open_page("ann", f"/?case={case_id}")
    warning = page.get_by_role("alert").filter(has_text="window.pwned=1")
    expect(warning).to_be_visible()
    shown = warning.inner_text().replace("\u2060", "")
    assert MARKUP in shown
    assert warning.locator("a, img, strong, code, [style*=color]").count() == 0


@pytest.mark.parametrize(
    ("size", "text"), [thorough(DESKTOP, LONG), (PHONE, LONG), thorough(PHONE, RIGHT_TO_LEFT)]
)
def test_no_text_breaks_the_layout(
    world: World, open_page: OpenPage, size: tuple[int, int], text: str
) -> None:
    case_id = world.post("N" * 200, text, found=CRITICAL)
    page = open_page("ann", f"/?case={case_id}", size=size)
    expect(page.get_by_role("textbox", name="Reply")).to_be_visible()
    assert overflow(page) <= 0
    page.get_by_role("button", name="Back to the list").click()
    expect(page.get_by_role("main").get_by_role("listitem").first).to_be_visible()
    assert overflow(page) <= 0


@pytest.mark.thorough
def test_a_very_long_text_is_cut_and_can_be_read_in_full(world: World, open_page: OpenPage) -> None:
    case_id = world.post("Leo Long", LONG, found=CRITICAL)
    page = open_page("ann", f"/?case={case_id}")
    expect(page.get_by_text("word word", exact=False)).not_to_be_visible()
    page.get_by_text("Show all 20,000 characters").click()
    expect(page.get_by_text("word word", exact=False).last).to_be_visible()

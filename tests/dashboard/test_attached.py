"""Photos, videos and links of a post are links on the case page; nothing of them is loaded."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from dashboard.components.attached import links
from domain.attachment import Attachment, AttachmentKind, attached, attachment
from domain.classification import Topic, Urgency
from tests.dashboard.conftest import DESKTOP, PHONE, OpenPage
from tests.dashboard.test_access import SCHEMES, findings
from tests.dashboard.test_hostile_texts import overflow
from tests.dashboard.world import World, judged

POST = judged(Urgency.NORMAL, Topic.PRODUCT)
KEPT = attached(
    [
        attachment(AttachmentKind.PHOTO, "https://photos.example/1.jpg", "a kettle in two parts"),
        attachment(AttachmentKind.VIDEO, "https://photos.example/2.mp4"),
        attachment(AttachmentKind.LINK, "https://news.example/" + "x" * 300, "N" * 280),
    ]
)


@pytest.mark.thorough
def test_a_photo_is_a_link_in_a_tab_of_its_own_and_nothing_is_loaded(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post("Petra Photo", "look at this", found=POST, attachments=KEPT)
    page = open_page("ann", "/", size=DESKTOP)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    for scheme in SCHEMES:
        for size in (PHONE, DESKTOP):
            page = open_page("ann", f"/?case={case_id}", size=size, scheme=scheme)
            page.context.on("request", lambda request: asked.append(request.url))
            photo = page.get_by_role("link", name="Photo: a kettle in two parts")
            expect(photo).to_have_attribute("href", "https://photos.example/1.jpg")
            expect(photo).to_have_attribute("target", "_blank")
            expect(photo).to_have_attribute("rel", "noopener noreferrer")
            expect(page.get_by_role("link", name="Video", exact=True)).to_be_visible()
            expect(page.get_by_text("news.example", exact=True)).to_be_visible()
            assert page.locator("[src*='photos.example'], [src*='news.example']").count() == 0
            assert overflow(page) <= 0
            assert findings(page) == []
            if folder := os.environ.get("CARD_PICTURES"):
                page.screenshot(path=f"{folder}/attached-{size[0]}-{scheme}.png")
    assert asked
    assert not [url for url in asked if "photos.example" in url or "news.example" in url]


def test_words_are_words_and_the_site_stands_beside_them() -> None:
    found = Attachment(
        kind=AttachmentKind.LINK, url="https://evil.example/a?b=1&c", words="<b>Sign in</b>"
    )
    html = links([found])
    assert "<b>" not in html
    assert "Link: &lt;b&gt;Sign in&lt;/b&gt;</a>" in html
    assert ">evil.example</span>" in html


def test_what_no_browser_should_open_is_no_link() -> None:
    assert links([Attachment(kind=AttachmentKind.PHOTO, url="javascript:alert(1)")]) == ""

"""After WhatsApp's window: a template is filled in and put into the editor, which may be sent."""

from __future__ import annotations

from playwright.sync_api import expect

from domain.classification import Topic, Urgency
from domain.mention import WHATSAPP
from tests.dashboard.conftest import PHONE, OpenPage
from tests.dashboard.world import World, judged


def test_a_late_answer_goes_out_as_the_template_that_the_page_offers(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post(
        "Wanda Late",
        "emu parcel is lost",
        found=judged(Urgency.HIGH, Topic.PRODUCT),
        platform=WHATSAPP,
        minutes_ago=27 * 60,
    )
    page = open_page("ann", f"/?case={case_id}", size=PHONE)
    expect(page.get_by_text("The window closed 3 h ago")).to_be_visible()
    send = page.get_by_role("button", name="Send", exact=True)
    expect(send).to_be_disabled()
    expect(page.get_by_label("{{1}} name")).to_have_value("Wanda")
    page.get_by_label("{{2}} news").fill("it was found.")
    page.get_by_label("{{2}} news").press("Tab")
    page.get_by_role("button", name="Put into the reply").click()
    expect(page.get_by_role("textbox", name="Reply")).to_have_value(
        "Hello Wanda, there is news about your case: it was found. Write to us here."
    )
    expect(page.get_by_text("approved template \u201ccase_update\u201d")).to_be_visible()
    expect(send).to_be_enabled()

"""An admin without training sets channels, templates, deadlines and routes in forms."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from domain.classification import Urgency
from listenpost.services import section_list, sections
from listenpost.services.app import App
from listenpost.services.settled import Settled
from tests.dashboard.conftest import DESKTOP, PHONE, OpenPage
from tests.dashboard.test_access import findings
from tests.dashboard.test_hostile_texts import overflow
from tests.dashboard.thorough import thorough
from tests.dashboard.world import World

LARGE = pytest.mark.parametrize("size", [DESKTOP, thorough(PHONE)])
SMALL = pytest.mark.parametrize("size", [thorough(DESKTOP), PHONE])
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE])
RULES = [
    {"name": "money", "topics": ["billing"], "routes": [{"name": "gold", "tiers": ["gold"]}]},
    {"name": "rest", "never": ["phone"]},
]


def held(app: App) -> App:
    """The app as a worker has it a moment later."""
    app.settled.refresh(app.database)
    return app.current()


def save(page: Page | Locator) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def card(page: Page, name: str) -> Locator:
    """The line of one entry, with what can be done with it."""
    return page.locator('[class*="st-key-entry-"]', has=page.get_by_text(name, exact=True)).last


def choose(page: Page, label: str, wanted: str) -> None:
    """The one of what a field offers."""
    field = found(page, label, wanted)
    expect(field).to_have_value(wanted)
    expect(page.get_by_role("option")).to_have_count(0)


def take(page: Page, label: str, *wanted: str) -> None:
    """These of what a field offers; its list stays open until one leaves it."""
    for one in wanted:
        field = found(page, label, one)
        expect(page.get_by_label(f"Remove {one}", exact=True)).to_be_attached()
        field.press("Escape")
        expect(page.get_by_role("option")).to_have_count(0)


def found(page: Page, label: str, wanted: str) -> Locator:
    field = page.get_by_role("combobox", name=label)
    field.click()
    field.fill("")
    field.press_sequentially(wanted)
    expect(page.get_by_role("option", name=wanted, exact=True)).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    return field


@LARGE
def test_a_channel_is_added_changed_and_removed(
    app: App, open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_page("ada", "/settings?section=channels", size=size)
    page.get_by_role("button", name="Add a channel").click()
    expect(page.get_by_role("heading", name="A new channel")).to_be_visible()
    assert findings(page) == []
    assert overflow(page) <= 0
    name = page.get_by_role("textbox", name="Name")
    name.fill("our shop")
    save(page)
    expect(page.get_by_text("It is missing.")).to_be_visible()
    choose(page, "What it is", "Chat")
    take(page, "Languages that are spoken there", "Spanish", "Catalan")
    save(page)
    expect(page.get_by_text("'our shop' is the name of two channels.")).to_be_visible()
    name.fill("Chat de soporte")
    page.get_by_text("Its own hours").click()
    page.get_by_role("textbox", name="Monday").fill("9-14, 16-19")
    save(page)
    told = card(page, "Chat de soporte").get_by_text("chat · Spanish / Catalan · hours of its own")
    expect(told).to_be_visible()
    [kept] = [one for one in held(app).settled.settings.channels if one.kind == "chat"]
    assert kept.languages == ("es", "ca")
    assert kept.hours is not None
    assert kept.hours.monday == ("09:00-14:00", "16:00-19:00")
    assert [one.name for one in held(app).settled.settings.channels[:2]] == [
        "support line", "our shop",
    ]  # fmt: skip

    card(page, "support line").get_by_role("button", name="Change").click()
    page.get_by_role("textbox", name="What the customer is told").fill("0800 1234")
    save(page)
    expect(page.get_by_text("phone · 0800 1234")).to_be_visible()
    card(page, "our shop").get_by_role("button", name="Remove").click()
    page.get_by_role("menuitem", name="Remove").click()
    expect(card(page, "our shop")).to_have_count(0)
    names = [one.name for one in held(app).settled.settings.channels]
    assert names == ["support line", "Chat de soporte"]


@SMALL
def test_a_rule_is_changed_moved_and_gets_rules_below_it_and_none_is_lost(
    world: World, app: App, open_page: OpenPage, size: tuple[int, int]
) -> None:
    sections.change(app, world.users["ada"], "routes", {"routes": RULES}, version=0)
    page = open_page("ada", "/settings?section=routes", size=size)
    assert findings(page) == []
    assert overflow(page) <= 0
    card(page, "money").get_by_role("button", name="Change").click()
    take(page, "Nowhere else than", "phone (any)")
    save(page)
    expect(page.get_by_text("topic: billing · only: phone (any)")).to_be_visible()
    card(page, "gold").get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Add a rule below it").click()
    expect(page.get_by_text("Below gold: what is left empty here")).to_be_visible()
    page.get_by_role("textbox", name="Name").fill("private")
    choose(page, "Needs account data", "yes")
    take(page, "Nowhere else than", "none at all")
    save(page)
    expect(page.get_by_text("needs account data: yes · only: none")).to_be_visible()
    card(page, "rest").get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Move up").click()
    expect(page.get_by_text("gold is never reached")).to_have_count(0)
    expect(page.get_by_text("money is never reached")).to_be_visible()
    [rest, money] = held(app).routes
    assert (rest.name, rest.never) == ("rest", ("phone",))
    assert (money.name, money.only) == ("money", ("phone",))
    [gold] = money.children
    [private] = gold.children
    assert (gold.name, private.name, private.only) == ("gold", "private", ())


@SMALL
def test_a_blank_without_a_name_is_said_at_its_field(
    app: App, open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_page("ada", "/settings?section=message_templates&entry=0", size=size)
    body = page.get_by_role("textbox", name="Text", exact=True)
    expect(body).to_have_value(
        "Hello {{1}}, there is news about your case: {{2}} Write to us here."
    )
    assert findings(page) == []
    assert overflow(page) <= 0
    body.fill("Hello {{1}}, about {{2}}: {{3}}")
    save(page)
    expect(page.get_by_text("The body has 3 blanks, and 2 of them are named")).to_be_visible()
    page.get_by_role("textbox", name="What is filled in").fill("name\nmatter\nnews")
    save(page)
    expect(card(page, "case_update").get_by_text("Hello {{1}}, about {{2}}: {{3}}")).to_be_visible()
    [kept] = held(app).message_templates
    assert kept.parameters == ("name", "matter", "news")
    assert (kept.name, kept.price) == ("case_update", 50_000)


@LARGE
def test_other_deadlines_are_added_with_the_keyboard_alone(
    app: App, open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_page("ada", "/settings?section=sla", size=size)
    page.get_by_role("button", name="Add other deadlines").press("Enter")
    expect(page.get_by_role("heading", name="Other deadlines")).to_be_visible()
    page.get_by_role("textbox", name="Name").focus()
    page.keyboard.type("gold")
    into(page, "Customers' tiers")
    page.keyboard.type("gold")
    page.keyboard.press("Enter")
    into(page, "First answer within (hours)")
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    expect(page.get_by_text("tier: gold · first answer: 30 min")).to_be_visible()
    [rule] = held(app).policy.rules
    assert (rule.name, *rule.tiers) == ("gold", "gold")
    assert list(rule.targets.values()) == [dt.timedelta(minutes=30)]


def into(page: Page, label: str) -> None:
    """Walk with the key until the field with this label has it."""
    focused = page.locator(":focus")
    for _ in range(20):
        page.keyboard.press("Tab")
        if focused.get_attribute("aria-label") == label:
            return
    raise AssertionError(f"{label} was not reached")


def test_who_saves_what_somebody_else_has_changed_is_told_and_keeps_his_words(
    world: World, app: App, open_page: OpenPage
) -> None:
    page = open_page("ada", "/settings?section=channels&entry=0")
    contact = page.get_by_role("textbox", name="What the customer is told")
    contact.fill("0800 1")
    other = replace(app, settled=Settled(given=app.settled.given))
    mine = {"channels": [{"name": "support line", "kind": "phone", "contact": "0900 2"}]}
    sections.change(other, world.users["ada"], "channels", mine, version=0)
    save(page)
    expect(page.get_by_text("Somebody else has changed this section meanwhile")).to_be_visible()
    expect(contact).to_have_value("0800 1")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("phone · 0900 2")).to_be_visible()
    card(page, "support line").get_by_role("button", name="Change").click()
    expect(contact).to_have_value("0900 2")


@pytest.mark.thorough
def test_so_is_who_fills_in_figures_and_the_next_look_is_the_newest(
    world: World, app: App, open_page: OpenPage
) -> None:
    page = open_page("ada", "/settings?section=sla")
    high = page.get_by_role("spinbutton", name="High: answered within (hours)")
    high.fill("7")
    other = replace(app, settled=Settled(given=app.settled.given))
    sections.change(other, world.users["ada"], "sla", {"sla": {"high": 3600}}, version=0)
    save(page.get_by_test_id("stForm").first)
    expect(page.get_by_text("Somebody else has changed this section meanwhile")).to_be_visible()
    assert held(app).policy.targets[Urgency.HIGH] == dt.timedelta(hours=1)
    page.get_by_role("button", name="All settings").click()
    page.locator(".st-key-open-section-sla button").click()
    expect(high).to_have_value("1")
    high.fill("7")
    save(page.get_by_test_id("stForm").first)
    expect(page.get_by_text("today")).not_to_have_count(0)
    expect(high).to_have_value("7")
    assert held(app).policy.targets[Urgency.HIGH] == dt.timedelta(hours=7)


@pytest.mark.thorough
@SIZES
def test_a_channel_that_a_rule_names_stays_and_the_rule_is_named(
    world: World, app: App, open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_page("ada", "/settings?section=routes&entry=new", size=size)
    page.get_by_role("textbox", name="Name").fill("all")
    take(page, "First choice", "our shop")
    save(page)
    expect(card(page, "all").get_by_text("every case · first: our shop")).to_be_visible()
    page.goto("/settings?section=channels")
    card(page, "our shop").get_by_role("button", name="Remove").click()
    page.get_by_role("menuitem", name="Remove").click()
    expect(
        page.get_by_text("Routes 1, First choice: There is no channel 'our shop'")
    ).to_be_visible()
    expect(card(page, "our shop")).to_be_visible()


@pytest.mark.thorough
@SIZES
def test_competitors_and_campaigns_are_named_in_forms(
    app: App, open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_page("ada", "/settings?section=pulse", size=size)
    page.get_by_role("textbox", name="Your own names and handles").fill("acme, @acme")
    save(page)
    expect(page.get_by_text("set here").first).to_be_visible()
    for add, name, label in (
        ("Add a competitor", "Acme, Air", "Names and handles, one a line"),
        ("Add a campaign", "Spring sale", "Hashtags and words, one a line"),
    ):
        page.get_by_role("button", name=add).click()
        page.get_by_role("textbox", name="Name", exact=True).fill(name)
        page.get_by_role("textbox", name=label).fill(f"{name}\n#other")
        assert overflow(page) <= 0
        save(page)
        expect(card(page, name).get_by_text(f"{name} / #other")).to_be_visible()
    found = held(app).settled.settings.pulse
    assert found.our_words == ("acme", "@acme")
    assert found.competitors[0].words == ("Acme, Air", "#other")
    assert found.campaigns[0].name == "Spring sale"


@pytest.mark.thorough
@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "place", ["channels&entry=0", "message_templates&entry=new", "sla&entry=policies.new",
              "routes&entry=new", "pulse&entry=campaigns.new", "pulse", "message_templates"],
)  # fmt: skip
def test_axe_finds_nothing_on_any_form_in_any_look(
    open_page: OpenPage, place: str, size: tuple[int, int], scheme: str
) -> None:
    page = open_page("ada", f"/settings?section={place}", size=size, scheme=scheme)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    assert findings(page) == []
    assert overflow(page) <= 0


@pytest.mark.thorough
def test_an_address_without_an_entry_leads_to_the_list(app: App, open_page: OpenPage) -> None:
    page = open_page("ada", "/settings?section=channels&entry=99")
    expect(page.get_by_role("button", name="Add a channel")).to_be_visible()
    assert not any(row.stored for row in section_list.every(app))

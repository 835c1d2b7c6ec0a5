"""The inbox worked without a mouse, and several cases at once, in a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, Route, WebSocketRoute, expect

from domain.case import CaseStatus
from domain.classification import Topic, Urgency
from listenpost.services import case_actions
from storage.models import Case
from tests.dashboard.conftest import DESKTOP, PHONE, OpenPage
from tests.dashboard.thorough import thorough
from tests.dashboard.world import World, judged

HIGH = judged(Urgency.HIGH, Topic.ORDER)


def _posted(world: World, name: str, *texts: str) -> list[int]:
    """Cases of as many customers, the first one waiting longest."""
    return [
        world.post(f"{name} {place}", text, found=HIGH, minutes_ago=60 - place)
        for place, text in enumerate(texts, 1)
    ]


def _status(world: World, case_id: int) -> CaseStatus:
    with world.app.database.read() as session:
        return session.get_one(Case, case_id).status


def _shortcuts(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Keyboard shortcuts")


def _drawn(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    expect(page.get_by_role("textbox", name="Reply")).to_be_visible()
    _listens(page)


def _listens(page: Page) -> None:
    """The part that hears keys is there; it comes with a file of its own."""
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_visible()


def test_a_question_mark_lists_every_key(world: World, open_page: OpenPage) -> None:
    _posted(world, "Listed", "numbat one")
    page = open_page("ann", "/?search=numbat", size=DESKTOP)
    expect(page.get_by_role("link", name="numbat one")).to_be_visible()
    _listens(page)
    page.keyboard.press("?")
    for words in (
        "Take the next case",
        "Down to the next card",
        "Resolve",
        "Correct a label",
        "Resolve the picked cases",
    ):
        expect(_shortcuts(page).get_by_text(words, exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(_shortcuts(page)).to_be_hidden()


def test_a_case_is_found_answered_and_left_without_a_mouse(
    world: World, open_page: OpenPage
) -> None:
    first, second = _posted(world, "Walked", "dhole one", "dhole two")
    page = open_page("ann", size=DESKTOP)
    expect(page.get_by_role("searchbox", name="Search")).to_be_visible()
    _listens(page)
    page.keyboard.press("/")
    page.keyboard.type("dhole")
    expect(page).to_have_url(re.compile("search=dhole"))
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(2)
    page.keyboard.press("Tab")
    for key in ("j", "j", "k", "j"):
        page.keyboard.press(key)
    expect(page.get_by_role("link", name="dhole two")).to_be_focused()
    page.keyboard.press("Enter")
    _drawn(page, "Walked 2")
    page.keyboard.press("t")
    expect(page.get_by_role("button", name="Give back")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_role("textbox", name="Reply")).to_be_focused()
    page.keyboard.type("resume: d e u")  # letters that are keys elsewhere
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Your reply is on its way.")).to_be_visible()
    assert _status(world, second) is not CaseStatus.NOT_ACTIONABLE
    assert _status(world, first) is CaseStatus.OPEN


@pytest.mark.parametrize(
    ("key", "told", "becomes"),
    [
        ("e", "Resolved.", CaseStatus.RESOLVED),
        thorough("d", "Put aside: not for us.", CaseStatus.NOT_ACTIONABLE),
        thorough("u", None, CaseStatus.OPEN),
    ],
)
def test_one_key_ends_a_case(
    world: World, open_page: OpenPage, key: str, told: str | None, becomes: CaseStatus
) -> None:
    (case_id,) = _posted(world, f"Ended {key}", f"caracal {key}")
    page = open_page("ann", f"/?case={case_id}", size=DESKTOP)
    _drawn(page, f"Ended {key} 1")
    page.keyboard.press(key)
    if told:
        page.get_by_text(told).wait_for()  # it goes by itself, also while a busy server draws
    expect(page.get_by_role("heading", name="Inbox", level=1)).to_be_visible()
    assert _status(world, case_id) is becomes


def test_snoozing_and_correcting_begin_with_a_key(world: World, open_page: OpenPage) -> None:
    (case_id,) = _posted(world, "Begun", "serval one")
    page = open_page("ann", f"/?case={case_id}", size=DESKTOP)
    _drawn(page, "Begun 1")
    page.keyboard.press("l")
    expect(page.get_by_text("What you choose counts at once")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("What you choose counts at once")).to_be_hidden()
    page.keyboard.press("s")
    expect(page.get_by_role("menu")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Snoozed until")).to_be_visible()
    assert _status(world, case_id) is CaseStatus.SNOOZED


DRAWING = """(name) => {
  const part = document.querySelector('.' + name);
  const app = document.querySelector("[data-test-script-state]");
  part.classList.remove(name);
  app.dataset.testScriptState = "running";
  setTimeout(() => {
    part.classList.add(name);
    app.dataset.testScriptState = "notRunning";
  }, 400);
}"""
"""As while a page is drawn: this part is not there yet, and then it is."""


def _is_drawn_late(page: Page, name: str) -> None:
    expect(page.locator(f".{name}")).to_be_attached()
    page.evaluate(DRAWING, name)


def test_a_key_waits_for_the_button_that_is_not_drawn_yet(
    world: World, open_page: OpenPage
) -> None:
    (case_id,) = _posted(world, "Early", "sand cat one")
    page = open_page("ann", f"/?case={case_id}", size=DESKTOP)
    _drawn(page, "Early 1")
    _is_drawn_late(page, f"st-key-resolve-{case_id}")
    page.keyboard.press("e")
    assert _status(world, case_id) is CaseStatus.OPEN
    expect(page.get_by_role("heading", name="Inbox", level=1)).to_be_visible()
    assert _status(world, case_id) is CaseStatus.RESOLVED


def test_a_key_waits_for_the_button_whose_code_is_on_its_way(
    world: World, open_page: OpenPage
) -> None:
    """A browser that is new here fetches it when the first button is drawn."""
    (case_id,) = _posted(world, "Cold", "pallas cat one")
    page = open_page("ann", f"/?case={case_id}", size=DESKTOP)
    asked: list[Route] = []
    page.route("**/static/js/Button.*", lambda one: asked.append(one))
    page.reload()
    _drawn(page, "Cold 1")
    expect(page.locator(f".st-key-resolve-{case_id}")).to_be_attached()
    page.keyboard.press("e")
    assert page.get_by_role("button", name="Resolve").count() == 0
    for one in asked:
        one.continue_()
    expect(page.get_by_role("heading", name="Inbox", level=1)).to_be_visible()
    assert _status(world, case_id) is CaseStatus.RESOLVED


@pytest.mark.thorough
def test_who_wants_to_write_and_types_on_before_the_field_is_there_presses_no_other_key(
    world: World, open_page: OpenPage
) -> None:
    (case_id,) = _posted(world, "Eager", "fishing cat one")
    page = open_page("ann", f"/?case={case_id}", size=DESKTOP)
    _drawn(page, "Eager 1")
    _is_drawn_late(page, f"st-key-editor-{case_id}")
    page.keyboard.press("r")
    page.keyboard.type("dude")
    expect(page.get_by_role("textbox", name="Reply")).to_be_focused()
    expect(page.get_by_role("heading", name="Eager 1", level=1)).to_be_visible()
    assert _status(world, case_id) is CaseStatus.OPEN


@dataclass(slots=True)
class Held:
    """A page's line to the server; while it is held, the page hears nothing but its new address.

    It may not hear that a script has ended, either: expect nothing of it then, for that would wait.
    """

    page: Page
    is_held: bool = False
    kept: list[str | bytes] = field(default_factory=list)
    line: WebSocketRoute | None = None

    def __post_init__(self) -> None:
        self.page.route_web_socket(re.compile("_stcore/stream"), lambda line: self._between(line))
        self.page.reload()

    def _between(self, line: WebSocketRoute) -> None:
        self.line, server = line, line.connect_to_server()
        line.on_message(lambda message: server.send(message))
        server.on_message(lambda message: self._hear(message))

    def _hear(self, message: str | bytes) -> None:
        short = len(message) < 200 and b"case=" in bytes(message)  # type: ignore[arg-type]
        if self.is_held and not short:
            self.kept.append(message)
        elif self.line is not None:
            self.line.send(message)

    def let_go(self) -> None:
        self.is_held = False
        while self.kept and self.line is not None:
            self.line.send(self.kept.pop(0))


@pytest.mark.parametrize("by_key", [True, thorough(False)])
def test_neither_a_key_nor_a_click_on_one_case_does_anything_to_the_next(
    world: World, open_page: OpenPage, by_key: bool
) -> None:
    """The address is the next one's before its reader sees more than the last one's buttons."""
    name = f"Following{by_key}"
    following, seen = _posted(world, name, f"{name} one", f"{name} two")
    page = open_page("ann", f"/?search={name}&case={seen}", size=DESKTOP)
    held = Held(page)
    _drawn(page, f"{name} 2")
    held.is_held = True
    page.keyboard.press("n")
    page.wait_for_url(re.compile(f"case={following}"))
    assert page.get_by_role("heading", name=f"{name} 2", level=1).is_visible()
    if by_key:
        page.keyboard.press("e")
    else:
        page.get_by_role("button", name="Resolve").dispatch_event("click")
    held.let_go()
    _drawn(page, f"{name} 1")
    assert {_status(world, one) for one in (seen, following)} == {CaseStatus.OPEN}


@pytest.mark.thorough
def test_single_keys_can_be_switched_off_in_a_browser(world: World, open_page: OpenPage) -> None:
    """WCAG 2.1.4: who speaks to the computer would press them by speaking."""
    (case_id,) = _posted(world, "Silent", "margay one")
    page = open_page("ann", f"/?case={case_id}", size=DESKTOP)
    _drawn(page, "Silent 1")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    _shortcuts(page).get_by_role("checkbox").uncheck()
    _shortcuts(page).get_by_role("button", name="Close").click()
    for key in ("e", "d", "u", "?"):
        page.keyboard.press(key)
    expect(_shortcuts(page)).to_be_hidden()
    _drawn(page, "Silent 1")
    assert _status(world, case_id) is CaseStatus.OPEN
    page.get_by_role("button", name="Keyboard shortcuts").click()
    _shortcuts(page).get_by_role("checkbox").check()  # the browser is other tests' too
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.get_by_role("heading", name="Inbox", level=1)).to_be_visible()


@pytest.mark.thorough
def test_who_opens_no_case_is_offered_no_keys_for_them(open_page: OpenPage) -> None:
    page = open_page("mia", size=DESKTOP)
    expect(page.get_by_role("heading", name="Pulse", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("size", [thorough(DESKTOP), PHONE])
def test_several_are_put_aside_at_once_and_who_may_not_says_why(
    world: World, open_page: OpenPage, size: tuple[int, int]
) -> None:
    name = f"Bulk{size[0]}"
    ids = _posted(world, name, *(f"{name} ocelot {n}" for n in (1, 2, 3)))
    case_actions.claim(world.app, world.users["ben"], ids[1])
    page = open_page("ann", f"/?search={name}", size=size)
    for place in (1, 2):
        page.get_by_role("checkbox", name=f"Pick {name} {place}").check()
    bar = page.get_by_role("toolbar", name="What to do with the picked cases")
    expect(bar.get_by_role("status")).to_have_text("2 picked")
    bar.get_by_role("button", name="Take").click()
    expect(page.get_by_text("Done with one case.")).to_be_visible()
    expect(page.get_by_text(f"Case {ids[1]}: Somebody else is working on this")).to_be_visible()
    expect(bar).to_be_hidden()
    for place in (1, 3):
        page.get_by_role("checkbox", name=f"Pick {name} {place}").check()
    bar.get_by_role("button", name="Not for us").click()
    expect(page.get_by_text("Done with 2 cases.")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(1)
    assert [_status(world, one) for one in ids] == [
        CaseStatus.NOT_ACTIONABLE,
        CaseStatus.OPEN,
        CaseStatus.NOT_ACTIONABLE,
    ]


def test_several_are_snoozed_with_keys_and_a_refresh_leaves_what_is_picked(
    world: World, open_page: OpenPage
) -> None:
    first, second = _posted(world, "Later", "kodkod one", "kodkod two")
    page = open_page("ann", "/?search=kodkod", size=DESKTOP)
    expect(page.get_by_role("link", name="kodkod two")).to_be_visible()
    _listens(page)
    for place, words in enumerate(("kodkod one", "kodkod two"), 1):
        page.keyboard.press("j")
        expect(page.get_by_role("link", name=words)).to_be_focused()
        page.keyboard.press("x")
        expect(page.get_by_role("checkbox", name=f"Pick Later {place}")).to_be_checked()
    bar = page.get_by_role("toolbar", name="What to do with the picked cases")
    expect(bar.get_by_role("status")).to_have_text("2 picked")
    world.post("Later 3", "kodkod three", found=HIGH)
    expect(page.get_by_role("link", name="kodkod three")).to_be_visible()
    expect(bar.get_by_role("status")).to_have_text("2 picked")
    bar.get_by_role("combobox").select_option(label="For 4 hours")
    expect(page.get_by_text("Done with 2 cases.")).to_be_visible()
    assert {_status(world, one) for one in (first, second)} == {CaseStatus.SNOOZED}


@pytest.mark.parametrize(
    ("key", "becomes"),
    [("e", CaseStatus.RESOLVED), thorough("d", CaseStatus.NOT_ACTIONABLE)],
)
def test_a_key_does_the_same_to_all_that_are_picked(
    world: World, open_page: OpenPage, key: str, becomes: CaseStatus
) -> None:
    ids = _posted(world, f"Keyed {key}", f"genet{key} one", f"genet{key} two", f"genet{key} three")
    page = open_page("ann", f"/?search=genet{key}", size=DESKTOP)
    expect(page.get_by_role("link", name=f"genet{key} three")).to_be_visible()
    _listens(page)
    page.keyboard.press(key)  # nothing is picked
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    bar = page.get_by_role("toolbar", name="What to do with the picked cases")
    expect(bar.get_by_role("status")).to_have_text("2 picked")
    page.keyboard.press(key)
    expect(page.get_by_text("Done with 2 cases.")).to_be_visible()
    assert [_status(world, one) for one in ids] == [becomes, becomes, CaseStatus.OPEN]


@pytest.mark.thorough
def test_picked_ones_are_snoozed_from_a_key_on(world: World, open_page: OpenPage) -> None:
    (case_id,) = _posted(world, "Naps", "zorilla one")
    page = open_page("ann", "/?search=zorilla", size=DESKTOP)
    expect(page.get_by_role("link", name="zorilla one")).to_be_visible()
    _listens(page)
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("s")
    bar = page.get_by_role("toolbar", name="What to do with the picked cases")
    expect(bar.get_by_role("combobox")).to_be_focused()
    bar.get_by_role("combobox").select_option(label="For 1 hour")
    expect(page.get_by_text("Done with one case.")).to_be_visible()
    assert _status(world, case_id) is CaseStatus.SNOOZED


@pytest.mark.thorough
def test_who_may_not_answer_picks_nothing(world: World, open_page: OpenPage) -> None:
    _posted(world, "Looked", "jaguarundi one")
    page = open_page("max", "/inbox?search=jaguarundi", size=DESKTOP)
    expect(page.get_by_role("link", name="jaguarundi one")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Pick Looked 1")).to_be_hidden()

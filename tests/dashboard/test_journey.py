"""The whole way in a real browser: a post on the network, an answer in the inbox, a thank-you."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from listenpost.bootstrap import build
from listenpost.demo import installation, network
from listenpost.demo.installation import SignIn
from listenpost.demo.interactive import wait_until_up
from listenpost.demo.network import Network
from listenpost.settings import load_settings
from listenpost.supervisor import Supervisor
from tests.dashboard.conftest import at_rest

QUESTION = "@kestrelia my fibre is down since this morning and I work from home, please help"
ANSWER = "Hi Jo, sorry about that! An engineer is on it and I will write here within the hour."
THANKS = "Works again, thank you so much!"
PATIENCE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """A running worker and dashboard on an empty practice network."""

    practice: Network
    url: str
    agent: SignIn


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    with network.running(["--empty"]) as practice, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        text = installation.settings_text(
            practice, database_url=f"sqlite:///{tmp_path / 'journey.db'}", port=port, tick=0.2
        )
        file = installation.write_settings(
            tmp_path, text.replace("poll_every = 60", "poll_every = 1")
        )
        app = build(load_settings(file))
        agent = installation.add_users(app)[0]
        app.database.engine.dispose()
        with Supervisor(file) as supervisor:
            supervisor.start("worker")
            supervisor.start("dashboard")
            wait_until_up(port)
            yield Installation(practice=practice, url=f"http://127.0.0.1:{port}", agent=agent)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield at_rest(context.new_page())
    context.close()


def test_a_post_is_answered_in_the_browser_and_the_network_holds_exactly_that_reply(
    installed: Installation, page: Page
) -> None:
    posted = installed.practice.tell(
        "posts",
        network="x",
        name="Jo",
        text=QUESTION,
        reactions=[{"kind": "thank", "after_minutes": 0.02, "text": THANKS}],
    )
    _sign_in(page, installed)
    page.get_by_role("link", name="my fibre is down").click()
    editor = page.get_by_role("textbox", name="Reply")
    editor.fill(ANSWER)
    editor.press("Tab")
    page.get_by_role("button", name="Send", exact=True).click()

    replies = _eventually(lambda: installed.practice.ask("books")["replies"])
    assert [(r["text"], r["to_external_id"]) for r in replies] == [(ANSWER, posted["external_id"])]
    case = page.url if "case=" in page.url else f"{installed.url}/?case=1"
    page.goto(case)
    expect(page.get_by_text(ANSWER, exact=True).first).to_be_visible()
    expect(page.get_by_text(THANKS).first).to_be_visible(timeout=PATIENCE * 1000)
    assert len(installed.practice.ask("books")["replies"]) == 1


def _sign_in(page: Page, installed: Installation) -> None:
    page.goto(installed.url)
    page.get_by_label("User name").fill(installed.agent.name)
    page.get_by_label("Password").fill(installed.agent.password)
    page.get_by_role("button", name="Sign in").click()


def _eventually(look: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, "nothing came"
        time.sleep(0.2)
    return found

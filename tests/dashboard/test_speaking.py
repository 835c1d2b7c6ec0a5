"""A visitor reads the dashboard in the language that she chose, or that her browser asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import streamlit
from playwright.sync_api import Browser, expect

from dashboard import cookies
from dashboard.components.document import WHOLE, WITH_NAME
from dashboard.document_language import said
from domain.classification import Topic, Urgency
from domain.errors import BadInput
from domain.interface import LANGUAGES
from domain.role import Role
from listenpost.services import own_account, people, sessions
from tests.dashboard.conftest import PHONE, at_rest
from tests.dashboard.world import World, judged

FORM = "/auth/sign-in"
HTML = {"accept": "text/html"}


def test_the_sign_in_page_follows_the_browser(server: str) -> None:
    asked = {**HTML, "accept-language": "de-DE,el;q=0.9,en;q=0.8"}
    page = httpx.get(server + FORM, headers=asked).text
    assert '<html lang="el">' in page
    assert "Όνομα χρήστη" in page
    other = httpx.get(server + FORM, headers={**HTML, "accept-language": "de"}).text
    assert '<html lang="en">' in other


def test_a_choice_before_signing_in_is_kept_by_the_browser(server: str) -> None:
    with httpx.Client(base_url=server, headers={**HTML, "accept-language": "el"}) as client:
        chosen = client.get(FORM, params={"language": "ca", "next": "/?case=1"})
        assert "Nom d’usuari" in chosen.text
        assert 'href="/auth/sign-in?next=%2F%3Fcase%3D1&amp;language=nl"' in chosen.text
        assert client.cookies.get(cookies.LANGUAGE) == "ca"
        assert '<html lang="ca">' in client.get(FORM).text
        assert '<html lang="ca">' in client.get(FORM, params={"language": "xx"}).text


def test_nothing_but_a_page_for_signing_in_takes_the_choice(server: str) -> None:
    answer = httpx.get(server + "/handoff", params={"language": "cs"}, headers=HTML)
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_is_as_long_in_every_language(language: str) -> None:
    written = b'<!doctype html><html lang="en"><body lang="en">'
    found = said(written, language)
    assert len(found) == len(written)
    assert f'<html lang="{language}"><body lang="en">'.encode() in found


def test_the_choice_is_the_users_own_and_is_audited(
    world: World, token: Callable[[str], str]
) -> None:
    mia = world.users["mia"]
    own_account.choose_language(world.app, mia, "sv")
    try:
        found = sessions.who(world.app, token("mia"))
        assert found is not None
        assert found.language == "sv"
        assert found == mia, "another language is another page, not another right"
        with pytest.raises(BadInput, match="No such language"):
            own_account.choose_language(world.app, mia, "xx")
    finally:
        own_account.choose_language(world.app, mia, None)
    ada = world.users["ada"]
    told = [deed.action for deed in people.view(world.app, ada, mia.id).history]
    assert told.count("user.language") == 2
    assert ada.role is Role.ADMIN


def test_a_page_is_in_the_language_that_the_browser_asks_for_and_stays_so(
    server: str, browser: Browser, token: Callable[[str], str]
) -> None:
    """The list runs by itself every few seconds, without what said which language it is in."""
    width, height = PHONE
    context = browser.new_context(
        base_url=server, locale="cs-CZ", viewport={"width": width, "height": height}
    )
    context.add_cookies([{"name": cookies.SESSION, "value": token("ben"), "url": server}])
    page = at_rest(context.new_page())
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "cs"
    expect(page.get_by_role("heading", name="Doručené")).to_be_visible()
    page.get_by_text(re.compile("Odložené")).click()
    expect(page).to_have_url(re.compile("view=snoozed"))
    expect(page.get_by_placeholder("Hledat jména a příspěvky")).to_be_visible()
    expect(page.get_by_text("Snoozed")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto("/account")
    page.get_by_role("combobox").click()
    page.get_by_role("option", name="Svenska").click()
    expect(page.get_by_role("heading", name="Mitt konto")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.get_by_role("combobox").click()
    page.get_by_role("option", name="Som min webbläsare begär").click()
    expect(page.get_by_role("heading", name="Můj účet")).to_be_visible()
    context.close()


NAMED = """() => [...document.querySelectorAll("[aria-label], [placeholder], [title]")]
  .flatMap((one) => ["aria-label", "placeholder", "title"].map((name) => one.getAttribute(name)))
  .filter(Boolean)"""


@pytest.mark.thorough
def test_what_streamlit_writes_is_in_the_readers_language_too(
    server: str, browser: Browser, token: Callable[[str], str], world: World
) -> None:
    case_id = world.post("Nel Leest", "waar blijft het", found=judged(Urgency.HIGH, Topic.ORDER))
    context = browser.new_context(base_url=server, locale="nl-NL")
    context.add_cookies([{"name": cookies.SESSION, "value": token("lea"), "url": server}])
    page = at_rest(context.new_page())
    page.goto("/account")
    page.get_by_label("Oud wachtwoord", exact=True).fill("x")
    expect(page.get_by_text("Druk op Enter om te versturen")).to_be_visible()
    expect(page.get_by_role("button", name="Wachtwoord tonen").first).to_be_visible()
    expect(page.get_by_test_id("stSkipToContent")).to_have_text("Naar de inhoud")
    seen = set(page.evaluate(NAMED))
    page.goto("/pulse")
    page.get_by_text("Als tabel").first.click()
    page.get_by_test_id("stDataFrame").first.hover()
    expect(page.get_by_role("button", name="Kolommen tonen of verbergen").first).to_be_attached()
    seen |= set(page.evaluate(NAMED))
    page.goto(f"/inbox?case={case_id}")
    expect(page.get_by_role("group", name="Bericht van klant").first).to_be_visible()
    seen |= set(page.evaluate(NAMED))
    assert not seen & {*WHOLE}
    assert not [one for one in seen if one.startswith(("Chat message", "Help for"))]
    context.close()


def test_each_text_of_streamlit_that_is_translated_is_one_of_its_own() -> None:
    """An upgrade that words it anew leaves it in English: it is noticed here."""
    folder = Path(streamlit.__file__).parent / "static" / "static" / "js"
    code = "\n".join(file.read_text(encoding="utf-8") for file in folder.glob("*.js"))
    for text in WHOLE:
        wanted = "Enter to " if text.startswith("Press ") else text
        assert wanted in code, text
    for text in WITH_NAME:
        assert text.partition("{name}")[0] in code, text

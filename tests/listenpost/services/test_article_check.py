"""Articles that are gone, moved or changed are noticed, and trouble of the moment is not that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from domain.article import ArticleState
from listenpost.services import article_check, articles
from listenpost.services.article_check import look_at_all
from platforms.articles import help_centre
from platforms.articles.web import Web
from storage.models import Article
from tests.fakes import Office
from tests.listenpost.services.article_words import article, take_in, understanding
from tests.platforms.articles.help_site import HelpSite, help_site

BODY = "<html lang=en><article><h1>Lost card</h1><p>{}</p></article></html>"
WORDS = "Block the card in the app, then wait for the new one, which takes about five days."
WEB = Web(internal=("127.0.0.1",))


@pytest.fixture(scope="module")
def running() -> Iterator[HelpSite]:
    with help_site() as found:
        yield found


@pytest.fixture
def site(running: HelpSite) -> HelpSite:
    running.pages.clear()
    running.asked.clear()
    return running


def imported(office: Office, site: HelpSite) -> str:
    """The page, imported from the web; returns its address."""
    url = site.put("/lost", BODY.format(WORDS))
    found = [one for one in help_centre.read(WEB, url) if not isinstance(one, Exception)]
    take_in(understanding(office), found, source=url)
    office.time.go(days=1)
    site.asked.clear()
    return url


def state(office: Office) -> ArticleState:
    look_at_all(office.app, web=WEB)
    office.time.go(days=1)
    return office.rows(Article)[0].state


def test_an_article_that_is_gone_is_not_offered_until_it_is_back(
    office: Office, site: HelpSite
) -> None:
    imported(office, site)
    site.put("/lost", "gone", status=404)
    assert state(office) is ArticleState.BROKEN
    assert articles.search(office.app, "card") == []
    site.put("/lost", BODY.format(WORDS))
    assert state(office) is ArticleState.CURRENT
    assert articles.search(office.app, "card")


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_trouble_of_the_moment_breaks_nothing(office: Office, site: HelpSite, status: int) -> None:
    imported(office, site)
    site.put("/lost", "no", status=status)
    assert state(office) is ArticleState.CURRENT
    assert str(status) in (office.rows(Article)[0].last_error or "")


def test_words_that_changed_at_the_source_are_noticed(office: Office, site: HelpSite) -> None:
    imported(office, site)
    site.put("/lost", BODY.format(f"{WORDS} Not any more."))
    assert state(office) is ArticleState.CHANGED
    site.put("/lost", BODY.format(WORDS))
    assert state(office) is ArticleState.CURRENT


def test_what_leads_to_the_front_page_is_gone(office: Office, site: HelpSite) -> None:
    imported(office, site)
    site.put("/lost", "", status=302, Location="/")
    site.put("/", BODY.format(WORDS))
    assert state(office) is ArticleState.BROKEN


def test_that_a_page_answers_does_not_make_an_outdated_translation_right(
    office: Office, site: HelpSite
) -> None:
    url = site.put("/x", BODY.format(WORDS))
    take_in(understanding(office), [article("x", "Card", WORDS, url=url, outdated=True)])
    office.time.go(days=2)
    assert state(office) is ArticleState.CHANGED


def test_each_is_looked_at_once_in_its_time(office: Office, site: HelpSite) -> None:
    imported(office, site)
    assert article_check.look_if_due(office.app, web=WEB) == 0
    office.time.go(seconds=1)
    assert article_check.look_if_due(office.app, web=WEB) == 1
    assert article_check.look_if_due(office.app, web=WEB) == 0
    office.time.go(hours=23)
    assert article_check.look_if_due(office.app, web=WEB) == 0
    office.time.go(hours=2)
    assert article_check.look_if_due(office.app, web=WEB) == 1
    assert len(site.asked) == 2


def test_an_address_inside_our_own_network_is_never_asked(office: Office, site: HelpSite) -> None:
    url = site.put("/x", BODY.format(WORDS))
    take_in(understanding(office), [article("x", "Card", WORDS, url=url)])
    office.time.go(days=2)
    assert article_check.look_if_due(office.app) == 1
    assert site.asked == []
    assert office.rows(Article)[0].state is ArticleState.CURRENT

"""Whether articles are still where they were, and as they were: looked at in turn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog

from domain.article import ArticleState, IncomingArticle
from domain.errors import EndpointRetired, ListenpostError
from listenpost.services.app import App
from listenpost.services.article_import import fingerprint_of, short
from platforms.articles.page import read_page
from platforms.articles.sitemap import Listed
from platforms.articles.web import Web
from storage import articles
from storage.ids import key
from storage.models import Article

AT_ONCE = 5
"""Addresses in one tick: nobody waits for them, and a help centre must not feel us."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What an address answered. `state` is None where that says nothing: trouble of the moment."""

    state: ArticleState | None
    error: str | None = None


def look_if_due(app: App, *, web: Web | None = None) -> int:
    """Look at some articles whose turn it is; returns how many."""
    every = app.articles.recheck_every
    return _round(app, web, before=app.clock.now() - every, limit=AT_ONCE) if every else 0


def look_at_all(app: App, *, web: Web | None = None) -> int:
    """Look at every article now; returns how many."""
    now, total = app.clock.now(), 0
    while number := _round(app, web, before=now, limit=AT_ONCE):
        total += number
    return total


def _round(app: App, web: Web | None, *, before: dt.datetime, limit: int) -> int:
    """The turn is taken first, so that two workers never ask for the same."""
    now = app.clock.now()
    with app.database.write() as session:
        waiting = articles.to_check(session, before=before, limit=limit)
        for one in waiting:
            one.checked_at = now
            session.add(one)
    if not waiting:
        return 0
    with (web or Web(internal=app.articles.internal_hosts)).connected() as connected:
        looks = {key(one.id): look(connected, one) for one in waiting}
    _keep(app, waiting, looks)
    return len(waiting)


def look(web: Web, article: Article) -> Look:
    """Ask for one article: there, gone, changed since it was imported, or trouble."""
    try:
        page = web.fetch(article.url)
    except EndpointRetired as error:
        return Look(state=ArticleState.BROKEN, error=str(error))
    except ListenpostError as error:
        return Look(state=None, error=str(error))
    if _is_front(page.url) and not _is_front(article.url):
        return Look(state=ArticleState.BROKEN, error=f"{article.url} leads to the front page.")
    if not article.source.startswith(("http://", "https://")):
        return Look(state=ArticleState.CURRENT)
    found = read_page(page.body, Listed(url=article.url), url=page.url)
    if found is None or _same(found, article):
        return Look(state=ArticleState.CURRENT)
    return Look(state=ArticleState.CHANGED, error="Its words have changed: import it again.")


def _same(found: IncomingArticle, article: Article) -> bool:
    """Articles that came in a list carry other words than their page; those are not compared."""
    return (
        article.external_id != short(found.external_id)
        or fingerprint_of(found) == article.fingerprint
    )


def _is_front(url: str) -> bool:
    return urlsplit(url).path in ("", "/")


def _keep(app: App, looked: Sequence[Article], looks: dict[int, Look]) -> None:
    """Write down what was seen; an import meanwhile knows better."""
    with app.database.write() as session:
        for before in looked:
            found, one = looks[key(before.id)], articles.get(session, key(before.id))
            if one is None or one.imported_at != before.imported_at:
                continue
            if one.state is ArticleState.WITHDRAWN:  # somebody took it out meanwhile
                continue
            said = _outdated(one)
            one.last_error = found.error
            if found.state is not None and one.state is not found.state and not said:
                log.info("article.state", article=one.id, state=found.state.value)
                one.state = found.state
                articles.touch(session)
            session.add(one)


def _outdated(one: Article) -> bool:
    """Its source said so at the import: that its page answers proves nothing."""
    return one.state is ArticleState.CHANGED and one.last_error is None

"""Taking articles in: what is new, what changed, what is gone from its source."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import structlog
from sqlmodel import Session

from classifier import nearness
from domain.article import ArticleState, IncomingArticle
from domain.errors import ConfigurationError, MalformedItem
from domain.passage import passages
from domain.text import clean
from listenpost.services.app import App
from storage import articles, users
from storage.ids import key
from storage.models import Article, ArticlePassage

log = structlog.get_logger(__name__)
BATCH = 200
"""Articles in one transaction, and passages in one run of the model."""
_LONGEST_NAME = 500
"""Bytes of a source's or an article's name."""
_TELLING = 100
"""Letters by which a language can be told for certain."""


@dataclass(slots=True, kw_only=True)
class Imported:
    """What an import did; `unread` says why some could not be read."""

    new: int = 0
    changed: int = 0
    same: int = 0
    withdrawn: int = 0
    without_address: int = 0
    unread: list[str] = field(default_factory=list)


def take_in(
    app: App,
    source: str,
    found: Iterable[IncomingArticle | MalformedItem],
    *,
    whole: bool = True,
    by: int | None = None,
) -> Imported:
    """Store what a source has; what it had and has no more is withdrawn.

    That is only if this is the `whole` of it, and nothing of it was unreadable. What was done is
    written down with each part, `by` whom; nobody is the command line.
    """
    done, source = Imported(), short(source)
    seen: set[str] = set()
    batch: list[IncomingArticle] = []
    for one in found:
        if isinstance(one, MalformedItem):
            done.unread.append(str(one))
            continue
        one = _storable(one)
        if one.external_id not in seen:
            seen.add(one.external_id)
            batch.append(one)
        if len(batch) == BATCH:
            _store(app, source, batch, done, by)
            batch = []
    _store(app, source, batch, done, by)
    if whole and not done.unread:
        _withdraw(app, source, seen, done, by)
    log.info("articles.imported", source=source, new=done.new, changed=done.changed)
    return done


def read_all(app: App) -> int:
    """Let the model read every passage that it has not read yet; returns how many."""
    total = 0
    while number := read_some(app):
        total += number
    return total


def read_if_changed(app: App) -> int:
    """What a worker does at each tick: one small question while nothing has changed.

    Without a model the articles wait, as posts do; triage says so.
    """
    with app.database.read() as session:
        edition = articles.edition(session)
    if edition == app.shelf.read_edition:
        return 0
    try:
        number = read_some(app)
    except ConfigurationError:
        return 0
    if not number:
        app.shelf.read_edition = edition
    return number


def read_some(app: App, *, limit: int = BATCH) -> int:
    """Let the model read some passages; returns how many. The model runs outside a transaction."""
    model = app.classifier()
    with app.database.read() as session:
        waiting = articles.unread(session, model.version, limit=limit)
    if not waiting:
        return 0
    answers = model.classify([f"{title}\n{passage.text}" for passage, title in waiting])
    with app.database.write() as session:
        articles.read(
            session,
            [
                (key(passage.id), nearness.pack(answer.embedding))
                for (passage, _), answer in zip(waiting, answers, strict=True)
            ],
            model=model.version,
        )
        for (passage, _), answer in zip(waiting, answers, strict=True):
            if answer.language:
                _told(session, passage, answer.language)
        articles.touch(session)
    return len(waiting)


def _told(session: Session, passage: ArticlePassage, language: str) -> None:
    """The first long passage tells the language; short ones only where nobody else does."""
    article = articles.get(session, passage.article_id)
    if article is None:
        return
    if len(passage.text) >= _TELLING:
        tells = passage.place == 1 or article.reads_as is None
    else:
        tells = article.language is None and (passage.place < 2 or article.reads_as is None)
    if tells:
        article.reads_as = language
        session.add(article)


def _store(
    app: App, source: str, batch: list[IncomingArticle], done: Imported, by: int | None
) -> None:
    if not batch:
        return
    now, new, changed = app.clock.now(), done.new, done.changed
    with app.database.write() as session:
        known = articles.of_source(session, source)
        for one in batch:
            done.without_address += not one.url
            stored = known.get(one.external_id)
            if stored is None:
                done.new += 1
                stored = Article(
                    source=source,
                    external_id=one.external_id,
                    group_key="",
                    title="",
                    body="",
                    url="",
                    state=ArticleState.CURRENT,
                    fingerprint="",
                    imported_at=now,
                    updated_at=now,
                )
                session.add(stored)
            elif stored.fingerprint == fingerprint_of(one):
                done.same += 1
            else:
                done.changed += 1
            _write(session, stored, one, now)
        articles.touch(session)
        told = {"new": done.new - new, "changed": done.changed - changed}
        _audit(session, app, source, by, told)


def _write(session: Session, stored: Article, one: IncomingArticle, now: dt.datetime) -> None:
    """What the source says now; passages are cut anew only where the words are others."""
    fingerprint = fingerprint_of(one)
    if stored.fingerprint != fingerprint:
        stored.updated_at = one.updated_at or now
    elif one.updated_at:
        stored.updated_at = one.updated_at
    stored.group_key = one.group or one.external_id
    stored.url, stored.language = one.url, one.language
    stored.state = ArticleState.CHANGED if one.outdated else ArticleState.CURRENT
    stored.last_error, stored.imported_at, stored.checked_at = None, now, now
    if stored.fingerprint != fingerprint:
        stored.title, stored.body, stored.fingerprint = one.title, one.body, fingerprint
        stored.reads_as = None
        session.add(stored)
        articles.cut(session, stored, passages(one.body))


def _storable(one: IncomingArticle) -> IncomingArticle:
    return replace(
        one,
        external_id=short(one.external_id),
        group=short(one.group or ""),
        title=clean(one.title),
        body=clean(one.body),
    )


def short(name: str) -> str:
    """A name that every index takes: of a longer one its hash."""
    raw = clean(name).encode()
    return clean(name) if len(raw) <= _LONGEST_NAME else hashlib.sha256(raw).hexdigest()


def _audit(
    session: Session, app: App, source: str, by: int | None, numbers: dict[str, int]
) -> None:
    """Nothing where an import again found all as it was."""
    if any(numbers.values()):
        wall = app.clock.wall()
        users.audit(
            session, "articles.imported", f"articles:{source}", user_id=by, wall=wall, **numbers
        )


def _withdraw(app: App, source: str, seen: set[str], done: Imported, by: int | None) -> None:
    with app.database.write() as session:
        for external_id, stored in articles.of_source(session, source).items():
            if external_id not in seen and stored.state is not ArticleState.WITHDRAWN:
                stored.state = ArticleState.WITHDRAWN
                session.add(stored)
                done.withdrawn += 1
        if done.withdrawn:
            articles.touch(session)
            _audit(session, app, source, by, {"withdrawn": done.withdrawn})


def fingerprint_of(one: IncomingArticle) -> str:
    """By which a change of an article's words is seen."""
    return hashlib.sha256(f"{one.title}\0{one.body}".encode()).hexdigest()

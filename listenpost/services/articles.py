"""Self-service: finding the article that answers a question, and offering it in a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from sqlmodel import Session, col, select

from domain.article import ArticleRules, offered, same_language, troubles
from domain.asking import chosen, question
from listenpost.services.app import App
from listenpost.services.article_shelf import Hit, ShelvedArticle
from responder.article_sentence import sentence
from storage.ids import key
from storage.models import Case, Mention, MentionTrace

MOST = 3
"""So many are offered in a case."""
_POSTS = 10
"""Of a customer's newest posts in the case, in which the question is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An article that may answer the customer.

    `passage` is the part of it that fits best. `cross_language` says that the article is in another
    language than the customer writes, which must be told to whoever reads or sends it.
    """

    article_id: int
    title: str
    url: str
    language: str | None
    score: float
    passage: str
    cross_language: bool


def suggest(app: App, session: Session, case: Case, *, limit: int = MOST) -> list[Suggestion]:
    """Articles for what the customer asks in this case, the best first.

    None that is not sure enough, stale, broken, withdrawn or in a language that the customer may
    not read. Of an article and its translations one is offered: the customer's language goes first.
    What the question means is what the worker has kept of it. No model is loaded to open a case;
    where nothing was kept, the words alone are seldom sure enough.
    """
    shelf = app.shelf.shelf(session)
    if not shelf.articles:
        return []
    asked = _asked(session, key(case.id))
    if asked is None:
        return []
    hits = shelf.search(asked.text, asked.vector)
    now = app.clock.now()
    return offer(hits, language=case.language, rules=app.articles, now=now)[:limit]


def sentence_of(one: Suggestion, language: str | None) -> str:
    """The words that put an article into a reply to a customer who writes this language."""
    return sentence(one.url, customer=language, article=one.language)


def search(
    app: App, text: str, *, language: str | None = None, limit: int = 10
) -> list[Suggestion]:
    """Articles for a question, the best first, whatever their score; `language` is the asker's.

    Without it the question's own is told from its words. Articles with a trouble are left out, but
    any language is found.
    """
    found = app.classifier().classify([text])[0]
    with app.database.read() as session:
        shelf = app.shelf.shelf(session)
    asker = language or found.language
    now = app.clock.now()
    good = (
        hit
        for hit in shelf.search(question(text), found.embedding)
        if not _troubles(hit.article, app.articles, now)
    )
    return [_suggestion(hit, asker) for hit in islice(good, limit)]


def offer(
    hits: Iterable[Hit], *, language: str | None, rules: ArticleRules, now: dt.datetime
) -> list[Suggestion]:
    """Of hits, the best first, those that may be shown for a customer who writes this language."""
    found: list[Hit] = []
    places: dict[str, int] = {}
    for hit in hits:
        article = hit.article
        if hit.score < rules.least:
            break
        if not offered(article.language, language, rules):
            continue
        if _troubles(article, rules, now):
            continue
        place = places.setdefault(article.group, len(found))
        if place == len(found):
            found.append(hit)
        elif same_language(article.language, language):
            found[place] = hit
    return [_suggestion(hit, language) for hit in found]


def _troubles(article: ShelvedArticle, rules: ArticleRules, now: dt.datetime) -> bool:
    return bool(
        troubles(
            state=article.state,
            updated_at=article.updated_at,
            language=article.declared,
            reads_as=article.reads_as,
            url=article.url,
            rules=rules,
            now=now,
        )
    )


def _suggestion(hit: Hit, language: str | None) -> Suggestion:
    article = hit.article
    known = article.language is not None and language is not None
    return Suggestion(
        article_id=article.article_id,
        title=article.title,
        url=article.url,
        language=article.language,
        score=round(hit.score, 4),
        passage=hit.passage(),
        cross_language=known and not same_language(article.language, language),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a customer asks; `vector` is empty where the worker has kept none."""

    text: str
    vector: bytes


def _asked(session: Session, case_id: int) -> _Asked | None:
    rows = session.exec(
        select(Mention.text, MentionTrace.vector)
        .outerjoin(MentionTrace, col(MentionTrace.mention_id) == col(Mention.id))
        .where(Mention.case_id == case_id, col(Mention.by_brand).is_(False))
        .order_by(col(Mention.published_at).desc(), col(Mention.id).desc())
        .limit(_POSTS)
    ).all()
    place = chosen([text for text, _ in rows])
    if place is None:
        return None
    text, vector = rows[place]
    return _Asked(text=question(text), vector=vector or b"")

"""Articles and their passages: stored as imported, read as a whole; an edition tells of changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, delete, func, or_, select

from domain.article import ArticleState
from storage.ids import key
from storage.models import Article, ArticleEdition, ArticlePassage
from storage.upsert import insert_into

_ROW = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPassage:
    """One passage as the search takes it."""

    article_id: int
    place: int
    text: str
    vector: bytes


def edition(session: Session) -> int:
    """A number that has grown whenever an article or a passage changed; 0 before the first."""
    return session.exec(select(ArticleEdition.number)).first() or 0


def touch(session: Session) -> None:
    """Something changed: who keeps a copy must read anew."""
    statement = insert_into(session, ArticleEdition).values(id=_ROW, number=1)
    session.exec(
        statement.on_conflict_do_update(
            index_elements=["id"], set_={"number": col(ArticleEdition.number) + 1}
        )
    )


def of_source(session: Session, source: str) -> dict[str, Article]:
    """The articles of one import, by the ids that its source gave them."""
    rows = session.exec(select(Article).where(Article.source == source)).all()
    return {row.external_id: row for row in rows}


def listed(session: Session) -> Sequence[Article]:
    """All articles, by source and title."""
    order = (col(Article.source), col(Article.title), col(Article.id))
    return session.exec(select(Article).order_by(*order)).all()


def get(session: Session, article_id: int) -> Article | None:
    """One article."""
    return session.get(Article, article_id)


def by_url(session: Session, urls: Collection[str]) -> Sequence[Article]:
    """The articles at these addresses."""
    return session.exec(
        select(Article).where(col(Article.url).in_(urls)).order_by(col(Article.id))
    ).all()


def cut(session: Session, article: Article, texts: Sequence[str]) -> None:
    """Replace an article's passages: its title, then these texts; a model has yet to read them."""
    session.flush()
    number = key(article.id)
    session.exec(delete(ArticlePassage).where(col(ArticlePassage.article_id) == number))
    session.add_all(
        ArticlePassage(article_id=number, place=place, text=text)
        for place, text in enumerate(["", *texts])
    )


def passages(session: Session) -> list[StoredPassage]:
    """All passages of all articles, each article's together and in their order."""
    rows = session.exec(
        select(
            ArticlePassage.article_id,
            ArticlePassage.place,
            ArticlePassage.text,
            ArticlePassage.vector,
        ).order_by(col(ArticlePassage.article_id), col(ArticlePassage.place))
    ).all()
    return [
        StoredPassage(article_id=number, place=place, text=text, vector=vector)
        for number, place, text, vector in rows
    ]


def unread(session: Session, model: str, *, limit: int) -> Sequence[tuple[ArticlePassage, str]]:
    """Passages that this version of the model has not read, each with its article's title."""
    return session.exec(
        select(ArticlePassage, Article.title)
        .join(Article, col(Article.id) == col(ArticlePassage.article_id))
        .where(ArticlePassage.model != model)
        .order_by(col(ArticlePassage.id))
        .limit(limit)
    ).all()


def read(session: Session, vectors: Iterable[tuple[int, bytes]], *, model: str) -> None:
    """What the model made of passages; one that was replaced meanwhile is passed over."""
    for number, vector in vectors:
        passage = session.get(ArticlePassage, number)
        if passage is not None:
            passage.vector, passage.model = vector, model
            session.add(passage)


def to_check(session: Session, *, before: dt.datetime, limit: int) -> Sequence[Article]:
    """Articles with an address that nobody looked at since then, the longest ago first."""
    return session.exec(
        select(Article)
        .where(
            col(Article.url).startswith("http"),
            Article.state != ArticleState.WITHDRAWN,
            or_(col(Article.checked_at).is_(None), col(Article.checked_at) < before),
        )
        .order_by(col(Article.checked_at).asc().nulls_first(), col(Article.id))
        .limit(limit)
    ).all()


def count(session: Session) -> int:
    """How many articles there are."""
    return session.exec(select(func.count()).select_from(Article)).one()

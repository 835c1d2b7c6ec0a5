"""All articles in memory, as the search needs them; read anew when something changed."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from classifier.nearness import Matrix, to_each, unpack
from domain.article import ArticleState
from domain.fusion import WORDS_WEIGHT, fused
from domain.word_index import WordIndex
from storage import articles
from storage.articles import StoredPassage
from storage.ids import key


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelvedArticle:
    """What the search knows of an article. `language` is what its source says, else its words."""

    article_id: int
    group: str
    title: str
    url: str
    language: str | None
    declared: str | None
    reads_as: str | None
    state: ArticleState
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article with its best passage; `near` is a cosine, `score` has the words in it."""

    article: ShelvedArticle
    score: float
    near: float
    passage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One edition of all articles. Row n of `vectors` is passage n."""

    edition: int
    by_id: dict[int, ShelvedArticle]
    passages: Sequence[StoredPassage]
    vectors: Matrix
    words: WordIndex

    def search(
        self, question: str, vector: Sequence[float] | bytes, *, weight: float = WORDS_WEIGHT
    ) -> list[Hit]:
        """Every article, the best first; those of one score in the order of their ids."""
        near = to_each(vector, self.vectors)
        matched = self.words.match(question)
        scores = fused(near, matched.scores, matched.share, weight=weight)
        best: dict[int, int] = {}
        shown: dict[int, int] = {}
        for row, passage in enumerate(self.passages):
            number = passage.article_id
            if number not in best or scores[row] > scores[best[number]]:
                best[number] = row
            if passage.text and (number not in shown or scores[row] > scores[shown[number]]):
                shown[number] = row
        hits = [
            Hit(
                article=self.by_id[number],
                score=scores[row],
                near=near[row],
                passage=self.passages[shown[number]].text if number in shown else "",
            )
            for number, row in best.items()
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.article.article_id))


@dataclass(slots=True)
class ShelfKeeper:
    """Keeps one process's copy. Safe to use from several threads."""

    _shelf: Shelf | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def shelf(self, session: Session) -> Shelf:
        """The articles as they are in this session."""
        edition = articles.edition(session)
        with self._turn:
            if self._shelf is None or self._shelf.edition != edition:
                self._shelf = _read(session, edition)
            return self._shelf


def _read(session: Session, edition: int) -> Shelf:
    by_id = {
        key(row.id): ShelvedArticle(
            article_id=key(row.id),
            group=f"{row.source}\n{row.group_key}",
            title=row.title,
            url=row.url,
            language=row.language or row.reads_as,
            declared=row.language,
            reads_as=row.reads_as,
            state=row.state,
            updated_at=row.updated_at,
        )
        for row in articles.listed(session)
    }
    passages = [one for one in articles.passages(session) if one.article_id in by_id]
    return Shelf(
        edition=edition,
        by_id=by_id,
        passages=passages,
        vectors=unpack([one.vector for one in passages]),
        words=WordIndex(
            [f"{by_id[one.article_id].title}\n{one.text}" for one in passages],
            [one.article_id for one in passages],
        ),
    )

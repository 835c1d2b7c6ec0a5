"""All articles in memory, as the search needs them; read anew when something changed."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate

from sqlmodel import Session

from classifier.nearness import Matrix, greatest, to_each, unpack
from domain.article import ArticleState
from domain.fusion import WORDS_WEIGHT, fused
from domain.word_index import WordIndex
from storage import articles
from storage.articles import StoredPassage
from storage.ids import key
from storage.models import Article


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
    """An article as a search found it: `near` is a cosine, `score` has the words in it.

    `passage` picks the passage that fits best.
    """

    article: ShelvedArticle
    score: float
    near: float
    passage: Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One edition of all articles, in one order; row n of `vectors` is passage n.

    `first` says at which passage each article begins.
    """

    edition: int
    articles: Sequence[ShelvedArticle]
    passages: Sequence[str]
    vectors: Matrix
    first: Sequence[int]
    words: WordIndex

    def search(
        self, question: str, vector: Sequence[float] | bytes, *, weight: float = WORDS_WEIGHT
    ) -> Iterator[Hit]:
        """Every article, the best first; those of one score in their own order.

        An article is as near as the nearest of its passages, its title among them.
        """
        if not self.articles:
            return
        cosines = to_each(vector, self.vectors)
        near = greatest(cosines, self.first)
        matched = self.words.match(question)
        scores = fused(near, matched.scores, matched.share, weight=weight)
        order = sorted(range(len(scores)), key=lambda place: -scores[place])
        for place in order:
            yield Hit(
                article=self.articles[place],
                score=scores[place],
                near=near[place],
                passage=partial(self._nearest, place, cosines),
            )

    def _nearest(self, place: int, cosines: Sequence[float]) -> str:
        """The article's best passage; the title is shown beside it and is none."""
        end = self.first[place + 1] if place + 1 < len(self.first) else len(self.passages)
        rows = range(self.first[place] + 1, end)
        return self.passages[max(rows, key=cosines.__getitem__)] if rows else ""


@dataclass(slots=True)
class ShelfKeeper:
    """Keeps one process's copy. Safe to use from several threads.

    `read_edition` is the last one of which the model had read everything.
    """

    read_edition: int = 0
    _shelf: Shelf | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def shelf(self, session: Session) -> Shelf:
        """The articles as they are in this session."""
        edition = articles.edition(session)
        with self._turn:
            if self._shelf is None or self._shelf.edition != edition:
                self._shelf = _read(session, edition)
            return self._shelf


def shelf_of(
    found: Iterable[tuple[ShelvedArticle, str]],
    passages: Iterable[StoredPassage],
    *,
    edition: int = 0,
) -> Shelf:
    """Put articles, each with its whole text, and their passages in the order of the ids."""
    rows = sorted(found, key=lambda row: row[0].article_id)
    own: dict[int, list[StoredPassage]] = {article.article_id: [] for article, _ in rows}
    for passage in passages:
        if passage.article_id in own:
            own[passage.article_id].append(passage)
    rows = [row for row in rows if own[row[0].article_id]]
    kept = [own[article.article_id] for article, _ in rows]
    flat = [passage for those in kept for passage in those]
    return Shelf(
        edition=edition,
        articles=[article for article, _ in rows],
        passages=[passage.text for passage in flat],
        vectors=unpack([passage.vector for passage in flat]),
        first=list(accumulate(map(len, kept[:-1]), initial=0)),
        words=WordIndex([f"{article.title}\n{text}" for article, text in rows]),
    )


def _read(session: Session, edition: int) -> Shelf:
    rows = [(_shelved(row), row.body) for row in articles.listed(session)]
    return shelf_of(rows, articles.passages(session), edition=edition)


def _shelved(row: Article) -> ShelvedArticle:
    return ShelvedArticle(
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

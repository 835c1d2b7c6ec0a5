"""A brand's own topics and their examples, and recent posts as vectors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, delete, func, or_, select, update

from storage.models import (
    BrandTopic,
    BrandTopicExample,
    BrandTopicState,
    Case,
    Classification,
    Mention,
    PostVector,
)
from storage.upsert import insert_into

_ROW = 1
Vector = tuple[int, dt.datetime, bytes]
"""A post's key, when it came, its vector."""


def state(session: Session) -> BrandTopicState | None:
    """What changed and what was learned since; None before the first topic."""
    return session.get(BrandTopicState, _ROW)


def touch(session: Session) -> None:
    """Topics or examples changed: a worker learns anew."""
    statement = insert_into(session, BrandTopicState).values(
        id=_ROW, edition=1, learned=0, model=""
    )
    session.exec(
        statement.on_conflict_do_update(
            index_elements=["id"], set_={"edition": col(BrandTopicState.edition) + 1}
        )
    )


def learned(session: Session, *, edition: int, model: str) -> None:
    """Everything up to this edition was learned."""
    session.exec(
        update(BrandTopicState)
        .where(col(BrandTopicState.id) == _ROW)
        .values(learned=edition, model=model)
    )


def standing(session: Session) -> Sequence[BrandTopic]:
    """The topics that there are, by name."""
    return session.exec(
        select(BrandTopic)
        .where(col(BrandTopic.removed_at).is_(None))
        .order_by(func.lower(col(BrandTopic.name)), col(BrandTopic.id))
    ).all()


def merges(session: Session) -> dict[int, int]:
    """Which topic counts as which other."""
    found = session.exec(
        select(BrandTopic.id, BrandTopic.merged_into).where(
            col(BrandTopic.merged_into).is_not(None)
        )
    ).all()
    return {number: into for number, into in found if number is not None and into is not None}


def examples(
    session: Session, topic_ids: Collection[int]
) -> Sequence[tuple[BrandTopicExample, str | None]]:
    """The topics' examples, the newest first, each with its post's words."""
    return session.exec(
        select(BrandTopicExample, Mention.text)
        .outerjoin(Mention, col(Mention.id) == col(BrandTopicExample.mention_id))
        .where(col(BrandTopicExample.topic_id).in_(topic_ids))
        .order_by(col(BrandTopicExample.id).desc())
    ).all()


def vectors_of_examples(
    session: Session, topic_ids: Collection[int], *, model: str
) -> list[tuple[int, bool, bytes]]:
    """(topic, whether it is about it, vector) of each example that was read, in their order."""
    found = session.exec(
        select(BrandTopicExample.topic_id, BrandTopicExample.about, BrandTopicExample.vector)
        .where(
            col(BrandTopicExample.topic_id).in_(topic_ids),
            BrandTopicExample.model == model,
            BrandTopicExample.vector != b"",
        )
        .order_by(col(BrandTopicExample.id))
    ).all()
    return [(topic, about, vector) for topic, about, vector in found]


def of_mention(session: Session, mention_id: int) -> Sequence[BrandTopicExample]:
    """What people said of one post."""
    return session.exec(
        select(BrandTopicExample).where(BrandTopicExample.mention_id == mention_id)
    ).all()


def said(session: Session, mention_ids: Collection[int]) -> list[tuple[int, int, bool]]:
    """(post, topic, whether it is about it): what people said of these posts."""
    found = session.exec(
        select(
            BrandTopicExample.mention_id, BrandTopicExample.topic_id, BrandTopicExample.about
        ).where(col(BrandTopicExample.mention_id).in_(mention_ids))
    ).all()
    return [(post, topic, about) for post, topic, about in found if post is not None]


def unread_examples(
    session: Session, model: str, *, limit: int
) -> Sequence[tuple[BrandTopicExample, str | None]]:
    """Examples that this version of the model has not read, each with its post's words."""
    return session.exec(
        select(BrandTopicExample, Mention.text)
        .outerjoin(Mention, col(Mention.id) == col(BrandTopicExample.mention_id))
        .where(BrandTopicExample.model != model)
        .order_by(col(BrandTopicExample.id))
        .limit(limit)
    ).all()


def read_example(session: Session, example_id: int, vector: bytes, *, model: str) -> None:
    """What the model made of one; one that is gone meanwhile is passed over."""
    session.exec(
        update(BrandTopicExample)
        .where(col(BrandTopicExample.id) == example_id)
        .values(vector=vector, model=model)
    )


def keep(session: Session, found: Iterable[Vector], *, model: str) -> None:
    """Keep posts as vectors; one whose words changed is replaced, also where it is an example."""
    kept = list(found)
    rows = [
        {"mention_id": post, "at": at, "vector": vector, "model": model}
        for post, at, vector in kept
    ]
    if not rows:
        return
    statement = insert_into(session, PostVector)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["mention_id"],
            set_={name: statement.excluded[name] for name in ("at", "vector", "model")},
        ),
        rows,
    )
    by_post: dict[int | None, bytes] = {post: vector for post, _, vector in kept}
    examples_ = session.exec(
        select(BrandTopicExample).where(col(BrandTopicExample.mention_id).in_(by_post))
    ).all()
    for one in examples_:
        one.vector, one.model = by_post[one.mention_id], model
        session.add(one)
    if examples_:
        touch(session)


def vectors(
    session: Session, *, model: str, limit: int, since: dt.datetime | None = None
) -> list[tuple[int, bytes]]:
    """(post, vector) of the newest."""
    statement = select(PostVector.mention_id, PostVector.vector).where(PostVector.model == model)
    if since is not None:
        statement = statement.where(PostVector.at >= since)
    order = (col(PostVector.at).desc(), col(PostVector.mention_id).desc())
    found = session.exec(statement.order_by(*order).limit(limit)).all()
    return [(post, vector) for post, vector in found]


def vectors_of(session: Session, mention_ids: Collection[int], *, model: str) -> dict[int, bytes]:
    """The vectors of these posts, where they are kept."""
    found = session.exec(
        select(PostVector.mention_id, PostVector.vector).where(
            col(PostVector.mention_id).in_(mention_ids), PostVector.model == model
        )
    ).all()
    return dict(found)


def heard(
    session: Session, *, since: dt.datetime, before: tuple[dt.datetime, int] | None, limit: int
) -> Sequence[Mention]:
    """Customers' judged posts with words, the newest first; `before` goes on below one."""
    statement = select(Mention).where(*_heard(since))
    if before is not None:
        at, number = before
        older = col(Mention.published_at) < at
        same = (col(Mention.published_at) == at) & (col(Mention.id) < number)
        statement = statement.where(col(Mention.published_at) <= at, or_(older, same))
    order = (col(Mention.published_at).desc(), col(Mention.id).desc())
    return session.exec(statement.order_by(*order).limit(limit)).all()


def heard_since(session: Session, since: dt.datetime) -> int:
    """How many of them there are."""
    return session.exec(select(func.count()).select_from(Mention).where(*_heard(since))).one()


def _heard(since: dt.datetime) -> tuple[Any, ...]:
    return (
        col(Mention.published_at) >= since,
        col(Mention.by_brand).is_(False),
        col(Mention.triaged_at).is_not(None),
        Mention.text != "",
    )


def name(session: Session, found: Mapping[int, tuple[int, float] | None]) -> list[int]:
    """Give posts their topic and its probability, or none; returns those that changed."""
    newest = (
        select(func.max(Classification.id))
        .where(col(Classification.mention_id).in_(found))
        .group_by(col(Classification.mention_id))
    )
    changed = []
    for row in session.exec(select(Classification).where(col(Classification.id).in_(newest))).all():
        topic, likely = found[row.mention_id] or (None, None)
        if row.brand_topic_id != topic:
            changed.append(row.mention_id)
        row.brand_topic_id, row.brand_topic_p = topic, likely
        session.add(row)
    session.flush()
    return changed


def name_cases(session: Session, mention_ids: Collection[int]) -> None:
    """The cases of these posts are about what their newest post with a topic is about."""
    held = (
        select(Mention.case_id)
        .where(col(Mention.id).in_(mention_ids), col(Mention.case_id).is_not(None))
        .distinct()
    )
    newest: dict[int, int | None] = dict.fromkeys(
        one for one in session.exec(held).all() if one is not None
    )
    rows = session.exec(
        select(Mention.case_id, Classification.brand_topic_id)
        .join(Classification, col(Classification.mention_id) == col(Mention.id))
        .where(col(Mention.case_id).in_(newest), col(Classification.brand_topic_id).is_not(None))
        .order_by(col(Mention.published_at), col(Mention.id), col(Classification.id))
    ).all()
    newest |= {case_id: topic for case_id, topic in rows if case_id is not None}
    for case_id, topic in newest.items():
        session.exec(update(Case).where(col(Case.id) == case_id).values(brand_topic_id=topic))


def forget(session: Session, mention_ids: Collection[int], *, texts: Collection[str] = ()) -> int:
    """These posts are no examples and no vectors any more, nor are typed copies of their words."""
    session.exec(delete(PostVector).where(col(PostVector.mention_id).in_(mention_ids)))
    gone = session.exec(
        delete(BrandTopicExample).where(
            or_(
                col(BrandTopicExample.mention_id).in_(mention_ids),
                col(BrandTopicExample.text).in_([one for one in texts if one]),
            )
        )
    )
    if gone.rowcount:
        touch(session)
    return gone.rowcount


def forget_old(session: Session, *, before: dt.datetime, limit: int) -> int:
    """Vectors that were kept long enough."""
    old = select(PostVector.mention_id).where(PostVector.at < before)
    gone = session.exec(
        delete(PostVector).where(
            col(PostVector.mention_id).in_(old.order_by(col(PostVector.at)).limit(limit))
        )
    )
    return gone.rowcount


def current(session: Session, mention_id: int) -> tuple[int, float] | None:
    """(topic, probability) of a post as it stands."""
    row = session.exec(
        select(Classification)
        .where(Classification.mention_id == mention_id)
        .order_by(col(Classification.id).desc())
        .limit(1)
    ).first()
    if row is None or row.brand_topic_id is None:
        return None
    return row.brand_topic_id, row.brand_topic_p or 0.0


def merge(session: Session, topic_id: int, *, into: int) -> None:
    """What counted as this topic counts as the other, so that each merge is one step."""
    session.exec(
        update(BrandTopic)
        .where(or_(col(BrandTopic.merged_into) == topic_id, col(BrandTopic.id) == topic_id))
        .values(merged_into=into)
    )

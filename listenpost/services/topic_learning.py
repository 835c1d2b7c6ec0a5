"""A worker learns topics anew when their examples change, and gives them to earlier posts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict

import structlog
from sqlmodel import Session

from classifier import by_example, nearness
from classifier.base import Classifier
from classifier.by_example import Learned, Quality
from domain.errors import ConfigurationError
from domain.share import Share
from listenpost.services import pulse_rows, topic_naming
from listenpost.services.app import App
from listenpost.services.taking import put_back, take
from storage import tasks, topics
from storage.ids import key
from storage.models import BrandTopic, Mention

log = structlog.get_logger(__name__)
APPLY = "brand_topics"
"""Kind of the one task that gives topics to earlier posts; its payload says how far it is."""
CAME = 400
"""Recent posts that stand for everything else."""
LOOKS_BACK = dt.timedelta(days=30)
"""So long posts are kept as vectors."""
BATCH = 100


def run(app: App) -> bool:
    """Do one piece of what waits; whether there may be more. Nothing is done without topics."""
    with app.database.read() as session:
        state = topics.state(session)
    if state is None:
        return False
    try:
        model = app.classifier()
    except ConfigurationError:
        return False  # triage has said so
    if (state.learned, state.model) != (state.edition, model.version):
        if _read_examples(app, model) or _read_recent(app, model):
            return True
        _learn(app, model.version, state.edition)
        return True
    return _apply(app, model)


def tidy(app: App) -> None:
    """Vectors that were kept long enough go."""
    with app.database.read() as session:
        if topics.state(session) is None:
            return
    with app.database.write() as session:
        topics.forget_old(session, before=app.clock.now() - LOOKS_BACK, limit=BATCH)


def _read_examples(app: App, model: Classifier) -> int:
    """The model reads examples that it has not read yet, outside a transaction."""
    with app.database.read() as session:
        waiting = topics.unread_examples(session, model.version, limit=app.batch)
    if not waiting:
        return 0
    answers = model.classify([one.text or words or "" for one, words in waiting])
    with app.database.write() as session:
        for (one, _), answer in zip(waiting, answers, strict=True):
            vector = nearness.pack(answer.embedding)
            topics.read_example(session, key(one.id), vector, model=model.version)
    return len(waiting)


def _read_recent(app: App, model: Classifier) -> int:
    """The model reads the newest posts that are not kept as vectors, until there are enough."""
    since = app.clock.now() - LOOKS_BACK
    with app.database.read() as session:
        posts = topics.heard(session, since=since, before=None, limit=CAME)
        ids = [key(post.id) for post in posts]
        there = topics.vectors_of(session, ids, model=model.version)
    waiting = [post for post in posts if key(post.id) not in there][: app.batch]
    return len(_read(app, model, waiting))


def _read(app: App, model: Classifier, posts: Sequence[Mention]) -> dict[int, bytes]:
    """Keep these posts as vectors; one without words is kept too, as nothing."""
    if not posts:
        return {}
    answers = model.classify([post.text for post in posts])
    rows = [
        (key(post.id), topic_naming.age(post), nearness.pack(answer.embedding))
        for post, answer in zip(posts, answers, strict=True)
    ]
    with app.database.write() as session:
        still = set(_unchanged(session, posts))
        topics.keep(session, [row for row in rows if row[0] in still], model=model.version)
    return {post: vector for post, _, vector in rows}


def _unchanged(session: Session, posts: Sequence[Mention]) -> list[int]:
    """Those that were neither erased nor edited while the model read them."""
    found = []
    for post in posts:
        now = session.get(Mention, key(post.id), with_for_update={"key_share": True})
        if now is not None and now.text == post.text:
            found.append(key(post.id))
    return found


def _learn(app: App, model: str, edition: int) -> None:
    """Every topic from its examples, against recent posts and the examples of the others."""
    with app.database.read() as session:
        rows = topics.standing(session)
        into = topics.merges(session)
        ids = topic_naming.counting_as(into, [key(row.id) for row in rows])
        said = [
            (topic_naming.target(into, topic), about, vector)
            for topic, about, vector in topics.vectors_of_examples(session, ids, model=model)
        ]
        recent = topics.vectors(session, model=model, limit=CAME)
    came = [vector for _, vector in recent]
    found = {key(row.id): _learned(key(row.id), said, came) for row in rows}
    with app.database.write() as session:
        for row in topics.standing(session):
            if key(row.id) in found:
                _keep(row, found[key(row.id)], model)
                session.add(row)
        topics.learned(session, edition=edition, model=model)
    log.info("topics.learned", topics=sum(one is not None for one in found.values()))


def _learned(
    topic: int, said: Sequence[tuple[int, bool, bytes]], came: Sequence[bytes]
) -> tuple[Learned, Quality] | None:
    mine = [vector for one, about, vector in said if one == topic and about]
    against = [vector for one, about, vector in said if one == topic and not about]
    known = [vector for one, about, vector in said if one != topic and about]
    own = set(mine)
    return by_example.learn(
        nearness.unpack(mine),
        nearness.unpack([vector for vector in came if vector not in own]),
        known=nearness.unpack(known),
        against=nearness.unpack(against),
    )


def _keep(row: BrandTopic, found: tuple[Learned, Quality] | None, model: str) -> None:
    if found is None:
        row.weights, row.learned, row.quality, row.model = b"", {}, {}, model
        return
    learned, quality = found
    row.weights, row.model = learned.weights.tobytes(), model
    row.learned = {name: value for name, value in asdict(learned).items() if name != "weights"}
    row.quality = asdict(quality)


def quality_of(row: BrandTopic) -> Quality | None:
    """How well it does; None until it was learned."""
    if not row.quality:
        return None
    return Quality(**{name: Share(**value) for name, value in row.quality.items()})


def _apply(app: App, model: Classifier) -> bool:
    """Give topics to one batch of earlier posts, where somebody asked for it."""
    taken = take(app, APPLY)
    if not taken:
        return False
    payload = dict(taken[0].payload)
    since = dt.datetime.fromisoformat(payload["since"])
    below = payload["below"]
    before = (dt.datetime.fromisoformat(below[0]), int(below[1])) if below else None
    with app.database.read() as session:
        posts = topics.heard(session, since=since, before=before, limit=BATCH)
        ids = [key(post.id) for post in posts]
        vectors = topics.vectors_of(session, ids, model=model.version)
    vectors |= _read(app, model, [post for post in posts if key(post.id) not in vectors])
    with app.database.write() as session:
        there = topic_naming.known(session, model.version)
        changed = topics.name(session, topic_naming.named(session, there, vectors))
        topics.name_cases(session, changed)
        pulse_rows.note(app, session, changed)
        if len(posts) < BATCH:
            tasks.finish(session, taken, owner=app.owner)
            return True
        last = posts[-1]
        payload["below"] = [last.published_at.isoformat(), key(last.id)]
        payload["done"] += len(posts)
        put_back(app, session, taken, payload, run_at=app.clock.now())
    return True

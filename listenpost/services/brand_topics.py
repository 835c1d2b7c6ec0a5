"""The brand's own topics: leads keep them, agents say what the post in front of them is about."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from classifier.by_example import FEWEST, Quality
from domain.errors import BadInput
from domain.role import Actor, Permission, require
from domain.text import clean
from listenpost.services import pulse_rows, topic_naming
from listenpost.services.app import App
from listenpost.services.topic_learning import quality_of
from storage import topics, users
from storage.ids import key
from storage.models import BrandTopic, BrandTopicExample, Mention

LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_TEXT = 60, 500, 2000
MOST, MOST_EXAMPLES = 100, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleRow:
    """One example: its words, whether it is about the topic, and who said so."""

    example_id: int
    mention_id: int | None
    text: str
    about: bool
    added_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """One topic. `examples` and `against` count what is about it and what is not.

    `quality` is None until it was learned: `missing` examples are still needed, or a worker has yet
    to look (`waits`).
    """

    topic_id: int
    name: str
    description: str
    examples: int
    against: int
    quality: Quality | None
    missing: int
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one post is about: a topic and how likely; `by_person` where somebody said so."""

    topic_id: int
    name: str
    probability: float
    by_person: bool


def names(app: App) -> dict[int, str]:
    """The topics that there are, by name: for filters. They say nothing of any customer."""
    with app.database.read() as session:
        return {key(row.id): row.name for row in topics.standing(session)}


def listed(app: App, actor: Actor) -> list[TopicRow]:
    """Every topic, with how well it does."""
    require(actor.role, Permission.MANAGE_TOPICS)
    return overview(app)


def overview(app: App) -> list[TopicRow]:
    """The same without a signed-in user: the command line."""
    with app.database.read() as session:
        rows, into, state = topics.standing(session), topics.merges(session), topics.state(session)
        ids = topic_naming.counting_as(into, [key(row.id) for row in rows])
        said = [
            (topic_naming.target(into, one.topic_id), one.about)
            for one, _ in topics.examples(session, ids)
        ]
        waits = state is not None and state.learned != state.edition
        return [
            _row(row, said.count((key(row.id), True)), said.count((key(row.id), False)), waits)
            for row in rows
        ]


def _row(row: BrandTopic, examples: int, against: int, waits: bool) -> TopicRow:
    return TopicRow(
        topic_id=key(row.id),
        name=row.name,
        description=row.description,
        examples=examples,
        against=against,
        quality=quality_of(row),
        missing=max(0, FEWEST - examples),
        waits=waits,
    )


def examples(app: App, actor: Actor, topic_id: int) -> list[ExampleRow]:
    """A topic's examples, the newest first, those of topics merged into it among them."""
    require(actor.role, Permission.MANAGE_TOPICS)
    with app.database.read() as session:
        standing(session, topic_id)
        people = users.names(session)
        ids = topic_naming.counting_as(topics.merges(session), [topic_id])
        return [
            ExampleRow(
                example_id=key(one.id),
                mention_id=one.mention_id,
                text=one.text or words or "",
                about=one.about,
                added_by=people.get(one.added_by or 0),
            )
            for one, words in topics.examples(session, ids)
        ]


def save(
    app: App, actor: Actor, *, name: str, description: str = "", topic_id: int | None = None
) -> int:
    """Make a topic, or give it another name; raises BadInput where another has that name."""
    require(actor.role, Permission.MANAGE_TOPICS)
    return save_as(app, name=name, description=description, topic_id=topic_id, user_id=actor.id)


def save_as(
    app: App,
    *,
    name: str,
    description: str = "",
    topic_id: int | None = None,
    user_id: int | None,
) -> int:
    """The same without a signed-in user: the command line."""
    name, description = clean(name).strip(), clean(description).strip()
    if not name or len(name) > LONGEST_NAME or len(description) > LONGEST_DESCRIPTION:
        raise BadInput(
            f"Give the topic a name of 1 to {LONGEST_NAME} characters; its description has at most "
            f"{LONGEST_DESCRIPTION}."
        )
    with app.database.write() as session:
        there = topics.standing(session)
        if any(one.name.casefold() == name.casefold() and one.id != topic_id for one in there):
            raise BadInput(f"There is a topic {name} already.")
        if topic_id is None and len(there) >= MOST:
            raise BadInput(f"There are {MOST} topics already; remove or merge one first.")
        row = (
            standing(session, topic_id)
            if topic_id
            else BrandTopic(name=name, created_at=app.clock.now())
        )
        row.name, row.description = name, description
        session.add(row)
        session.flush()
        topics.touch(session)
        audit(session, app, user_id, "topic.saved", key(row.id))
        return key(row.id)


def remove(app: App, actor: Actor, topic_id: int) -> None:
    """Take a topic off every page; its examples are forgotten, and posts keep no name of it."""
    require(actor.role, Permission.MANAGE_TOPICS)
    with app.database.write() as session:
        row = standing(session, topic_id)
        row.removed_at, row.weights, row.quality = app.clock.now(), b"", {}
        session.add(row)
        ids = topic_naming.counting_as(topics.merges(session), [topic_id])
        for one, _ in topics.examples(session, ids):
            session.delete(one)
        topics.touch(session)
        audit(session, app, actor.id, "topic.removed", topic_id)


def merge(app: App, actor: Actor, topic_id: int, into: int) -> None:
    """What was one topic counts as another: its posts at once, its examples when it is learned."""
    require(actor.role, Permission.MANAGE_TOPICS)
    if topic_id == into:
        raise BadInput("Choose another topic to merge this one with.")
    with app.database.write() as session:
        row, other = standing(session, topic_id), standing(session, into)
        row.removed_at, row.merged_into = app.clock.now(), key(other.id)
        row.weights, row.quality = b"", {}
        session.add(row)
        topics.merge(session, topic_id, into=into)
        topics.touch(session)
        audit(session, app, actor.id, "topic.merged", topic_id, into=into)


def add_text(app: App, actor: Actor, topic_id: int, text: str, *, about: bool = True) -> int:
    """A typed example: words of nobody's that a customer could have written."""
    require(actor.role, Permission.MANAGE_TOPICS)
    return add_text_as(app, topic_id, text, about=about, user_id=actor.id)


def add_text_as(
    app: App, topic_id: int, text: str, *, about: bool = True, user_id: int | None
) -> int:
    """The same without a signed-in user: the command line."""
    text = clean(text).strip()
    if not text or len(text) > LONGEST_TEXT:
        raise BadInput(f"Give an example of 1 to {LONGEST_TEXT} characters.")
    with app.database.write() as session:
        standing(session, topic_id)
        _require_room(session, topic_id)
        row = BrandTopicExample(
            topic_id=topic_id, text=text, about=about, added_by=user_id, added_at=app.clock.now()
        )
        session.add(row)
        session.flush()
        topics.touch(session)
        audit(session, app, user_id, "topic.example_added", topic_id, example=row.id)
        return key(row.id)


def say(app: App, actor: Actor, mention_id: int, topic_id: int, *, about: bool) -> None:
    """The post in front of somebody is about this, or is not; it counts at once.

    A post is about one topic: another that a person gave it before is taken back. Raises BadInput
    for a post without words, or of ours.
    """
    require(actor.role, Permission.ANSWER)
    with app.database.write() as session:
        standing(session, topic_id)
        post = session.get(Mention, mention_id)
        if post is None or post.by_brand or not post.text or post.triaged_at is None:
            raise BadInput("Only a customer's post with words can be an example.")
        for one in topics.of_mention(session, mention_id):
            if one.topic_id == topic_id or (about and one.about):
                session.delete(one)
        session.flush()
        _require_room(session, topic_id)
        row = BrandTopicExample(
            topic_id=topic_id,
            mention_id=mention_id,
            about=about,
            added_by=actor.id,
            added_at=app.clock.now(),
        )
        _take_vector(session, row)
        session.add(row)
        session.flush()
        _stand_anew(app, session, mention_id, row)
        topics.touch(session)
        audit(
            session,
            app,
            actor.id,
            "topic.example_added",
            topic_id,
            example=row.id,
            mention=mention_id,
        )


def _take_vector(session: Session, row: BrandTopicExample) -> None:
    """A post that was read lately need not be read again."""
    state = topics.state(session)
    if state is not None and state.model and row.mention_id is not None:
        kept = topics.vectors_of(session, [row.mention_id], model=state.model)
        if row.mention_id in kept:
            row.vector, row.model = kept[row.mention_id], state.model


def _stand_anew(app: App, session: Session, mention_id: int, row: BrandTopicExample) -> None:
    """The post, its case and the trends say what the person said."""
    now = topics.current(session, mention_id)
    into = topics.merges(session)
    if row.about:
        named: tuple[int, float] | None = (row.topic_id, 1.0)
    elif now is not None and topic_naming.target(into, now[0]) == row.topic_id:
        named = None
    else:
        return
    topics.name(session, {mention_id: named})
    topics.name_cases(session, [mention_id])
    pulse_rows.note(app, session, [mention_id])


def take_back(app: App, actor: Actor, example_id: int) -> None:
    """An example is one no more; its post goes by what is learned, when that is asked for next."""
    require(actor.role, Permission.ANSWER)
    with app.database.write() as session:
        row = session.get(BrandTopicExample, example_id)
        if row is None:
            raise BadInput("This example was removed meanwhile.")
        topic_id, mention_id = row.topic_id, row.mention_id
        was = row.about
        session.delete(row)
        session.flush()
        if mention_id is not None and was:
            topics.name(session, {mention_id: None})
            topics.name_cases(session, [mention_id])
            pulse_rows.note(app, session, [mention_id])
        topics.touch(session)
        audit(session, app, actor.id, "topic.example_removed", topic_id, example=example_id)


def said_of(app: App, actor: Actor, mention_id: int) -> Said | None:
    """What a post is about; None where it is none of the topics."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        now = topics.current(session, mention_id)
        if now is None:
            return None
        number = topic_naming.target(topics.merges(session), now[0])
        row = session.get(BrandTopic, number)
        if row is None or row.removed_at is not None:
            return None
        people = any(one.about for one in topics.of_mention(session, mention_id))
        return Said(topic_id=number, name=row.name, probability=now[1], by_person=people)


def standing(session: Session, topic_id: int) -> BrandTopic:
    """A topic that there is; raises BadInput for any other."""
    row = session.get(BrandTopic, topic_id)
    if row is None or row.removed_at is not None:
        raise BadInput(f"There is no topic {topic_id}.")
    return row


def _require_room(session: Session, topic_id: int) -> None:
    if len(topics.examples(session, [topic_id])) >= MOST_EXAMPLES:
        raise BadInput(f"This topic has {MOST_EXAMPLES} examples already; remove some first.")


def audit(
    session: Session,
    app: App,
    user_id: int | None,
    action: str,
    topic_id: int | None,
    **more: int | None,
) -> None:
    """Who changed what, with numbers and no words."""
    subject = f"topic:{topic_id}" if topic_id else "topics"
    users.audit(session, action, subject, user_id=user_id, wall=app.clock.wall(), **more)

"""A stand-in for the model that puts texts on one theme near each other, whatever else they say."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import numpy as np

from domain.classification import Classification
from domain.mention import IncomingMention
from domain.role import Actor
from listenpost import tasks
from listenpost.services import brand_topics
from storage.ids import key
from storage.models import Classification as ClassificationRow
from storage.models import PulsePost
from tests.fakes import KeywordClassifier, Office

SIZE = 24
THEMES = ("roaming", "card", "app")


@dataclass
class Themed(KeywordClassifier):
    """A text's vector leans towards the axis of the theme that it names."""

    def _judge(self, text: str) -> Classification:
        chance = np.random.default_rng(zlib.crc32(text.encode()))
        row = chance.normal(size=SIZE) / SIZE**0.5
        for place, word in enumerate(THEMES):
            row[place] += 2.0 * (word in text)
        vector = tuple((row / np.linalg.norm(row)).tolist())
        return replace(KeywordClassifier._judge(self, text), embedding=vector)


def themed(office: Office) -> Themed:
    """The office's model knows themes from now on."""
    model = Themed()
    office.app = replace(office.app, classifier=lambda: model)
    return model


def posts(office: Office, word: str, number: int, *, first: int = 0) -> list[IncomingMention]:
    """So many people write one post each with this word; it is owed an answer."""
    return [
        office.says(f"{word}{one}", f"my parcel, and {word} number {one}")
        for one in range(first, first + number)
    ]


def learn(office: Office) -> None:
    """What a worker does until nothing waits."""
    tasks.judge(office.app)


def number(office: Office, heard: IncomingMention) -> int:
    return key(office.mention(heard).id)


def about(office: Office, heard: IncomingMention) -> int | None:
    """The topic of a post, and of what is made of it: they never differ."""
    post = office.mention(heard)
    (label,) = [row for row in office.rows(ClassificationRow) if row.mention_id == post.id]
    (counted,) = [row for row in office.rows(PulsePost) if row.mention_id == post.id]
    case = office.case(key(post.case_id))
    assert label.brand_topic_id == counted.brand_topic_id == case.brand_topic_id
    return label.brand_topic_id


def roaming(office: Office, lea: Actor, *, examples: int = 5) -> tuple[int, list[IncomingMention]]:
    """Many posts came, then a lead made a topic of some of them; a worker learned it."""
    came = posts(office, "misc", 30)
    named = posts(office, "roaming", examples)
    office.arrive(*came, *named)
    topic = brand_topics.save(office.app, lea, name="Roaming")
    for one in named:
        brand_topics.say(office.app, lea, number(office, one), topic, about=True)
    learn(office)
    return topic, named

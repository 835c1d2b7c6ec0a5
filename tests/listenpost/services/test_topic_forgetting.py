"""Who is erased, or whose words are gone, is no example of a topic any more."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from domain.case import CaseStatus
from domain.retention import Retention
from domain.role import Actor
from listenpost.services import (
    brand_topics,
    erase,
    retention,
)
from listenpost.services.tombstones import Tombstones
from storage import wordless
from storage.ids import key
from storage.models import (
    BrandTopic,
    BrandTopicExample,
    Case,
    Mention,
    PostVector,
)
from tests.fakes import Office
from tests.listenpost.services.themed import Themed, learn, posts, roaming, themed


@pytest.fixture
def model(office: Office) -> Themed:
    return themed(office)


@pytest.mark.usefixtures("model")
class TestForgetting:
    def test_who_is_erased_is_no_example_any_more_nor_is_a_copy_of_her_words(
        self, office: Office, lea: Actor, tmp_path: Path
    ) -> None:
        office.app = replace(office.app, tombstones=Tombstones(file=tmp_path / "erased.jsonl"))
        topic, named = roaming(office, lea, examples=6)
        brand_topics.add_text(office.app, lea, topic, named[0].text)
        learn(office)
        before = office.get(BrandTopic, topic).weights
        post = office.mention(named[0])
        erase.erase(office.app, lea, office.case(key(post.case_id)).customer_id)
        assert len(office.rows(BrandTopicExample)) == 5
        assert post.id not in [row.mention_id for row in office.rows(PostVector)]
        learn(office)
        assert office.get(BrandTopic, topic).weights != before

    def test_what_was_kept_long_enough_is_no_example_any_more(
        self, office: Office, lea: Actor
    ) -> None:
        topic, _ = roaming(office, lea)
        kept = brand_topics.add_text(office.app, lea, topic, "roaming is dear")
        office.app = replace(office.app, retention=Retention(posts=dt.timedelta(days=30)))
        for row in office.rows(Case):
            _close(office, key(row.id))
        office.time.go(days=40)
        with office.app.database.write() as session:
            retention.purge(office.app, session, now=office.app.clock.now())
        assert [row.id for row in office.rows(BrandTopicExample)] == [kept]
        assert office.rows(PostVector) == []

    def test_a_post_that_is_erased_while_the_model_reads_it_leaves_nothing(
        self, office: Office, lea: Actor, model: Themed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        office.arrive(*posts(office, "misc", 3))
        topic = brand_topics.save(office.app, lea, name="Roaming")
        brand_topics.add_text(office.app, lea, topic, "roaming is dear")
        learn(office)
        model.version = "another"
        plain = Themed.classify

        def withdrawn(self: Themed, texts: list[str]) -> object:
            found = plain(self, texts)
            with office.app.database.write() as session:
                wordless.forget(session, session.exec(select(Mention)).all())
            return found

        monkeypatch.setattr(Themed, "classify", withdrawn)
        learn(office)
        assert office.rows(PostVector) == []


def _close(office: Office, case_id: int) -> None:
    with office.app.database.write() as session:
        session.get_one(Case, case_id).status = CaseStatus.RESOLVED


def test_an_unreadable_post_is_kept_as_nothing_and_is_about_nothing(
    office: Office, lea: Actor
) -> None:
    """A model without vectors learns nothing, and nothing stands still for it."""
    office.arrive(*posts(office, "misc", 30))
    topic = brand_topics.save(office.app, lea, name="Roaming")
    for one in range(4):
        brand_topics.add_text(office.app, lea, topic, f"roaming {one}")
    learn(office)
    (row,) = brand_topics.listed(office.app, lea)
    assert (row.quality, row.waits) == (None, False)

"""Topics of the brand's own: learned from examples, given to posts, and forgotten with them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from domain.errors import BadInput, NotAllowed
from domain.role import Actor
from listenpost.services import (
    brand_topics,
    inbox,
    pulse,
    topic_learning,
    topic_reach,
)
from listenpost.services.inbox import InboxFilter, InboxView
from listenpost.services.pulse import PulseFilter
from storage.ids import key
from storage.models import (
    AuditEntry,
    BrandTopic,
    BrandTopicExample,
    Classification,
    PostVector,
)
from tests.fakes import Office
from tests.listenpost.services.themed import Themed, about, learn, number, posts, roaming, themed


@pytest.fixture
def model(office: Office) -> Themed:
    return themed(office)


@pytest.mark.usefixtures("model")
class TestNaming:
    def test_a_new_post_like_the_examples_is_given_the_topic_as_it_is_judged(
        self, office: Office, lea: Actor
    ) -> None:
        topic, _ = roaming(office, lea)
        mine, other = office.says("Kim", "a parcel, roaming again"), office.says("Lou", "a parcel")
        office.arrive(mine, other)
        assert about(office, mine) == topic
        assert about(office, other) is None
        said = brand_topics.said_of(office.app, lea, number(office, mine))
        assert said is not None
        assert (said.name, said.by_person) == ("Roaming", False)
        assert 0.4 <= said.probability < 1.0

    def test_what_a_person_said_counts_at_once(self, office: Office, lea: Actor) -> None:
        _, named = roaming(office, lea, examples=2)
        topic = key(office.rows(BrandTopic)[0].id)
        assert [about(office, one) for one in named] == [topic, topic]
        said = brand_topics.said_of(office.app, lea, number(office, named[0]))
        assert said is not None
        assert (said.probability, said.by_person) == (1.0, True)

    def test_without_topics_nothing_is_kept_and_no_model_is_asked_twice(
        self, office: Office, model: Themed
    ) -> None:
        office.arrive(*posts(office, "misc", 5))
        read = len(model.batches)
        learn(office)
        assert len(model.batches) == read
        assert office.rows(PostVector) == []

    def test_a_post_is_about_one_topic_and_the_last_word_holds(
        self, office: Office, lea: Actor, ann: Actor
    ) -> None:
        topic, named = roaming(office, lea)
        other = brand_topics.save(office.app, lea, name="The card")
        brand_topics.say(office.app, ann, number(office, named[0]), other, about=True)
        assert about(office, named[0]) == other
        rows = brand_topics.examples(office.app, lea, topic)
        assert number(office, named[0]) not in [row.mention_id for row in rows]

    def test_what_a_person_refused_is_not_given_again(
        self, office: Office, lea: Actor, ann: Actor
    ) -> None:
        topic, _ = roaming(office, lea)
        wrong = office.says("Kim", "a parcel, roaming again")
        office.arrive(wrong)
        brand_topics.say(office.app, ann, number(office, wrong), topic, about=False)
        assert about(office, wrong) is None
        topic_reach.apply(office.app, lea, days=7)
        learn(office)
        assert about(office, wrong) is None

    def test_an_edited_post_is_judged_anew_and_a_said_topic_stays(
        self, office: Office, lea: Actor
    ) -> None:
        topic, named = roaming(office, lea)
        free = office.says("Kim", "a parcel, roaming again")
        office.arrive(free)
        for one in (free, named[0]):
            office.arrive(replace(one, text="my parcel is late, nothing else"))
        newest = {row.mention_id: row.brand_topic_id for row in office.rows(Classification)}
        assert newest[number(office, free)] is None
        assert newest[number(office, named[0])] == topic

    def test_two_messages_of_one_case_leave_it_with_the_newest_topic(
        self, office: Office, lea: Actor
    ) -> None:
        topic, _ = roaming(office, lea)
        first = office.says("Kim", "a parcel, roaming again", thread="t")
        case_id = office.arrive(first)
        assert office.arrive(office.says("Kim", "and where is my parcel?", thread="t")) == case_id
        assert office.case(case_id).brand_topic_id == topic


@pytest.mark.usefixtures("model")
class TestLearning:
    def test_it_says_what_is_missing_until_it_was_learned(self, office: Office, lea: Actor) -> None:
        office.arrive(*posts(office, "misc", 30))
        topic = brand_topics.save(office.app, lea, name="Roaming")
        brand_topics.add_text(office.app, lea, topic, "roaming is dear")
        learn(office)
        (row,) = brand_topics.listed(office.app, lea)
        assert (row.examples, row.missing, row.quality, row.waits) == (1, 2, None, False)
        for text in ("roaming in Rome", "no roaming"):
            brand_topics.add_text(office.app, lea, topic, text)
        assert brand_topics.listed(office.app, lea)[0].waits
        learn(office)
        (row,) = brand_topics.listed(office.app, lea)
        assert row.quality is not None
        assert row.quality.recall.whole == 3
        assert row.quality.recall.few

    def test_the_model_reads_each_text_once(
        self, office: Office, lea: Actor, model: Themed
    ) -> None:
        roaming(office, lea)
        read = len(model.batches)
        topic = key(office.rows(BrandTopic)[0].id)
        brand_topics.add_text(office.app, lea, topic, "roaming is dear")
        learn(office)
        assert model.batches[read:] == [["roaming is dear"]]

    def test_another_model_reads_everything_anew(
        self, office: Office, lea: Actor, model: Themed
    ) -> None:
        roaming(office, lea)
        model.version = "another"
        learn(office)
        assert {row.model for row in office.rows(BrandTopicExample)} == {"another"}
        assert {row.model for row in office.rows(BrandTopic)} == {"another"}

    def test_counter_examples_and_other_topics_count_into_precision(
        self, office: Office, lea: Actor
    ) -> None:
        topic, _ = roaming(office, lea)
        for one in range(4):
            brand_topics.add_text(office.app, lea, topic, f"no roaming {one}", about=False)
        learn(office)
        (row,) = brand_topics.listed(office.app, lea)
        assert (row.examples, row.against) == (5, 4)
        assert row.quality is not None
        assert row.quality.precision.whole > row.quality.precision.part

    def test_vectors_go_after_some_weeks(self, office: Office, lea: Actor) -> None:
        roaming(office, lea)
        assert office.rows(PostVector)
        office.time.go(days=31)
        topic_learning.tidy(office.app)
        assert office.rows(PostVector) == []


@pytest.mark.usefixtures("model")
class TestEarlierPosts:
    def test_earlier_posts_are_given_the_topic_where_somebody_asks(
        self, office: Office, lea: Actor
    ) -> None:
        early = office.says("Kim", "a parcel, roaming again")
        office.arrive(early)
        topic, _ = roaming(office, lea)
        assert about(office, early) is None
        topic_reach.apply(office.app, lea, days=7)
        shown = topic_reach.progress(office.app, lea)
        assert shown is not None
        assert (shown.done, shown.total) == (0, 36)
        with pytest.raises(BadInput, match="already"):
            topic_reach.apply(office.app, lea, days=7)
        learn(office)
        assert about(office, early) == topic
        assert topic_reach.progress(office.app, lea) is None

    def test_it_goes_on_where_it_stopped_and_reads_no_older_post(
        self, office: Office, lea: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old = office.says("Old", "a parcel, roaming again", ago=dt.timedelta(days=20))
        early = [office.says(f"E{one}", f"a parcel, roaming {one}") for one in range(5)]
        office.arrive(old, *early)
        topic, _ = roaming(office, lea)
        monkeypatch.setattr(topic_learning, "BATCH", 7)
        topic_reach.apply(office.app, lea, days=7)
        assert topic_learning.run(office.app)
        shown = topic_reach.progress(office.app, lea)
        assert shown is not None
        assert shown.done == 7
        learn(office)
        assert [about(office, one) for one in early] == [topic] * 5
        assert about(office, old) is None

    def test_the_preview_shows_what_it_would_take_the_likeliest_first(
        self, office: Office, lea: Actor
    ) -> None:
        office.arrive(*posts(office, "roaming", 3, first=50))
        topic, _ = roaming(office, lea)
        found = topic_reach.preview(office.app, lea, topic)
        assert sum("roaming" in one.text for one in found if one.taken) == 3
        assert [one.probability for one in found] == sorted(
            (one.probability for one in found), reverse=True
        )


@pytest.mark.usefixtures("model")
class TestKeeping:
    def test_names_are_unique_and_fit(self, office: Office, lea: Actor) -> None:
        topic = brand_topics.save(office.app, lea, name="Roaming")
        brand_topics.save(office.app, lea, name="Roaming abroad", topic_id=topic)
        for name in ("", "x" * 61, "roaming ABROAD"):
            with pytest.raises(BadInput):
                brand_topics.save(office.app, lea, name=name)
        assert brand_topics.names(office.app) == {topic: "Roaming abroad"}

    def test_merged_topics_are_one_in_the_inbox_the_pulse_and_the_next_learning(
        self, office: Office, lea: Actor
    ) -> None:
        topic, named = roaming(office, lea)
        other = brand_topics.save(office.app, lea, name="Abroad")
        third = brand_topics.save(office.app, lea, name="Travel")
        brand_topics.merge(office.app, lea, topic, other)
        brand_topics.merge(office.app, lea, other, third)
        learn(office)
        assert brand_topics.names(office.app) == {third: "Travel"}
        assert len(brand_topics.examples(office.app, lea, third)) == 5
        (row,) = brand_topics.listed(office.app, lea)
        assert row.quality is not None, "it was learned from what was merged into it"
        said = brand_topics.said_of(office.app, lea, number(office, named[0]))
        assert said is not None
        assert said.name == "Travel"
        wanted = InboxFilter(brand_topics=(third,))
        assert len(inbox.rows(office.app, lea, wanted)) == 5
        assert inbox.counts(office.app, lea, wanted)[InboxView.TO_ANSWER] == 5
        counted = pulse.read(office.app, lea, PulseFilter(brand_topics=(third,)))
        assert sum(counted.counts.values()) == 5
        late = office.says("Kim", "a parcel, roaming again")
        office.arrive(late)
        assert about(office, late) == third

    def test_a_removed_topic_is_nowhere_and_its_examples_are_forgotten(
        self, office: Office, lea: Actor
    ) -> None:
        topic, named = roaming(office, lea)
        brand_topics.remove(office.app, lea, topic)
        assert office.rows(BrandTopicExample) == []
        assert brand_topics.said_of(office.app, lea, number(office, named[0])) is None
        late = office.says("Kim", "a parcel, roaming again")
        office.arrive(late)
        assert about(office, late) is None
        with pytest.raises(BadInput):
            brand_topics.say(office.app, lea, number(office, late), topic, about=True)

    def test_an_example_that_is_taken_back_is_one_no_more(self, office: Office, lea: Actor) -> None:
        topic, named = roaming(office, lea)
        row = brand_topics.examples(office.app, lea, topic)[-1]
        brand_topics.take_back(office.app, lea, row.example_id)
        assert about(office, named[0]) is None
        with pytest.raises(BadInput, match="meanwhile"):
            brand_topics.take_back(office.app, lea, row.example_id)

    def test_an_agent_says_what_a_post_is_about_and_manages_nothing(
        self, office: Office, lea: Actor, ann: Actor
    ) -> None:
        topic, named = roaming(office, lea)
        brand_topics.say(office.app, ann, number(office, named[0]), topic, about=False)
        for refused in (
            lambda: brand_topics.save(office.app, ann, name="Mine"),
            lambda: brand_topics.remove(office.app, ann, topic),
            lambda: brand_topics.add_text(office.app, ann, topic, "x"),
            lambda: topic_reach.preview(office.app, ann, topic),
        ):
            with pytest.raises(NotAllowed):
                refused()

    def test_every_change_is_in_the_audit_without_a_word_of_a_customer(
        self, office: Office, lea: Actor
    ) -> None:
        topic, _ = roaming(office, lea)
        brand_topics.add_text(office.app, lea, topic, "roaming is dear")
        topic_reach.apply(office.app, lea, days=7)
        rows = [row for row in office.rows(AuditEntry) if row.action.startswith("topic.")]
        assert {row.action for row in rows} == {
            "topic.saved",
            "topic.example_added",
            "topic.applied",
        }
        assert all(row.user_id == lea.id for row in rows)
        assert "dear" not in str([row.detail for row in rows])

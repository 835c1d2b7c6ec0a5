"""Which case a post belongs to, and whether an answer is owed to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import (
    CARRIES_ON_FROM,
    OPEN_STATUSES,
    REOPEN_WITHIN,
    UNSURE_FROM,
    CaseStatus,
    KnownCase,
    clear_topic,
    is_thanks,
    matching_case,
    needs_answer,
    settles_outright,
    title_of,
)
from domain.classification import Intent, Sentiment, Topic, Urgency
from tests.domain.builders import HOUR, NOW, SECOND, judged, known

HERE, ELSEWHERE = 1, 2
every_status = pytest.mark.parametrize("status", CaseStatus)


def match(*cases: KnownCase, thread: int = HERE, topic: str = Topic.ORDER) -> int | None:
    found = matching_case(cases, conversation_id=thread, topic=topic, now=NOW)
    return None if found is None else found.id


@every_status
def test_a_post_in_its_thread_joins_the_case_unless_a_person_said_not_for_us(
    status: CaseStatus,
) -> None:
    case = known(status=status)
    gone = (CaseStatus.NOT_ACTIONABLE, CaseStatus.MERGED)
    assert match(case) == (None if status in gone else 1)


@every_status
def test_a_post_elsewhere_joins_only_an_unfinished_case_about_the_same_topic(
    status: CaseStatus,
) -> None:
    case = known(status=status)
    assert match(case, thread=ELSEWHERE) == (1 if status in OPEN_STATUSES else None)
    assert match(case, thread=ELSEWHERE, topic=Topic.REFUND) is None


def test_a_post_in_its_thread_joins_the_case_whatever_its_topic() -> None:
    assert match(known(), topic=Topic.REFUND) == 1


def test_after_the_end_of_a_matter_another_topic_in_its_thread_is_another_matter() -> None:
    resolved = known(status=CaseStatus.RESOLVED, topic=Topic.ORDER)
    assert match(resolved, topic=Topic.REFUND) is None
    assert match(resolved, topic=Topic.OTHER) == match(resolved, topic=Topic.ORDER) == 1
    assert match(known(status=CaseStatus.RESOLVED, topic=Topic.OTHER), topic=Topic.REFUND) == 1


def test_of_two_matters_in_one_thread_the_topic_decides_then_the_last_activity() -> None:
    order, refund = known(1, topic=Topic.ORDER), known(2, topic=Topic.REFUND, age=2 * HOUR)
    assert match(order, refund, topic=Topic.REFUND) == 2
    assert match(order, refund, topic=Topic.ORDER) == match(order, refund, topic=Topic.STAFF) == 1


@pytest.mark.parametrize(("sure", "topic"), [(0.59, Topic.OTHER), (0.6, Topic.ORDER)])
def test_a_topic_parts_matters_only_where_the_model_is_sure_of_it(
    sure: float, topic: Topic
) -> None:
    assert clear_topic(replace(judged(), scores={"topic": {"order": sure}})) is topic
    assert clear_topic(judged()) is Topic.ORDER


def test_two_posts_about_something_else_are_two_matters() -> None:
    assert match(known(topic=Topic.OTHER), thread=ELSEWHERE, topic=Topic.OTHER) is None
    assert match(known(topic=Topic.OTHER), thread=HERE, topic=Topic.OTHER) == 1


@pytest.mark.parametrize(
    ("status", "thread"), [(CaseStatus.RESOLVED, HERE), (CaseStatus.WAITING, ELSEWHERE)]
)
def test_after_seven_days_and_a_second_it_is_another_matter(
    status: CaseStatus, thread: int
) -> None:
    assert match(known(status=status, age=REOPEN_WITHIN), thread=thread) == 1
    assert match(known(status=status, age=REOPEN_WITHIN + SECOND), thread=thread) is None


def test_who_was_ignored_for_weeks_still_asks_about_the_same_matter() -> None:
    ignored = known(status=CaseStatus.OPEN, age=10 * REOPEN_WITHIN)
    assert match(ignored, thread=HERE) == match(ignored, thread=ELSEWHERE) == 1
    assert match(ignored, thread=ELSEWHERE, topic=Topic.REFUND) is None


def test_the_thread_goes_before_the_topic() -> None:
    elsewhere = known(1, threads=frozenset({ELSEWHERE}), age=SECOND)
    in_thread = known(2, topic=Topic.REFUND, age=3 * HOUR)
    assert match(elsewhere, in_thread) == match(in_thread, elsewhere) == 2


def test_of_several_the_case_that_moved_last_is_taken() -> None:
    assert match(known(1, age=2 * HOUR), known(2, age=HOUR), known(3, age=3 * HOUR)) == 2


def test_a_case_that_runs_in_many_threads_is_found_in_each() -> None:
    case = known(threads=frozenset({HERE, ELSEWHERE, 3}))
    assert [match(case, thread=thread, topic=Topic.REFUND) for thread in (1, 2, 3, 4)] == [
        1,
        1,
        1,
        None,
    ]


def test_a_customer_without_cases_opens_one() -> None:
    assert match() is None


@pytest.mark.parametrize("urgency", Urgency)
@pytest.mark.parametrize("is_open", [True, False])
def test_an_answer_is_owed_where_the_model_sees_urgency(urgency: Urgency, is_open: bool) -> None:
    owed = needs_answer(
        judged(urgency, owed=0.0),
        under=CaseStatus.OPEN if is_open else None,
        text="my parcel is lost",
    )
    assert owed is (urgency is not Urgency.NONE)


@pytest.mark.parametrize(
    ("abstained", "probability", "owed"),
    [
        (True, UNSURE_FROM, True),
        (True, UNSURE_FROM - 0.01, False),
        (True, 1.0, True),
        (False, 0.49, False),
        (True, None, False),  # a picture without words
    ],
)
def test_what_the_model_is_unsure_of_goes_to_a_person(
    abstained: bool, probability: float | None, owed: bool
) -> None:
    found = judged(Urgency.NONE, abstained=abstained, owed=probability)
    assert needs_answer(found, under=None, text="hm") is owed


@pytest.mark.parametrize(
    ("text", "under"),
    [
        ("@brand ??", {*OPEN_STATUSES, CaseStatus.RESOLVED}),
        ("any news on this?", {*OPEN_STATUSES, CaseStatus.RESOLVED}),
        ("thanks, but it still does not work", {*OPEN_STATUSES, CaseStatus.RESOLVED}),
        ("48213", {CaseStatus.WAITING}),
        ("https://example.org/picture", {CaseStatus.WAITING}),
        ("I will try that tonight", set()),
    ],
)
def test_a_few_words_ask_again_only_under_a_case_that_makes_them_a_request(
    text: str, under: Collection[CaseStatus]
) -> None:
    found = judged(Urgency.NONE, owed=0.0)
    owed = {None, *CaseStatus} - {CaseStatus.NOT_ACTIONABLE, CaseStatus.MERGED}
    assert {one for one in owed if needs_answer(found, under=one, text=text)} == set(under)


@pytest.mark.parametrize(
    ("text", "asks_under"),
    [
        ("Koop, Osnabrück, from January", {CaseStatus.WAITING}),
        ('"Looking into it" is what you said before', {CaseStatus.WAITING}),
        ("merci, that clears it up", set()),
    ],
)
def test_who_goes_on_with_a_case_that_waits_for_her_is_heard(
    text: str, asks_under: Collection[CaseStatus]
) -> None:
    found = judged(Urgency.NONE, owed=CARRIES_ON_FROM)
    assert {one for one in CaseStatus if needs_answer(found, under=one, text=text)} == asks_under


@pytest.mark.parametrize(
    "calm",
    [
        {"intent": Intent.PRAISE},
        {"sentiment": Sentiment.POSITIVE},
        {"scores": {}},
        {"scores": {"urgency": {Urgency.NONE: 1 - CARRIES_ON_FROM + 0.01}}},
    ],
)
def test_delight_and_what_means_nothing_ask_for_no_answer_under_a_case_that_waits(
    calm: dict[str, Any],
) -> None:
    found = replace(judged(Urgency.NONE, owed=CARRIES_ON_FROM), **calm)
    assert not needs_answer(found, under=CaseStatus.WAITING, text="Koop, Osnabrück")


def test_sorted_closes_whatever_the_model_makes_of_it_unless_it_is_a_clear_request() -> None:
    unsure = judged(Urgency.NORMAL, owed=0.7)
    assert settles_outright(unsure, "Sorted, thanks")
    assert not needs_answer(unsure, under=CaseStatus.OPEN, text="Sorted, thanks")
    assert needs_answer(unsure, under=None, text="Sorted, thanks")
    assert not settles_outright(judged(Urgency.NORMAL, owed=0.95), "Sorted, thanks")
    assert not settles_outright(judged(Urgency.HIGH, owed=0.5), "Sorted, thanks")


@pytest.mark.parametrize("urgency", Urgency)
@pytest.mark.parametrize("intent", Intent)
@pytest.mark.parametrize("sentiment", Sentiment)
def test_thanks_are_praise_or_a_kind_word_that_wants_nothing(
    urgency: Urgency, intent: Intent, sentiment: Sentiment
) -> None:
    praise = intent is Intent.PRAISE and sentiment is not Sentiment.NEGATIVE
    kind = praise or (intent is Intent.OTHER and sentiment is Sentiment.POSITIVE)
    found = judged(urgency, intent=intent, sentiment=sentiment)
    assert is_thanks(found, "thank you") is (urgency is Urgency.NONE and kind)


def test_a_kind_word_without_thanks_and_thanks_in_advance_settle_nothing() -> None:
    kind = judged(Urgency.NONE, intent=Intent.OTHER, sentiment=Sentiment.POSITIVE)
    assert not is_thanks(kind, "I will try that tonight")
    assert not is_thanks(kind, "thanks in advance")
    assert is_thanks(kind, "thanks, the words of a longer post are the model's alone. " * 4)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("@brand @other where is it?", "where is it?"),
        ("two\nlines  here", "two lines here"),
        ("@brand", "@brand"),
        ("", "(no text)"),
        (" \n ", "(no text)"),
        ("x" * 200, "x" * 119 + "…"),
    ],
)
def test_a_case_is_titled_with_its_first_words(text: str, title: str) -> None:
    assert title_of(text) == title


@given(st.text())
def test_every_text_gives_a_title_of_one_line(text: str) -> None:
    title = title_of(text)
    assert 0 < len(title) <= 120
    assert len(title.splitlines()) == 1


@given(st.text(), st.timedeltas(dt.timedelta(days=-30), dt.timedelta(days=30)))
def test_judging_never_raises(text: str, age: dt.timedelta) -> None:
    match(known(age=age), topic=text)

"""The send gate: each rule inside and one step outside its limit."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.gate import (
    MESSAGE_RULES,
    RULES,
    answerable_until,
    check,
    is_a_persons_answer,
    kinds_for,
    ways,
    where_asked,
)
from domain.mention import (
    APP_STORE,
    FACEBOOK,
    GOOGLE_PLAY,
    INSTAGRAM,
    MASTODON,
    TELEGRAM,
    WHATSAPP,
    MentionKind,
    Platform,
    X,
)
from domain.reply import ReplyKind
from tests.domain.builders import NOW, SECOND, target

WEEK = dt.timedelta(days=7)
FOREVER = dt.timedelta(days=365 * 20)
PUBLIC, PRIVATE = ReplyKind.PUBLIC, ReplyKind.PRIVATE


def problems(
    platform: Platform,
    kind: ReplyKind,
    text: str = "hello",
    *,
    summoned: bool = True,
    age: dt.timedelta = SECOND,
    sent_before: bool = False,
    posted_as: MentionKind = MentionKind.COMMENT,
) -> tuple[str, ...]:
    post = target(platform=platform, summoned=summoned, age=age, kind=posted_as)
    verdict = check(post, kind, text, sent_before=sent_before, now=NOW)
    return verdict.problems


@pytest.mark.parametrize(("platform", "kind"), RULES)
def test_an_ordinary_reply_may_be_sent(platform: Platform, kind: ReplyKind) -> None:
    assert problems(platform, kind) == ()


@pytest.mark.parametrize(
    ("platform", "kind", "most"),
    [
        (X, PUBLIC, 280),
        (FACEBOOK, PUBLIC, 8000),
        (FACEBOOK, PRIVATE, 2000),
        (TELEGRAM, PUBLIC, 4096),
        (APP_STORE, PUBLIC, 5970),
        (GOOGLE_PLAY, PUBLIC, 350),
    ],
)
def test_a_text_may_be_as_long_as_the_limit_and_no_longer(
    platform: Platform, kind: ReplyKind, most: int
) -> None:
    assert problems(platform, kind, "x" * most) == ()
    (problem,) = problems(platform, kind, "x" * (most + 1))
    assert f"{most + 1} of {most}" in problem


def test_x_counts_wide_characters_twice_and_facebook_once() -> None:
    assert problems(X, PUBLIC, "日" * 140) == ()
    assert problems(X, PUBLIC, "日" * 141)
    assert problems(FACEBOOK, PUBLIC, "日" * 8000) == ()


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u3000"])
@pytest.mark.parametrize(("platform", "kind"), RULES)
def test_an_empty_reply_is_not_sent(platform: Platform, kind: ReplyKind, text: str) -> None:
    (problem,) = problems(platform, kind, text)
    assert "write a text" in problem


def test_x_answers_only_who_summoned_us() -> None:
    (problem,) = problems(X, PUBLIC, summoned=False)
    assert "by hand on x.com" in problem
    assert problems(FACEBOOK, PUBLIC, summoned=False) == ()


def test_the_window_of_a_private_reply_closes_after_seven_days_to_the_second() -> None:
    assert problems(FACEBOOK, PRIVATE, age=WEEK) == ()
    (problem,) = problems(FACEBOOK, PRIVATE, age=WEEK + SECOND)
    assert "7 days" in problem
    assert "answer in public" in problem


@pytest.mark.parametrize("platform", [X, FACEBOOK])
def test_a_public_reply_has_no_window(platform: Platform) -> None:
    assert problems(platform, PUBLIC, age=FOREVER) == ()


def test_a_post_from_the_future_does_not_close_its_window() -> None:
    assert problems(FACEBOOK, PRIVATE, age=-WEEK) == ()


def test_one_private_reply_a_post_and_no_second() -> None:
    (problem,) = problems(FACEBOOK, PRIVATE, sent_before=True)
    assert "already" in problem
    assert problems(FACEBOOK, PUBLIC, sent_before=True) == ()


def test_a_reply_that_a_platform_has_not_is_refused() -> None:
    (problem,) = problems(X, PRIVATE)
    assert "choose another way" in problem


@pytest.mark.parametrize(
    ("platform", "kind"),
    [*itertools.product([Platform("elsewhere"), Platform("")], ReplyKind)],
)
def test_a_platform_without_replies_refuses_each_and_says_where_to_answer(
    platform: Platform, kind: ReplyKind
) -> None:
    (problem,) = problems(platform, kind)
    assert "open the post and answer there" in problem


def test_every_problem_is_told_at_once() -> None:
    found = problems(FACEBOOK, PRIVATE, "x" * 2001, age=WEEK + SECOND, sent_before=True)
    assert len(found) == 3


def test_each_platform_lists_the_kinds_that_it_has() -> None:
    assert kinds_for(X) == (PUBLIC,)
    assert set(kinds_for(FACEBOOK)) == {PUBLIC, PRIVATE}
    assert kinds_for(Platform("elsewhere")) == ()


@given(st.text(), st.sampled_from(list(RULES)), st.booleans(), st.timedeltas(-WEEK, 2 * WEEK))
def test_a_verdict_is_allowed_exactly_without_problems(
    text: str, way: tuple[Platform, ReplyKind], summoned: bool, age: dt.timedelta
) -> None:
    platform, kind = way
    post = target(platform=platform, summoned=summoned, age=age)
    verdict = check(post, kind, text, now=NOW)
    assert verdict.allowed == (not verdict.problems)
    if verdict.allowed:
        assert 0 < verdict.length <= verdict.max_length


def test_whatsapp_is_open_for_a_day_after_the_customers_last_word() -> None:
    day = dt.timedelta(hours=24)
    assert problems(WHATSAPP, PRIVATE, age=day) == ()
    (problem,) = problems(WHATSAPP, PRIVATE, age=day + SECOND)
    assert "24 hours" in problem
    assert "template" in problem
    asked = target(platform=WHATSAPP, age=3 * day, kind=MentionKind.MESSAGE)
    wrote_again = replace(asked, last_heard_at=NOW - day)
    assert check(wrote_again, PRIVATE, "hello", now=NOW).allowed


@pytest.mark.parametrize(
    ("posted_as", "allowed"),
    [(MentionKind.COMMENT, True), (MentionKind.VISITOR_POST, True), (MentionKind.POST, False)],
)
def test_a_private_reply_goes_only_to_what_was_posted_on_the_page(
    posted_as: MentionKind, allowed: bool
) -> None:
    assert (problems(FACEBOOK, PRIVATE, posted_as=posted_as) == ()) is allowed
    assert problems(FACEBOOK, PUBLIC, posted_as=posted_as) == ()


@pytest.mark.parametrize("platform", [FACEBOOK, INSTAGRAM])
def test_a_message_is_answered_in_private_for_seven_days_and_never_in_public(
    platform: Platform,
) -> None:
    message = MentionKind.MESSAGE
    assert kinds_for(platform, message) == (PRIVATE,)
    assert problems(platform, PRIVATE, age=WEEK, posted_as=message, sent_before=True) == ()
    (closed,) = problems(platform, PRIVATE, age=WEEK + SECOND, posted_as=message)
    assert "until the customer writes again" in closed
    (wrong,) = problems(platform, PUBLIC, posted_as=message)
    assert "answer in private" in wrong


def test_with_approved_templates_a_whatsapp_message_can_be_answered_for_ever() -> None:
    until = partial(answerable_until, kind=MentionKind.MESSAGE, summoned=True, published_at=NOW)
    assert until(WHATSAPP) == NOW + dt.timedelta(hours=24)
    assert until(WHATSAPP, templates=True) is None
    assert until(FACEBOOK, templates=True) == NOW + WEEK


def test_a_post_for_those_it_names_alone_is_never_answered_in_public() -> None:
    said = target(platform=MASTODON, kind=MentionKind.POST)
    secret = replace(said, hidden=True)
    assert (ways(said), where_asked(said)) == ((PUBLIC, PRIVATE), PUBLIC)
    assert (ways(secret), where_asked(secret)) == ((PRIVATE,), PRIVATE)
    (wrong,) = check(secret, PUBLIC, "hello", now=NOW).problems
    assert "answer in private" in wrong
    assert check(secret, PRIVATE, "hello", now=NOW).allowed


def test_a_message_can_be_answered_until_its_window_closes() -> None:
    message = MentionKind.MESSAGE
    for platform, rule in MESSAGE_RULES.items():
        until = answerable_until(platform, kind=message, summoned=True, published_at=NOW)
        assert until == (NOW + rule.window if rule.window else None)


def test_a_message_on_x_is_answered_in_private_alone_and_without_a_summons() -> None:
    asked = target(platform=X, kind=MentionKind.MESSAGE, summoned=False, age=dt.timedelta(days=900))
    assert kinds_for(X, MentionKind.MESSAGE) == (PRIVATE,)
    assert check(asked, PRIVATE, "x" * 10_000, now=NOW).allowed
    assert not check(asked, PRIVATE, "x" * 10_001, now=NOW).allowed
    (problem,) = check(asked, PUBLIC, "hello", now=NOW).problems
    assert "in private" in problem


@pytest.mark.parametrize("platform", MESSAGE_RULES)
def test_where_there_is_no_window_a_message_is_answered_in_private_for_ever(
    platform: Platform,
) -> None:
    message = MentionKind.MESSAGE
    assert kinds_for(platform, message) == (PRIVATE,)
    late = problems(platform, PRIVATE, age=FOREVER, posted_as=message)
    assert (late == ()) is (MESSAGE_RULES[platform].window is None)
    assert problems(platform, PUBLIC, posted_as=message)


def test_instagram_counts_bytes_in_private_and_characters_in_public() -> None:
    assert problems(INSTAGRAM, PRIVATE, "\u00e9" * 500) == ()
    assert problems(INSTAGRAM, PRIVATE, "\u00e9" * 501)
    assert problems(INSTAGRAM, PUBLIC, "\u00e9" * 2200) == ()
    assert problems(INSTAGRAM, PUBLIC, "\u00e9" * 2201)


def test_below_anothers_post_instagram_wants_to_be_named_first() -> None:
    (problem,) = problems(INSTAGRAM, PUBLIC, summoned=False, posted_as=MentionKind.POST)
    assert "instagram.com" in problem
    assert (
        answerable_until(INSTAGRAM, kind=MentionKind.POST, summoned=False, published_at=NOW) == NOW
    )


@pytest.mark.parametrize(("platform", "kind"), RULES)
def test_a_thread_that_is_closed_takes_no_reply_of_any_kind(
    platform: Platform, kind: ReplyKind
) -> None:
    post = replace(target(platform=platform), closed="The thread is locked.")
    (problem, *_) = check(post, kind, "hello", now=NOW).problems
    assert problem == "The thread is locked. It cannot be answered from here."


@pytest.mark.parametrize(
    ("platform", "kind", "said"),
    [
        (FACEBOOK, MentionKind.MESSAGE, True),
        (INSTAGRAM, MentionKind.MESSAGE, True),
        (FACEBOOK, MentionKind.COMMENT, False),
        (WHATSAPP, MentionKind.MESSAGE, False),
    ],
)
def test_a_late_answer_on_meta_is_a_persons_and_is_said_to_be(
    platform: Platform, kind: MentionKind, said: bool
) -> None:
    day = dt.timedelta(days=1)
    assert not is_a_persons_answer(target(platform=platform, age=day, kind=kind), NOW)
    late = target(platform=platform, age=day + SECOND, kind=kind)
    assert is_a_persons_answer(late, NOW) is said
    assert not is_a_persons_answer(replace(late, last_heard_at=NOW), NOW)

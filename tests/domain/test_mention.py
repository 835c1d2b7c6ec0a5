"""What a listener hands over."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from domain.mention import AuthorRef, IncomingMention, MentionKind, X

NAIVE = dt.datetime(2026, 11, 21)  # noqa: DTZ001  that is the point


def mention(published_at: dt.datetime) -> IncomingMention:
    return IncomingMention(
        platform=X,
        external_id="1",
        kind=MentionKind.POST,
        author=AuthorRef(platform=X, external_id="2"),
        text="hello",
        url="https://x.com/a/status/1",
        published_at=published_at,
        conversation_id="1",
        raw={"text": "a customer's words"},
    )


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        mention(NAIVE)


def test_a_mention_cannot_be_changed() -> None:
    heard = mention(NAIVE.replace(tzinfo=dt.UTC))
    with pytest.raises(dataclasses.FrozenInstanceError):
        heard.text = "other"  # type: ignore[misc]


def test_what_the_platform_sent_is_kept_out_of_logs_and_comparisons() -> None:
    heard = mention(NAIVE.replace(tzinfo=dt.UTC))
    assert "customer's words" not in repr(heard)
    assert heard == dataclasses.replace(heard, raw={})

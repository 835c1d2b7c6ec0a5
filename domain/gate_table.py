"""The rules of the platforms for answering, as a table with dates and sources.

A rule that changes gets a new row with its own date; the old row stays, so that what was decided
under it can be explained (`row_of_version`). docs/outbox.md shows the table to users.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from domain import youtube
from domain.bluesky_text import MAX_GRAPHEMES, bluesky_length
from domain.gate_rule import RuleRow, SendRule, Way, WayOut
from domain.mastodon_text import addressed, mastodon_length
from domain.mention import (
    APP_STORE,
    BLUESKY,
    FACEBOOK,
    GOOGLE_PLAY,
    INSTAGRAM,
    MASTODON,
    REDDIT,
    TELEGRAM,
    WHATSAPP,
    YOUTUBE,
    MentionKind,
    Platform,
    X,
)
from domain.private_message import HUMAN_WINDOW, REPLY_WINDOW
from domain.telegram_text import MAX_UNITS, telegram_length
from domain.x_text import weighted_length


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


_WEEK = dt.timedelta(days=7)
_META_PRIVATE = "developers.facebook.com/docs/messenger-platform/discovery/private-replies"
_META_POLICY = "developers.facebook.com/docs/messenger-platform/policy/policy-overview"
_X_SOURCE = "docs.x.com/changelog, docs.x.com/x-api/getting-started/pricing"
_READ = dt.date(2026, 11, 22)
_LATER = (
    "Meta lets us answer a message for {} after the customer's last one: "
    "wait until the customer writes again."
)
_X_POST = SendRule(
    max_length=280,
    length=weighted_length,
    price=15_000,
    price_with_link=200_000,
    summons="X lets a program answer only posts that mention or quote the account, and "
    "this one does not: answer by hand on x.com.",
)
_TEMPLATES = WayOut(
    label="Templates in WhatsApp Manager",
    url="https://business.facebook.com/wa/manage/message-templates/",
)
_META_MESSAGE = SendRule(
    max_length=2000, window=HUMAN_WINDOW, by_person_after=REPLY_WINDOW, too_late=_LATER
)
_TELEGRAM = SendRule(max_length=MAX_UNITS, length=telegram_length)
_MASTODON = SendRule(max_length=500, length=mastodon_length, as_posted=addressed)


def _row(platform: Platform, way: Way, since: dt.date, source: str, rule: SendRule) -> RuleRow:
    return RuleRow(platform=platform, way=way, since=since, source=source, rule=rule)


TABLE: tuple[RuleRow, ...] = (
    _row(X, Way.PUBLIC, dt.date(2026, 2, 6), _X_SOURCE, _X_POST),
    _row(
        X,
        Way.PUBLIC,
        dt.date(2026, 2, 23),  # programs may answer only who summons the account
        _X_SOURCE,
        replace(_X_POST, needs_summons=True, price=10_000),
    ),
    _row(X, Way.MESSAGE, dt.date(2026, 2, 6), _X_SOURCE, SendRule(max_length=10_000, price=15_000)),
    _row(FACEBOOK, Way.PUBLIC, dt.date(2026, 11, 21), _META_POLICY, SendRule(max_length=8000)),
    _row(
        FACEBOOK,
        Way.PRIVATE,
        dt.date(2026, 11, 21),
        _META_PRIVATE,
        SendRule(
            max_length=2000,
            window=_WEEK,
            once_per_target=True,
            kinds=frozenset({MentionKind.COMMENT, MentionKind.VISITOR_POST}),
        ),
    ),
    _row(FACEBOOK, Way.MESSAGE, dt.date(2026, 4, 27), _META_POLICY, _META_MESSAGE),
    _row(
        INSTAGRAM,
        Way.PUBLIC,
        _READ,
        "developers.facebook.com/docs/instagram-platform",
        SendRule(
            max_length=2200,
            needs_summons=True,
            summons="Instagram lets a program answer below another's post only where the caption "
            "names the account, and this one does not: answer by hand on instagram.com.",
        ),
    ),
    _row(
        INSTAGRAM,
        Way.PRIVATE,
        _READ,
        _META_PRIVATE,
        SendRule(
            max_length=1000,
            length=_bytes,
            window=_WEEK,
            once_per_target=True,
            kinds=frozenset({MentionKind.COMMENT}),
        ),
    ),
    _row(
        INSTAGRAM,
        Way.MESSAGE,
        dt.date(2026, 4, 27),
        _META_POLICY,
        replace(_META_MESSAGE, max_length=1000, length=_bytes),
    ),
    _row(MASTODON, Way.PUBLIC, _READ, "docs.joinmastodon.org/user/posting", _MASTODON),
    _row(MASTODON, Way.PRIVATE, _READ, "docs.joinmastodon.org/user/posting", _MASTODON),
    _row(
        BLUESKY,
        Way.PUBLIC,
        _READ,
        "lexicon app.bsky.feed.post",
        SendRule(max_length=MAX_GRAPHEMES, length=bluesky_length),
    ),
    _row(REDDIT, Way.PUBLIC, _READ, "reddit.com/dev/api", SendRule(max_length=10_000)),
    _row(
        YOUTUBE,
        Way.PUBLIC,
        _READ,
        "developers.google.com/youtube/v3",
        SendRule(max_length=10_000, as_posted=youtube.as_posted),
    ),
    _row(
        WHATSAPP,
        Way.PRIVATE,
        _READ,
        "developers.facebook.com/docs/whatsapp/cloud-api",
        SendRule(
            max_length=4096,
            window=REPLY_WINDOW,
            too_late="WhatsApp lets us write freely for {} after the customer's last message, and "
            "they are over: send an approved template from WhatsApp Manager, or call.",
            way_out=_TEMPLATES,
            templates=True,
        ),
    ),
    _row(TELEGRAM, Way.PUBLIC, _READ, "core.telegram.org/bots/api", _TELEGRAM),
    _row(TELEGRAM, Way.MESSAGE, _READ, "core.telegram.org/bots/api", _TELEGRAM),
    _row(
        APP_STORE,
        Way.PUBLIC,
        _READ,
        "developer.apple.com/help/app-store-connect",
        SendRule(max_length=5970),
    ),
    _row(
        GOOGLE_PLAY,
        Way.PUBLIC,
        _READ,
        "developers.google.com/android-publisher/api-ref",
        SendRule(max_length=350),
    ),
)
"""Oldest first for each platform and way."""


def _by_way(rows: Iterable[RuleRow]) -> Mapping[tuple[Platform, Way], tuple[RuleRow, ...]]:
    found: dict[tuple[Platform, Way], tuple[RuleRow, ...]] = {}
    for row in sorted(rows, key=lambda one: one.since):
        place = (row.platform, row.way)
        found[place] = (*found.get(place, ()), row)
    return MappingProxyType(found)


_ROWS = _by_way(TABLE)
_VERSIONS = MappingProxyType({row.version: row for row in TABLE})


def row_on(platform: Platform, way: Way, day: dt.date) -> RuleRow | None:
    """The row in force on that day; the first one for days before it."""
    rows = _ROWS.get((platform, way), ())
    return next((row for row in reversed(rows) if row.since <= day), rows[0] if rows else None)


def row_of_version(version: str) -> RuleRow | None:
    """The rule under which a reply was judged, however old."""
    return _VERSIONS.get(version)


def newest() -> Iterable[RuleRow]:
    """The last row of each platform and way."""
    return (rows[-1] for rows in _ROWS.values())

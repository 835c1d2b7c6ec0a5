"""The send gate: may this reply be sent, under the platform's rules, at this moment?

Rules as of 2026-11-21. X: programs may answer only posts that summon the account (X changelog,
2026-02-23); 280 weighted characters. Facebook: one private reply per comment or visitor post on the
page itself, within 7 days (Messenger Platform, Private Replies); comments up to 8,000 characters,
messages up to 2,000. Mastodon: 500 characters, the customer's name included, in public or as a post
that only the named can see (docs.joinmastodon.org, 2026-11-22). Bluesky: 300 graphemes and 3,000
bytes (lexicon app.bsky.feed.post, 2026-11-22). WhatsApp: 4,096 characters, for 24 hours after the
customer's last message; later only a template that Meta has approved (Cloud API, 2026-11-22).
Telegram: 4,096 UTF-16 units, where it was written (core.telegram.org/bots/api, 2026-11-22).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.bluesky_text import MAX_GRAPHEMES, bluesky_length
from domain.mastodon_text import addressed, mastodon_length
from domain.mention import BLUESKY, FACEBOOK, MASTODON, TELEGRAM, WHATSAPP, MentionKind, Platform, X
from domain.reply import ReplyKind, ReplyTarget
from domain.telegram_text import MAX_UNITS, telegram_length
from domain.x_text import weighted_length


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRule:
    """What one platform allows for one kind of reply.

    `window` None means for ever, `kinds` None that every kind of mention may be answered so;
    `too_late` says what is left when the window has closed. `as_posted` is the text with what the
    responder adds to it.
    """

    max_length: int
    window: dt.timedelta | None = None
    once_per_target: bool = False
    needs_summons: bool = False
    kinds: frozenset[str] | None = None
    length: Callable[[str], int] = len
    as_posted: Callable[[ReplyTarget, str], str] = lambda _target, text: text
    too_late: str = "A private reply is possible for {} only: answer in public."


_MASTODON = SendRule(max_length=500, length=mastodon_length, as_posted=addressed)
RULES: Mapping[tuple[Platform, ReplyKind], SendRule] = MappingProxyType(
    {
        (X, ReplyKind.PUBLIC): SendRule(max_length=280, needs_summons=True, length=weighted_length),
        (FACEBOOK, ReplyKind.PUBLIC): SendRule(max_length=8000),
        (FACEBOOK, ReplyKind.PRIVATE): SendRule(
            max_length=2000,
            window=dt.timedelta(days=7),
            once_per_target=True,
            kinds=frozenset({MentionKind.COMMENT, MentionKind.VISITOR_POST}),
        ),
        (MASTODON, ReplyKind.PUBLIC): _MASTODON,
        (MASTODON, ReplyKind.PRIVATE): _MASTODON,
        (BLUESKY, ReplyKind.PUBLIC): SendRule(max_length=MAX_GRAPHEMES, length=bluesky_length),
        (WHATSAPP, ReplyKind.PRIVATE): SendRule(
            max_length=4096,
            window=dt.timedelta(hours=24),
            too_late="WhatsApp lets us write freely for {} after the customer's last message, and "
            "they are over: send an approved template from WhatsApp Manager, or call.",
        ),
        (TELEGRAM, ReplyKind.PUBLIC): SendRule(max_length=MAX_UNITS, length=telegram_length),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`problems` in words, each with its way out; none means that it may be sent."""

    problems: tuple[str, ...] = ()
    length: int = 0
    max_length: int = 0

    @property
    def allowed(self) -> bool:
        return not self.problems


def check(
    target: ReplyTarget,
    kind: ReplyKind,
    text: str,
    *,
    sent_before: bool = False,
    now: dt.datetime,
) -> Verdict:
    """Judge a reply; called when the editor opens, while typing, and again in the outbox.

    `sent_before` says that a private reply to this very target went out, or was refused, already.
    """
    rule = RULES.get((target.platform, kind))
    if rule is None:
        return Verdict(problems=(_no_way(target.platform, kind),))
    length = rule.length(rule.as_posted(target, text))
    found = [
        problem
        for problem in (
            _text_problem(length, rule, text),
            _summons_problem(target, rule),
            _kind_problem(target, rule),
            _window_problem(target, rule, now),
            _once_problem(rule, sent_before),
        )
        if problem
    ]
    return Verdict(problems=tuple(found), length=length, max_length=rule.max_length)


def _no_way(platform: Platform, kind: ReplyKind) -> str:
    if not kinds_for(platform):
        return f"{platform} cannot be answered from here: open the post and answer there."
    return f"{platform} has no {kind.value} reply: choose another way."


def kinds_for(platform: Platform) -> tuple[ReplyKind, ...]:
    """The kinds of reply that a platform has at all."""
    return tuple(kind for known, kind in RULES if known == platform)


def answerable_until(
    platform: Platform, *, kind: str, summoned: bool, published_at: dt.datetime
) -> dt.datetime | None:
    """When the rules stop us from answering such a post at all; None means never.

    What a program may not answer from the beginning closed when it was published.
    """
    closes = []
    for reply_kind in kinds_for(platform):
        rule = RULES[platform, reply_kind]
        if (rule.needs_summons and not summoned) or (rule.kinds and kind not in rule.kinds):
            continue
        if rule.window is None:
            return None
        closes.append(published_at + rule.window)
    return max(closes, default=published_at)


def _text_problem(length: int, rule: SendRule, text: str) -> str | None:
    if not text.strip():
        return "The reply is empty: write a text."
    if length > rule.max_length:
        return f"The text counts {length} of {rule.max_length} characters: shorten it."
    return None


def _summons_problem(target: ReplyTarget, rule: SendRule) -> str | None:
    if rule.needs_summons and not target.summoned:
        return (
            "X lets a program answer only posts that mention or quote the account, and this one "
            "does not: answer by hand on x.com."
        )
    return None


def _kind_problem(target: ReplyTarget, rule: SendRule) -> str | None:
    if rule.kinds is not None and target.kind not in rule.kinds:
        return (
            "Facebook allows a private reply only to what was posted on the page: answer in public."
        )
    return None


def _window_problem(target: ReplyTarget, rule: SendRule, now: dt.datetime) -> str | None:
    if rule.window is None or now - (target.last_heard_at or target.published_at) <= rule.window:
        return None
    days = rule.window.days
    return rule.too_late.format(f"{days} days" if days > 1 else "24 hours")


def _once_problem(rule: SendRule, sent_before: bool) -> str | None:
    if rule.once_per_target and sent_before:
        return (
            "A private reply to this post was sent or refused already; Facebook allows one: "
            "answer in public."
        )
    return None

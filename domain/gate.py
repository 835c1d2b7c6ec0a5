"""The send gate: may this reply be sent, under the platform's rules, at this moment?

Rules as of 2026-11-21. X: programs may answer only posts that summon the account (X changelog,
2026-02-23); 280 weighted characters; direct messages 10,000. Facebook: one private reply per
comment or visitor post on the page itself, within 7 days (Messenger Platform, Private Replies);
comments up to 8,000 characters, messages up to 2,000. What a customer writes in Messenger or on
Instagram is answered in private,
within 24 hours, or by a person (HUMAN_AGENT) within 7 days; Instagram takes 1,000 bytes. Comments
on our own media on Instagram are answered in public, in 2,200 characters, or by one private reply
within 7 days (developers.facebook.com, Instagram Platform, 2026-11-22). Mastodon: 500 characters,
the customer's name included, in public or as a post that only the named can see
(docs.joinmastodon.org, 2026-11-22). Bluesky: 300 graphemes and 3,000 bytes (lexicon
app.bsky.feed.post, 2026-11-22). WhatsApp: 4,096 characters, for 24 hours after the customer's last
message; later only a template that Meta has approved (Cloud API, 2026-11-22). Telegram: 4,096
UTF-16 units, where it was written (core.telegram.org/bots/api, 2026-11-22). Reddit: 10,000
characters; locked and archived threads take no answers (reddit.com/dev/api, 2026-11-22). App Store:
5,970 characters, Google Play: 350; one answer a review, the last one stays (App Store Connect Help,
androidpublisher v3, same day).
YouTube: 10,000 characters, who is answered inside a thread is named
(developers.google.com/youtube/v3, same day).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain import youtube
from domain.bluesky_text import MAX_GRAPHEMES, bluesky_length
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
from domain.private_message import HUMAN_WINDOW, needs_human_agent
from domain.reply import ReplyKind, ReplyTarget
from domain.telegram_text import MAX_UNITS, telegram_length
from domain.x_text import weighted_length


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRule:
    """What one platform allows for one kind of reply.

    `window` None means for ever, `kinds` None that every kind of mention may be answered so;
    `too_late` says what is left when the window has closed, `summons` what where nobody summoned
    us. `as_posted` is the text with what the responder adds to it.
    """

    max_length: int
    window: dt.timedelta | None = None
    once_per_target: bool = False
    needs_summons: bool = False
    kinds: frozenset[str] | None = None
    length: Callable[[str], int] = len
    as_posted: Callable[[ReplyTarget, str], str] = lambda _target, text: text
    too_late: str = "A private reply is possible for {} only: answer in public."
    summons: str = ""


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


_TELEGRAM = SendRule(max_length=MAX_UNITS, length=telegram_length)
_MASTODON = SendRule(max_length=500, length=mastodon_length, as_posted=addressed)
RULES: Mapping[tuple[Platform, ReplyKind], SendRule] = MappingProxyType(
    {
        (X, ReplyKind.PUBLIC): SendRule(
            max_length=280,
            needs_summons=True,
            length=weighted_length,
            summons="X lets a program answer only posts that mention or quote the account, and "
            "this one does not: answer by hand on x.com.",
        ),
        (FACEBOOK, ReplyKind.PUBLIC): SendRule(max_length=8000),
        (FACEBOOK, ReplyKind.PRIVATE): SendRule(
            max_length=2000,
            window=dt.timedelta(days=7),
            once_per_target=True,
            kinds=frozenset({MentionKind.COMMENT, MentionKind.VISITOR_POST}),
        ),
        (INSTAGRAM, ReplyKind.PUBLIC): SendRule(
            max_length=2200,
            needs_summons=True,
            summons="Instagram lets a program answer below another's post only where the caption "
            "names the account, and this one does not: answer by hand on instagram.com.",
        ),
        (INSTAGRAM, ReplyKind.PRIVATE): SendRule(
            max_length=1000,
            length=_bytes,
            window=dt.timedelta(days=7),
            once_per_target=True,
            kinds=frozenset({MentionKind.COMMENT}),
        ),
        (MASTODON, ReplyKind.PUBLIC): _MASTODON,
        (MASTODON, ReplyKind.PRIVATE): _MASTODON,
        (BLUESKY, ReplyKind.PUBLIC): SendRule(max_length=MAX_GRAPHEMES, length=bluesky_length),
        (REDDIT, ReplyKind.PUBLIC): SendRule(max_length=10_000),
        (YOUTUBE, ReplyKind.PUBLIC): SendRule(max_length=10_000, as_posted=youtube.as_posted),
        (WHATSAPP, ReplyKind.PRIVATE): SendRule(
            max_length=4096,
            window=dt.timedelta(hours=24),
            too_late="WhatsApp lets us write freely for {} after the customer's last message, and "
            "they are over: send an approved template from WhatsApp Manager, or call.",
        ),
        (TELEGRAM, ReplyKind.PUBLIC): _TELEGRAM,
        (APP_STORE, ReplyKind.PUBLIC): SendRule(max_length=5970),
        (GOOGLE_PLAY, ReplyKind.PUBLIC): SendRule(max_length=350),
    }
)
_LATER = (
    "Meta lets us answer a message for {} after the customer's last one: "
    "wait until the customer writes again."
)
MESSAGE_RULES: Mapping[Platform, SendRule] = MappingProxyType(
    {
        FACEBOOK: SendRule(max_length=2000, window=HUMAN_WINDOW, too_late=_LATER),
        INSTAGRAM: SendRule(max_length=1000, length=_bytes, window=HUMAN_WINDOW, too_late=_LATER),
        TELEGRAM: _TELEGRAM,
        X: SendRule(max_length=10_000),
    }
)
"""Where what the customer wrote in private is answered in private, and in no other way."""


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
    rule = _rule(target.platform, kind, target.kind)
    if rule is None:
        return Verdict(problems=(_no_way(target, kind),))
    length = rule.length(rule.as_posted(target, text))
    found = [
        problem
        for problem in (
            f"{target.closed} It cannot be answered from here." if target.closed else None,
            _text_problem(length, rule, text),
            _summons_problem(target, rule),
            _kind_problem(target, rule),
            _window_problem(target, rule, now),
            _once_problem(rule, sent_before),
        )
        if problem
    ]
    return Verdict(problems=tuple(found), length=length, max_length=rule.max_length)


def _rule(platform: Platform, kind: ReplyKind, mention_kind: str | None) -> SendRule | None:
    if mention_kind == MentionKind.MESSAGE and platform in MESSAGE_RULES:
        return MESSAGE_RULES[platform] if kind is ReplyKind.PRIVATE else None
    return RULES.get((platform, kind))


def is_a_persons_answer(target: ReplyTarget, now: dt.datetime) -> bool:
    """Whether Meta takes an answer to this only as a person's, and from apps that may say so."""
    on_meta = target.kind == MentionKind.MESSAGE and target.platform in MESSAGE_RULES
    return on_meta and needs_human_agent(target.last_heard_at or target.published_at, now)


def _no_way(target: ReplyTarget, kind: ReplyKind) -> str:
    platform = target.platform
    if not kinds_for(platform):
        return f"{platform} cannot be answered from here: open the post and answer there."
    if kinds_for(platform, target.kind) == (ReplyKind.PRIVATE,):
        return "The customer wrote in private: answer in private."
    return f"{platform} has no {kind.value} reply: choose another way."


def kinds_for(platform: Platform, mention_kind: str | None = None) -> tuple[ReplyKind, ...]:
    """The kinds of reply that a platform has, or has for this kind of mention."""
    return tuple(kind for kind in ReplyKind if _rule(platform, kind, mention_kind) is not None)


def answerable_until(
    platform: Platform, *, kind: str, summoned: bool, published_at: dt.datetime
) -> dt.datetime | None:
    """When the rules stop us from answering such a post at all; None means never.

    What a program may not answer from the beginning closed when it was published.
    """
    closes = []
    for reply_kind in ReplyKind:
        rule = _rule(platform, reply_kind, kind)
        if rule is None or (rule.needs_summons and not summoned):
            continue
        if rule.kinds and kind not in rule.kinds:
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
    return rule.summons if rule.needs_summons and not target.summoned else None


def _kind_problem(target: ReplyTarget, rule: SendRule) -> str | None:
    if rule.kinds is not None and target.kind not in rule.kinds:
        return (
            "Meta allows a private reply only to what was posted on our own page: answer in public."
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
            "A private reply to this post was sent or refused already; Meta allows one: "
            "answer in public."
        )
    return None

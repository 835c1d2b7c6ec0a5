"""The send gate: may this reply be sent, under the platform's rules, at this moment?

The rules themselves stand in `domain/gate_table.py`, with dates and sources. They are asked when
the editor opens, while one types, and again in the outbox.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from domain.gate_rule import RuleRow, SendRule, Way, WayOut
from domain.gate_table import newest, row_on
from domain.mention import MentionKind, Platform
from domain.message_template import MAX_BODY, FilledTemplate, MessageTemplate, filled, offer
from domain.prices import MICRO
from domain.priority import in_words
from domain.reply import ReplyKind, ReplyTarget
from domain.x_text import has_link

RULES: Mapping[tuple[Platform, ReplyKind], SendRule] = MappingProxyType(
    {
        (row.platform, ReplyKind(row.way.value)): row.rule
        for row in newest()
        if row.way is not Way.MESSAGE
    }
)
"""The newest rules for what was written in public."""
MESSAGE_RULES: Mapping[Platform, SendRule] = MappingProxyType(
    {row.platform: row.rule for row in newest() if row.way is Way.MESSAGE}
)
"""Where what the customer wrote in private is answered in private, and in no other way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`problems` in words, each with its way out; none means that it may be sent.

    `ways_out` are the same as links. `notes` are no obstacles: what it costs, in `price` millionths
    of a dollar. `version` names the row of the table that was asked. `template` is what the words
    go out as where the window is closed.
    """

    problems: tuple[str, ...] = ()
    length: int = 0
    max_length: int = 0
    ways_out: tuple[WayOut, ...] = ()
    notes: tuple[str, ...] = ()
    price: int = 0
    version: str = ""
    template: FilledTemplate | None = None

    @property
    def allowed(self) -> bool:
        return not self.problems


def check(
    target: ReplyTarget,
    kind: ReplyKind,
    text: str,
    *,
    sent_before: bool = False,
    automatic: bool = False,
    templates: Sequence[MessageTemplate] = (),
    now: dt.datetime,
) -> Verdict:
    """Judge a reply; called when the editor opens, while typing, and again in the outbox.

    `sent_before` says that a private reply to this very target went out, or was refused, already;
    `automatic` that no person approved it. `templates` are the brand's, approved by the network.
    """
    row = _row_of(target, kind, now.date())
    if row is None:
        return Verdict(problems=(_no_way(target, kind),), ways_out=tuple(_ways_out(target, None)))
    rule = row.rule
    length = rule.length(rule.as_posted(target, text))
    late = _window_problem(target, rule, now)
    usable = templates if late and rule.templates and not automatic else ()
    template = filled(text, usable)
    if late and usable:
        late = _offer(target, rule, usable, now)
    in_the_way = [
        problem
        for problem in (
            f"{target.closed} It cannot be answered from here." if target.closed else None,
            _summons_problem(target, rule),
            _kind_problem(target, rule),
            late if template is None else None,
            _person_problem(target, rule, now, automatic=automatic),
            _once_problem(rule, sent_before),
        )
        if problem
    ]
    text_problem = _text_problem(length, rule, text)
    price, note = _price(rule, text) if template is None else _template_price(template)
    return Verdict(
        problems=(*in_the_way, *([text_problem] if text_problem else [])),
        length=length,
        max_length=rule.max_length if template is None else MAX_BODY,
        ways_out=tuple(_ways_out(target, rule)) if in_the_way else (),
        notes=(note,) if note else (),
        price=price,
        version=row.version,
        template=template,
    )


def _row_of(target: ReplyTarget, kind: ReplyKind, day: dt.date) -> RuleRow | None:
    """What only we may see is never answered in public."""
    if target.hidden and kind is ReplyKind.PUBLIC:
        return None
    return _row(target.platform, kind, target.kind, day)


def _row(
    platform: Platform, kind: ReplyKind, mention_kind: str | None, day: dt.date
) -> RuleRow | None:
    if mention_kind == MentionKind.MESSAGE and platform in MESSAGE_RULES:
        return row_on(platform, Way.MESSAGE, day) if kind is ReplyKind.PRIVATE else None
    return row_on(platform, Way(kind.value), day)


def fits(target: ReplyTarget, kind: ReplyKind, text: str) -> bool:
    """Whether the text is short enough, as the platform counts."""
    rule = _rule(target.platform, kind, target.kind)
    return rule is None or rule.length(rule.as_posted(target, text)) <= rule.max_length


def _rule(platform: Platform, kind: ReplyKind, mention_kind: str | None) -> SendRule | None:
    """The newest one."""
    row = _row(platform, kind, mention_kind, dt.date.max)
    return row.rule if row else None


def is_a_persons_answer(target: ReplyTarget, now: dt.datetime) -> bool:
    """Whether Meta takes an answer to this only as a person's, and from apps that may say so."""
    rule = _rule(target.platform, ReplyKind.PRIVATE, target.kind)
    return rule is not None and _only_by_person(target, rule, now)


def _only_by_person(target: ReplyTarget, rule: SendRule, now: dt.datetime) -> bool:
    since = target.last_heard_at or target.published_at
    return rule.by_person_after is not None and now - since > rule.by_person_after


def _ways_out(target: ReplyTarget, rule: SendRule | None) -> Iterator[WayOut]:
    if rule is not None and rule.way_out is not None:
        yield rule.way_out
    if target.url.startswith(("https://", "http://")):
        place = urlsplit(target.url).hostname or target.platform
        yield WayOut(label=f"Answer by hand on {place.removeprefix('www.')}", url=target.url)


def _price(rule: SendRule, text: str) -> tuple[int, str | None]:
    """What the network charges for it, and a word on it where a link makes it dear."""
    if rule.price_with_link and has_link(text):
        dear, plain = rule.price_with_link / MICRO, rule.price / MICRO
        return rule.price_with_link, (
            f"With a link this reply costs ${dear:.2f} instead of ${plain:.3f}."
        )
    return rule.price, None


def _no_way(target: ReplyTarget, kind: ReplyKind) -> str:
    platform = target.platform
    if not kinds_for(platform):
        return "This network cannot be answered from here: open the post and answer there."
    if where_asked(target) is ReplyKind.PRIVATE:
        return "The customer wrote in private: answer in private."
    if kind is ReplyKind.PRIVATE:
        return "This network has no private reply here: choose another way."
    return "This network has no public reply here: choose another way."


def kinds_for(platform: Platform, mention_kind: str | None = None) -> tuple[ReplyKind, ...]:
    """The kinds of reply that a platform has, or has for this kind of mention."""
    return tuple(kind for kind in ReplyKind if _rule(platform, kind, mention_kind) is not None)


def ways(target: ReplyTarget) -> tuple[ReplyKind, ...]:
    """The kinds of reply that there are for this very post, whether they are open now or not."""
    return tuple(kind for kind in ReplyKind if _row_of(target, kind, dt.date.max) is not None)


def where_asked(target: ReplyTarget) -> ReplyKind:
    """The kind that answers where the customer wrote."""
    return ReplyKind.PRIVATE if ways(target) == (ReplyKind.PRIVATE,) else ReplyKind.PUBLIC


def answerable_until(
    platform: Platform,
    *,
    kind: str,
    summoned: bool,
    published_at: dt.datetime,
    templates: bool = False,
) -> dt.datetime | None:
    """When the rules stop us from answering such a post at all; None means never.

    What a program may not answer from the beginning closed when it was published. `templates` says
    that the brand has some which the network approved, for after the window.
    """
    closes = []
    for reply_kind in ReplyKind:
        rule = _rule(platform, reply_kind, kind)
        if rule is None or (rule.needs_summons and not summoned):
            continue
        if rule.kinds and kind not in rule.kinds:
            continue
        if rule.window is None or (templates and rule.templates):
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


def _offer(
    target: ReplyTarget, rule: SendRule, templates: Sequence[MessageTemplate], now: dt.datetime
) -> str:
    """The window is closed, and the brand has a way."""
    closed = (target.last_heard_at or target.published_at) + (rule.window or dt.timedelta(0))
    return (
        f"The window closed {in_words(now - closed)} ago: send the approved template "
        f"{offer(templates)}, word for word but for its blanks, or call."
    )


def templates_for(
    target: ReplyTarget, templates: Sequence[MessageTemplate], now: dt.datetime
) -> Sequence[MessageTemplate]:
    """Those that are the way out now; none while she can be written to freely."""
    rule = _rule(target.platform, ReplyKind.PRIVATE, target.kind)
    if rule is None or not rule.templates or not _window_problem(target, rule, now):
        return ()
    return templates


def _template_price(found: FilledTemplate) -> tuple[int, str]:
    one = found.template
    return one.price, (
        f"Goes out as the approved template \u201c{one.name}\u201d ({one.language}, "
        f"{one.category}) for {one.costs}."
    )


def _person_problem(
    target: ReplyTarget, rule: SendRule, now: dt.datetime, *, automatic: bool
) -> str | None:
    if automatic and _only_by_person(target, rule, now):
        return (
            "24 hours after the customer's last message Meta takes only what a person wrote "
            "(HUMAN_AGENT): let an agent answer."
        )
    return None


def _once_problem(rule: SendRule, sent_before: bool) -> str | None:
    if rule.once_per_target and sent_before:
        return (
            "A private reply to this post was sent or refused already; Meta allows one: "
            "answer in public."
        )
    return None


def closes_at(target: ReplyTarget, kind: ReplyKind) -> dt.datetime | None:
    """When this way closes for this post; None where it stays open, or was never there."""
    rule = _rule(target.platform, kind, target.kind)
    if rule is None or rule.window is None:
        return None
    return (target.last_heard_at or target.published_at) + rule.window

"""The table of the platforms' rules: each rule just inside, at, and one step outside its limit.

`EXPECTED` was written by hand from the platforms' pages, not from the code. A row of the table, or
a rule in a row, that stands here in no line fails the test.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path

import pytest

from domain import gate
from domain.gate import Verdict
from domain.gate_rule import RuleRow, SendRule, Way
from domain.gate_table import TABLE, row_of_version, row_on
from domain.mention import MentionKind
from domain.message_template import MessageTemplate, TemplateCategory
from domain.prices import MICRO
from domain.reply import ReplyKind, ReplyTarget
from tests.domain.builders import SECOND, target

HOUR, DAY, WEEK = dt.timedelta(hours=1), dt.timedelta(hours=24), dt.timedelta(days=7)
FOREVER = dt.timedelta(days=365 * 20)
LINK = "https://kestrelia.example/help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a platform's pages say; `longest` are texts that just fit, `one_more` adds one unit."""

    longest: tuple[str, ...]
    one_more: str = "x"
    window: dt.timedelta | None = None
    by_person_after: dt.timedelta | None = None
    once: bool = False
    summons: bool = False
    kinds: tuple[str, ...] = ()
    price: int = 0
    price_with_link: int = 0
    way_out: str | None = None
    names_author: bool = False
    templates: bool = False


X_TEXTS = (
    "x" * 280,
    "日" * 140,  # counts two
    "👩‍👩‍👧‍👦" * 140,  # an emoji counts two, however it is made
    "see https://kestrelia.com/" + "a" * 90 + " " + "x" * 252,  # a link counts 23
)
EXPECTED: dict[str, Row] = {
    "x/public/2026-02-06": Row(longest=X_TEXTS, price=15_000, price_with_link=200_000),
    "x/public/2026-02-23": Row(
        longest=X_TEXTS, summons=True, price=10_000, price_with_link=200_000
    ),
    "x/message/2026-02-06": Row(longest=("x" * 10_000, "日" * 10_000), price=15_000),
    "facebook/public/2026-11-21": Row(longest=("x" * 8000, "日" * 8000)),
    "facebook/private/2026-11-21": Row(
        longest=("x" * 2000,), window=WEEK, once=True, kinds=("comment", "visitor_post")
    ),
    "facebook/message/2026-04-27": Row(
        longest=("x" * 2000,), window=WEEK, by_person_after=DAY
    ),
    "instagram/public/2026-11-22": Row(longest=("x" * 2200, "日" * 2200), summons=True),
    "instagram/private/2026-11-22": Row(
        longest=("x" * 1000, "é" * 500, "日" * 333), window=WEEK, once=True, kinds=("comment",),
        one_more="日",
    ),
    "instagram/message/2026-04-27": Row(
        longest=("x" * 1000, "é" * 500), window=WEEK, by_person_after=DAY
    ),
    "mastodon/public/2026-11-22": Row(
        longest=("x" * 494, "👩‍👩‍👧‍👦" * 494, "https://a.example/" + "b" * 200 + " " + "x" * 470),
        names_author=True,  # "@anna " is 6
    ),
    "mastodon/private/2026-11-22": Row(longest=("x" * 494,), names_author=True),
    "bluesky/public/2026-11-22": Row(longest=("x" * 300, "👩‍👩‍👧‍👦" * 120, "日" * 300)),
    "reddit/public/2026-11-22": Row(longest=("x" * 10_000,)),
    "youtube/public/2026-11-22": Row(longest=("x" * 10_000,)),
    "whatsapp/private/2026-11-22": Row(
        longest=("x" * 4096, "日" * 4096), window=DAY, way_out="wa/manage/message-templates",
        templates=True,
    ),
    "telegram/public/2026-11-22": Row(longest=("x" * 4096, "😀" * 2048)),  # UTF-16 units
    "telegram/message/2026-11-22": Row(longest=("x" * 4096, "😀" * 2048)),
    "app_store/public/2026-11-22": Row(longest=("x" * 5970,)),
    "google_play/public/2026-11-22": Row(longest=("x" * 350,)),
}  # fmt: skip
TOLD_BY: dict[str, Callable[[Row], bool]] = {
    "max_length": lambda row: bool(row.longest),
    "length": lambda row: bool(row.longest),
    "as_posted": lambda row: bool(row.longest),
    "window": lambda row: row.window is not None,
    "too_late": lambda row: row.window is not None,
    "by_person_after": lambda row: row.by_person_after is not None,
    "once_per_target": lambda row: row.once,
    "needs_summons": lambda row: row.summons,
    "summons": lambda row: row.price > 0 or row.summons,  # X has the words from the beginning
    "kinds": lambda row: bool(row.kinds),
    "price": lambda row: row.price > 0,
    "price_with_link": lambda row: row.price_with_link > 0,
    "way_out": lambda row: row.way_out is not None,
    "templates": lambda row: row.templates,
}
"""Each field of a rule, and where a line above tells of it."""
ROWS = [pytest.param(row, id=row.version) for row in TABLE]


def moment(row: RuleRow) -> dt.datetime:
    """A moment on the first day of the row."""
    return dt.datetime.combine(row.since, dt.time(12), dt.UTC)


def post(row: RuleRow, *, age: dt.timedelta = SECOND, kind: str | None = None) -> ReplyTarget:
    """Something that this way of answering was made for."""
    fits = {Way.MESSAGE: MentionKind.MESSAGE}.get(row.way, MentionKind.COMMENT)
    if row.platform == "whatsapp":
        fits = MentionKind.MESSAGE
    found = target(platform=row.platform, kind=kind or fits)
    at = moment(row) - age
    return replace(found, published_at=at, url=f"https://www.{row.platform}.example/1")


def verdict(
    row: RuleRow,
    text: str = "hello",
    *,
    to: ReplyTarget | None = None,
    sent_before: bool = False,
    automatic: bool = False,
) -> Verdict:
    kind = ReplyKind.PUBLIC if row.way is Way.PUBLIC else ReplyKind.PRIVATE
    return gate.check(
        to or post(row), kind, text, sent_before=sent_before, automatic=automatic, now=moment(row)
    )


def test_every_row_of_the_table_stands_here() -> None:
    assert sorted(EXPECTED) == sorted(row.version for row in TABLE)


@pytest.mark.parametrize("row", ROWS)
def test_every_rule_of_a_row_stands_here(row: RuleRow) -> None:
    untold = {
        field.name
        for field in fields(SendRule)
        if getattr(row.rule, field.name) != field.default
        and not TOLD_BY[field.name](EXPECTED[row.version])
    }
    assert untold == set()


@pytest.mark.parametrize("row", ROWS)
def test_the_row_is_the_one_that_is_asked_on_its_day(row: RuleRow) -> None:
    assert verdict(row).version == row.version
    assert row_of_version(row.version) is row
    assert row.source
    assert verdict(row).allowed


@pytest.mark.parametrize("row", ROWS)
def test_a_text_may_be_as_long_as_the_platform_counts_and_no_unit_longer(row: RuleRow) -> None:
    said = EXPECTED[row.version]
    for text in said.longest:
        assert verdict(row, text).problems == (), text[:20]
        (problem,) = verdict(row, text + said.one_more).problems
        assert "shorten it" in problem
    assert ("@anna" in row.rule.as_posted(post(row), "hello")) is said.names_author


@pytest.mark.parametrize("row", ROWS)
def test_a_window_is_open_to_its_last_second(row: RuleRow) -> None:
    window = EXPECTED[row.version].window
    if window is None:
        assert verdict(row, to=post(row, age=FOREVER)).allowed
        return
    assert verdict(row, to=post(row, age=window - SECOND)).allowed
    assert verdict(row, to=post(row, age=window)).allowed
    late = verdict(row, to=post(row, age=window + SECOND))
    assert not late.allowed
    assert late.ways_out


@pytest.mark.parametrize("row", ROWS)
def test_a_program_answers_to_the_last_second_before_only_people_may(row: RuleRow) -> None:
    after = EXPECTED[row.version].by_person_after
    for age in (DAY - SECOND, DAY):
        assert verdict(row, to=post(row, age=age), automatic=True).allowed
    late = post(row, age=DAY + SECOND)
    if after is None:
        same = verdict(row, to=late, automatic=True).problems
        assert same == verdict(row, to=late).problems
        return
    assert after == DAY
    (problem,) = verdict(row, to=late, automatic=True).problems
    assert "agent" in problem
    assert verdict(row, to=late).allowed


@pytest.mark.parametrize("row", ROWS)
def test_one_private_reply_for_each_post_and_no_second(row: RuleRow) -> None:
    assert verdict(row, sent_before=True).allowed is not EXPECTED[row.version].once


@pytest.mark.parametrize("row", ROWS)
def test_only_who_summons_us_is_answered_where_that_is_the_rule(row: RuleRow) -> None:
    unasked = replace(post(row), summoned=False)
    found = verdict(row, to=unasked)
    assert found.allowed is not EXPECTED[row.version].summons
    if not found.allowed:
        assert [way.url for way in found.ways_out] == [unasked.url]
        assert f"on {row.platform}.example" in found.ways_out[0].label


@pytest.mark.parametrize("row", ROWS)
def test_only_what_may_be_answered_so_is_answered_so(row: RuleRow) -> None:
    allowed = EXPECTED[row.version].kinds
    if row.way is Way.MESSAGE or row.platform == "whatsapp":
        public = gate.check(post(row), ReplyKind.PUBLIC, "hello", now=moment(row))
        assert not public.allowed
        return
    for kind in (MentionKind.POST, MentionKind.COMMENT, MentionKind.VISITOR_POST):
        found = verdict(row, to=post(row, kind=kind))
        assert found.allowed is (not allowed or kind in allowed)


@pytest.mark.parametrize("row", ROWS)
def test_what_a_reply_costs_is_known_before_it_is_sent(row: RuleRow) -> None:
    said = EXPECTED[row.version]
    plain, linked = verdict(row), verdict(row, f"see {LINK}")
    assert (plain.price, plain.notes) == (said.price, ())
    if said.price_with_link:
        assert linked.price == said.price_with_link
        assert "$0.20" in linked.notes[0]
        assert linked.allowed
    else:
        assert (linked.price, linked.notes) == (said.price, ())


@pytest.mark.parametrize("row", ROWS)
def test_where_a_window_has_closed_the_way_out_is_a_link(row: RuleRow) -> None:
    said = EXPECTED[row.version]
    if said.window is None:
        return
    ways = verdict(row, to=post(row, age=said.window + SECOND)).ways_out
    assert all(way.url.startswith("https://") for way in ways)
    assert any((said.way_out or f"{row.platform}.example") in way.url for way in ways)


def test_a_rule_changes_on_its_day_and_the_old_one_explains_what_was_before() -> None:
    day = dt.date(2026, 2, 23)
    before, after = (
        row_on(TABLE[0].platform, Way.PUBLIC, one) for one in (day - dt.timedelta(days=1), day)
    )
    assert before is not None
    assert after is not None
    assert (before.rule.needs_summons, after.rule.needs_summons) == (False, True)
    assert row_on(TABLE[0].platform, Way.PUBLIC, dt.date(2020, 1, 1)) is before
    assert row_of_version("x/public/1999-01-01") is None


def in_words(row: RuleRow) -> str:
    """The row as docs/outbox.md shows it."""
    rule = row.rule
    window = "" if rule.window is None else f"{rule.window // HOUR} h"
    if rule.by_person_after is not None:
        window += f", after {rule.by_person_after // HOUR} h by people"
    only = [
        "once a post" if rule.once_per_target else "",
        "only who summons us" if rule.needs_summons else "",
        f"only to: {', '.join(sorted(rule.kinds))}" if rule.kinds else "",
    ]
    price = "" if not rule.price else f"${rule.price / MICRO:.3f}"
    if rule.price_with_link:
        price += f", with a link ${rule.price_with_link / MICRO:.2f}"
    cells = (row.platform, row.way, f"{row.since}", f"{rule.max_length:,}", window,
             ", ".join(filter(None, only)), price, row.source)  # fmt: skip
    return f"| {' | '.join(cells)} |"


def test_the_page_shows_the_table_as_it_is() -> None:
    page = (Path(__file__).parents[2] / "docs" / "outbox.md").read_text(encoding="utf-8")
    for row in TABLE:
        assert in_words(row) in page


@pytest.mark.parametrize("row", ROWS)
def test_a_template_opens_a_closed_window_where_the_network_knows_templates(row: RuleRow) -> None:
    known, window = EXPECTED[row.version], EXPECTED[row.version].window
    if window is None:
        return
    update = MessageTemplate(
        name="update",
        language="en",
        category=TemplateCategory.UTILITY,
        body="hello",
        price=50_000,
    )
    kind = ReplyKind.PUBLIC if row.way is Way.PUBLIC else ReplyKind.PRIVATE
    for age, opens in ((window, False), (window + SECOND, known.templates)):
        found = gate.check(post(row, age=age), kind, "hello", templates=[update], now=moment(row))
        assert (found.template is not None) is opens
        assert found.allowed is (opens or age <= window)
        assert found.price == (50_000 if opens else known.price)

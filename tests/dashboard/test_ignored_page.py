"""The page Ignored in a real browser: where and when, how fast, how much work, promises."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from domain.classification import Sentiment, Topic, Urgency
from domain.mention import MASTODON
from domain.promise import PromiseStatus
from domain.reply import ReplyKind, ReplyStatus
from listenpost.services import teams
from listenpost.services.teams import Duty
from storage.models import Case, Mention, PromiseRow, Reply, SlaClock, Team
from tests.dashboard.conftest import DESKTOP, PHONE, OpenPage
from tests.dashboard.thorough import thorough
from tests.dashboard.world import World, judged

TEAM = "Night shift"
PAGE = f"/?team={TEAM}".replace(" ", "%20")
HOUR = dt.timedelta(hours=1)
SIZES = pytest.mark.parametrize("size", [thorough(DESKTOP), PHONE])


@pytest.fixture(scope="module")
def busy(world: World) -> int:
    """A team's two cases: Lara waits since two days, and Eve has her case; Petra was answered and
    feels better, but was not called back. Returns Petra's."""
    teams.add(world.app, TEAM)
    teams.set_duty(world.app, name="eve", duty=Duty(teams=[TEAM], capacity=2))
    late = judged(Urgency.NORMAL, Topic.ORDER)
    lara = world.post("Lara Late", "night", found=late, platform=MASTODON, minutes_ago=60 * 48)
    petra = 0
    for mood, ago in ((Sentiment.NEGATIVE, 100), (Sentiment.POSITIVE, 90)):
        found = judged(Urgency.HIGH, Topic.ORDER, sentiment=mood)
        petra = world.post("Petra P", f"call {ago}", found=found, thread="petra", minutes_ago=ago)
    with world.app.database.write() as session:
        _lara(session, world, session.get_one(Case, lara))
        _petra(session, world, session.get_one(Case, petra))
    return petra


def _lara(session: Session, world: World, case: Case) -> None:
    case.team_id = session.exec(select(Team.id).where(Team.name == TEAM)).one()
    case.assignee_id = world.users["eve"].id
    case.claimed_until = world.app.clock.wall() + 9 * HOUR


def _petra(session: Session, world: World, case: Case) -> None:
    now, ann = world.app.clock.now(), world.users["ann"].id
    case.team_id = session.exec(select(Team.id).where(Team.name == TEAM)).one()
    case.first_replied_at = now - HOUR
    clock = session.exec(select(SlaClock).where(SlaClock.case_id == case.id)).all()[0]
    clock.stopped_at, clock.answered, clock.counted_seconds = now - HOUR, True, 3600
    mention = session.exec(select(Mention).where(Mention.case_id == case.id)).all()[0]
    reply = Reply(
        case_id=case.id or 0,
        mention_id=mention.id or 0,
        kind=ReplyKind.PUBLIC,
        text="We will call you today.",
        status=ReplyStatus.SENT,
        idempotency_key="petra",
        drafted_by=ann,
        approved_by=ann,
        created_at=now - HOUR,
    )
    session.add(reply)
    session.flush()
    session.add(
        PromiseRow(
            case_id=case.id or 0,
            reply_id=reply.id or 0,
            owner_id=ann,
            words="We will call you today.",
            made_at=now - HOUR,
            due_at=now - HOUR / 2,
            status=PromiseStatus.OPEN,
        )
    )


def opened(open_page: OpenPage, tab: str, size: tuple[int, int]) -> Page:
    page = open_page("max", PAGE, size=size)
    page.get_by_role("tab", name=tab).click()
    return page


@pytest.mark.thorough
@SIZES
def test_a_manager_sees_where_and_when_customers_are_ignored(
    open_page: OpenPage, busy: int, size: tuple[int, int]
) -> None:
    assert busy
    page = opened(open_page, "Where and when", size)
    network = page.get_by_role("img", name=re.compile("^What became of requests, by network"))
    expect(network).to_have_accessible_name(re.compile("Mastodon: 1 of 1 ignored, 0 pending."))
    for what in ("by their age", "by team", "by the hour"):
        expect(page.get_by_role("img", name=re.compile(what))).to_be_visible()
    team = page.get_by_role("img", name=re.compile("by team"))
    expect(team).to_have_accessible_name(re.compile(f"{TEAM}: 1 of 3 ignored"))


@SIZES
def test_response_times_stand_against_the_policy(
    open_page: OpenPage, busy: int, size: tuple[int, int]
) -> None:
    assert busy
    page = opened(open_page, "Response times", size)
    card = page.locator(".lp-card").filter(has_text="First answer")
    expect(card).to_contain_text("50% (9 to 91), 1 of 2")
    expect(card).to_contain_text("1 h")
    used = page.get_by_role("img", name=re.compile("^Time used, where 100 % is the deadline"))
    expect(used).to_have_accessible_name(re.compile("High: half of the answers took 25%"))


@SIZES
def test_work_stands_against_the_people_who_are_there_and_the_next_hours_are_told(
    open_page: OpenPage, busy: int, size: tuple[int, int]
) -> None:
    assert busy
    page = opened(open_page, "Workload", size)
    expect(page.get_by_text(re.compile(r"^1 request waits, 1 past its deadline\."))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile(r"^The next hours\."))).to_be_visible()
    people = page.get_by_role("img", name=re.compile("^Cases that people hold"))
    expect(people).to_have_accessible_name(re.compile(r"Eve Ends: 1 of 2\."))
    expect(page.locator(".lp-card").filter(has_text=TEAM)).to_contain_text("free places1")


@pytest.mark.thorough
@SIZES
def test_a_broken_promise_leads_to_its_case_and_mood_stands_below(
    open_page: OpenPage, busy: int, size: tuple[int, int]
) -> None:
    page = opened(open_page, "Promises and mood", size)
    mood = page.get_by_role("img", name=re.compile("^How customers felt in their first and last"))
    expect(mood).to_have_accessible_name(re.compile("Better than before: 100%"))
    page.get_by_role("link", name="We will call you today.").click()
    expect(page.get_by_role("heading", name="Petra P", level=1)).to_be_visible()
    expect(page).to_have_url(re.compile(f"case={busy}"))


def test_what_was_chosen_stays_in_the_address(open_page: OpenPage, busy: int) -> None:
    assert busy
    page = opened(open_page, "Workload", DESKTOP)
    expect(page).to_have_url(re.compile("part=work.*team=Night"))
    page.reload()
    expect(page.get_by_role("tab", name="Workload")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="What became of them").click()
    expect(page.get_by_text("1 of 3 requests is past its deadline")).to_be_visible()
    expect(page).to_have_url(re.compile("team=Night"))

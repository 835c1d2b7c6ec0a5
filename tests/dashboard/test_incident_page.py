"""An incident in a real browser: a lead's words reach everybody in it; each case is near."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from domain.classification import Topic, Urgency
from domain.incident import IncidentStatus
from storage.models import Incident, IncidentCase, Reply
from tests.dashboard.conftest import DESKTOP, PHONE, OpenPage
from tests.dashboard.test_access import findings
from tests.dashboard.test_hostile_texts import overflow
from tests.dashboard.thorough import thorough
from tests.dashboard.world import World, judged

NAMES = ("Iris", "Igor")
SIZES = pytest.mark.parametrize("size", [thorough(DESKTOP), PHONE])


def incident(world: World, title: str) -> tuple[int, list[int]]:
    """Two customers write about one thing: the incident, and their cases."""
    now = world.app.clock.now()
    found = judged(Urgency.HIGH, Topic.OUTAGE)
    cases = [world.post(f"{name} {title}", f"{title} is down", found=found) for name in NAMES]
    with world.app.database.write() as session:
        row = Incident(
            title=f"{title} is down",
            anchor=title,
            status=IncidentStatus.OPEN,
            opened_at=now,
            last_post_at=now,
        )
        session.add(row)
        session.flush()
        number = row.id or 0
        session.add_all(
            IncidentCase(case_id=case, incident_id=number, joined_at=now) for case in cases
        )
    return number, cases


@SIZES
def test_a_lead_approves_one_statement_and_everybody_in_the_incident_gets_it(
    world: World, open_page: OpenPage, size: tuple[int, int]
) -> None:
    number, cases = incident(world, f"router {size[0]}")
    page = open_page("lea", f"/?incident={number}", size=size)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"router {size[0]} is down")
    expect(page.get_by_text("Statement: 0 of 2 have it")).to_be_visible()
    page.get_by_role("textbox", name="English").first.fill("We know of it and are on it.")
    page.get_by_role("button", name="Approve these words").click()
    page.get_by_role("button", name="Send to everybody who has not had it").click()
    expect(page.get_by_text("On its way to 2 cases.")).to_be_visible()
    with world.app.database.read() as session:
        sent = session.exec(select(Reply).where(col(Reply.case_id).in_(cases))).all()
    assert len(sent) == len(cases)
    assert all("We know of it" in reply.text for reply in sent)


@pytest.mark.thorough
@SIZES
def test_an_agent_finds_it_above_the_inbox_and_comes_to_its_cases(
    world: World, open_page: OpenPage, size: tuple[int, int]
) -> None:
    title = f"modem {size[0]}"
    number, _ = incident(world, title)
    page = open_page("ann", f"/?incident={number}", size=size)
    expect(page.get_by_text("A lead approves what everybody is told.")).to_be_visible()
    expect(page.get_by_role("button", name="Approve these words")).to_have_count(0)
    assert findings(page) == []
    assert overflow(page) <= 0
    page.get_by_role("button", name="Open", exact=True).first.click()
    expect(page.get_by_role("heading", name=re.compile(title), level=1)).to_be_visible()
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{title} is down")


def test_a_number_that_is_none_leads_back(open_page: OpenPage) -> None:
    page = open_page("ann", "/?incident=987654")
    expect(page.get_by_role("heading", name="No such incident")).to_be_visible()
    page.get_by_role("button", name="Back to the list").click()
    expect(page.get_by_role("heading", name="Inbox", level=1)).to_be_visible()

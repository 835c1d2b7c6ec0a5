"""The customer beside the case: suggestions, links with their evidence, taking apart, erasing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from domain.classification import Topic, Urgency
from domain.identity import LinkStatus
from domain.mention import X
from storage.models import Author, IdentityLink
from tests.dashboard.conftest import PHONE, OpenPage
from tests.dashboard.world import World, judged

LATE = judged(Urgency.HIGH, Topic.ORDER)


def link_between(world: World, one: str, other: str) -> IdentityLink:
    with world.app.database.read() as session:
        ids = session.exec(
            select(Author.id).where(col(Author.display_name).in_([one, other]))
        ).all()
        return session.exec(
            select(IdentityLink).where(
                col(IdentityLink.author_id).in_(ids), col(IdentityLink.other_id).in_(ids)
            )
        ).one()


@pytest.mark.thorough
def test_a_suggestion_shows_its_evidence_and_becomes_a_link_that_is_undone(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post("Nia Number", "kiwi parcel KE-55501", found=LATE, platform=X)
    world.post("Nia Nummer", "kiwi parcel KE-55501 again", found=LATE)
    page = open_page("ann", f"/?case={case_id}")
    expect(page.get_by_text("both named KE-55501")).to_be_visible()
    page.get_by_role("button", name="Same person").click()
    expect(page.get_by_text("The same person: both named KE-55501")).to_be_visible()
    expect(page.get_by_text("Has 1 other case")).to_be_visible()
    assert link_between(world, "Nia Number", "Nia Nummer").status is LinkStatus.LINKED
    page.get_by_text("Accounts and privacy").click()
    page.get_by_role("button", name="Take apart").click()
    expect(page.get_by_text("This is the first case of this customer")).to_be_visible()
    assert link_between(world, "Nia Number", "Nia Nummer").status is LinkStatus.UNLINKED


@pytest.mark.thorough
def test_everything_that_a_customer_wrote_says_which_link_brought_it(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post("Tom Twice", "mango parcel KE-55502", found=LATE, platform=X)
    world.post("Tom Zwei", "mango <b>parcel</b> KE-55502", found=LATE)
    page = open_page("ann", f"/?case={case_id}", size=PHONE)
    page.get_by_role("button", name="Same person").click()
    page.get_by_text("All posts on 2 networks").click()
    expect(page.get_by_text("mango <b>parcel</b> KE-55502").first).to_be_visible()
    expect(page.get_by_text("Belongs here because: both named KE-55502")).to_be_visible()


def test_only_some_roles_may_erase_and_then_nothing_is_left(
    world: World, open_page: OpenPage
) -> None:
    case_id = world.post("Edda Erase", "papaya parcel", found=LATE)
    page = open_page("ann", f"/?case={case_id}")
    page.get_by_text("Accounts and privacy").click()
    expect(page.get_by_text("Link another account")).to_be_visible()
    expect(page.get_by_role("button", name="Erase")).to_have_count(0)
    page = open_page("lea", f"/?case={case_id}")
    page.get_by_text("Accounts and privacy").click()
    expect(page.get_by_role("button", name="Erase")).to_be_disabled()
    page.get_by_text("Erase this customer").click()
    page.get_by_role("button", name="Erase").click()
    expect(page.get_by_role("heading", name="(erased)")).to_be_visible()
    expect(page.get_by_text("papaya")).to_have_count(0)

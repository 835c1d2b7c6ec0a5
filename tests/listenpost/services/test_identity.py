"""Accounts become one customer by evidence, and everything about it can be undone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.case import CaseStatus
from domain.errors import BadInput, Conflict, NotAllowed
from domain.identity import EvidenceKind, IdentityRules, LinkStatus
from domain.mention import FACEBOOK, X
from domain.role import Role
from listenpost.services import case_actions, identity
from storage import snapshots
from storage.ids import key
from storage.models import (
    Author,
    Case,
    CaseEvent,
    Customer,
    IdentityEvent,
    IdentityLink,
    Mention,
    Reply,
    SlaClock,
)
from tests.fakes import Office

STATE = (Author, Customer, Case, CaseEvent, SlaClock, Mention, Reply)


def state(office: Office) -> dict[str, list[dict[str, object]]]:
    """Everything that a link could change, column by column."""
    return {table.__name__: [snapshots.take(row) for row in office.rows(table)] for table in STATE}


def author(office: Office, name: str, platform: str = X) -> int:
    return next(
        key(row.id)
        for row in office.rows(Author)
        if row.platform == platform and row.display_name == name
    )


def two_accounts(office: Office) -> tuple[int, int, int, int]:
    """(account on X, its case, account on Facebook, its case): two customers so far."""
    first = office.case_for("Gareth", "my parcel is late")
    second = office.case_for("Gareth P", "an invoice question", platform=FACEBOOK)
    return author(office, "Gareth"), first, author(office, "Gareth P", FACEBOOK), second


def test_a_link_gives_the_cases_of_both_accounts_to_the_older_customer(office: Office) -> None:
    one, first, other, second = two_accounts(office)
    owner = office.case(first).customer_id
    identity.link(office.app, office.user(), one, other)
    assert {row.customer_id for row in office.rows(Author)} == {owner}
    assert office.case(first).customer_id == office.case(second).customer_id == owner


def test_undoing_a_link_gives_back_exactly_what_was(office: Office) -> None:
    one, _, other, _ = two_accounts(office)
    before = state(office)
    event = identity.link(office.app, office.user(), one, other)
    assert state(office) != before
    identity.undo(office.app, office.user("ben"), event)
    assert state(office) == before


def test_after_a_link_a_post_elsewhere_about_the_same_joins_the_open_case(office: Office) -> None:
    one, first, other, _ = two_accounts(office)
    identity.link(office.app, office.user(), one, other)
    again = office.says("Gareth P", "where is my parcel?", platform=FACEBOOK)
    assert office.arrive(again) == first


def test_without_a_link_it_does_not(office: Office) -> None:
    _, first, _, _ = two_accounts(office)
    again = office.says("Gareth P", "where is my parcel?", platform=FACEBOOK)
    assert office.arrive(again) != first


def test_what_came_while_the_link_stood_stays_with_its_author(office: Office) -> None:
    one, first, other, _ = two_accounts(office)
    event = identity.link(office.app, office.user(), one, other)
    before = snapshots.take(office.case(first))
    again = office.says("Gareth P", "my parcel is still not here", platform=FACEBOOK)
    assert office.arrive(again) == first
    identity.undo(office.app, office.user("ben"), event)
    own = office.case(office.mention(again).case_id or 0)
    assert own.id != first
    assert own.customer_id == office.get(Author, other).customer_id
    assert (own.status, own.unanswered_posts) == (CaseStatus.OPEN, 1)
    assert own.waiting_since is not None
    kept = snapshots.take(office.case(first))
    changed = {name for name in before if before[name] != kept[name]}
    assert changed <= {"version", "last_activity_at", "topic", "sentiment"}


def test_an_unlinking_that_took_a_case_apart_is_undone_exactly(office: Office) -> None:
    one, first, other, _ = two_accounts(office)
    identity.link(office.app, office.user(), one, other)
    office.arrive(office.says("Gareth P", "my parcel is still not here", platform=FACEBOOK))
    before = state(office)
    (link,) = office.rows(IdentityLink)
    event = identity.unlink(office.app, office.user("ben"), key(link.id))
    assert state(office) != before
    identity.undo(office.app, office.user("cia"), event)
    after = state(office)
    story, told = before.pop("CaseEvent"), after.pop("CaseEvent")
    assert after == before
    assert told[: len(story)] == story  # a history only grows: it tells of the undoing too
    assert [event["kind"] for event in told[len(story) :]] == ["split", "undone"]
    assert office.get(Author, other).customer_id == office.case(first).customer_id


def test_who_holds_a_case_that_is_taken_apart_holds_both_for_as_long(office: Office) -> None:
    one, _, other, _ = two_accounts(office)
    identity.link(office.app, office.user(), one, other)
    again = office.says("Gareth P", "my parcel is still not here", platform=FACEBOOK)
    joined = office.arrive(again)
    ben = office.user("ben")
    case_actions.claim(office.app, ben, joined)
    (link,) = office.rows(IdentityLink)
    identity.unlink(office.app, ben, key(link.id))
    parts = [case for case in office.rows(Case) if case.assignee_id == ben.id]
    assert len(parts) == 2
    office.time.go(hours=2)
    for case in parts:
        case_actions.claim(office.app, office.user(f"cia{case.id}"), key(case.id))


def test_cases_that_were_worked_on_since_stay_apart_when_the_accounts_are_linked_again(
    office: Office,
) -> None:
    one, first, other, _ = two_accounts(office)
    identity.link(office.app, office.user(), one, other)
    again = office.says("Gareth P", "my parcel is still not here", platform=FACEBOOK)
    office.arrive(again)
    (link,) = office.rows(IdentityLink)
    event = identity.unlink(office.app, office.user("ben"), key(link.id))
    made = office.mention(again).case_id or 0
    office.send(office.user("cia"), made)
    office.deliver()
    identity.undo(office.app, office.user("dan"), event)
    assert office.mention(again).case_id == made
    assert office.case(made).customer_id == office.case(first).customer_id


def test_a_reply_on_its_way_holds_an_unlinking_up(office: Office) -> None:
    one, first, other, _ = two_accounts(office)
    identity.link(office.app, office.user(), one, other)
    office.arrive(office.says("Gareth P", "my parcel is still not here", platform=FACEBOOK))
    office.send(office.user("cia"), first)
    (link,) = office.rows(IdentityLink)
    before = state(office)
    with pytest.raises(Conflict, match="on its way"):
        identity.unlink(office.app, office.user("ben"), key(link.id))
    assert state(office) == before


def test_a_number_named_by_two_accounts_is_a_suggestion_and_no_link(office: Office) -> None:
    office.case_for("Nia", "my parcel KE-40918 is late")
    office.case_for("Someone Else", "parcel KE-40918 where is it", platform=FACEBOOK)
    (link,) = office.rows(IdentityLink)
    assert link.status is LinkStatus.SUGGESTED
    assert [item["kind"] for item in link.evidence] == [EvidenceKind.SAME_IDENTIFIER]
    assert len({row.customer_id for row in office.rows(Author)}) == 2


def test_a_number_that_many_name_or_that_stands_in_one_thread_suggests_nothing(
    office: Office,
) -> None:
    first = office.says("Nia", "my parcel KE-40918 is late")
    office.arrive(first)
    office.arrive(office.says("Onlooker", "KE-40918? what a number", under=first))
    assert not office.rows(IdentityLink)
    for number in range(5):
        office.arrive(office.says(f"Reader {number}", "parcel CX-20777 gets hot"))
    assert all(
        "KE" in item["text"] or "CX" in item["text"]
        for row in office.rows(IdentityLink)
        for item in row.evidence
    )
    late = author(office, "Reader 4")
    assert not [row for row in office.rows(IdentityLink) if late in (row.author_id, row.other_id)]


def test_alike_names_alone_suggest_nothing(office: Office) -> None:
    office.case_for("Gareth Pugh", "my parcel is late")
    office.case_for("Gareth Pugh", "parcel still missing", platform=FACEBOOK)
    assert not office.rows(IdentityLink)


def test_alike_names_raise_the_confidence_of_a_suggestion(office: Office) -> None:
    office.case_for("Gareth Pugh", "my parcel KE-40918 is late")
    office.case_for("Gareth Pugh", "parcel KE-40918 again", platform=FACEBOOK)
    (link,) = office.rows(IdentityLink)
    assert {item["kind"] for item in link.evidence} == {
        EvidenceKind.SAME_IDENTIFIER,
        EvidenceKind.SIMILAR_PROFILE,
    }
    assert link.confidence > 0.85


def test_a_post_that_names_the_other_handle_suggests_it(office: Office) -> None:
    office.case_for("Garethp", "my parcel is late")
    office.case_for("Nobody", "parcel! I am @garethp on X", platform=FACEBOOK)
    (link,) = office.rows(IdentityLink)
    assert [item["kind"] for item in link.evidence] == [EvidenceKind.NAMED_HANDLE]


def test_a_rejected_suggestion_comes_back_only_with_new_evidence(office: Office) -> None:
    office.case_for("Nia", "my parcel KE-40918 is late")
    office.case_for("Elsewhere", "parcel KE-40918 where is it", platform=FACEBOOK)
    (link,) = office.rows(IdentityLink)
    identity.reject(office.app, office.user(), key(link.id))
    office.arrive(office.says("Elsewhere", "parcel KE-40918 really", platform=FACEBOOK))
    assert office.get(IdentityLink, key(link.id)).status is LinkStatus.REJECTED
    office.arrive(office.says("Elsewhere", "broken! I am @nia on X", platform=FACEBOOK))
    assert office.get(IdentityLink, key(link.id)).status is LinkStatus.SUGGESTED


def test_strong_evidence_links_by_itself_only_where_the_settings_say_so(office: Office) -> None:
    office.app = replace(office.app, identity=IdentityRules(auto_link_confidence=0.8))
    first = office.case_for("Nia", "my parcel KE-40918 is late")
    joined = office.arrive(office.says("Nia B", "parcel KE-40918 again", platform=FACEBOOK))
    assert joined == first
    (link,) = office.rows(IdentityLink)
    assert link.status is LinkStatus.LINKED


def test_only_the_newest_change_of_a_link_can_be_undone(office: Office) -> None:
    one, _, other, _ = two_accounts(office)
    first = identity.link(office.app, office.user(), one, other)
    (link,) = office.rows(IdentityLink)
    identity.unlink(office.app, office.user("ben"), key(link.id))
    with pytest.raises(Conflict, match="newest"):
        identity.undo(office.app, office.user("cia"), first)


def test_who_may_not_answer_may_not_link(office: Office) -> None:
    one, _, other, _ = two_accounts(office)
    with pytest.raises(NotAllowed):
        identity.link(office.app, office.user("max", Role.MANAGER), one, other)


def test_an_account_is_not_linked_with_itself(office: Office) -> None:
    one, *_ = two_accounts(office)
    with pytest.raises(BadInput):
        identity.link(office.app, office.user(), one, one)


def test_every_decision_has_its_event_and_the_links_status_is_that_of_the_newest(
    office: Office,
) -> None:
    one, _, other, _ = two_accounts(office)
    actor = office.user()
    event = identity.link(office.app, actor, one, other)
    identity.undo(office.app, actor, event)
    (link,) = office.rows(IdentityLink)
    events = office.rows(IdentityEvent)
    assert [row.kind.value for row in events] == ["linked", "unlinked"]
    assert events[0].undone_by == events[1].id
    assert link.status.value == events[-1].kind.value


def test_a_customer_is_called_as_the_account_that_changed_its_name_last(office: Office) -> None:
    case_id = office.case_for("Nia", "my parcel is late")
    office.time.go(minutes=5)
    renamed = office.says("Nia", "my parcel is still late")
    renamed = replace(renamed, author=replace(renamed.author, display_name="Nia Jones"))
    office.arrive(renamed)
    assert office.get(Customer, office.case(case_id).customer_id).name == "Nia Jones"

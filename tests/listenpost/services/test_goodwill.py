"""A voucher is proposed with reasons, granted within budgets, and never promised before that."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from domain.approval import ApprovalRule
from domain.errors import BadInput, Conflict, ListenpostError, NotAllowed, ReplyNotAllowed
from domain.goodwill import Gesture, GoodwillRule, GoodwillRules, OfferStatus, Purse
from domain.reply import ReplyStatus
from domain.role import Actor, Role
from listenpost.services import approvals, case_actions, goodwill
from storage.models import GoodwillOffer, GoodwillPurse
from tests.fakes import Office

HIGH = frozenset({"high"})
RULES = GoodwillRules(
    rules=(
        GoodwillRule(
            name="High", gesture=Gesture.VOUCHER, cents=1000, urgencies=frozenset({"high"})
        ),
        GoodwillRule(name="Senior", gesture=Gesture.SENIOR, urgencies=frozenset({"high"})),
    ),
    limits=((Purse.DAY, 2500), (Purse.CUSTOMER, 1500)),
)
OFFER = "As an apology, here is a voucher for 10 EUR: CODE-77"


@pytest.fixture
def case_id(office: Office) -> int:
    office.app = replace(office.app, goodwill=RULES)
    return office.case_for("Otto", "my kettle is broken")


def purses(office: Office) -> dict[str, int]:
    return {row.name.partition(":")[0]: row.cents for row in office.rows(GoodwillPurse)}


def test_a_rule_proposes_and_nothing_is_set_aside_by_that(
    office: Office, ann: Actor, case_id: int
) -> None:
    found = goodwill.of_case(office.app, ann, case_id)
    assert [(one.gesture, one.worth, one.reasons) for one in found] == [
        (Gesture.VOUCHER, "10 EUR", ("high urgency",)),
        (Gesture.SENIOR, "", ("high urgency",)),
    ]
    goodwill.ask(office.app, ann, case_id, Gesture.VOUCHER)
    assert purses(office) == {}
    with pytest.raises(Conflict):
        goodwill.ask(office.app, ann, case_id, Gesture.VOUCHER)


def test_words_promise_no_voucher_before_a_lead_grants_one(
    office: Office, ann: Actor, lea: Actor, case_id: int
) -> None:
    offer = goodwill.ask(office.app, ann, case_id, Gesture.VOUCHER)
    with pytest.raises(ReplyNotAllowed, match="ask a lead first"):
        office.send(ann, case_id, OFFER)
    assert "ask a lead first" in str(goodwill.promised(office.app, case_id, OFFER))
    assert goodwill.promised(office.app, case_id, "We are sorry.") is None
    with pytest.raises(NotAllowed):
        goodwill.grant(office.app, ann, offer, code="CODE-77")
    with pytest.raises(BadInput, match="code"):
        goodwill.grant(office.app, lea, offer)
    goodwill.grant(office.app, lea, offer, code="CODE-77")
    (seen, _) = goodwill.of_case(office.app, ann, case_id)
    assert goodwill.sentence(seen, "en") == OFFER
    assert goodwill.promised(office.app, case_id, OFFER) is None
    office.send(ann, case_id, OFFER)
    office.deliver()
    (row,) = office.rows(GoodwillOffer)
    assert office.reply(row.reply_id or 0).status is ReplyStatus.SENT
    with pytest.raises(Conflict, match="tells the customer"):
        goodwill.withdraw(office.app, lea, offer)
    since = office.time.now - dt.timedelta(days=1)
    report = goodwill.report(office.app, since=since, until=office.time.now + dt.timedelta(days=1))
    assert (report.by_status, report.granted_cents, report.told) == ({"granted": 1}, 1000, 1)
    assert [(one.purse, one.spent, one.limit) for one in report.purses] == [(Purse.DAY, 1000, 2500)]


def test_a_full_purse_refuses_and_sets_nothing_aside_elsewhere(
    office: Office, ann: Actor, lea: Actor, case_id: int
) -> None:
    limits = ((Purse.DAY, 2500), (Purse.CUSTOMER, 500))
    office.app = replace(office.app, goodwill=replace(RULES, limits=limits))
    offer = goodwill.ask(office.app, ann, case_id, Gesture.VOUCHER)
    with pytest.raises(Conflict, match="per customer: 5 EUR of 5 EUR"):
        goodwill.grant(office.app, lea, offer, code="B")
    assert purses(office) == {}
    assert office.get(GoodwillOffer, offer).status is OfferStatus.PROPOSED


def test_a_withdrawn_voucher_frees_its_sum(
    office: Office, ann: Actor, lea: Actor, case_id: int
) -> None:
    offer = goodwill.ask(office.app, ann, case_id, Gesture.VOUCHER)
    goodwill.grant(office.app, lea, offer, code="A")
    goodwill.withdraw(office.app, lea, offer)
    assert purses(office) == {"day": 0, "customer": 0}
    with pytest.raises(ReplyNotAllowed):
        office.send(ann, case_id, OFFER)


def test_a_declined_one_stays_declined(
    office: Office, ann: Actor, lea: Actor, case_id: int
) -> None:
    offer = goodwill.ask(office.app, ann, case_id, Gesture.VOUCHER)
    goodwill.decline(office.app, lea, offer)
    with pytest.raises(Conflict, match="decided already"):
        goodwill.grant(office.app, lea, offer, code="A")


def test_leads_who_grant_at_once_never_overdraw_a_budget(
    office: Office, ann: Actor, lea: Actor
) -> None:
    office.app = replace(office.app, goodwill=RULES)
    offers = [
        goodwill.ask(office.app, ann, office.case_for(name, "my kettle is broken"), Gesture.VOUCHER)
        for name in ("Otto", "Uwe", "Ida", "Eva")
    ]

    def granted(offer: int) -> bool:
        try:
            goodwill.grant(office.app, lea, offer, code=f"C{offer}")
        except ListenpostError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(granted, offers)) == 2
    assert purses(office)["day"] == 2000
    states = [row.status for row in office.rows(GoodwillOffer)]
    assert states.count(OfferStatus.GRANTED) == 2


def test_a_senior_colleague_takes_the_case(
    office: Office, ann: Actor, lea: Actor, case_id: int
) -> None:
    offer = goodwill.ask(office.app, ann, case_id, Gesture.SENIOR)
    assert [one.gesture for one in goodwill.asked_for(office.app, lea)] == [Gesture.SENIOR]
    goodwill.grant(office.app, lea, offer)
    assert office.case(case_id).assignee_id == lea.id
    with pytest.raises(Conflict):
        case_actions.claim(office.app, ann, case_id)
    office.time.go(hours=2)
    case_actions.claim(office.app, ann, case_id)


def test_a_rule_can_hold_offers_for_a_second_person(
    office: Office, ann: Actor, lea: Actor, case_id: int
) -> None:
    office.app = replace(office.app, approval=(ApprovalRule(name="Offers", offers=True),))
    offer = goodwill.ask(office.app, ann, case_id, Gesture.VOUCHER)
    goodwill.grant(office.app, lea, offer, code="CODE-77")
    reply_id = office.send(ann, case_id, OFFER)
    assert office.reply(reply_id).status is ReplyStatus.AWAITING_APPROVAL
    assert office.get(GoodwillOffer, offer).reply_id is None
    (waits,) = approvals.queue(office.app, lea)
    approvals.approve(office.app, lea, waits.approval_id, version=waits.version)
    assert office.get(GoodwillOffer, offer).reply_id == reply_id


def test_no_installation_is_watched_that_has_no_rules(office: Office, ann: Actor) -> None:
    assert office.send(ann, office.case_for("Otto", "my kettle is broken"), OFFER)


def test_nobody_grants_what_he_asked_for_unless_the_settings_say_so(
    office: Office, lea: Actor, case_id: int
) -> None:
    offer = goodwill.ask(office.app, lea, case_id, Gesture.VOUCHER)
    with pytest.raises(NotAllowed, match="another lead"):
        goodwill.grant(office.app, lea, offer, code="CODE-77")
    assert purses(office) == {}
    goodwill.grant(office.app, office.user("leo", Role.LEAD), offer, code="CODE-77")
    own = goodwill.ask(office.app, lea, case_id, Gesture.SENIOR)
    alone = replace(office.app, goodwill=replace(RULES, own_requests=True))
    goodwill.grant(alone, lea, own)
    assert office.case(case_id).assignee_id == lea.id

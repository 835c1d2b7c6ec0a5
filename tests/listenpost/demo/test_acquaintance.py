"""Simulated agents accept what the evidence carries, and make one case of one matter."""

from __future__ import annotations

from domain.identity import LinkStatus
from domain.mention import FACEBOOK
from listenpost.demo import acquaintance
from storage.models import IdentityLink
from tests.fakes import Office


def test_one_number_named_on_two_networks_becomes_one_case(office: Office) -> None:
    first = office.case_for("Nia", "my parcel KE-40918 is late")
    second = office.says("Nia B", "broken! KE-40918", platform=FACEBOOK)
    case_id = office.arrive(second)
    assert case_id != first
    assert acquaintance.recognise(office.app, office.user(), case_id)
    assert office.mention(second).case_id == case_id
    (link,) = office.rows(IdentityLink)
    assert link.status is LinkStatus.LINKED


def test_weak_evidence_is_left_to_people(office: Office) -> None:
    office.case_for("Garethp", "my parcel is late, 214 taken, Swansea depot")
    case_id = office.case_for(
        "Someone", "wrote on X: parcel, 214 taken, Swansea depot", platform=FACEBOOK
    )
    assert not acquaintance.recognise(office.app, office.user(), case_id)
    (link,) = office.rows(IdentityLink)
    assert link.status is LinkStatus.SUGGESTED

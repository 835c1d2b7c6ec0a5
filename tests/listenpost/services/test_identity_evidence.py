"""What makes two accounts look like one person: codes, addresses, and what is said in private."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from domain.errors import BadInput
from domain.identity import EvidenceKind, IdentityRules, LinkStatus, confidence
from domain.mention import FACEBOOK, MASTODON, IncomingMention, MentionKind, Platform, X
from domain.role import Role
from listenpost.services import addresses, crm, erase, handoff, handoff_opening, held, identity
from storage.ids import key
from storage.models import Author, Handoff, HandoffGuess, IdentityLink, KnownAddress
from storage.wordless import forget
from tests.fakes import Office
from tests.listenpost.services.handed import moved, with_codes
from tests.listenpost.services.test_identity import state

ADDRESS = "Zoe.Papa@mail.example"


@pytest.fixture
def office(office: Office) -> Office:
    return with_codes(office)


def privately(
    office: Office, who: str, text: str, platform: Platform = FACEBOOK
) -> IncomingMention:
    return replace(office.says(who, text, platform=platform), kind=MentionKind.MESSAGE)


def found(office: Office) -> list[tuple[LinkStatus, list[str]]]:
    """Every link: how it stands, and what speaks for it."""
    return [
        (row.status, [item["kind"] for item in row.evidence]) for row in office.rows(IdentityLink)
    ]


def account(office: Office, name: str) -> int:
    return next(key(row.id) for row in office.rows(Author) if row.display_name == name)


def customer(office: Office, name: str) -> int:
    return key(next(row.customer_id for row in office.rows(Author) if row.display_name == name))


SAME_CODE = [(LinkStatus.SUGGESTED, ["same_code"])]


# --- codes


@pytest.mark.parametrize(
    "written", ["my code is {code}", "{bare}", "see https://care.example.org/c/{bare}"]
)
def test_a_code_that_comes_back_from_another_account_is_evidence(
    office: Office, written: str
) -> None:
    _, made = moved(office)
    text = written.format(code=made.code.lower(), bare=made.code.replace("-", ""))
    office.arrive(privately(office, "Somebody", text))
    assert found(office) == SAME_CODE
    (link,) = office.rows(IdentityLink)
    assert {link.author_id, link.other_id} == {account(office, "Zoe"), account(office, "Somebody")}
    assert made.code not in json.dumps(link.evidence)


def test_her_own_code_a_wrong_one_and_one_that_never_went_out_say_nothing(office: Office) -> None:
    _, made = moved(office)
    office.arrive(privately(office, "Zoe", made.code, X))
    office.arrive(privately(office, "Somebody", "K7M-2QX-9DRT"))
    handoff.revoke(office.app, office.user(), made.handoff_id)
    office.arrive(privately(office, "Another", made.code))
    assert found(office) == []


def test_a_code_in_public_proves_nothing_of_whoever_repeats_it(office: Office) -> None:
    _, made = moved(office)
    office.arrive(office.says("First", f"they gave me {made.code}", platform=FACEBOOK))
    assert office.rows(Handoff)[0].in_public
    office.arrive(privately(office, "Copycat", made.code))
    assert found(office) == SAME_CODE
    assert account(office, "Copycat") not in {office.rows(IdentityLink)[0].other_id}


def test_a_colleague_who_opens_a_code_on_another_case_links_its_accounts(office: Office) -> None:
    _, made = moved(office)
    here = office.case_for("Somebody", "my parcel again", platform=FACEBOOK)
    handoff_opening.open_as(office.app, office.user(), made.code, on_case=here)
    assert found(office) == SAME_CODE


def test_without_a_case_or_on_her_own_opening_a_code_links_nothing(office: Office) -> None:
    case_id, made = moved(office)
    ann = office.user()
    handoff_opening.open_as(office.app, ann, made.code)
    handoff_opening.open_as(office.app, ann, made.code, on_case=case_id)
    with pytest.raises(BadInput, match="no case 4711"):
        handoff_opening.open_as(office.app, ann, made.code, on_case=4711)
    assert found(office) == []
    assert not office.rows(HandoffGuess)


# --- addresses


def test_an_address_that_two_accounts_write_in_private_is_weak_evidence(office: Office) -> None:
    office.arrive(privately(office, "Zoe", f"my parcel, write to {ADDRESS}."))
    office.arrive(privately(office, "Somebody", f"{ADDRESS.upper()} is me", X))
    assert found(office) == [(LinkStatus.SUGGESTED, ["same_email"])]
    assert confidence([EvidenceKind.SAME_EMAIL]) < confidence([EvidenceKind.VERIFIED_EMAIL])


def test_it_links_nothing_by_itself_and_a_verified_one_may(office: Office) -> None:
    office.app = replace(office.app, identity=IdentityRules(auto_link_confidence=0.5))
    office.arrive(privately(office, "Zoe", f"parcel {ADDRESS}"))
    office.arrive(privately(office, "Somebody", f"parcel {ADDRESS}", X))
    assert found(office) == [(LinkStatus.SUGGESTED, ["same_email"])]
    rows = [{"platform": "facebook", "account": "zoe", "email": ADDRESS}]
    rows += [{"platform": "x", "account": "somebody", "email": ADDRESS}]
    crm.take(office.app, list(enumerate(rows)), source="csv")
    (link,) = office.rows(IdentityLink)
    assert link.status is LinkStatus.LINKED
    assert link.evidence[-1]["kind"] == EvidenceKind.VERIFIED_EMAIL


@pytest.mark.parametrize("text", ["write to support@mail.example", "no-reply@mail.example wrote"])
def test_the_address_of_an_office_says_nothing(office: Office, text: str) -> None:
    office.arrive(privately(office, "Zoe", f"parcel: {text}"))
    office.arrive(privately(office, "Somebody", f"parcel: {text}", X))
    assert found(office) == []


def test_an_address_in_public_or_of_many_says_nothing(office: Office) -> None:
    office.arrive(office.says("Zoe", f"my parcel {ADDRESS}"))
    assert office.rows(KnownAddress) == []
    for number in range(5):
        office.arrive(privately(office, f"Reader {number}", f"parcel {ADDRESS}"))
    late = account(office, "Reader 4")
    assert not [row for row in office.rows(IdentityLink) if late in (row.author_id, row.other_id)]


def test_an_address_is_kept_nowhere_but_in_the_message(office: Office) -> None:
    office.arrive(office.says("Zoe", "my parcel"))
    row = {"platform": "x", "account": "zoe", "E-Mail": ADDRESS, "Since": "2019"}
    for changed in (1, 0):
        done = crm.take(office.app, [(1, row)], source="csv")
        assert (done.changed, done.unchanged) == (changed, 1 - changed)
    every = json.dumps(held.export(office.app, customer(office, "Zoe"), user_id=None), default=str)
    assert "2019" in every
    assert ADDRESS.casefold() not in every.casefold()
    assert addresses.digest(office.app, ADDRESS.casefold()) in every


def test_a_row_whose_address_is_none_is_refused(office: Office) -> None:
    office.arrive(office.says("Zoe", "my parcel"))
    row = {"platform": "x", "account": "zoe", "email": "call me"}
    done = crm.take(office.app, [(7, row)], source="csv")
    assert [(one.line, one.reason) for one in done.refused] == [(7, "the e-mail address is none")]


def test_a_new_address_from_the_crm_takes_the_place_of_the_old(office: Office) -> None:
    office.arrive(office.says("Zoe", "my parcel"))
    for address in (ADDRESS, "zoe@new.example"):
        crm.take(
            office.app, [(1, {"platform": "x", "account": "zoe", "email": address})], source="csv"
        )
    (row,) = office.rows(KnownAddress)
    assert row.digest == addresses.digest(office.app, "zoe@new.example")


def test_accepting_is_undone_exactly_and_erasing_takes_the_hashes(office: Office) -> None:
    first = privately(office, "Zoe", f"my parcel {ADDRESS}")
    office.arrive(first)
    office.arrive(privately(office, "Somebody", f"my parcel {ADDRESS}", X))
    (link,) = office.rows(IdentityLink)
    before = state(office)
    event = identity.accept(office.app, office.user(), key(link.id))
    identity.undo(office.app, office.user("ben"), event)
    assert state(office) == before
    erase.erase(office.app, office.user("ada", Role.ADMIN), customer(office, "Zoe"))
    assert [row.author_id for row in office.rows(KnownAddress)] == [account(office, "Somebody")]


def test_what_a_message_told_goes_with_its_words(office: Office) -> None:
    message = privately(office, "Zoe", f"my parcel {ADDRESS}")
    office.arrive(message)
    assert len(office.rows(KnownAddress)) == 1
    with office.app.database.write() as session:
        forget(session, [session.merge(office.mention(message))])
    assert office.rows(KnownAddress) == []


# --- what she says


def test_what_is_said_in_private_weighs_more_than_in_public(office: Office) -> None:
    office.arrive(office.says("Janvk", "my parcel is late", platform=MASTODON))
    office.arrive(office.says("Zoe", "parcel! I am @janvk on Mastodon", platform=FACEBOOK))
    office.arrive(privately(office, "Nobody", "parcel! I am @janvk on Mastodon"))
    public, private = office.rows(IdentityLink)
    assert [item["kind"] for item in public.evidence] == [EvidenceKind.NAMED_HANDLE]
    assert [item["kind"] for item in private.evidence] == [EvidenceKind.NAMED_IN_PRIVATE]
    assert public.confidence < private.confidence < 1
    assert {row.status for row in (public, private)} == {LinkStatus.SUGGESTED}


def test_saying_the_same_in_public_too_makes_us_no_surer() -> None:
    private = confidence([EvidenceKind.NAMED_IN_PRIVATE])
    assert confidence([EvidenceKind.NAMED_IN_PRIVATE, EvidenceKind.NAMED_HANDLE]) == private

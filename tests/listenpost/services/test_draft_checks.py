"""What looks wrong is refused on the server, whatever a page says; what is asked twice is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.classification import Topic
from domain.errors import NotConfirmed, ReplyNotAllowed
from domain.mention import FACEBOOK
from domain.reply import ReplyKind
from domain.role import Actor
from domain.voice import Address, Signature, Voice
from listenpost.services import case_view, draft_checks, respond
from storage.models import Reply
from tests.fakes import Office

ASKING = "Could you send us your order number?"


def test_an_unfilled_field_never_leaves(office: Office, ann: Actor) -> None:
    case_id = office.case_for("Otto", "my kettle is broken")
    form = replace(office.form(case_id, "Hi {name}!"), confirmed=None)
    with pytest.raises(ReplyNotAllowed, match="is not filled in"):
        respond.send(office.app, ann, form)
    assert office.rows(Reply) == []


def test_what_she_wrote_is_not_asked_again_unless_somebody_says_so(
    office: Office, ann: Actor
) -> None:
    case_id = office.case_for("Otto", "my kettle is broken, order KE-40918")
    form = office.form(case_id, ASKING)
    with pytest.raises(NotConfirmed, match="KE-40918") as refused:
        respond.send(office.app, ann, form)
    assert office.rows(Reply) == []
    with pytest.raises(NotConfirmed):
        respond.send(office.app, ann, replace(form, confirmed=frozenset({"something else"})))
    assert respond.send(office.app, ann, replace(form, confirmed=frozenset(refused.value.doubts)))


def test_others_in_the_thread_do_not_answer_for_her(office: Office, ann: Actor) -> None:
    first = office.says("Otto", "my kettle is broken")
    office.arrive(first)
    office.arrive(office.says("Uwe", "mine too, order KE-40918", under=first))
    assert office.send(ann, office.mention(first).case_id or 0, ASKING)


def test_her_address_is_not_told_in_public(office: Office, ann: Actor) -> None:
    case_id = office.case_for("Otto", "my kettle is broken, jo@x.example", platform=FACEBOOK)
    text = "We wrote to jo@x.example."
    with pytest.raises(ReplyNotAllowed, match="answer in private"):
        office.send(ann, case_id, text)
    assert respond.send(office.app, ann, office.form(case_id, text, ReplyKind.PRIVATE))


def test_the_suggestion_itself_does_not_ask_for_what_is_known(office: Office, ann: Actor) -> None:
    asking = office.case_for("Otto", "my invoice is wrong", platform=FACEBOOK)
    known = office.case_for(
        "Uwe", "my invoice is wrong, customer number 88123456", platform=FACEBOOK
    )
    for case_id, asks in ((asking, True), (known, False)):
        seen = case_view.view(office.app, ann, case_id)
        assert seen.row.topic is Topic.BILLING
        assert seen.suggestion.kind is ReplyKind.PRIVATE
        assert ("customer number" in seen.suggestion.text) is asks
        assert not draft_checks.doubts(
            office.app,
            seen.suggestion.text,
            kind=seen.suggestion.kind,
            said=seen.said,
            language=seen.row.language,
        )


def test_who_shouts_is_met_with_empathy_as_far_as_there_is_room(office: Office, ann: Actor) -> None:
    calm = office.case_for("Otto", "my kettle is broken")
    loud = office.case_for("Uwe", "my kettle is broken AGAIN!!! This is a JOKE")
    sad = office.case_for("Ida", "my kettle is broken, and my husband died")
    texts = [
        case_view.view(office.app, ann, case_id).suggestion.text for case_id in (calm, loud, sad)
    ]
    assert ["angry" in text for text in texts] == [False, True, False]
    assert ["going through" in text for text in texts] == [False, False, True]


def test_the_brands_voice_closes_the_suggestion_and_watches_the_address(
    office: Office, ann: Actor
) -> None:
    voice = Voice(
        address=Address.FORMAL,
        sign_off={"en": "Kind regards"},
        signatures={"facebook": Signature.FIRST_NAME, "x": Signature.INITIALS},
        forbidden=("cheap",),
    )
    office.app = replace(office.app, voice=voice)
    on_x = office.case_for("Otto", "my kettle is broken")
    there = office.case_for("Otto", "my kettle is broken", platform=FACEBOOK)
    assert case_view.view(office.app, ann, on_x).suggestion.text.endswith(" Kind regards ^A")
    assert case_view.view(office.app, ann, there).suggestion.text.endswith(" Kind regards – Ann")
    found = draft_checks.doubts(
        office.app, "Wir melden uns bei dir.", kind=ReplyKind.PUBLIC, said=(), language="de"
    )
    assert [(one.trouble.value, one.blocks) for one in found] == [("address", False)]
    with pytest.raises(ReplyNotAllowed, match="choose another word"):
        office.send(ann, on_x, "It is cheap.")

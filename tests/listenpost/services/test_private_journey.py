"""A comment, our private reply to it, and the customer's answer: one case, on a real connection."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from domain.mention import FACEBOOK, INSTAGRAM, MentionKind, Platform
from domain.reply import ReplyKind, ReplyStatus
from listeners.base import Listener
from listeners.facebook_messages import FacebookMessagesListener, FacebookMessagesSettings
from listeners.facebook_page import FacebookPageListener, FacebookPageSettings
from listeners.instagram import InstagramListener, InstagramSettings
from listeners.instagram_messages import InstagramMessagesListener, InstagramMessagesSettings
from listenpost.clock import Clock
from listenpost.services import ingest, respond
from responder.facebook import FacebookResponder
from responder.instagram import InstagramResponder
from sandbox import control
from storage.models import Mention
from tests.fakes import Office, connected
from tests.platforms.practice import Practice


@pytest.fixture
def meta(office: Office, practice: Practice) -> Office:
    page, account, now = practice.facebook_page(), practice.instagram_account(), practice.now
    listeners: dict[str, Listener] = {
        "page": FacebookPageListener(page, FacebookPageSettings(), now=now),
        "messenger": FacebookMessagesListener(page, FacebookMessagesSettings(), now=now),
        "instagram": InstagramListener(account, InstagramSettings(), now=now),
        "direct": InstagramMessagesListener(account, InstagramMessagesSettings(), now=now),
    }
    office.app = replace(
        office.app,
        clock=Clock(now=now, wall=now),
        listeners={name: connected(name, one) for name, one in listeners.items()},
        responders={
            FACEBOOK: partial(FacebookResponder, page, now=now),
            INSTAGRAM: partial(InstagramResponder, account, now=now),
        },
    )
    ingest.register_listeners(office.app)
    return office


def heard(office: Office) -> list[Mention]:
    """What customers said."""
    return [row for row in office.rows(Mention) if not row.by_brand]


def hear(office: Office) -> None:
    for name in office.app.listeners:
        report = ingest.poll(office.app, name)
        assert report is not None
        assert report.error is None
    office.judge()


@pytest.mark.parametrize("platform", [FACEBOOK, INSTAGRAM])
def test_the_answer_to_a_private_reply_lands_in_the_case_of_the_comment(
    meta: Office, practice: Practice, platform: Platform
) -> None:
    own = practice.publish("news", network=platform, kind="own", person="brand")
    practice.publish(
        "my invoice is wrong", network=platform, reply_to_external_id=own, person="anna"
    )
    hear(meta)
    case_id = heard(meta)[0].case_id or 0
    form = meta.form(case_id, "Which invoice is it?", ReplyKind.PRIVATE)
    reply_id = respond.send(meta.app, meta.user(), form)
    meta.deliver()
    assert meta.reply(reply_id).status is ReplyStatus.SENT
    practice.wait(minutes=5)
    said = {"network": platform, "person": "anna", "text": "number 4711, the parcel one"}
    control.message(practice.world, said)
    hear(meta)
    (message,) = [row for row in heard(meta) if row.kind is MentionKind.MESSAGE]
    assert (message.case_id, message.needs_answer) == (case_id, True)

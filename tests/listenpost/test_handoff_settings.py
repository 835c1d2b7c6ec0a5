"""[handoff] and [[webhooks.out]]: where a customer goes on, and who is told."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from domain.channel import ChannelKind
from domain.handoff import HandoffChannel
from domain.recommend import Channel
from listenpost.settings.handoff import HandoffSettings
from listenpost.settings.webhooks import WebhookSettings

CRM: dict[str, object] = {
    "name": "crm",
    "url": "https://crm.example.org",
    "secret": "whsec_" + "QUJD" * 10,
}


def test_the_first_channel_of_a_kind_that_names_a_contact_is_where_she_goes_on() -> None:
    channels = [
        Channel(name="desk", kind=ChannelKind.PHONE),
        Channel(name="line", kind=ChannelKind.PHONE, contact="+30 1"),
        Channel(name="night", kind=ChannelKind.PHONE, contact="+30 2"),
        Channel(name="team", kind=ChannelKind.SPECIALIST, contact="x"),
    ]
    rules = HandoffSettings(code_hours=2).rules("https://care.example.org", channels)
    assert rules.places == {HandoffChannel.PHONE: "+30 1"}
    assert rules.lasts.total_seconds() == 7200


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"secret": "whsec_c2hvcnQ="}, "openssl"),
        ({"url": "http://crm.example.org"}, "https"),
        ({"events": ["case.closed"]}, "case.resolved"),
        ({"name": "a b"}, "name"),
    ],
)
def test_a_system_that_cannot_be_told_is_refused_with_the_way_out(
    changes: dict[str, object], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        WebhookSettings.model_validate({"out": [CRM | changes]})


def test_two_systems_of_one_name_are_refused() -> None:
    with pytest.raises(ValidationError, match="two systems"):
        WebhookSettings.model_validate({"out": [CRM, CRM]})
    (one,) = WebhookSettings.model_validate({"out": [CRM]}).endpoints()
    assert "whsec" not in repr(one)

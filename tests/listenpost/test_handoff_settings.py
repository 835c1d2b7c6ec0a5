"""[handoff]: where a customer goes on is what [[channels]] say."""

from __future__ import annotations

from domain.channel import ChannelKind
from domain.handoff import HandoffChannel
from domain.recommend import Channel
from listenpost.settings.handoff import HandoffSettings


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

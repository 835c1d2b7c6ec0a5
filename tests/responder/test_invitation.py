"""The words that send a customer to another channel."""

from __future__ import annotations

import pytest

from domain.channel import ChannelKind
from responder import template
from responder.invitation import invitation

TOLD = [
    ChannelKind.PHONE,
    ChannelKind.CHAT,
    ChannelKind.EMAIL,
    ChannelKind.STORE,
    ChannelKind.ARTICLE,
]


@pytest.mark.parametrize("language", sorted(template.languages()))
@pytest.mark.parametrize("kind", TOLD)
def test_every_language_of_the_templates_has_them_with_and_without_a_name(
    language: str, kind: ChannelKind
) -> None:
    for name in ("Ann", ""):
        found = invitation(f"{language}-XX", kind, name=name, contact="+44 20 0000 0000")
        assert found is not None
        words, spoken = found
        assert spoken == language
        assert "+44 20 0000 0000" in words
        assert ("Ann" in words) == bool(name)
        assert "{" not in words
        assert len(words) <= 200


def test_without_a_contact_nobody_is_sent_anywhere() -> None:
    assert invitation("en", ChannelKind.PHONE, name="Ann", contact="") is None


def test_what_stays_on_the_network_has_templates_instead() -> None:
    assert invitation("en", ChannelKind.REPLY, name="Ann", contact="x") is None


def test_an_unknown_language_is_answered_in_english() -> None:
    found = invitation("xx", ChannelKind.PHONE, name="Ann", contact="1")
    assert found is not None
    assert found[1] == "en"

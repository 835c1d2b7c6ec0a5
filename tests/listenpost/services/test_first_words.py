"""The suggested words: by where the customer wrote, and by the channel that is taken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from domain.channel import ChannelKind
from domain.mention import FACEBOOK, MentionKind
from domain.recommend import Channel
from listenpost.routing import BUILT_IN
from listenpost.services import case_view
from listenpost.services.tombstones import Tombstones
from tests.fakes import Office

LINE = Channel(name="support line", kind=ChannelKind.PHONE, contact="+44 20 0000 0000")


def test_who_wrote_in_private_is_not_thanked_for_a_comment(office: Office) -> None:
    said = office.says("Ann", "my kettle is broken", platform=FACEBOOK)
    wrote = replace(said, kind=MentionKind.MESSAGE)
    seen = case_view.view(office.app, office.user(), office.arrive(wrote))
    assert "your message" in seen.suggestion.text
    assert "comment" not in seen.suggestion.text


def test_the_brands_own_words_for_a_channel_come_before_the_invitation(
    office: Office, tmp_path: Path
) -> None:
    (tmp_path / "en.toml").write_text('[product]\nphone = "Hi {name}, ring 77."\n')
    app = replace(
        office.app,
        channels=(*BUILT_IN, LINE),
        templates=tmp_path,
        tombstones=Tombstones(secret="s" * 16),
    )
    case_id = office.case_for("Ann", "my kettle is broken", platform=FACEBOOK)
    seen = case_view.view(app, office.user(), case_id, channel="support line")
    assert seen.suggestion.text.startswith("Hi Ann, ring 77. Your code is {code}")

"""A thread that its network has closed: said before anybody types, and refused when sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from domain.errors import ReplyNotAllowed
from domain.mention import REDDIT, YOUTUBE, Platform
from domain.reply import ReplyKind
from listenpost.services import case_view, respond
from tests.fakes import Office


@pytest.mark.parametrize(
    ("platform", "raw", "words"),
    [
        (REDDIT, {"locked": True}, "locked"),
        (REDDIT, {"archived": True}, "archived"),
        (YOUTUBE, {"canReply": False}, "takes no replies"),
    ],
)
def test_a_closed_thread_is_said_to_be_so_and_takes_no_reply(
    office: Office, platform: Platform, raw: Mapping[str, bool], words: str
) -> None:
    said = replace(office.says("Anna", "my parcel", platform=platform), raw=dict(raw))
    case_id = office.arrive(said)
    agent = office.user()
    shown = case_view.view(office.app, agent, case_id)
    assert words in " ".join(shown.choices[ReplyKind.PUBLIC].problems)
    with pytest.raises(ReplyNotAllowed, match=words):
        respond.send(office.app, agent, office.form(case_id))


@pytest.mark.parametrize("raw", [{}, {"locked": False, "archived": False}])
def test_a_thread_that_is_open_is_answered(office: Office, raw: Mapping[str, bool]) -> None:
    said = replace(office.says("Anna", "my parcel", platform=REDDIT), raw=dict(raw))
    case_id = office.arrive(said)
    assert respond.send(office.app, office.user(), office.form(case_id))

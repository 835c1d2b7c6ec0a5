"""What the browser tells of words that are gone already."""

from __future__ import annotations

from typing import cast

import pytest

from dashboard.components import reply_editor
from dashboard.components.reply_editor import Writing
from domain.reply import ReplyKind
from listenpost.services.case_view import CaseView
from listenpost.services.difference import Read


def test_words_that_are_told_again_after_they_were_sent_become_no_draft(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The page of a sent reply has no form; the browser still tells what had stood in it."""
    taken: list[object] = []
    monkeypatch.setattr(reply_editor, "_take_in", lambda *told: taken.append(told))
    sent = Writing(version=1, read=Read(), kind=ReplyKind.PUBLIC, text="Hi Jo", sent=True)
    reply_editor._typed(cast(CaseView, None), sent)
    assert taken == []

"""listenpost handoff: a code for a case, shown once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.handoff import normalized
from listenpost.bootstrap import build
from listenpost.settings import load_settings
from storage.models import Handoff
from tests.fakes import open_office
from tests.listenpost.typing_hands import Hands, hands_in


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Hands]:
    with hands_in(tmp_path, monkeypatch, capsys) as hands:
        yield hands


def test_a_code_is_printed_once_and_kept_as_a_hash(terminal: Hands) -> None:
    terminal.type("init")
    app = build(load_settings())
    office = open_office(app.database)
    case_id = office.case_for("Zoe", "my parcel is late")
    (found,) = terminal.type("handoff", str(case_id), "--to", "phone", "--json").lines
    assert normalized(found["code"])
    assert found["link"] is None
    (row,) = office.rows(Handoff)
    assert (row.case_id, row.id) == (case_id, found["handoff"])
    assert len(row.code_hash or "") == 64
    app.database.engine.dispose()


def test_a_case_that_is_not_there_is_said_so(terminal: Hands) -> None:
    terminal.type("init")
    assert "no case 77" in terminal.type("handoff", "77", "--to", "store").err

"""The file of what is left: one line a mention, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io

from listenpost.services import ledger
from listenpost.services.ledger_csv import HEAD, as_csv
from tests.fakes import Office


def test_each_request_is_one_line_and_no_formula(office: Office) -> None:
    office.case_for("=cmd", '=HYPERLINK("http://127.0.0.1") is broken,\nreally')
    office.time.go(hours=30)
    rows = ledger.names(office.app, ledger.period(office.app))
    head, line = csv.reader(io.StringIO(as_csv(rows)))
    assert tuple(head) == HEAD
    found = dict(zip(head, line, strict=True))
    assert found["customer"] == "'=cmd"
    assert found["text"].startswith("'=HYPERLINK")
    assert (found["reason"], found["owner"], found["age_hours"]) == ("never_seen", "", "30.0")

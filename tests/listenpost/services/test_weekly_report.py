"""The weekly report says what the pages say, and goes out once a week whatever restarts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from domain.notice import Destination, NoticeKind
from domain.quiet_hours import QuietHours
from domain.report_page import as_text
from domain.weekly import WeeklyRules
from listenpost.services import ledger, notices, notifying, weekly_page, weekly_report
from listenpost.services.ledger import Period
from storage.models import Notification
from tests.fakes import START, Office
from tests.listenpost.services.test_notifying import Readers, readers  # noqa: F401  a fixture
from tests.readers import Postbox, postbox_running

BASE = "https://care.example.org"
BOSS = Destination(name="boss", address="mailto://boss", kinds=frozenset())
MONDAY = START + dt.timedelta(days=7)
"""Of the week after that in which everything happens; 09:00 UTC."""


@pytest.fixture(scope="module")
def postbox() -> Iterator[Postbox]:
    with postbox_running() as box:
        yield box


def told(office: Office, to: Destination = BOSS, **rules: object) -> Office:
    weekly = replace(WeeklyRules(to=(to.name,), at=dt.time(8)), **rules)  # type: ignore[arg-type]
    office.app = replace(office.app, destinations=(to,), base_url=BASE, weekly=weekly)
    return office


def a_week(office: Office) -> tuple[int, int]:
    """Two were ignored, one answered with a promise that was broken; returns two of the cases."""
    ann = office.user("ann")
    ignored = office.case_for("Zoe", "my kettle <b>is broken</b>")
    office.case_for("Otto", "where is my parcel")
    promised = office.case_for("Uwe", "my kettle is broken")
    office.send(ann, promised, "We will call you tomorrow.")
    office.deliver()
    office.time.now = MONDAY
    return ignored, promised


def test_it_says_what_the_ledger_says(office: Office) -> None:
    told(office)
    ignored, promised = a_week(office)
    found = weekly_report.compute(office.app, at=MONDAY, zone=dt.UTC)
    begin = MONDAY.replace(hour=0) - dt.timedelta(days=7)
    same = ledger.compute(office.app, Period(since=begin, until=MONDAY.replace(hour=0)))
    assert found.whole == same
    assert same.ignored_total == 2
    assert sum(one.ignored for one in found.groups.by_age.values()) == 2
    assert sum(one.ignored for one in found.groups.by_platform.values()) == 2
    assert [one.case_id for one in found.broken] == [promised]
    text = as_text(weekly_page.page(office.app, found))
    for words in (
        "Ignored: 2 (67%)",
        "Needed an answer: 3",
        f"Case {ignored}: X, high, 7 d old",
        "Broken: 1",
    ):
        assert words in text
    assert f"{BASE}/go/case/{ignored}" in text
    assert "industry 84%" in text


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_it_names_nobody_unless_the_destination_allows_it(office: Office) -> None:
    told(office)
    a_week(office)
    letter = weekly_page.letter(office.app, BOSS, at=MONDAY)
    for word in ("Zoe", "Otto", "kettle", "call you"):
        assert word not in letter.text + (letter.html or "")
    allowed = weekly_page.letter(office.app, replace(BOSS, words=True), at=MONDAY)
    assert "Zoe: my kettle" in allowed.text
    assert "<b>is broken" not in (allowed.html or "")


def test_it_goes_out_once_a_week_though_the_worker_starts_again_in_that_minute(
    office: Office,
    readers: Readers,  # noqa: F811
) -> None:
    told(office, replace(BOSS, quiet=QuietHours(begins=dt.time(0), ends=dt.time(23))))
    office.case_for("Zoe", "my kettle is broken")
    office.time.now = MONDAY.replace(hour=8)
    notices.find(office.app)
    notices.find(office.another_worker())

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        notifying.send_due(office.app, post=dies)
    for minutes in (0, 1, 10, 60, 60 * 24 * 2):
        office.time.go(minutes=minutes)
        office.time.wall += dt.timedelta(minutes=10)
        readers.look(office)
    assert len(readers.letters) == 1
    office.time.go(days=5)
    readers.look(office)
    assert len(readers.letters) == 2
    assert [one.kinds for one in office.rows(Notification)] == [[NoticeKind.WEEKLY.value]] * 2


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_it_waits_for_its_hour_and_is_not_sent_days_late(
    office: Office,
    readers: Readers,  # noqa: F811
) -> None:
    told(office, zone=ZoneInfo("America/New_York"))
    office.time.now = MONDAY.replace(hour=11)
    assert readers.look(office) == 0
    office.time.go(days=4)
    assert readers.look(office) == 0


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_mail_has_it_as_html_and_as_text(office: Office, postbox: Postbox) -> None:
    to = replace(BOSS, address=postbox.address, words=True)
    told(office, to)
    ignored, _ = a_week(office)
    notices.find(office.app)
    assert notifying.send_due(office.app) == 1
    html, text = postbox.part("html"), postbox.part("plain")
    for words in ("Ignored", "Needed an answer", "Response times", f"Case {ignored}"):
        assert words in html
        assert words in text
    assert "&lt;b&gt;" not in html
    assert "<b>" not in html
    assert "div" not in text

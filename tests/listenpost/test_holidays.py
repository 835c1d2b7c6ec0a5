"""Business hours as they are set, public holidays, and the iCal calendars of companies."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from domain.errors import ConfigurationError
from listenpost import holidays
from listenpost.settings import BusinessHours, load_settings

HOUR = dt.timedelta(hours=1)
FEED = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20240605
DTEND;VALUE=DATE:20240607
RRULE:FREQ=YEARLY
SUMMARY:Summer party
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART:20260303T090000Z
DTEND:20260303T100000Z
SUMMARY:A meeting
END:VEVENT
END:VCALENDAR
"""


def hours(**values: object) -> BusinessHours:
    return BusinessHours.model_validate({"monday": ["09:00-17:00"], **values})


def test_no_shift_at_all_means_day_and_night() -> None:
    assert holidays.make_calendar(BusinessHours()).week is None


def test_shifts_are_split_sorted_and_go_past_midnight() -> None:
    week = hours(monday=["13:00-18:00", "09:00-12:00"], sunday=["22:00-02:00"]).week()
    assert week is not None
    assert [(s.begins / HOUR, s.ends / HOUR) for s in week[0]] == [(0, 2), (9, 12), (13, 18)]
    assert [(s.begins / HOUR, s.ends / HOUR) for s in week[6]] == [(22, 24)]
    assert not any(week[1:6])


@pytest.mark.parametrize(
    "text", ["9-17", "25:00-26:00", "09:00-09:00", "09:70-10:00", "24:00-25:00"]
)
def test_what_is_no_shift_is_refused_in_words(text: str, tmp_path: Path) -> None:
    file = tmp_path / "listenpost.toml"
    file.write_text(f'[business_hours]\nmonday = ["{text}"]\n')
    with pytest.raises(ConfigurationError, match=r"business_hours.monday.0: .* is no shift"):
        load_settings(file)


def test_a_zone_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "listenpost.toml"
    file.write_text('[business_hours]\ntime_zone = "Mars/Olympus"\n')
    with pytest.raises(ConfigurationError, match="Mars/Olympus is no time zone"):
        load_settings(file)


def test_hours_that_are_never_open_are_a_clear_mistake() -> None:
    with pytest.raises(ConfigurationError, match=r"leave no open time at all.*Example: monday"):
        holidays.make_calendar(hours(monday=[]))


def test_public_holidays_of_a_part_of_a_country() -> None:
    day = dt.date(2026, 1, 6)  # kept in Bavaria, not everywhere
    assert holidays.make_calendar(hours(country="de", subdivision="BY")).holiday(day)
    assert holidays.make_calendar(hours(country="DE")).holiday(day) is None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"country": "XX"}, r"business_hours.country is not known"),
        ({"country": "DE", "subdivision": "ZZ"}, r"business_hours.subdivision is not known"),
        ({"subdivision": "BY"}, r"needs business_hours.country"),
        ({"ical": ["nowhere.ics"]}, r"nowhere.ics, which cannot be read"),
    ],
)
def test_a_place_without_holidays_is_refused_in_words(
    values: dict[str, object], words: str
) -> None:
    with pytest.raises(ConfigurationError, match=words):
        holidays.make_calendar(hours(**values))


def test_an_event_of_whole_days_closes_each_of_them_every_year_and_a_meeting_none(
    tmp_path: Path,
) -> None:
    file = tmp_path / "company.ics"
    file.write_text(FEED)
    holiday = holidays.make_calendar(hours(ical=[str(file)])).holiday
    closed = [day for day in range(1, 11) if holiday(dt.date(2027, 6, day))]
    assert closed == [5, 6]
    assert holiday(dt.date(2026, 6, 5)) == "Summer party"
    assert holiday(dt.date(2026, 3, 3)) is None


def test_a_file_that_is_no_calendar_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "company.ics"
    file.write_text("<html>sign in</html>")
    with pytest.raises(ConfigurationError, match="which is no iCal calendar"):
        holidays.make_calendar(hours(ical=[str(file)]))


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[httpx.Response | Exception]:
    """What the feed's server says next; the last one for ever."""
    found: list[httpx.Response | Exception] = []

    @contextmanager
    def stream(method: str, address: str, **_: object) -> Iterator[httpx.Response]:
        answer = found.pop(0) if len(found) > 1 else found[0]
        if isinstance(answer, Exception):
            raise answer
        answer.request = httpx.Request(method, address)
        yield answer

    monkeypatch.setattr(httpx, "stream", stream)
    return found


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.ConnectError("refused"),
        httpx.Response(500),
        httpx.Response(200, text="<html>sign in</html>"),
        httpx.Response(200, content=itertools.repeat(b"BEGIN:VCALENDAR " * 4096)),
    ],
    ids=["refused", "500", "html", "endless"],
)
def test_a_feed_that_fails_leaves_its_last_good_copy(
    tmp_path: Path, answers: list[httpx.Response | Exception], trouble: httpx.Response | Exception
) -> None:
    settings = hours(ical=["https://example.org/feed"], ical_cache=str(tmp_path / "kept"))
    answers.extend([httpx.Response(200, text=FEED), trouble])
    for _ in range(2):
        assert holidays.make_calendar(settings).holiday(dt.date(2026, 6, 5)) == "Summer party"


def test_a_feed_that_never_answered_is_said_to_be_missing(
    tmp_path: Path, answers: list[httpx.Response | Exception]
) -> None:
    answers.append(httpx.ConnectError("refused"))
    with pytest.raises(ConfigurationError, match=r"gives no calendar: refused. No copy"):
        holidays.make_calendar(hours(ical=["https://example.org/feed"], ical_cache=str(tmp_path)))


def test_policies_are_read_in_order_with_their_matchers(tmp_path: Path) -> None:
    file = tmp_path / "listenpost.toml"
    file.write_text(
        "[sla]\nhigh = 7200\n[[sla.policies]]\nname = 'gold'\ntiers = ['gold']\n"
        "first_response = 600\naround_the_clock = true\n"
        "[[sla.policies]]\nname = 'fire'\nurgencies = ['critical']\nresolution = 'PT2H'\n"
    )
    policy = load_settings(file).sla.policy()
    assert [rule.name for rule in policy.rules] == ["gold", "fire"]
    assert [rule.around_the_clock for rule in policy.rules] == [True, False]
    assert set(policy.rules[1].targets.values()) == {2 * HOUR}


ENDLESS = (
    "RRULE:FREQ=SECONDLY",
    "RRULE:FREQ=MINUTELY;INTERVAL=5",
    "RRULE:FREQ=HOURLY;COUNT=1",
    "EXRULE:FREQ=SECONDLY",
    "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1;BYSECOND=2",
    "RRULE:FREQ=DAILY;BYYEARDAY=" + ",".join(map(str, range(1, 300))),
)


@pytest.mark.parametrize("rule", ENDLESS, ids=lambda rule: rule[:24])
@pytest.mark.parametrize("begins", ["DTSTART;VALUE=DATE:20000101", "DTSTART:20000101T000000Z"])
def test_a_calendar_that_would_be_unfolded_for_ever_is_refused(
    rule: str, begins: str, tmp_path: Path
) -> None:
    file = tmp_path / "endless.ics"
    event = f"BEGIN:VEVENT\nUID:1\n{begins}\nSUMMARY:x\n{rule}\nEND:VEVENT"
    file.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{event}\nEND:VCALENDAR\n")
    with pytest.raises(ConfigurationError, match="no iCal calendar"):
        holidays.make_calendar(hours(ical=[str(file)]))


def test_a_calendar_of_too_many_repeating_events_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "many.ics"
    event = "BEGIN:VEVENT\nUID:{}\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY\nEND:VEVENT\n"
    events = "".join(event.format(number) for number in range(holidays.MOST_RULES + 1))
    file.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{events}END:VCALENDAR\n")
    with pytest.raises(ConfigurationError, match="more than"):
        holidays.make_calendar(hours(ical=[str(file)]))

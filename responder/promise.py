"""Promises in our own replies: a sentence that says what we will do, with a time by which.

The phrases are data, one TOML file a language (`responder/promises`). A sentence counts only with
both: somebody of ours who will do something, and a time. What depends on the customer ("if you
send us ...") or is a question is none.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.language import code_of
from domain.promise import Promise

CLOSING = dt.time(18)
"""A day without a time of day ends at this hour, on the brand's own clock."""
_MORNING, _EVENING, _MIDNIGHT = dt.time(12), dt.time(21), dt.time(23, 59)
_SENTENCE = re.compile(r"[^.!?…\n;]+(?:[.](?=\w)[^.!?…\n;]*)*[.!?…;]*")
_RANGE = r"\d{1,3}(?: ?(?:-|–|to|bis|à|a|tot|do|till|έως) ?\d{1,3})?"
_FRIDAY = 4
_SOON = dt.timedelta(days=183)
"""A day of a month that is further ahead is a day of the past: "your order of 3 December"."""
_OF_DAY = r"(?:st|nd|rd|th|er|:?[ae]|[.\u2024ºªη])?(?: ?(?:of|de|del|d[’']) ?(?:the )?|,? )"
_DOT = "\u2024"
"""Stands for a dot that ends no sentence while sentences are told apart."""
_NOON = 12
_LATEST_AFTERNOON = 7
_ASIDE = ("greeting", "half_hour", "the_hour", "deed", "send", "news")
_NOTHING = "(?!)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One language."""

    commit: re.Pattern[str]
    never: re.Pattern[str]
    spans: tuple[tuple[str, re.Pattern[str]], ...]
    days: Mapping[str, re.Pattern[str]]
    weekdays: tuple[re.Pattern[str], ...]
    dates: tuple[re.Pattern[str], ...]
    no_end: re.Pattern[str]
    numbers: Mapping[str, int]
    greeting: re.Pattern[str]
    half_hour: re.Pattern[str]
    the_hour: re.Pattern[str]
    deed: re.Pattern[str]
    send: re.Pattern[str]
    news: re.Pattern[str]


def promises_in(
    text: str, language: str | None, *, now: dt.datetime, zone: dt.tzinfo
) -> tuple[Promise, ...]:
    """What the reply promises, in the order of its sentences; times on the brand's own clock."""
    code = code_of(language)
    if code not in languages():
        return ()
    phrases = _load(code)
    local = now.astimezone(zone)
    found = []
    for match in _SENTENCE.finditer(phrases.no_end.sub(_DOT, text)):
        sentence = match[0].replace(_DOT, ".").strip()
        if not _commits(sentence, phrases):
            continue
        due = _due(phrases.greeting.sub(" ", sentence.lower()), phrases, local)
        if due is not None:
            found.append(Promise(words=sentence[:500], due_at=due.astimezone(dt.UTC)))
    return tuple(found)


def kept_by_answer(words: str, language: str | None) -> bool:
    """Whether a later answer can be what these words promise: an answer, an update, news.

    A call, a refund, a visit, a repair and what is sent are not in our words: a person must say
    that they happened. In a language without phrases nothing is kept by itself.
    """
    code = code_of(language)
    if code not in languages() or not words:
        return False
    phrases = _load(code)
    if phrases.deed.search(words):
        return False
    return not phrases.send.search(words) or phrases.news.search(words) is not None


@cache
def languages() -> frozenset[str]:
    """The languages whose promises are recognised."""
    return frozenset(file.stem for file in _folder().glob("*.toml"))


def _commits(sentence: str, phrases: Phrases) -> bool:
    if sentence.endswith(("?", ";")) or phrases.never.search(sentence):
        return False
    return phrases.commit.search(sentence) is not None


def _due(sentence: str, phrases: Phrases, now: dt.datetime) -> dt.datetime | None:
    """The latest moment that the sentence names."""
    return max(_moments(sentence, phrases, now), default=None)


def _moments(sentence: str, phrases: Phrases, now: dt.datetime) -> Iterator[dt.datetime]:
    date, sentence = _date(sentence, phrases, now.date())
    said = {name for name, pattern in phrases.days.items() if pattern.search(sentence)}
    clock = _clock(sentence, phrases, said)
    hour = clock if clock is not None else _part_of_day(said)
    if near := _near(sentence, phrases):
        yield now + near
        return
    for unit, pattern in phrases.spans:
        if match := pattern.search(sentence):
            yield _after(now, unit, _number(match["number"], phrases))
            return
    if day := date or _day(said, sentence, phrases, now):
        hour = CLOSING if hour is None else hour
        yield dt.datetime.combine(day, hour, tzinfo=now.tzinfo)
    elif said & {"today", "tonight", "end_of_day"}:
        yield _today(now, hour or (_MIDNIGHT if "tonight" in said else CLOSING))
    elif clock is not None:
        at = dt.datetime.combine(now.date(), clock, tzinfo=now.tzinfo)
        yield at if at > now else at + dt.timedelta(days=1)


def _date(sentence: str, phrases: Phrases, today: dt.date) -> tuple[dt.date | None, str]:
    """The next such day of a month that is named, if it is near, and the rest of the sentence."""
    for match in (found for pattern in phrases.dates for found in pattern.finditer(sentence)):
        month = next(n for n in range(1, 13) if match.group(f"m{n}"))
        for year in [int(match["year"])] if match["year"] else [today.year, today.year + 1]:
            try:
                day = dt.date(year, month, int(match["day"]))
            except ValueError:
                continue
            if today <= day <= today + _SOON:
                return day, f"{sentence[: match.start()]} {sentence[match.end() :]}"
    return None, sentence


def _day(said: set[str], sentence: str, phrases: Phrases, now: dt.datetime) -> dt.date | None:
    today = now.date()
    if "day_after" in said:
        return today + dt.timedelta(days=2)
    if "tomorrow" in said:
        return today + dt.timedelta(days=1)
    for number, pattern in enumerate(phrases.weekdays):
        if pattern.search(sentence):
            return today + dt.timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    friday = today + dt.timedelta(days=(_FRIDAY - today.weekday()) % 7)
    if "next_week" in said:
        monday = today - dt.timedelta(days=today.weekday())
        return monday + dt.timedelta(days=7 + _FRIDAY)
    return friday if "this_week" in said else None


def _today(now: dt.datetime, at: dt.time) -> dt.datetime:
    """Today at this time, or where that has passed by the end of the day."""
    due = dt.datetime.combine(now.date(), at, tzinfo=now.tzinfo)
    return due if due > now else dt.datetime.combine(now.date(), _MIDNIGHT, tzinfo=now.tzinfo)


def _part_of_day(said: set[str]) -> dt.time | None:
    if "evening" in said:
        return _EVENING
    return _MORNING if "morning" in said else None


def _near(sentence: str, phrases: Phrases) -> dt.timedelta | None:
    if phrases.half_hour.search(sentence):
        return dt.timedelta(minutes=30)
    return dt.timedelta(hours=1) if phrases.the_hour.search(sentence) else None


def _clock(sentence: str, phrases: Phrases, said: set[str]) -> dt.time | None:
    """The time of day; 1 to 7 are afternoon unless something says that they are not."""
    match = phrases.days["clock"].search(sentence)
    if match is None:
        return None
    hour, half = int(match["hour"]), (match["half"] or "").replace(".", "")
    if half in ("am", "πμ"):
        hour = 0 if hour == _NOON else hour
    elif hour < _NOON and (half in ("pm", "μμ") or _is_afternoon(match["hour"], said)):
        hour += _NOON
    minute = int(match["minute"] or 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def _is_afternoon(hour: str, said: set[str]) -> bool:
    if hour.startswith("0") or "morning" in said:
        return False
    return "evening" in said or "tonight" in said or 1 <= int(hour) <= _LATEST_AFTERNOON


def _number(said: str, phrases: Phrases) -> int:
    """The largest of "24 to 48"; a word where it is one."""
    digits = [int(part) for part in re.findall(r"\d{1,3}", said)]
    if said in phrases.numbers:
        return phrases.numbers[said]
    return max(digits or (phrases.numbers.get(word, 1) for word in said.split()))


def _after(now: dt.datetime, unit: str, number: int) -> dt.datetime:
    """A span counts from now: hours on the clock, days to the end of the day's business."""
    if unit in ("minutes", "hours"):
        passed = dt.timedelta(**{unit: number})
        return (now.astimezone(dt.UTC) + passed).astimezone(now.tzinfo)
    day = now.date()
    if unit == "workdays":
        for _ in range(min(number, 60)):
            day += dt.timedelta(days=3 if day.weekday() == _FRIDAY else 1)
            day += dt.timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > _FRIDAY else 0)
    else:
        day += dt.timedelta(days=min(number, 365) * (7 if unit == "weeks" else 1))
    return dt.datetime.combine(day, CLOSING, tzinfo=now.tzinfo)


@cache
def _load(language: str) -> Phrases:
    table = tomllib.loads((_folder() / f"{language}.toml").read_text(encoding="utf-8"))
    words = "|".join(map(re.escape, table["numbers"]))
    number = rf"(?P<number>(?:an? )?(?:{_RANGE}|{words})(?: of)?)"
    units = ("minutes", "hours", "workdays", "days", "weeks")
    named = ("today", "tonight", "tomorrow", "day_after", "morning", "evening", "end_of_day",
             "this_week", "next_week", "clock")  # fmt: skip
    return Phrases(
        commit=_any(table["commit"]),
        never=_any(table["never"]),
        spans=tuple(
            (unit, _any([rf"\b(?:{table['within']}) {number}[ -]?(?:{table[unit]})\b"]))
            for unit in units
        ),
        days={name: _any([table[name]]) for name in named},
        weekdays=tuple(_any([pattern]) for pattern in table["weekdays"]),
        dates=_dates(table["date"], table["months"]),
        no_end=_no_end(table["months"]),
        numbers=table["numbers"],
        **{name: _any([table.get(name, _NOTHING)]) for name in _ASIDE},
    )


def _no_end(months: list[str]) -> re.Pattern[str]:
    """Dots after which a sentence goes on: "3. Dezember", "kl. 9.30", "godz. 9:30"."""
    of_day = rf"(?<=\d)[.](?= ?(?:{'|'.join(months)})\b)"
    return re.compile(rf"{of_day}|(?:(?<=\bkl)|(?<=\bgodz))[.](?= ?\d)", re.IGNORECASE)


def _dates(before: str, months: list[str]) -> tuple[re.Pattern[str], ...]:
    """ "on (Thursday,) (the) 3rd of December (2026)", and "by December 3rd" as in America."""
    named = "(?:" + "|".join(f"(?P<m{n}>{month})" for n, month in enumerate(months, start=1)) + ")"
    lead = rf"{before}(?: ?[^\W\d_]+,?)??(?: ?(?:the|den|dem))? ?"
    day, year = r"(?<!\d)(?P<day>\d{1,2})", r"(?:,? (?:de )?(?P<year>\d{4})\b)?"
    return (
        re.compile(rf"{lead}{day}{_OF_DAY}{named}\b{year}", re.IGNORECASE),
        re.compile(rf"{lead}{named} {day}(?:st|nd|rd|th)?\b(?![:.]\d){year}", re.IGNORECASE),
    )


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _folder() -> Path:
    return Path(__file__).parent / "promises"

"""What Pulse shows leaves as a file that says of what it is, and in which a name is no formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from zoneinfo import ZoneInfo

from domain.classification import Sentiment
from domain.pulse import Counts, drivers, share, total
from domain.pulse import change as moved
from domain.pulse_spike import Spike
from domain.share import Share
from listenpost.language.tongue import speaking
from listenpost.services.pulse import Day, Pulse, PulseFilter, Reach
from listenpost.services.pulse_change import Change, DriverKind
from listenpost.services.pulse_csv import HEAD, as_csv
from listenpost.services.pulse_report import report
from listenpost.services.pulse_voice import Voice

BERLIN = ZoneInfo("Europe/Berlin")
AT = dt.datetime(2026, 3, 8, 9, 30, tzinfo=dt.UTC)


def counts(negative: int, neutral: int, positive: int) -> Counts:
    return dict(zip(Sentiment, (negative, neutral, positive), strict=True))


SPIKE = Spike(
    begins_at=dt.datetime(2026, 3, 7, 13, tzinfo=dt.UTC),
    ends_at=dt.datetime(2026, 3, 7, 14, tzinfo=dt.UTC),
    posts=60,
    usual=12.0,
)
ON_X, ON_FACEBOOK = counts(30, 40, 30), counts(1, 2, 0)
FOUND = Pulse(
    days=(
        Day(date=dt.date(2026, 3, 7), counts=ON_X, spikes=(SPIKE,)),
        Day(date=dt.date(2026, 3, 8), counts=ON_FACEBOOK),
    ),
    platforms={"x": ON_X, "facebook": ON_FACEBOOK},
    languages={"=cmd|'x'!A1": ON_FACEBOOK, "": ON_X},
    topics={"billing": ON_X, "order": ON_FACEBOOK},
    before=counts(10, 5, 5),
    reach=Reach(followers=12_000, known=3, accounts=4),
)
VOICES = (
    Voice(name="=Acme", ours=False, counts=ON_X, share=Share(part=100, whole=103)),
    Voice(name="Us", ours=True, counts=ON_FACEBOOK, share=Share(part=3, whole=103)),
)


def changed() -> Change:
    found = drivers({"order": ON_FACEBOOK}, {"billing": ON_X})
    return Change(
        day=dt.date(2026, 3, 8),
        against=dt.date(2026, 3, 7),
        before=share(ON_FACEBOOK),
        after=share(ON_X),
        moved=moved(share(ON_FACEBOOK), share(ON_X)),
        drivers={kind: tuple(found) for kind in DriverKind},
        accounts={},
    )


def test_the_file_says_of_which_days_on_whose_clock_and_adds_up() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(FOUND, zone=BERLIN, at=AT))))
    head = dict(row for row in rows if len(row) == 2)
    assert head["time zone"] == "Europe/Berlin"
    assert head["days"].startswith("2026-03-07 to 2026-03-08")
    assert head["filters"].startswith("none")
    assert head["read"] == "2026-03-08 10:30"
    lines = [dict(zip(HEAD, row, strict=True)) for row in rows[rows.index(list(HEAD)) + 1 :]]
    low, high = share(FOUND.counts).interval
    assert lines[0] == {
        "group": "all", "name": "", "posts": "103", "negative": "31", "neutral": "42",
        "positive": "30", "negative_share": "0.3010", "low": f"{low:.4f}", "high": f"{high:.4f}",
    }  # fmt: skip
    for group in ("day", "network", "language", "topic"):
        assert sum(int(one["posts"]) for one in lines if one["group"] == group) == 103


def test_no_cell_is_a_formula() -> None:
    text = as_csv(FOUND, zone=BERLIN, at=AT, voices=VOICES)
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))]


def test_the_page_says_the_same_marks_few_posts_and_holds_no_foreign_markup() -> None:
    marked = replace(FOUND, topics={"<i>billing</i>": ON_X, "order": ON_FACEBOOK})
    html = report(
        marked,
        brand="<b>Brand</b>",
        zone=BERLIN,
        at=AT,
        change=changed(),
        voices=VOICES,
    )
    assert "Time zone: Europe/Berlin." in html
    assert "&lt;b&gt;Brand&lt;/b&gt;: pulse" in html
    assert "&lt;i&gt;billing&lt;/i&gt;" in html
    assert "<i>" not in html
    assert "103, the 7 days before 20" in html
    assert "Sat 7 Mar 14:00" in html, "the viewer's clock, not UTC's"
    assert "60 posts, where about 12 are usual" in html
    assert "12,000 followers of 3 accounts" in html
    assert "Topic: Billing" in html
    assert "+30.0 points" in html
    assert "97 % (92 to 99), 100 of 103 of all namings" in html.replace("97%", "97 %")
    assert "1 of 3, few posts" in html
    assert "30 of 100" in html
    assert "Not known" in html
    assert total([ON_X, ON_FACEBOOK]) == FOUND.counts


def test_the_file_says_what_was_filtered() -> None:
    wanted = PulseFilter(platforms=("x",), topics=("billing",), campaign="Spring")
    text = as_csv(replace(FOUND, wanted=wanted), zone=BERLIN, at=AT)
    assert "network x; topic billing; campaign Spring" in text


def test_the_page_is_in_the_language_of_who_takes_it_and_the_file_is_the_same_for_all() -> None:
    marked = replace(FOUND, topics={"<i>billing</i>": ON_X, "order": ON_FACEBOOK})
    html = report(
        marked, brand="Us", zone=BERLIN, at=AT, language="cs", change=changed(), voices=VOICES
    )
    for words in (
        '<html lang="cs">',
        "Us: Nálada",
        "Časové pásmo: Europe/Berlin.",
        "103, předchozích 7 dnů 20",
        "so 7. 3. 14:00",
        "60 příspěvků, kde je obvyklých asi 12",
        "12\xa0000 sledujících",
        "Téma: Fakturace",
        "+30,0 bodů",
        "30\xa0% (22 až 40), 30 z 100",
        "1 z 3, málo příspěvků",
        "&lt;i&gt;billing",
    ):
        assert words in html, words
    assert "<i>" not in html
    with speaking("cs"):
        text = as_csv(FOUND, zone=BERLIN, at=AT)
    assert text == as_csv(FOUND, zone=BERLIN, at=AT)
    assert "0.3010" in text

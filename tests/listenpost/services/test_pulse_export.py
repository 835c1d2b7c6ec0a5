"""What Pulse shows leaves as a file that says of what it is, and in which a name is no formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import fields, replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.classification import Sentiment
from domain.pulse import Counts, drivers, share, total
from domain.pulse import change as moved
from domain.pulse_spike import Spike
from domain.share import Share
from listenpost.language.tongue import speaking
from listenpost.services.pulse import Day, Pulse, PulseFilter, Reach
from listenpost.services.pulse_change import Account, Change, DriverKind, Evidence
from listenpost.services.pulse_csv import HEAD, as_csv
from listenpost.services.pulse_report import report
from listenpost.services.pulse_split import Line, Split, SplitBy
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


SPLIT = Split(
    by=SplitBy.CAMPAIGN,
    dates=(dt.date(2026, 3, 7), dt.date(2026, 3, 8)),
    lines=(
        Line(name="=Sale", days=(ON_X, counts(0, 20, 5))),
        Line(name="", days=(ON_FACEBOOK, counts(0, 0, 0)), rest=True),
    ),
)
POST = Evidence(
    mention_id=7,
    case_id=1,
    platform="x",
    author="<b>Zoe</b>",
    reach=2000,
    sentiment=Sentiment.NEGATIVE,
    text="My <i>bill</i> is wrong",
    url="https://example.org/x/7",
    published_at=dt.datetime(2026, 3, 8, 8, tzinfo=dt.UTC),
)


def lines_of(text: str) -> list[dict[str, str]]:
    rows = list(csv.reader(io.StringIO(text)))
    return [dict(zip(HEAD, row, strict=True)) for row in rows[rows.index(list(HEAD)) + 1 :]]


def changed() -> Change:
    found = drivers({"order": ON_FACEBOOK}, {"billing": ON_X})
    return Change(
        day=dt.date(2026, 3, 8),
        against=dt.date(2026, 3, 7),
        before=share(ON_FACEBOOK),
        after=share(ON_X),
        moved=moved(share(ON_FACEBOOK), share(ON_X)),
        drivers={kind: tuple(found) for kind in DriverKind}
        | {DriverKind.ACCOUNT: tuple(drivers({"9": ON_FACEBOOK}, {"9": ON_X, "8": ON_X}))},
        accounts={"9": Account(author_id=9, name="Ann", platform="x", reach=None)},
    )


def test_the_file_says_of_which_days_on_whose_clock_and_adds_up() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(FOUND, zone=BERLIN, at=AT))))
    head = dict(row for row in rows if len(row) == 2)
    assert head["time zone"] == "Europe/Berlin"
    assert head["days"].startswith("2026-03-07 to 2026-03-08")
    assert head["filters"].startswith("none")
    assert head["read"] == "2026-03-08 10:30"
    lines = lines_of(as_csv(FOUND, zone=BERLIN, at=AT))
    low, high = share(FOUND.counts).interval
    assert lines[0] == {
        "group": "all", "name": "", "posts": "103", "negative": "31", "neutral": "42",
        "positive": "30", "negative_share": "0.3010", "low": f"{low:.4f}", "high": f"{high:.4f}",
        "day": "", "points": "", "usual": "", "followers": "", "accounts": "",
    }  # fmt: skip
    for group in ("day", "network", "language", "topic"):
        assert sum(int(one["posts"]) for one in lines if one["group"] == group) == 103


def test_no_cell_is_a_formula() -> None:
    text = as_csv(FOUND, zone=BERLIN, at=AT, voices=VOICES, split=SPLIT, change=changed())
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    number = re.compile(r"-\d+\.\d+")
    risky = [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))]
    assert [cell for cell in risky if not number.fullmatch(cell)] == []
    assert "'=Sale" in cells


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


@pytest.mark.parametrize("name", [one.name for one in fields(PulseFilter) if one.name != "days"])
def test_no_filter_is_left_unsaid(name: str) -> None:
    chosen: Any = {"campaign": "Spring", "brand_topics": (4,)}.get(name, ("x",))
    found = replace(FOUND, wanted=replace(PulseFilter(), **{name: chosen}), about=("Seats",))
    if name != "brand_topics":
        found = replace(found, about=())
    assert "none, all networks" not in as_csv(found, zone=BERLIN, at=AT)
    assert "none, all networks" not in report(found, brand="Us", zone=BERLIN, at=AT)
    if name == "brand_topics":
        assert "about Seats" in as_csv(found, zone=BERLIN, at=AT)
        assert "About: Seats" in report(found, brand="Us", zone=BERLIN, at=AT)


def test_the_file_holds_spikes_reach_what_moved_and_what_is_split() -> None:
    text = as_csv(FOUND, zone=BERLIN, at=AT, split=SPLIT, change=changed())
    lines = {(one["group"], one["name"], one["day"]): one for one in lines_of(text)}
    assert lines["spike", "14:00 to 15:00", "2026-03-07"]["usual"] == "12.0"
    told = lines["reach", "those that tell their followers", ""]
    assert (told["followers"], told["accounts"]) == ("12000", "3")
    assert lines["change", "", "2026-03-08"]["points"] == f"{(0.3 - 1 / 3) * 100:.2f}"
    assert lines["driver topic", "billing", "2026-03-08"]["points"] == "30.00"
    assert lines["driver topic", "billing", "2026-03-07"]["points"] == ""
    assert lines["driver account", "Ann (x)", "2026-03-08"]["negative"] == "30"
    assert lines["driver account", "an erased account", "2026-03-08"]["negative"] == "30"
    sale = lines["campaign by day", "'=Sale", "2026-03-07"]
    assert (sale["posts"], sale["negative_share"]) == ("100", "0.3000")
    rest = lines["campaign by day", "the rest", "2026-03-08"]
    assert (rest["posts"], rest["negative_share"]) == ("0", "")


def test_the_page_names_the_accounts_shows_the_posts_and_what_is_split() -> None:
    html = report(
        FOUND, brand="Us", zone=BERLIN, at=AT, change=changed(), split=SPLIT, posts=[POST]
    )
    assert "Account: Ann (X)" in html
    assert "Negative posts of Sunday 8 March" in html
    assert "My &lt;i&gt;bill&lt;/i&gt; is wrong" in html
    assert "&lt;b&gt;Zoe&lt;/b&gt; · X · Sun 8 Mar 09:00 · 2,000 followers" in html
    assert 'href="https://example.org/x/7"' in html
    assert "Negative share by campaign" in html
    assert "lowest 0% on Sunday 8 March, highest 30% on Saturday 7 March" in html
    assert "The rest" in html


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

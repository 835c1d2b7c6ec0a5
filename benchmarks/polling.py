"""Replay real arrival times: how long posts wait for a fixed and for an adaptive poll.

python -m benchmarks.polling --json

Each brand's rhythm is learned from the first part of its posts; the later part is only played. The
fixed interval gets exactly as many requests as the adaptive one made, brand by brand.
"""

from __future__ import annotations

import argparse
import bisect
import datetime as dt
import gzip
import json
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain import pace
from domain.pace import Pulse, Rhythm

FILE = Path(__file__).parents[2] / "shared" / "data" / "replay_twcs_response_pairs.jsonl.gz"
LEARN_FROM = dt.datetime(2017, 10, 30, tzinfo=dt.UTC)
TEST_FROM = dt.datetime(2017, 11, 27, tzinfo=dt.UTC)
TEST_UNTIL = dt.datetime(2017, 12, 4, tzinfo=dt.UTC)
LEAST_LEARNED, LEAST_TESTED = 50, 20
Times = Sequence[dt.datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """What was learned of a brand, and when its posts of the later part came."""

    rhythm: Rhythm
    posts: Times


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The time that is learned from and the time that is played."""

    learn: dt.datetime
    begin: dt.datetime
    end: dt.datetime


def main() -> None:
    """Run it as the command line says."""
    given = _arguments()
    usual = dt.timedelta(seconds=given.interval)
    if given.validate:  # a week that the constants of domain.pace were not chosen on
        week = dt.timedelta(weeks=1)
        part = Part(learn=LEARN_FROM, begin=TEST_FROM - week, end=TEST_FROM)
    else:
        part = Part(learn=LEARN_FROM, begin=TEST_FROM, end=TEST_UNTIL)
    brands = _brands(given.file, part)
    found = measure(brands, part, usual) | {"interval_s": given.interval}
    if not given.validate:
        found |= _busiest(given.file, usual)
    print(json.dumps(found) if given.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=FILE)
    parser.add_argument("--interval", type=float, default=300.0, help="the usual one, in seconds")
    parser.add_argument("--validate", action="store_true", help="play the end of the first part")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def measure(brands: Sequence[Brand], part: Part, usual: dt.timedelta) -> dict[str, Any]:
    """Both ways over one part; `request_saving` is at the delay of the fixed interval."""
    adaptive, fixed, requests = _delays(brands, part, usual)
    fewer, least = _as_slow_as(brands, part, usual)
    return {
        "brands": len(brands),
        "posts": len(adaptive),
        **_figures("fixed", fixed),
        **_figures("adaptive", adaptive),
        "requests": requests,
        "delay_reduction": round(1 - statistics.fmean(adaptive) / statistics.fmean(fixed), 4),
        "request_saving": round(1 - fewer / least, 4),
    }


def _figures(name: str, delays: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(delays, n=100, method="inclusive")
    return {
        f"{name}_mean_delay_s": round(statistics.fmean(delays), 1),
        f"{name}_p50_s": round(cuts[49], 1),
        f"{name}_p95_s": round(cuts[94], 1),
    }


def _delays(
    brands: Sequence[Brand], part: Part, usual: dt.timedelta
) -> tuple[list[float], list[float], int]:
    """(delays of the adaptive polls, those of as many fixed ones, how many there were)."""
    adaptive, fixed, requests = list[float](), list[float](), 0
    for brand in brands:
        polls = play(brand, part, usual)
        step = (part.end - part.begin) / len(polls)
        even = [part.begin + step * (number + 1) for number in range(len(polls))]
        adaptive += waits(brand.posts, polls)
        fixed += waits(brand.posts, even)
        requests += len(polls)
    return adaptive, fixed, requests


def play(brand: Brand, part: Part, usual: dt.timedelta) -> list[dt.datetime]:
    """When the adaptive listener polls; it knows what its own polls brought, and the rhythm."""
    pulse, at, polls = Pulse(), part.begin, list[dt.datetime]()
    while True:
        wait = pace.interval(brand.rhythm, pulse, usual=usual, now=at)
        if at + wait >= part.end:
            return [*polls, part.end]
        due = brand.rhythm.due(at, at + wait)
        new = bisect.bisect_right(brand.posts, at + wait) - bisect.bisect_right(brand.posts, at)
        pulse = pace.heard(pulse, new, due=due, passed=wait, usual=usual)
        at += wait
        polls.append(at)


def waits(posts: Times, polls: Times) -> list[float]:
    """Seconds from each post to the first poll that can see it."""
    return [(polls[bisect.bisect_left(polls, at)] - at).total_seconds() for at in posts]


def _as_slow_as(brands: Sequence[Brand], part: Part, usual: dt.timedelta) -> tuple[int, int]:
    """(requests with which the adaptive polls are no slower than the fixed ones, those of them)."""
    fixed_number = round((part.end - part.begin) / usual)
    even = [part.begin + usual * (number + 1) for number in range(fixed_number)]
    target = statistics.fmean(wait for brand in brands for wait in waits(brand.posts, even))
    low, high, best = 1.0, 8.0, fixed_number * len(brands)
    for _ in range(7):
        factor = (low + high) / 2
        delays, _, requests = _delays(brands, part, usual * factor)
        if statistics.fmean(delays) <= target:
            low, best = factor, min(best, requests)
        else:
            high = factor
    return best, fixed_number * len(brands)


def _busiest(file: Path, usual: dt.timedelta) -> dict[str, Any]:
    """The sample holds nearly all posts of few days: the busiest day alone, and all the others."""
    busy = dt.datetime(2017, 11, 30, tzinfo=dt.UTC)
    alone = Part(learn=LEARN_FROM, begin=busy, end=busy + pace.DAY)
    before = Part(learn=LEARN_FROM, begin=TEST_FROM, end=busy)
    found = {}
    for name, part in (("busiest_day", alone), ("days_before_it", before)):
        adaptive, fixed, _ = _delays(_brands(file, part), part, usual)
        found[f"{name}_delay_reduction"] = round(
            1 - statistics.fmean(adaptive) / statistics.fmean(fixed), 4
        )
    return found


def _brands(file: Path, part: Part) -> list[Brand]:
    found = []
    for posts in _posts(file).values():
        learn = [at for at in posts if part.learn <= at < part.begin]
        test = [at for at in posts if part.begin < at < part.end]
        if len(learn) >= LEAST_LEARNED and len(test) >= LEAST_TESTED:
            found.append(Brand(rhythm=_learned(learn, part), posts=test))
    return found


def _learned(posts: Times, part: Part) -> Rhythm:
    hours = defaultdict[dt.datetime, int](int)
    for at in posts:
        hours[at.replace(minute=0, second=0, microsecond=0)] += 1
    return pace.learned(hours, since=part.learn, until=part.begin)


def _posts(file: Path) -> Mapping[str, Times]:
    found = defaultdict[str, list[dt.datetime]](list)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            found[row["agent_id"]].append(dt.datetime.fromisoformat(row["created_at_customer"]))
    return {name: sorted(times) for name, times in found.items()}


if __name__ == "__main__":
    main()

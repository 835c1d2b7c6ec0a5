"""The alerts and the dashboard ask for what is told, and add up what may be added up."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping

import promql_parser
import pytest

from domain.coverage import HoleState
from domain.listening import ListenerState
from domain.reply import ReplyStatus
from domain.sla import SlaState
from listenpost.services.metric_catalogue import CATALOGUE, Source
from tests.deploy.monitoring import (
    ALERTS,
    OF_OTHERS,
    added_up,
    expressions,
    panels,
    queries,
    rules,
    selectors,
    series,
)

LABELS_OF_PROMETHEUS = {"job", "instance", "le"}
WORDS: Mapping[tuple[str, str], set[str]] = {
    ("listenpost_listeners", "state"): set(ListenerState),
    ("listenpost_coverage_holes", "state"): set(HoleState),
    ("listenpost_cases_waiting", "state"): set(SlaState),
    ("listenpost_outbox_replies", "status"): set(ReplyStatus),
    ("listenpost_outbox_oldest_seconds", "status"): set(ReplyStatus),
    ("listenpost_replies_total", "outcome"): {*ReplyStatus, "retry"},
    ("listenpost_tasks", "state"): {"waiting", "given_up"},
    ("listenpost_webhook_messages", "state"): {"waiting", "dead"},
    ("listenpost_sign_ins_total", "outcome"): {"accepted", "refused"},
    ("listenpost_database_errors_total", "kind"): {
        "unreachable",
        "locked",
        "conflict",
        "damaged",
        "other",
    },
    ("listenpost_job_idle_seconds", "work"): {"tick", "judge", "deliver", "tidy", "poll"},
}
"""What a label can say, where a query names it."""

ALL = pytest.mark.parametrize(("place", "query"), queries(), ids=[name for name, _ in queries()])


@ALL
def test_every_metric_and_label_that_is_named_exists(place: str, query: str) -> None:
    del place
    known = series()
    found = selectors(promql_parser.parse(query))
    assert found
    for one in found:
        assert one.name in known or one.name in OF_OTHERS, one.name
        for matcher in one.matchers.matchers:
            if one.name in OF_OTHERS or matcher.name in LABELS_OF_PROMETHEUS:
                continue
            assert matcher.name in known[one.name].labels
            named = set(re.split(r"\|", matcher.value))
            assert named <= {str(word) for word in WORDS[one.name, matcher.name]}


@ALL
def test_what_every_process_reads_alike_is_never_added_up(place: str, query: str) -> None:
    del place
    known = series()
    for one in added_up(promql_parser.parse(query)):
        assert one.name in OF_OTHERS or known[one.name].source is Source.PROCESS, one.name


def test_the_test_above_sees_a_sum_over_processes() -> None:
    wrong = promql_parser.parse("sum by (state) (rate(listenpost_polls_total[5m])) > 1")
    right = promql_parser.parse("sum(max by (platform) (listenpost_polls_total))")
    assert [one.name for one in added_up(wrong)] == ["listenpost_polls_total"]
    assert not list(added_up(right))


@ALL
def test_what_is_told_by_several_processes_is_brought_together(place: str, query: str) -> None:
    del place
    root = promql_parser.parse(query)
    brought = [one for one in expressions(root) if isinstance(one, promql_parser.AggregateExpr)]
    assert brought or "absent(" in query or query.startswith("up{")


def test_somebody_looks_at_every_metric() -> None:
    known = series()
    named = {one.name for _, query in queries() for one in selectors(promql_parser.parse(query))}
    shown = {known[name].name for name in named & set(known)}
    assert {one.name for one in CATALOGUE} - shown == {"listenpost_info"}


def test_every_alert_says_what_is_wrong_and_how_bad_it_is() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(names) == len(set(names))
    for rule in rules():
        assert rule["labels"]["severity"] in ("page", "warn")
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["description"]
        used = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["description"]))
        kept = set(re.findall(r"\w+", " ".join(re.findall(r"by \(([^)]*)\)", rule["expr"]))))
        assert used <= kept | {"instance"}


def test_no_two_panels_lie_on_each_other() -> None:
    cells = [
        (x, y)
        for place in (one["gridPos"] for one in panels())
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
    assert len({one["id"] for one in panels()}) == len(panels())


def test_prometheus_itself_takes_the_alerts() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (Debian: the package prometheus brings it)")
    found = subprocess.run(
        [promtool, "check", "rules", str(ALERTS)], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr

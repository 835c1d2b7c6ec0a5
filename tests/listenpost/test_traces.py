"""One trace a mention, from the network to the reply, whichever processes take part."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from domain.errors import ConfigurationError
from domain.mention_trace import name_of
from listenpost import bootstrap
from listenpost.otel import OpenTelemetryTraces
from listenpost.services import queueing
from listenpost.services.app import App
from listenpost.services.traces import NoTraces
from listenpost.settings import Settings
from tests.fakes import Office

Followed = Callable[[], list[ReadableSpan]]
BRAND = "Kestrelia"


@pytest.fixture
def engine_name() -> str:
    """Nothing here is SQL but one look-up by id."""
    return "sqlite"


def following(app: App, share: float = 1.0) -> tuple[App, Followed]:
    """A process whose spans can be looked at."""
    kept = InMemorySpanExporter()
    traces = OpenTelemetryTraces(SimpleSpanProcessor(kept), installation=BRAND, share=share)
    return replace(app, traces=traces), lambda: list(kept.get_finished_spans())


def seconds(span: ReadableSpan) -> float:
    assert span.start_time is not None
    assert span.end_time is not None
    return (span.end_time - span.start_time) / 1e9


def answer(office: Office, text: str = "my kettle is broken") -> int:
    """Heard five minutes late, judged, answered after three, sent after two more."""
    case_id = office.arrive(office.says("Zebedee", text, ago=dt.timedelta(minutes=5)))
    office.time.go(minutes=3)
    office.send(office.user(), case_id)
    office.time.go(minutes=2)
    office.deliver()
    return case_id


def test_a_mention_is_one_trace_from_the_network_to_the_reply(office: Office) -> None:
    office.app, followed = following(office.app)
    answer(office)
    spans = followed()
    assert [span.name for span in spans] == [
        "mention.heard",
        "mention.judged",
        "reply.written",
        "reply.waited",
        "reply.sent",
    ]
    assert len({span.context.trace_id for span in spans if span.context}) == 1
    first, *others = spans
    assert first.parent is None
    assert first.context is not None
    assert {span.parent.span_id for span in others if span.parent} == {first.context.span_id}
    assert [seconds(span) for span in spans] == [300, 0, 0, 120, 0]


def test_other_processes_go_on_in_the_same_trace(office: Office) -> None:
    office.app, of_one = following(office.app)
    case_id = office.arrive(office.says("Zebedee", "my kettle is broken"))
    office.app, of_other = following(office.another_worker())
    office.send(office.user(), case_id)
    office.deliver()
    (one,) = {span.context.trace_id for span in of_one() if span.context}
    (other,) = {span.context.trace_id for span in of_other() if span.context}
    assert one == other


def test_nothing_of_a_customer_is_in_a_trace(office: Office) -> None:
    office.app, followed = following(office.app)
    answer(office, "my secretword kettle is broken")
    told = "".join(span.to_json() for span in followed()).lower()
    for word in ("zebedee", "secretword", "kettle", "look into", "id-", "example.org", "ann"):
        assert word not in told


def test_what_was_not_committed_is_told_to_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.app, followed = following(office.app)

    def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(queueing, "judge_later", fails)
    office.hear(office.says("Zebedee", "my kettle is broken"))
    assert followed() == []


def test_every_process_follows_the_same_share(office: Office) -> None:
    first, of_one = following(office.app, share=0.5)
    second, of_other = following(office.app, share=0.5)
    for app in (first, second):
        office.app = app
        office.hear(*(office.says("Otto", f"broken {number}") for number in range(20)))
    followed = {span.attributes["listenpost.mention"] for span in of_one() if span.attributes}
    assert 0 < len(followed) < 20
    office.app = second
    office.judge()
    judged = {
        span.attributes["listenpost.mention"]
        for span in of_other()
        if span.attributes and span.name == "mention.judged"
    }
    assert {one for one in judged if isinstance(one, int) and one <= 20} == followed


def test_nobody_is_told_unless_it_is_set() -> None:
    app = bootstrap.build(Settings.model_validate({"database": {"url": "sqlite:///never.db"}}))
    assert isinstance(app.traces, NoTraces)


def test_without_the_library_the_setting_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exporter = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
    monkeypatch.setitem(sys.modules, exporter, None)
    settings = {"monitoring": {"traces_url": "http://127.0.0.1:4318/v1/traces"}}
    with pytest.raises(ConfigurationError, match="extra traces"):
        bootstrap.build(Settings.model_validate(settings))


@given(brand=st.text(), mention=st.integers(1, 2**62))
def test_a_name_is_what_the_format_allows(brand: str, mention: int) -> None:
    name = name_of(brand.encode("utf-8", "replace").decode(), mention)
    assert 0 < name.trace < 2**128
    assert 0 < name.first_span < 2**64
    assert name != name_of(brand.encode("utf-8", "replace").decode(), mention + 1)

"""Traces for OpenTelemetry: one a mention, by whichever processes it goes."""

from __future__ import annotations

import datetime as dt
from contextvars import ContextVar

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    TraceFlags,
    set_span_in_context,
)

import listenpost
from domain.mention_trace import TraceName, name_of
from listenpost.services.traces import HEARD, Step

PATIENCE = 2.0
"""Seconds for a batch and all its repetitions; a worker that ends waits for its last ones."""


class OpenTelemetryTraces:
    """Spans of the installation's mentions; a `share` of the mentions is followed, each wholly."""

    on = True

    def __init__(self, processor: SpanProcessor, *, installation: str, share: float = 1.0) -> None:
        self._installation = installation
        self._ids = _Ids()
        resource = {"service.name": "listenpost", "service.version": listenpost.__version__}
        self._provider = TracerProvider(
            sampler=TraceIdRatioBased(share),  # by the trace's number: all processes choose alike
            id_generator=self._ids,
            resource=Resource.create(resource),
        )
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("listenpost", listenpost.__version__)

    def tell(self, step: Step) -> None:
        """One span; the first one has no parent, and the number that the others call it by."""
        name = name_of(self._installation, step.mention_id)
        first = step.name == HEARD
        with self._ids.given(name if first else None):
            span = self._tracer.start_span(
                step.name,
                context=None if first else set_span_in_context(NonRecordingSpan(_context(name))),
                attributes={
                    "listenpost.mention": step.mention_id,
                    **{f"listenpost.{fact}": value for fact, value in step.facts.items()},
                },
                start_time=_nanoseconds(step.began),
            )
        span.end(_nanoseconds(step.ended))


def exporting(url: str, *, installation: str, share: float) -> OpenTelemetryTraces:
    """Sent to a collector by OTLP over HTTP, in batches and in the background."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    exporter: SpanExporter = OTLPSpanExporter(endpoint=url, timeout=PATIENCE)
    return OpenTelemetryTraces(BatchSpanProcessor(exporter), installation=installation, share=share)


class _Ids(RandomIdGenerator):
    """Random numbers, but for a span whose number follows from its mention."""

    def __init__(self) -> None:
        self._name: ContextVar[TraceName | None] = ContextVar("name", default=None)

    def given(self, name: TraceName | None) -> _Given:
        return _Given(self._name, name)

    def generate_span_id(self) -> int:
        name = self._name.get()
        return name.first_span if name else super().generate_span_id()

    def generate_trace_id(self) -> int:
        name = self._name.get()
        return name.trace if name else super().generate_trace_id()


class _Given:
    """For as long as the block lasts, the next span is called this."""

    def __init__(self, place: ContextVar[TraceName | None], name: TraceName | None) -> None:
        self._place, self._name = place, name

    def __enter__(self) -> None:
        self._token = self._place.set(self._name)

    def __exit__(self, *_: object) -> None:
        self._place.reset(self._token)


def _context(name: TraceName) -> SpanContext:
    return SpanContext(
        trace_id=name.trace,
        span_id=name.first_span,
        is_remote=True,
        trace_flags=TraceFlags(TraceFlags.SAMPLED),
    )


def _nanoseconds(at: dt.datetime) -> int:
    return int(at.timestamp() * 1_000_000) * 1_000

"""The queries in deploy/, taken apart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import yaml

from listenpost.services.metric_catalogue import CATALOGUE, Metric, MetricKind

DEPLOY = Path(__file__).parents[2] / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
DASHBOARD = DEPLOY / "grafana" / "listenpost.json"
OF_OTHERS = frozenset({"up", "process_resident_memory_bytes"})
"""Prometheus' own, and those of the client's library."""


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return found


def queries() -> list[tuple[str, str]]:
    """(where it stands, the query) of alerts and dashboard."""
    alerts = [(rule["alert"], rule["expr"]) for rule in rules()]
    shown = [(one["title"], query["expr"]) for one in panels() for query in one["targets"]]
    return alerts + shown


def inner(root: object) -> Iterator[Any]:
    """The expressions of which this one is made."""
    for name in ("expr", "lhs", "rhs", "vector_selector"):
        found = getattr(root, name, None)
        if found is not None:
            yield found
    yield from getattr(root, "args", ())


def expressions(root: object) -> Iterator[Any]:
    """The expression and all that are in it."""
    yield root
    for one in inner(root):
        yield from expressions(one)


def selectors(root: object) -> list[Any]:
    found = (one for one in expressions(root) if isinstance(one, promql_parser.VectorSelector))
    return list(found)


def takes_one(root: object) -> bool:
    """Whether it is the largest or the smallest of several."""
    return isinstance(root, promql_parser.AggregateExpr) and str(root.op) in ("max", "min")


def added_up(root: object, *, adds: bool = False) -> Iterator[Any]:
    """The selectors over whose processes something is added up."""
    if takes_one(root):
        return
    adds = adds or isinstance(root, promql_parser.AggregateExpr)
    if adds and isinstance(root, promql_parser.VectorSelector):
        yield root
    for one in inner(root):
        yield from added_up(one, adds=adds)


def series() -> dict[str, Metric]:
    """Every name under which something of the catalogue can be asked for."""
    found: dict[str, Metric] = {}
    for one in CATALOGUE:
        if one.kind is MetricKind.HISTOGRAM:
            found |= {f"{one.name}_{part}": one for part in ("bucket", "sum", "count")}
        else:
            found[one.name] = one
    return found

"""How the worker works."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from listenpost.settings.section import Section


class WorkerSettings(Section):
    engine: Literal["embedded", "procrastinate"] = Field(
        default="embedded",
        description="embedded: each worker looks at every tick. procrastinate: workers on several "
        "machines share one PostgreSQL, and are told at each commit.",
    )
    tick: dt.timedelta = Field(
        default=dt.timedelta(seconds=1),
        gt=dt.timedelta(0),
        description="How often due work is looked for (real time).",
    )
    lease: dt.timedelta = Field(
        default=dt.timedelta(seconds=60),
        gt=dt.timedelta(0),
        description="After this time without a sign of life another worker takes over (real time).",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="debug also logs customers' text; use it on test data only."
    )

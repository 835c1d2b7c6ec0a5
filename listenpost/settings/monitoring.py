"""Who may look at how a process stands."""

from __future__ import annotations

import datetime as dt

from pydantic import Field, SecretStr

from listenpost.settings.section import Section


class MonitoringSettings(Section):
    token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Opens /metrics to whoever sends it as `Authorization: Bearer`, beside the "
        "dashboard's pages and the webhooks' door; left out, there is none (docs/monitoring.md).",
    )
    host: str = Field(
        default="127.0.0.1",
        description="Address of the ports below; whoever reaches them reads /metrics, unless "
        "there is a token.",
    )
    worker_port: int | None = Field(
        default=None, ge=0, le=65535,
        description="Port on which a worker answers /healthz, /readyz and /metrics; none if left "
        "out.",
    )  # fmt: skip
    dashboard_port: int | None = Field(
        default=None, ge=0, le=65535,
        description="The same for the dashboard, whose own port has /healthz and /readyz too.",
    )  # fmt: skip
    traces_url: str | None = Field(
        default=None,
        pattern=r"^https?://\S+$",
        description="Where each mention's trace is sent by OTLP over HTTP, such as "
        "http://collector:4318/v1/traces; needs the extra traces (docs/monitoring.md).",
    )
    traces_share: float = Field(
        default=1.0, ge=0, le=1, description="Share of the mentions that are traced, each wholly."
    )
    stalled_after: dt.timedelta = Field(
        default=dt.timedelta(minutes=5),
        gt=dt.timedelta(0),
        description="A worker whose polls, triage or outbox have not got on for so long is not "
        "ready (real time; a poll has its time_limit on top).",
    )

    def bearer(self) -> str | None:
        """What opens /metrics."""
        return self.token.get_secret_value() if self.token else None

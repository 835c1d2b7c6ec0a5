"""Who is told of what, where they read: Slack, Teams, mail and whatever else Apprise can."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, StringConstraints, field_validator

from domain.interface import ENGLISH
from domain.notice import ALERTS, Destination, NoticeKind
from listenpost.settings.business_hours import Zone
from listenpost.settings.quiet_span import QuietSpan, quiet_of
from listenpost.settings.section import Section

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,32}$")]
USUAL = tuple(kind for kind in ALERTS if kind is not NoticeKind.AT_RISK)
_NO_TIME = dt.timedelta(0)


class DestinationSettings(Section):
    """One place where somebody reads."""

    address: SecretStr = Field(
        description="An Apprise address, such as slack://TokenA/TokenB/TokenC/#care or "
        "mailto://user:password@example.org?to=care@example.org (https://appriseit.com/services). "
        "It holds credentials: best from the environment, or from a file by .._FILE."
    )
    kinds: tuple[NoticeKind, ...] = Field(
        default=USUAL,
        description=f"What it wants to hear of: any of {', '.join(ALERTS)}.",
    )
    platforms: tuple[str, ...] = Field(
        default=(), description="Only of these networks, as far as it is of one; all if left out."
    )
    teams: tuple[str, ...] = Field(
        default=(), description="Only of these teams' cases; all if left out."
    )
    languages: tuple[str, ...] = Field(
        default=(), description="Only of cases in these languages, such as nl; all if left out."
    )
    language: Literal["en", "nl", "sv", "cs", "el", "ca"] | None = Field(
        default=None,
        description="In which language its messages and the weekly report are written; left out, "
        "in dashboard.language.",
    )
    quiet_hours: QuietSpan = Field(
        default="", description='Nothing is told between, such as 22:00-07:00; "" for none.'
    )
    time_zone: Zone = Field(default="UTC", description="On whose clock: an IANA name.")
    critical_any_time: bool = Field(
        default=True, description="Whether critical cases are told in quiet hours all the same."
    )
    gather: dt.timedelta = Field(
        default=dt.timedelta(minutes=10),
        ge=_NO_TIME,
        description="After one kind was told, what comes of it in this time is told together.",
    )
    per_hour: int = Field(
        default=12, ge=1, description="Most messages in an hour; the rest becomes one digest."
    )
    words: bool = Field(
        default=False,
        description="Whether messages may hold customers' names and words. Left out, they hold "
        "none: numbers, networks, topics and a link that asks for a sign-in.",
    )

    @field_validator("kinds")
    @classmethod
    def _are_alerts(cls, value: tuple[NoticeKind, ...]) -> tuple[NoticeKind, ...]:
        if NoticeKind.WEEKLY in value:
            raise ValueError("the weekly report goes to those in weekly_report.send_to")
        return value

    @field_validator("address")
    @classmethod
    def _is_an_address(cls, value: SecretStr) -> SecretStr:
        if "://" not in value.get_secret_value():
            raise ValueError("it is no Apprise address, such as slack://TokenA/TokenB/TokenC")
        return value

    def destination(self, name: str, *, otherwise: str = ENGLISH) -> Destination:
        """The destination as the domain knows it; `otherwise` is its language if it has none."""
        return Destination(
            name=name,
            address=self.address.get_secret_value(),
            kinds=frozenset(self.kinds),
            platforms=frozenset(self.platforms),
            teams=frozenset(self.teams),
            languages=frozenset(self.languages),
            quiet=quiet_of(self.quiet_hours),
            zone=ZoneInfo(self.time_zone),
            critical_any_time=self.critical_any_time,
            gather=self.gather,
            per_hour=self.per_hour,
            words=self.words,
            language=self.language or otherwise,
        )


class NotificationSettings(Section):
    destinations: dict[Name, DestinationSettings] = Field(
        default={},
        description="[notifications.destinations.NAME]: where people are told (docs/"
        "notifications.md).",
    )

    def all(self, *, otherwise: str = ENGLISH) -> tuple[Destination, ...]:
        """Every destination, by name; those without a language of their own have this one."""
        named = sorted(self.destinations.items())
        return tuple(one.destination(name, otherwise=otherwise) for name, one in named)

"""What is set in the dashboard, as this process knows it: it follows the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from domain.errors import SettingMisfit
from listenpost.rules import Fit, Rules, fitting
from listenpost.settings import Settings
from listenpost.settings.layers import Given
from storage import sections
from storage.engine import Database

log = structlog.get_logger(__name__)
Edition = tuple[tuple[str, int, dt.datetime], ...]
"""Which sections are stored, how often each was changed, and when last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand. Without rules nothing was ever set here: the app is as it was built.

    `failed` says why not even the file's own settings can be put together any more, such as a
    calendar that was moved: then all stays as it was before.
    """

    edition: Edition = ()
    fit: Fit | None = None
    failed: str = ""

    @property
    def rules(self) -> Rules | None:
        return self.fit.rules if self.fit else None

    @property
    def troubles(self) -> Mapping[str, str]:
        """Sections that are stored and left out, and why."""
        if self.failed:
            return {name: self.failed for name, _, _ in self.edition}
        return self.fit.troubles if self.fit else {}


@dataclass(slots=True)
class Settled:
    """`standing` is exchanged as a whole, so that nobody sees half of a change."""

    given: Given = field(default_factory=Given, repr=False)  # it has all secrets
    standing: Standing = field(default_factory=Standing, repr=False)

    @property
    def settings(self) -> Settings:
        """All settings as they hold."""
        return self.standing.fit.settings if self.standing.fit else self.given.settings

    def follow(self, database: Database) -> None:
        """The same for a worker, which writes to its log what is new, and what is left out."""
        before = self.standing
        self.refresh(database)
        if self.standing is before:
            return
        log.info("settings.followed", sections=[name for name, _, _ in self.standing.edition])
        for name, why in self.standing.troubles.items():
            if before.troubles.get(name) != why:
                log.warning("settings.left_out", section=name, error=why)

    def refresh(self, database: Database) -> None:
        """Look at what is stored now: a small query where nothing has changed."""
        with database.read() as session:
            rows = sections.all_of(session)
            edition = tuple((row.name, row.version, row.changed_at) for row in rows)
            if edition == self.standing.edition:
                return
            stored = {row.name: row.content for row in rows}
        try:
            self.standing = Standing(edition=edition, fit=fitting(self.given, stored))
        except SettingMisfit as error:
            before = self.standing.fit
            self.standing = Standing(edition=edition, fit=before, failed=str(error))

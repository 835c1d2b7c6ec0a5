"""What holds of the settings that can be set in the dashboard, and where each value comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from domain.errors import BadInput
from domain.role import Actor, Permission, require
from listenpost.services import section_text
from listenpost.services.app import App
from listenpost.settings.layers import FILE_ALONE, SETTABLE, Content, Origin, content_of
from listenpost.settings.record import in_label
from storage import sections, users
from storage.models import StoredSection


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRow:
    """One section. `stored`: something was set here, which holds unless `origin` says otherwise;
    `trouble` says why it does not fit."""

    name: str
    origin: Origin
    stored: bool
    trouble: str = ""
    changed_at: dt.datetime | None = None
    changed_by: str | None = None

    def facts(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "section": self.name,
            "origin": self.origin.value,
            "stored": self.stored,
            "trouble": self.trouble or None,
            "changed_at": self.changed_at.isoformat() if self.changed_at else None,
            "changed_by": self.changed_by,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow:
    """One value that holds, as a label, and where it comes from."""

    name: str
    value: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """One section as it holds: a form begins with `section`, `content` is what is stored of it,
    and `text` the same as TOML."""

    row: SectionRow
    version: int
    section: Any
    content: Content
    text: str
    values: tuple[ValueRow, ...]


def listed(app: App, actor: Actor) -> list[SectionRow]:
    """Every section that can be set here, and any that was stored and is none any more."""
    require(actor.role, Permission.MANAGE_SETTINGS)
    return every(app)


def every(app: App) -> list[SectionRow]:
    """The same for the command line."""
    return [row for row, _ in _rows(app)]


def view(app: App, actor: Actor, name: str) -> SectionView:
    """One section; raises BadInput where there is none of this name."""
    require(actor.role, Permission.MANAGE_SETTINGS)
    found = {row.name: (row, version) for row, version in _rows(app)}.get(name)
    if found is None or name not in SETTABLE:
        raise BadInput(f"There is no section {name!r} here; known are: {', '.join(SETTABLE)}.")
    row, version = found
    content = content_of(app.settled.settings, name)
    return SectionView(
        row=row,
        version=version,
        section=getattr(app.settled.settings, name),
        content=content,
        text=section_text.text_of(content),
        values=tuple(_values(app, row)),
    )


def _rows(app: App) -> list[tuple[SectionRow, int]]:
    app.settled.refresh(app.database)
    with app.database.read() as session:
        stored = {row.name: row for row in sections.all_of(session)}
        names = users.names(session)
    gone = sorted(stored.keys() - set(SETTABLE))
    return [_row(app, name, stored.get(name), names) for name in (*SETTABLE, *gone)]


def _row(
    app: App, name: str, row: StoredSection | None, names: Mapping[int, str]
) -> tuple[SectionRow, int]:
    found = SectionRow(
        name=name,
        origin=_origin(app, name),
        stored=row is not None,
        trouble=app.settled.standing.troubles.get(name, ""),
        changed_at=row.changed_at if row else None,
        changed_by=names.get(row.changed_by or 0) if row else None,
    )
    return found, row.version if row else 0


def _origin(app: App, *path: str) -> Origin:
    fit, given = app.settled.standing.fit, app.settled.given
    if fit and path[0] in fit.held and path[-1] not in FILE_ALONE.get(path[0], ()):
        return Origin.DASHBOARD
    return given.origin(*path) if path[0] in SETTABLE else Origin.DEFAULT


def _values(app: App, row: SectionRow) -> Iterator[ValueRow]:
    """Of a list nothing: its text says all."""
    section = getattr(app.settled.settings, row.name)
    for name in type(section).model_fields if isinstance(section, BaseModel) else ():
        value, origin = getattr(section, name), _origin(app, row.name, name)
        yield ValueRow(name=name, value=_told(value), origin=origin)


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return " / ".join(f"{name} {in_label(one)}" for name, one in sorted(value.items()))
    if isinstance(value, Sequence) and value and isinstance(value[0], BaseModel):
        return " / ".join(str(getattr(one, "name", "")) for one in value)
    return in_label(value)

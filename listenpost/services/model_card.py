"""Which model judges, and how often people left on the brand's own posts what it had said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier import manifest
from domain import agreement
from domain.agreement import Agreement
from domain.correction import Head
from domain.errors import ConfigurationError
from domain.role import Actor, Permission, require
from listenpost.services.app import App
from listenpost.services.triage import UNREADABLE
from storage import agreement as rows

DAYS = 90
_CARD, _NOTICE = "MODEL_CARD.md", "NOTICE"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """The version that judged last and how its judgements fared; None before the first post.

    Of the `posts` that a person looked at in the period it had `abstained` on some, which count
    nowhere else. `papers` are the files that come with this version, by name: its card and the
    licence of its weights; none where it is not one that we find here.
    """

    version: str | None
    days: int
    posts: int
    abstained: int
    heads: Mapping[Head, Agreement]
    languages: Sequence[str]
    papers: Mapping[str, str]


def read(app: App, actor: Actor, *, chosen: str) -> ModelCard:
    """The card; `chosen` is what the settings call the model. Loads none."""
    require(actor.role, Permission.READ_HEALTH)
    since = app.clock.now() - dt.timedelta(days=DAYS)
    with app.database.read() as session:
        version = rows.newest_model(session, nothing=UNREADABLE.model)
        seen = rows.looked_at(session, since=since, model=version or "")
        changed = rows.changed(session, since=since, model=version or "")
    heads = agreement.of_each(seen, changed)
    return ModelCard(
        version=version,
        days=DAYS,
        posts=sum(one.posts for one in seen),
        abstained=sum(one.posts for one in seen if one.abstained),
        heads=heads,
        languages=list(heads[Head.URGENCY].by_language),
        papers=_papers(chosen, version) if version else {},
    )


def _papers(chosen: str, version: str) -> dict[str, str]:
    """What lies beside the model of this version; it may judge beside one of another kind."""
    for folder in (manifest.folder_of(chosen), manifest.folder_of(manifest.BUILTIN)):
        if version.split(" with ")[0] == _version(folder):
            files = [folder / name for name in (_CARD, _NOTICE)]
            return {file.name: file.read_text(encoding="utf-8") for file in files if file.is_file()}
    return {}


def _version(folder: Path) -> str | None:
    try:
        return manifest.Manifest.read(folder).version
    except ConfigurationError:  # a model of another kind, or none on this machine
        return None

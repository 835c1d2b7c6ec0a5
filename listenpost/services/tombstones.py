"""What was erased, as keyed hashes: in the database, and in a file beside the backups."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, select

from domain.errors import ConfigurationError
from listenpost.services.own_key import OwnKey
from storage.models import Tombstone
from storage.upsert import insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstones:
    """Where erased accounts and posts are remembered; `secret` keys the hashes.

    Without a secret one is made beside the file at the first erasure. Whoever has only the list
    learns nothing from it.
    """

    file: Path | None = None
    secret: str | None = None

    def digest(self, platform: str, external_id: str) -> str:
        """The keyed hash of an account's or a post's identifier."""
        return self.own_key.digest(platform, external_id)

    def add(self, session: Session, digests: Iterable[str], *, now: dt.datetime) -> None:
        """Remember; the file is on the disk before the database commits."""
        rows = [{"digest": digest, "erased_at": now} for digest in sorted(set(digests))]
        if not rows:
            return
        self._append(rows)
        session.execute(
            insert_into(session, Tombstone).on_conflict_do_nothing(index_elements=["digest"]), rows
        )

    def known(self, session: Session) -> dict[str, dt.datetime]:
        """Every erased identifier and when it was erased, from database and file together."""
        found = {row.digest: row.erased_at for row in session.exec(select(Tombstone)).all()}
        for digest, at in self._read().items():
            found[digest] = max(at, found.get(digest, at))
        return found

    @property
    def own_key(self) -> OwnKey:
        """The key of these hashes, which is the installation's."""
        return OwnKey(secret=self.secret, file=self.file.with_suffix(".key") if self.file else None)

    def _append(self, rows: Iterable[Mapping[str, object]]) -> None:
        if self.file is None:
            return
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self.file.open("a", encoding="utf-8") as lines:
                for row in rows:
                    lines.write(json.dumps(row, default=_iso) + "\n")
        except OSError as error:
            raise ConfigurationError(
                f"privacy.tombstones: {self.file} cannot be written ({error}), so nothing was "
                "erased: it would come back with the next restored backup."
            ) from error

    def _read(self) -> dict[str, dt.datetime]:
        if self.file is None or not self.file.exists():
            return {}
        rows = map(json.loads, filter(None, self.file.read_text(encoding="utf-8").splitlines()))
        return {row["digest"]: dt.datetime.fromisoformat(row["erased_at"]) for row in rows}


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.datetime) else str(value)

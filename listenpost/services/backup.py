"""A backup of everything, and the way back that repeats nothing and brings nobody back."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

import listenpost
from domain.backup import BackupNote, differences
from domain.errors import BadInput, Conflict
from listenpost.services import erase
from listenpost.services.app import App
from storage import copies, migrate, restored, rights, scrubbing, users

log = structlog.get_logger(__name__)
REAPPLY = "`listenpost customers erase --reapply`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What is there again. `not_erased` says why somebody erased is, too: a person must act."""

    note: BackupNote
    doubtful_replies: int
    doubtful_tickets: int
    erased_again: int
    not_erased: str = ""


def note_of(file: Path) -> Path:
    """Where a backup's note lies."""
    return file.with_name(f"{file.name}.json")


def save(app: App, file: Path, *, force: bool = False) -> BackupNote:
    """Copy one moment of the database into the file, while others go on working.

    The file has its name only when it is whole. Raises BadInput if it is there already.
    """
    if not force and (file.exists() or note_of(file).exists()):
        raise BadInput(f"{file} is there already: choose another name, or say --force.")
    part = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        rows = copies.of(app.database).save(app.database, part)
        note = _note(app, part, rows)
        _write(note_of(file), note.text())
        part.replace(file)
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error}.") from error
    finally:
        part.unlink(missing_ok=True)
    log.info("backup.made", rows=sum(rows.values()), bytes=note.size)
    return note


def restore(app: App, file: Path, *, force: bool = False) -> Restored:
    """Put the backup in place of the database; no worker and no dashboard should run.

    Raises BadInput for a file that is not whole, of another engine or a newer version, and Conflict
    where the database holds data, unless `force`. What was on its way then is in doubt now, and
    whoever was erased since is erased again.
    """
    rights.require_owner(app.database, "A restore makes the tables anew")
    note = _checked(app, file)
    _require_empty(app, force=force)
    copies.of(app.database).load(app.database, file)
    wrong = differences(note.rows, copies.rows_of(app.database))
    if wrong:
        raise BadInput(f"What was restored is not what was noted: {'; '.join(wrong)}.")
    migrate.upgrade(app.database)
    with app.database.write() as session:
        doubtful = restored.doubt(session, wall=app.clock.wall())
        users.audit(
            session,
            "database.restored",
            "database",
            user_id=None,
            wall=app.clock.wall(),
            made_at=note.made_at.isoformat(),
        )
    erased, not_erased = _erase_again(app)
    scrubbing.forget_deleted(app.database)
    log.warning("backup.restored", made_at=note.made_at, doubtful=doubtful.replies, erased=erased)
    return Restored(
        note=note,
        doubtful_replies=doubtful.replies,
        doubtful_tickets=doubtful.tickets,
        erased_again=erased,
        not_erased=not_erased,
    )


def _note(app: App, file: Path, rows: Mapping[str, int]) -> BackupNote:
    return BackupNote(
        engine=app.database.engine.dialect.name,
        revision=migrate.revision_of(app.database),
        version=listenpost.__version__,
        made_at=app.clock.wall(),
        sha256=copies.digest(file),
        size=file.stat().st_size,
        rows=rows,
    )


def _write(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as written:
        written.write(text)


def _checked(app: App, file: Path) -> BackupNote:
    beside = note_of(file)
    for one in (file, beside):
        if not one.is_file():
            raise BadInput(f"There is no file {one}: a backup is FILE and FILE.json together.")
    note = BackupNote.read(beside.read_text(encoding="utf-8", errors="replace"), name=str(beside))
    engine = app.database.engine.dialect.name
    if note.engine != engine:
        raise BadInput(f"{file} is of {note.engine}, and database.url names {engine}.")
    if copies.digest(file) != note.sha256:
        raise BadInput(f"{file} is damaged: it is not the file that its note was written for.")
    if note.revision is not None and not migrate.knows(note.revision):
        raise BadInput(
            f"{file} was made by Listenpost {note.version}, whose database this one "
            f"({listenpost.__version__}) does not know: install at least that version."
        )
    copies.of(app.database).check(file)
    return note


def _require_empty(app: App, *, force: bool) -> None:
    held = {table: number for table, number in copies.rows_of(app.database).items() if number}
    if held and not force:
        listed = ", ".join(f"{number} of {table}" for table, number in list(held.items())[:3])
        raise Conflict(
            f"The database holds data ({listed} ...), which a restore would replace: say --force, "
            "or name an empty one in database.url. Nothing was changed."
        )


def _erase_again(app: App) -> tuple[int, str]:
    """How many, and why not all; the list of the erased lies beside the database."""
    try:
        return len(erase.reapply(app)), ""
    except Conflict as error:
        return 0, f"{error} Then run {REAPPLY}."

"""Whether the database's own file is whole: a disk may have forgotten what it said it had written.

PostgreSQL looks after its files itself (`data_checksums`).
"""

from __future__ import annotations

from storage.engine import Database

_DAMAGED = ("malformed", "file is not a database")
"""How SQLite calls a file that is none (SQLITE_CORRUPT and SQLITE_NOTADB)."""
MOST_TOLD = 3


def is_damage(error: BaseException) -> bool:
    """Whether an error of the driver, or SQLAlchemy's of it, says that the file is damaged."""
    cause = str(getattr(error, "orig", error))
    return any(words in cause for words in _DAMAGED)


def faults(database: Database) -> list[str]:
    """What is wrong with a SQLite file, in SQLite's words; it is read through for that, whole."""
    if database.engine.dialect.name != "sqlite":
        return []
    with database.read() as session:
        told = session.connection().exec_driver_sql(f"PRAGMA quick_check({MOST_TOLD})").scalars()
        return [line for line in told if line != "ok"]

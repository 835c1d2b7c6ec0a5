"""Making sure that what was deleted is not left in the file."""

from __future__ import annotations

from storage import search
from storage.engine import Database


def forget_deleted(database: Database) -> None:
    """On SQLite: tidy the search index, move the write-ahead log into the file and empty it.

    Deleted content is overwritten with zeros as it is deleted (PRAGMA secure_delete on every
    connection); only index and log still had it. PostgreSQL's own vacuum reuses the space.
    """
    with database.write() as session:
        search.purge(session)
    if database.engine.dialect.name != "sqlite":
        return
    driver = database.engine.raw_connection()
    try:
        with database.turn:
            driver.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        driver.close()

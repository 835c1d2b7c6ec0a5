"""Records and the statements that read and change them: SQLite by default, PostgreSQL by URL."""

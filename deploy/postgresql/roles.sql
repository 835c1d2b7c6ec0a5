-- What workers and the dashboard may do in PostgreSQL: read and write rows, and nothing else.
--
-- Run it as the role that owns the database and its tables (the one that runs `listenpost init`), after
-- `listenpost init`, after each upgrade and after a restore; it may be run as often as you like:
--
--   psql "postgresql://listenpost_owner@host/listenpost" -v ON_ERROR_STOP=1 -f deploy/postgresql/roles.sql
--
-- Before it, once, as an administrator of the server:
--
--   CREATE ROLE listenpost_owner LOGIN PASSWORD '...';
--   CREATE DATABASE listenpost OWNER listenpost_owner;
--   CREATE ROLE listenpost_app NOLOGIN;
--   CREATE ROLE listenpost LOGIN PASSWORD '...' IN ROLE listenpost_app CONNECTION LIMIT 90;
--
-- database.url then names the role listenpost; listenpost_owner's password stays with whoever upgrades.
BEGIN;

-- Nobody else comes in, and nobody makes anything here but the owner, not even for the time of a session.
DO $$ BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, listenpost_app', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO listenpost_app', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC, listenpost_app;
GRANT USAGE ON SCHEMA public TO listenpost_app;

-- What is there, and what the owner will make: rows and their numbers.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, listenpost_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO listenpost_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO listenpost_app;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO listenpost_app;
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO listenpost_app;
ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO listenpost_app;

-- The audit is only added to; no erasure needs more. Which version the tables are of, the owner says.
REVOKE UPDATE, DELETE ON audit_entry FROM listenpost_app;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM listenpost_app;

-- Jobs of several machines, where worker.engine is procrastinate; its functions run with the caller's rights.
DO $$ BEGIN
  IF to_regnamespace('procrastinate') IS NOT NULL THEN
    GRANT USAGE ON SCHEMA procrastinate TO listenpost_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA procrastinate TO listenpost_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA procrastinate TO listenpost_app;
  END IF;
END $$;

COMMIT;

#!/bin/sh
# Runs once, when the cluster is made: the roles and databases of Aurora and of Temporal.
#
# Row-level security binds aurora_app: it owns nothing and cannot bypass it. The migrations refuse to run otherwise.
# stack/parts/postgres.ts makes the same roles on a machine without Docker.
set -eu

read_secret() {
  eval "file=\${$1_FILE:-}"
  if [ -n "$file" ]; then
    value=$(cat "$file")
    export "$1=$value"
  fi
}

read_secret AURORA_OWNER_PASSWORD
read_secret AURORA_APP_PASSWORD
read_secret TEMPORAL_DB_PASSWORD

# psql reads the passwords from its environment: in its arguments every process of the machine could see them.
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv owner_password AURORA_OWNER_PASSWORD
\getenv app_password AURORA_APP_PASSWORD
\getenv temporal_password TEMPORAL_DB_PASSWORD

create role aurora_owner login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password :'owner_password';
create role aurora_app login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password :'app_password';
create role temporal login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password :'temporal_password';

create database aurora owner aurora_owner;
create database temporal owner temporal;
create database temporal_visibility owner temporal;

-- By default every role may enter every database.
revoke connect on database aurora, temporal, temporal_visibility from public;
grant connect on database aurora to aurora_app;

\connect aurora
alter schema public owner to aurora_owner;
grant usage on schema public to aurora_app;
\connect temporal
alter schema public owner to temporal;
\connect temporal_visibility
alter schema public owner to temporal;
SQL

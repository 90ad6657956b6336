#!/bin/sh
# Brings Temporal's two databases to the schema of this image. Safe to repeat: what is there stays.
# The databases and their role come from deploy/postgres/10-roles.sh; the password is in SQL_PASSWORD.
set -eu

if [ -n "${SQL_PASSWORD_FILE:-}" ]; then
  SQL_PASSWORD=$(cat "$SQL_PASSWORD_FILE")
  export SQL_PASSWORD
fi

bring() {
  tool="temporal-sql-tool --plugin postgres12 --ep postgres -p 5432 -u temporal --db $1"
  # Writes version 0.0 only into a database that has none.
  $tool setup-schema -v 0.0
  $tool update-schema -d "/etc/temporal/schema/postgresql/v12/$2/versioned"
}

bring temporal temporal
bring temporal_visibility visibility

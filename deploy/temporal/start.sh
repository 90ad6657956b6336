#!/bin/sh
# Starts the server with a password that comes as a file. The image itself only knows POSTGRES_PWD.
set -eu

if [ -n "${POSTGRES_PWD_FILE:-}" ]; then
  POSTGRES_PWD=$(cat "$POSTGRES_PWD_FILE")
  export POSTGRES_PWD
fi
exec /etc/temporal/entrypoint.sh

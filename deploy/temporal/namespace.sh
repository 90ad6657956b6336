#!/bin/sh
# Makes the namespace that Aurora's workflows live in and what they are found by, once. TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE say where.
set -eu

tries=60
until temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; do
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 30d >/dev/null 2>&1 || true
  tries=$((tries - 1))
  if [ "$tries" -le 0 ]; then
    echo "Temporal at $TEMPORAL_ADDRESS does not take the namespace $TEMPORAL_NAMESPACE. Its log says why." >&2
    exit 1
  fi
  sleep 1
done
echo "The namespace $TEMPORAL_NAMESPACE is there."

# What workflows are found by (workflows/search-attributes.ts). One that is there already is refused, and that is fine:
# the worker looks again when it starts, and says so where one is missing.
for name in AuroraOrg AuroraProject AuroraSession AuroraRun AuroraRunState; do
  temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" --name "$name" --type Keyword \
    >/dev/null 2>&1 || true
done

#!/bin/sh
# A secret may come as a file: AUTH_SECRET_FILE=/path sets AUTH_SECRET to what the file holds. So it need not
# stand in the container's definition, where `docker inspect` shows it.
#
# A list, not every name that ends in _FILE: TF_CLI_CONFIG_FILE and SSL_CERT_FILE are settings of their own, and so is
# VAULT_SECRET_ID_FILE: Aurora takes the next secret id from it without a restart.
set -eu

secrets="
  DATABASE_URL DATABASE_OWNER_URL VAULT_ROLE_ID S3_ACCESS_KEY_ID S3_SECRET_ACCESS_KEY
  WEAVIATE_API_KEY AUTH_SECRET OPENROUTER_API_KEY OPENAI_API_KEY ANTHROPIC_API_KEY
  GOOGLE_API_KEY SMTP_URL
"

for name in $secrets; do
  eval "file=\${${name}_FILE:-}"
  [ -n "$file" ] || continue
  if [ ! -r "$file" ]; then
    echo "$name cannot be read from $file, which ${name}_FILE names." >&2
    exit 1
  fi
  value=$(cat "$file")
  export "$name=$value"
  unset "${name}_FILE"
done

exec "$@"

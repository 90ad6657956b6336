/** Reads and writes files of NAME=value lines: `.aurora/env` (written here) and a person's `.env` (only read). */
import { existsSync, readFileSync } from 'node:fs';
import { writeWhole } from './files.ts';

export type Env = Record<string, string>;

const linePattern = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/;

/** An empty value means "not set", as people expect of an env file. Comments and other lines are skipped. */
export function parseEnv(text: string): Env {
  const env: Env = {};
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = linePattern.exec(line) ?? [];
    if (name && value) env[name] = unquote(value);
  }
  return env;
}

export function readEnvFile(file: string): Env {
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
}

/** Plain where a shell's `source`, Node's --env-file and Docker read the same; else in double quotes as JSON. */
export function formatEnv(env: Env): string {
  const lines = Object.entries(env)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => `${name}=${/^[\w./:@%+,=~-]*$/.test(value) ? value : JSON.stringify(value)}`);
  return `${lines.join('\n')}\n`;
}

/** Mode 600: it holds the passwords of every part. */
export function writeEnvFile(file: string, env: Env): void {
  const header = '# Written by the stack at every start. Put your own values into .env, which wins over this file.\n';
  writeWhole(file, header + formatEnv(env), 0o600);
}

function unquote(text: string): string {
  if (/^'.*'$/.test(text)) return text.slice(1, -1);
  if (!/^".*"$/.test(text)) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}

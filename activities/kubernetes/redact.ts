/** Keeps secrets out of what is told of a cluster: by the name that a value stands under, and by the form it has. */
import { mask, noSecrets, redactText, type SecretSet } from '../terraform/redact.ts';

/** A field, an environment variable or a key of a ConfigMap whose value is nobody's to read. */
export const secretName =
  /(^|[-_.]|[a-z0-9])(password|passwd|passphrase|pwd|secret|token|api[-_.]?key|private[-_.]?key|access[-_.]?key|secret[-_.]?key|client[-_.]?secret|credentials?|connection[-_.]?string|dsn)$/i;

/** Of any name: what cannot be anything else. */
const forms: RegExp[] = [
  /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  /\beyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]*/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bgh[pousr]_[0-9A-Za-z]{36,}\b|\bgithub_pat_[0-9A-Za-z_]{50,}\b/g,
  /\bglpat-[0-9A-Za-z_-]{20,}\b/g,
  /\bxox[abprs]-[0-9A-Za-z-]{20,}\b/g,
  /\bsk-(?:ant-|proj-)?[0-9A-Za-z_-]{32,}\b/g,
  /\bAIza[0-9A-Za-z_-]{35}\b/g,
  /\b[sr]k_live_[0-9A-Za-z]{20,}\b/g,
  /\bhv[sb]\.[0-9A-Za-z_-]{20,}\b/g,
];

/** Of a form in which the name tells: `password=...`, `"token": "..."`, `Authorization: Bearer ...`, `user:pass@host`. */
const told: RegExp[] = [
  /((?:pass(?:word|wd|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|client[-_]?secret|credential)s?["']?\s*[=:]\s*["']?)([^\s"',;&]{4,})/gi,
  /(\bauthorization["']?\s*[:=]\s*["']?(?:bearer|basic)\s+)([^\s"',;]{4,})/gi,
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:)([^\s/@]{3,})(?=@)/gi,
];

/** Text that a cluster or a program in it wrote, fit to be shown: what looks like a secret is masked. */
export function hideSecrets(text: string, known: SecretSet = noSecrets): string {
  const byForm = forms.reduce((rest, form) => rest.replaceAll(form, mask), redactText(text, known));
  return told.reduce((rest, form) => rest.replaceAll(form, (_, before: string) => `${before}${mask}`), byForm);
}

/** What kind of secret stands in a text, or null. */
export const looksSecret = (text: string): boolean =>
  forms.some((form) => new RegExp(form.source, form.flags.replace('g', '')).test(text));

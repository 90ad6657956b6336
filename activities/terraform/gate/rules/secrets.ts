import { attribute, children, type Expr } from '../../hcl/ast.ts';
import type { Place, Report } from '../finding.ts';
import { declared, type Project } from '../project.ts';
import { eachAttribute } from '../visit.ts';

/** Keys in clear, by their form. */
const forms: [pattern: RegExp, what: string][] = [
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/, 'a private key'],
  [
    /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b[\s\S]{0,200}?(?<![0-9A-Za-z/+])[0-9A-Za-z/+]{40}(?![0-9A-Za-z/+=])/,
    'an AWS key with its secret',
  ],
  [/aws_?secret_?access_?key["']?\s*[=:]\s*["']?[0-9A-Za-z/+]{40}\b/i, 'an AWS secret key'],
  [/\bgh[pousr]_[0-9A-Za-z]{36,}\b|\bgithub_pat_[0-9A-Za-z_]{50,}\b/, 'a GitHub token'],
  [/\bglpat-[0-9A-Za-z_-]{20,}\b/, 'a GitLab token'],
  [/\bxox[abprs]-[0-9A-Za-z-]{20,}\b/, 'a Slack token'],
  [/\bsk-(?:ant-|proj-)?[0-9A-Za-z_-]{32,}\b/, 'an API key'],
  [/\bAIza[0-9A-Za-z_-]{35}\b/, 'a Google API key'],
  [/\bsk_live_[0-9A-Za-z]{20,}\b/, 'a Stripe key'],
  [/\bhv[sb]\.[0-9A-Za-z_-]{20,}\b/, 'a Vault token'],
  [/\bnpm_[0-9A-Za-z]{36}\b/, 'an npm token'],
];

/** Secrets belong into the secret store; in code, everybody who may read the project has them. */
export function secrets(project: Project, report: Report): void {
  for (const [file, text] of Object.entries(project.files)) {
    const key = forms[0]?.[0].exec(text);
    if (key) found('a private key', { file, line: text.slice(0, key.index).split('\n').length }, report);
  }
  for (const { attribute: argument, place } of eachAttribute(project)) {
    for (const { name, expr } of named(argument.name, argument.value))
      literal(name, expr, { ...place, line: expr.line }, report);
  }
  defaults(project, report);
}

/** Every expression with the name it is given to: of the argument, or of the nearest key of a map. */
function* named(name: string, expr: Expr): Generator<{ name: string; expr: Expr }> {
  yield { name, expr };
  if (expr.kind === 'object') {
    for (const { key, value } of expr.items) yield* named(key.kind === 'literal' ? String(key.value) : name, value);
    for (const { key } of expr.items) yield { name, expr: key };
  } else for (const child of children(expr)) yield* named(name, child);
}

const found = (what: string, place: Place, report: Report) =>
  report(
    'secret',
    `Here stands ${what} in clear. Take it out, consider it known to others, and give the new one as a secret of the project.`,
    place,
  );

const keyName = /secret_?(access_?)?key|access_?key_?secret/i;

function literal(name: string, expr: Expr, place: Place, report: Report): void {
  if (expr.kind !== 'literal' || typeof expr.value !== 'string' || expr.value.length < 16) return;
  const { value } = expr;
  const form = forms.find(([pattern]) => pattern.test(value));
  if (form) found(form[1], place, report);
  // Forty letters of base64 under such a name: an AWS secret key. A SHA-1 has only hex digits.
  else if (keyName.test(name) && /^[0-9A-Za-z/+]{40}$/.test(value) && !/^[0-9a-f]+$/.test(value))
    found('an AWS secret key', place, report);
}

const secretName =
  /(^|_)(password|passwd|passphrase|pwd|secret|secrets|token|api_?key|private_?key|secret_?key|secret_access_key|client_secret|access_?token|auth_?token|credentials?)$/i;

/** Names such as secret_name or token_ttl do not end like this, and the address of a secret (an ARN, a path such as prod/db) is none. */
const harmless =
  /^(|arn:[\s\S]*|\/[\w./-]*|https?:\/\/[^@]*|(vault|ssm|secretsmanager):.*|[a-z0-9_-]+(\/[a-z0-9_-]+)+)$/;

/** A default is a secret that everybody gets who does not give one. */
function defaults(project: Project, report: Report): void {
  for (const module of project.modules.values()) {
    for (const { block, file } of declared(module, 'variable')) {
      const name = block.labels[0] ?? '';
      const preset = attribute(block.body, 'default');
      const sensitive = attribute(block.body, 'sensitive')?.value;
      const isSecret = secretName.test(name) || (sensitive?.kind === 'literal' && sensitive.value === true);
      if (!preset || !isSecret || preset.value.kind !== 'literal' || typeof preset.value.value !== 'string') continue;
      if (harmless.test(preset.value.value)) continue;
      report(
        'secret',
        `The variable "${name}" has a secret as its default. Leave the default out, and give the value as a secret of the project.`,
        {
          file,
          line: preset.line,
          address: `var.${name}`,
        },
      );
    }
  }
}

/** Reads policies in AWS's JSON. Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
import { isObject } from '../values.ts';
import { strings } from './finding.ts';

export type Statement = Record<string, unknown>;

/** @returns [] for text that is no policy */
export function policyStatements(policy: unknown): Statement[] {
  const document = typeof policy === 'string' ? parse(policy) : policy;
  if (!isObject(document)) return [];
  const { Statement: found } = document;
  return Array.isArray(found) ? found.filter(isObject) : isObject(found) ? [found] : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const allows = ({ Effect: effect }: Statement) => effect === 'Allow';

/** Whether a statement lets everybody in. One with a condition is taken as narrowed down. */
export const everyone = (statements: Statement[]): boolean =>
  statements.some((statement) => {
    if (!allows(statement) || statement.Condition !== undefined) return false;
    const { Principal: who, NotPrincipal: others } = statement;
    if (who === '*' || others !== undefined) return true;
    return (
      isObject(who) &&
      Object.entries(who).some(([kind, names]) => (kind === 'AWS' || kind === '*') && strings(names).includes('*'))
    );
  });

/** Actions with which a holder can give themselves any right (Rhino Security Labs' list of IAM escalation methods, the IAM part). */
const escalating =
  /^iam:(\*|(attach|put)(user|role|group)policy|create(accesskey|policyversion|loginprofile)|update(assumerolepolicy|loginprofile)|addusertogroup|setdefaultpolicyversion|passrole)$/i;

export type Width = 'administrator' | 'service' | 'escalation' | null;

/** How wide the widest statement of an identity policy is. */
export function width(statements: Statement[]): Width {
  const found = statements.filter(allows).map((statement): Width => {
    const actions = strings(statement.Action);
    const everything = strings(statement.Resource).includes('*') || statement.NotResource !== undefined;
    if (statement.NotAction !== undefined && everything) return 'administrator';
    if (!everything) return null;
    if (actions.some((action) => action === '*' || action === '*:*')) return 'administrator';
    if (actions.some((action) => escalating.test(action))) return 'escalation';
    return actions.some((action) => action.endsWith(':*')) ? 'service' : null;
  });
  return (['administrator', 'escalation', 'service'] as const).find((kind) => found.includes(kind)) ?? null;
}

import type { PlannedResource } from '../plan-json.ts';
import { blocks, changes, field, made, type RiskFinding, type RiskRule, strings, unknownAfter } from './finding.ts';
import { everyone, policyStatements, type Width, width } from './policy.ts';

/** Who gets rights: IAM policies, attachments, trust, users with keys. */
export const accessRisks: RiskRule = (plan) =>
  made(plan).flatMap((resource) => [
    ...identityPolicy(resource),
    ...attachment(resource),
    ...trust(resource),
    ...keys(resource),
  ]);

const words: Record<Exclude<Width, null>, string> = {
  administrator: 'every action on everything',
  escalation: 'rights with which its holder can take any other right',
  service: 'every action of a service on everything',
};

const policyTypes =
  /^aws_iam_(policy|role_policy|user_policy|group_policy)$|^aws_ssoadmin_permission_set_inline_policy$/;

function identityPolicy({ type, address, change }: PlannedResource): RiskFinding[] {
  if (!policyTypes.test(type)) {
    const inline = type === 'aws_iam_role' ? blocks(change.after, 'inline_policy') : [];
    return inline.flatMap((block) => wide(address, width(policyStatements(field(block, 'policy')))));
  }
  const name = type.startsWith('aws_sso') ? 'inline_policy' : 'policy';
  if (!changes(change, name)) return [];
  if (unknownAfter(change, name)) return [{ level: 'medium', reason: `policy known only after apply (${address})` }];
  return wide(address, width(policyStatements(field(change.after, name))));
}

const wide = (address: string, found: Width): RiskFinding[] =>
  found === null
    ? []
    : [{ level: found === 'service' ? 'medium' : 'high', reason: `wide rights (${address}: ${words[found]})` }];

const adminPolicy =
  /^arn:aws[a-z-]*:iam::aws:policy\/(job-function\/)?(AdministratorAccess|PowerUserAccess|IAMFullAccess|SystemAdministrator)/;

function attachment({ type, address, change }: PlannedResource): RiskFinding[] {
  const names = /^aws_iam_(role|user|group)_policy_attachment$|^aws_iam_policy_attachment$/.test(type)
    ? ['policy_arn']
    : type === 'aws_iam_role'
      ? ['managed_policy_arns']
      : type === 'aws_ssoadmin_managed_policy_attachment'
        ? ['managed_policy_arn']
        : [];
  return names.flatMap((name) => {
    const found = strings(field(change.after, name)).filter((arn) => adminPolicy.test(arn));
    return found.length > 0 && changes(change, name)
      ? [
          {
            level: 'high' as const,
            reason: `wide rights (${address}: ${found.map((arn) => arn.split('/').at(-1)).join(', ')})`,
          },
        ]
      : [];
  });
}

function trust({ type, address, change }: PlannedResource): RiskFinding[] {
  if (type !== 'aws_iam_role' || !changes(change, 'assume_role_policy')) return [];
  const open = everyone(policyStatements(field(change.after, 'assume_role_policy')));
  return open ? [{ level: 'high', reason: `any AWS account may take this role (${address})` }] : [];
}

function keys({ type, address, change }: PlannedResource): RiskFinding[] {
  return type === 'aws_iam_access_key' && change.actions.includes('create')
    ? [{ level: 'medium', reason: `a long-lived key is made, and its secret stands in the state (${address})` }]
    : [];
}

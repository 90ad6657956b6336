/** What an admin needs to make the roles in their account, before there is a connection. Nothing is kept. */
import type { z } from 'zod';
import type { Actor } from '../../../../db/auth.ts';
import { AuroraError } from '../../../../platform/errors.ts';
import type { Parts } from '../../../parts.ts';
import type { AwsRoleSetup, AwsRoleSetupQuery } from '../../../views/connections.ts';
import { externalIdOf } from '../external-id.ts';
import { consoleLink, roleTemplate } from './template.ts';

/** @throws AuroraError `unprocessable` where Aurora has no identity in AWS */
export async function roleSetup(
  parts: Pick<Parts, 'secrets' | 'settings'>,
  { orgId }: Actor,
  { id, write, region }: z.output<typeof AwsRoleSetupQuery>,
): Promise<z.output<typeof AwsRoleSetup>> {
  const { AWS_PRINCIPAL_ARN: principalArn, AWS_TEMPLATE_URL: templateUrl } = parts.settings;
  if (!principalArn) throw noIdentity();
  const externalId = await externalIdOf(parts, { orgId, id });
  const role = { principalArn, externalId, write };
  return {
    principalArn,
    externalId,
    template: roleTemplate(role),
    consoleUrl: templateUrl ? consoleLink(templateUrl, role, region) : null,
  };
}

const noIdentity = () =>
  new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage:
      'Aurora has no identity of its own in AWS here, so there is nobody for a role to trust. Whoever runs Aurora can give it one: AWS_PRINCIPAL_ARN for who it is, AWS_PRINCIPAL_REF for where its keys are in Vault. Until then, connect with access keys. The sandbox cannot stand in for it: its emulator lets anybody into any role, and the check would rightly refuse such roles.',
  });

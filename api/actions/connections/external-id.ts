/**
 * What Aurora says when it assumes a role, so that nobody else can have it assume that role for them (the confused
 * deputy). Made from the organisation and the connection with a key of ours: the same whenever it is asked for, never
 * chosen by people, and not to be guessed. https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
import { createHmac } from 'node:crypto';
import type { Parts } from '../../parts.ts';

export async function externalIdOf(
  { secrets }: Pick<Parts, 'secrets'>,
  { orgId, id }: { orgId: string; id: string },
): Promise<string> {
  // The first version for ever: the role over there has it in its trust policy.
  await secrets.dataKey('aws-external-id');
  const { key } = await secrets.dataKey('aws-external-id@1');
  return `aurora-${createHmac('sha256', key).update(`${orgId}:${id}`).digest('base64url')}`;
}

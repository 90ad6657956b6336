/** Looks at an AWS account by the access keys of its users: a pair that reads, and, apart, one that may change things. */
import { type CloudCredentials, type CredentialPurpose, credentialsOf } from '../../clouds/credentials.ts';
import { failed, skipped, verifierOf } from '../looking.ts';
import type { Looked } from '../verifier.ts';
import { callerOf, identityFinding, placeOf, reachable, withClients } from './asking.ts';
import { readFinding, regionsFinding, writeFinding } from './rights.ts';

const whose = { read: 'The keys that read', write: 'The keys that may write' };

const keysOf = (at: Looked, purpose: CredentialPurpose): CloudCredentials =>
  credentialsOf(at.secret, purpose, placeOf(at));

export const verifyAwsKeys = verifierOf({
  reachable,

  authenticated: (at, signal) =>
    withClients(keysOf(at, 'read'), async (clients) => {
      await callerOf(clients, whose.read, signal);
      return { state: 'ok', text: 'AWS accepts the keys that read.' };
    }),

  identity: (at, signal) =>
    withClients(keysOf(at, 'read'), async (clients) => identityFinding(await callerOf(clients, whose.read, signal))),

  read: (at, signal) => withClients(keysOf(at, 'read'), (clients) => readFinding(clients, whose.read, signal)),

  async write(at, signal) {
    if (!at.secret.write_access_key_id)
      return skipped('There are no keys that may change things, so this account is only looked at.');
    const caller = await withClients(keysOf(at, 'write'), (clients) => callerOf(clients, whose.write, signal));
    if (at.accountId && caller.account !== at.accountId)
      return failed(
        `The keys that may write belong to account ${caller.account}, those that read to ${at.accountId}.`,
        'Enter two pairs of the same account.',
      );
    // Those that read, as often as not, may ask IAM, and those that write may not.
    return withClients(keysOf(at, 'read'), (clients) =>
      writeFinding(clients, caller.arn, `The user ${caller.arn}`, signal),
    );
  },

  regions: (at, signal) => withClients(keysOf(at, 'read'), (clients) => regionsFinding(clients, at, signal)),
});

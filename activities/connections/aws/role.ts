/** Looks at an AWS account by roles that Aurora assumes: one that reads and, apart, one that may change things. */
import { randomBytes } from 'node:crypto';
import { awsFailure, isDenied } from '../../clouds/aws/failures.ts';
import { ownPrincipal, type Principal } from '../../clouds/aws/principal.ts';
import { assumeRole } from '../../clouds/aws/role-session.ts';
import type { CloudCredentials } from '../../clouds/credentials.ts';
import type { WorkerDeps } from '../../deps.ts';
import { Found, failed, ok, skipped, verifierOf } from '../looking.ts';
import type { ConnectionVerifier, Looked, StepFinding } from '../verifier.ts';
import { callerOf, identityFinding, placeOf, reachable, withClients } from './asking.ts';
import { readFinding, regionsFinding, writeFinding } from './rights.ts';

const sessionName = 'aurora-check';

export function makeVerifyAwsRole(deps: Pick<WorkerDeps, 'secrets' | 'config'>): ConnectionVerifier {
  async function sessionOf(at: Looked, roleArn: string, signal: AbortSignal): Promise<CloudCredentials> {
    const principal = await ownPrincipal(deps, signal);
    const { externalId } = at.settings;
    try {
      return await assumeRole(principal, placeOf(at), { roleArn, externalId, sessionName }, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (isDenied(error)) throw new Found(notLetIn(roleArn, principal, externalId));
      throw awsFailure(error, 'assuming the role');
    }
  }

  const asReader = async <Result>(at: Looked, signal: AbortSignal, work: Parameters<typeof withClients<Result>>[1]) =>
    withClients(await sessionOf(at, readRoleOf(at), signal), work);

  /** @returns whether the role lets Aurora in with this, or with no, ExternalId. The session is dropped unused. */
  async function letsIn(at: Looked, roleArn: string, externalId: string | undefined, signal: AbortSignal) {
    try {
      await assumeRole(await ownPrincipal(deps, signal), placeOf(at), { roleArn, externalId, sessionName }, signal);
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (isDenied(error)) return false;
      throw awsFailure(error, 'trying the role without its ExternalId');
    }
  }

  return verifierOf({
    reachable,

    async authenticated(at, signal) {
      await sessionOf(at, readRoleOf(at), signal);
      return ok(`The role ${readRoleOf(at)} lets Aurora in.`);
    },

    identity: (at, signal) =>
      asReader(at, signal, async (clients) =>
        identityFinding(await callerOf(clients, 'The session of the role', signal)),
      ),

    async external_id(at, signal) {
      const { readRoleArn, writeRoleArn, externalId = '' } = at.settings;
      for (const roleArn of [readRoleArn, writeRoleArn].filter((arn) => arn !== undefined)) {
        if (await letsIn(at, roleArn, undefined, signal)) return open(roleArn, 'without any ExternalId', externalId);
        const wrong = `aurora-${randomBytes(32).toString('base64url')}`;
        if (await letsIn(at, roleArn, wrong, signal)) return open(roleArn, 'with a wrong ExternalId', externalId);
      }
      return ok('Without the ExternalId, and with a wrong one, nobody gets in.');
    },

    read: (at, signal) =>
      asReader(at, signal, (clients) => readFinding(clients, `The role ${nameOf(readRoleOf(at))}`, signal)),

    async write(at, signal) {
      const { writeRoleArn } = at.settings;
      if (!writeRoleArn) return skipped('There is no role that may change things, so this account is only looked at.');
      const session = await sessionOf(at, writeRoleArn, signal);
      const { account } = await withClients(session, (clients) => callerOf(clients, 'The session of the role', signal));
      if (at.accountId && account !== at.accountId)
        return failed(
          `The role that may write belongs to account ${account}, the one that reads to ${at.accountId}.`,
          'Enter two roles of the same account.',
        );
      return asReader(at, signal, (clients) =>
        writeFinding(clients, writeRoleArn, `The role ${nameOf(writeRoleArn)}`, signal),
      );
    },

    regions: (at, signal) => asReader(at, signal, (clients) => regionsFinding(clients, at, signal)),
  });
}

function readRoleOf({ settings }: Looked): string {
  if (settings.readRoleArn) return settings.readRoleArn;
  throw new Found(failed('This connection has no role to read with.', 'Give it the ARN of one.'));
}

const nameOf = (roleArn: string): string => roleArn.split('/').at(-1) ?? roleArn;

const trustWords = ({ arn }: Principal, externalId: string | undefined) =>
  `its trust policy has to allow sts:AssumeRole to ${arn ?? "Aurora's identity"} with ${condition(externalId)}`;

const condition = (externalId = '') => `"Condition": {"StringEquals": {"sts:ExternalId": "${externalId}"}}`;

const notLetIn = (roleArn: string, principal: Principal, externalId: string | undefined): StepFinding =>
  failed(
    `The role ${roleArn} does not let Aurora in: it does not exist, or its trust policy does not name Aurora with this ExternalId.`,
    `In the AWS console open IAM, Roles, ${nameOf(roleArn)}, Trust relationships: ${trustWords(principal, externalId)}. A new role takes some seconds until AWS knows it everywhere.`,
  );

const open = (roleArn: string, how: string, externalId: string): StepFinding =>
  failed(
    `The role ${roleArn} lets Aurora in ${how}. Whoever else uses this Aurora could reach this account by entering the role's name, so it is not used.`,
    `In the AWS console open IAM, Roles, ${nameOf(roleArn)}, Trust relationships, and add to the statement that names Aurora: ${condition(externalId)}. Then check again.`,
  );

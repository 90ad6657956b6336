/** What the checks of keys and of roles have in common: one account, some keys, and what AWS' refusals mean. */
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { ask, skewRemedy, skewWords } from '../../clouds/ask.ts';
import { type AwsClients, makeAwsClients } from '../../clouds/aws/client.ts';
import { awsErrorFacts, awsFailure } from '../../clouds/aws/failures.ts';
import { checkRegion } from '../../clouds/aws/regions.ts';
import type { CloudCredentials } from '../../clouds/credentials.ts';
import { cloudFailures } from '../../inventory/cloud-failures.ts';
import { Found, failed, ok, warning } from '../looking.ts';
import type { Looked, StepFinding } from '../verifier.ts';

/** AWS takes signatures whose time is off by less. */
const leastSkewSeconds = 240;

export const placeOf = ({ region, endpoint }: Looked) => ({ region, endpoint });

export async function reachable(at: Looked, signal: AbortSignal): Promise<StepFinding> {
  const domain = at.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = at.endpoint ?? `https://sts.${checkRegion(at.region)}.${domain}`;
  const { skewSeconds } = await ask(cloudFailures('aws', 'AWS'), url, {}, signal);
  if (Math.abs(skewSeconds) < leastSkewSeconds) return ok(`AWS answers at ${url}.`);
  return warning(
    `AWS answers at ${url}. ${skewWords(skewSeconds, "AWS'")} Requests are signed with the time, and AWS refuses those that are off by five minutes.`,
    skewRemedy,
  );
}

export type Caller = { account: string; arn: string };

/** @throws Found when AWS does not take the keys; AuroraError retryable */
export async function callerOf(clients: AwsClients, which: string, signal: AbortSignal): Promise<Caller> {
  try {
    const { Account, Arn } = await clients.sts().send(new GetCallerIdentityCommand({}), { abortSignal: signal });
    return { account: Account ?? '', arn: Arn ?? '' };
  } catch (error) {
    signal.throwIfAborted();
    throw refusalOf(error, which) ?? awsFailure(error, 'asking whose keys these are');
  }
}

const newKeys =
  'In the AWS console open IAM, Users, the user, Security credentials, make an access key, and enter it here.';

/** @param which such as `The keys that read` */
function refusalOf(error: unknown, which: string): Found | undefined {
  const { name } = awsErrorFacts(error);
  if (/^(ExpiredToken|RequestExpired|TokenRefreshRequired)/.test(name))
    return new Found(failed(`${which} have expired.`, `Give the connection new ones. ${newKeys}`));
  if (/^(InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClient|InvalidToken|AuthFailure)/.test(name))
    return new Found(
      failed(`AWS does not know ${which.toLowerCase()}: they are wrong, switched off or deleted.`, newKeys),
    );
  if (/^(SignatureDoesNotMatch|InvalidSignature|IncompleteSignature)/.test(name))
    return new Found(
      failed(
        `AWS knows the key id of ${which.toLowerCase()}, but the secret beside it does not fit.`,
        `Enter both of one pair again; a secret is shown only once, so if it is lost, make a new pair. ${newKeys}`,
      ),
    );
  return undefined;
}

/** The same client for all calls of a step. */
export async function withClients<Result>(
  credentials: CloudCredentials,
  work: (clients: AwsClients) => Promise<Result>,
): Promise<Result> {
  const clients = makeAwsClients(credentials);
  try {
    return await work(clients);
  } finally {
    clients.destroy();
  }
}

export function identityFinding({ account, arn }: Caller): StepFinding {
  const found = { accountId: account };
  if (arn.endsWith(':root'))
    return warning(
      `Signed in as the root user of account ${account}, who may do everything and cannot be limited.`,
      'Make an IAM user or a role for Aurora, and delete the keys of the root user.',
      found,
    );
  return ok(`Signed in as ${arn} of account ${account}.`, found);
}

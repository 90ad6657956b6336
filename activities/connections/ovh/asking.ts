/** Signed questions to OVHcloud, by its own clock, and what its refusals mean to whoever made the keys. */
import { z } from 'zod';
import { ask, type Reply, skewRemedy } from '../../clouds/ask.ts';
import { ovhFailures } from '../../inventory/ovh/failures.ts';
import { ovhPlaces } from '../../inventory/ovh/secret.ts';
import { type OvhKeys, signedHeaders } from '../../inventory/ovh/signature.ts';
import { Found, failed } from '../looking.ts';
import type { Looked, StepFinding } from '../verifier.ts';

export type OvhPlace = keyof typeof ovhPlaces;

export type OvhAccess = { place: OvhPlace; base: string; keys: OvhKeys };

/** @throws Found when the fields are not complete */
export function accessOf({ settings, secret, endpoint }: Looked, consumer: 'consumer_key' | 'write_consumer_key') {
  const place = settings.ovhEndpoint ?? secret.endpoint ?? 'ovh-eu';
  if (!isPlace(place))
    throw new Found(
      failed('This connection names no API of OVHcloud.', `Choose ${Object.keys(ovhPlaces).join(', ')}.`),
    );
  const { application_key, application_secret, [consumer]: consumer_key } = secret;
  if (!application_key || !application_secret || !consumer_key)
    throw new Found(
      failed(
        'The application key, its secret or the consumer key is missing.',
        `Make all three at ${tokenPage(place)}.`,
      ),
    );
  const base = `${endpoint ?? ovhPlaces[place].url}/1.0`;
  return { place, base, keys: { application_key, application_secret, consumer_key } } satisfies OvhAccess;
}

const isPlace = (name: string): name is OvhPlace => Object.hasOwn(ovhPlaces, name);

/** Where a customer makes keys; what they grant is part of the address. */
export const tokenPage = (place: OvhPlace, methods = ['GET']): string =>
  `https://auth.${ovhPlaces[place].code}.ovhcloud.com/api/createToken?${methods.map((method) => `${method}=/*`).join('&')}`;

/** Seconds since 1970 by OVHcloud's clock. */
export async function ovhTime({ base }: OvhAccess, signal: AbortSignal): Promise<number> {
  const { status, body } = await ask(ovhFailures, `${base}/auth/time`, {}, signal);
  const time = z.number().int().positive().safeParse(body);
  if (status !== 200 || !time.success) throw ovhFailures.unreachable({ status });
  return time.data;
}

const Problem = z.object({ errorCode: z.string() });

/** @throws Found when OVHcloud refuses the keys; any other answer is given back */
export async function askOvh(access: OvhAccess, path: string, signal: AbortSignal): Promise<Reply> {
  const url = `${access.base}${path}`;
  const headers = signedHeaders(access.keys, url, await ovhTime(access, signal));
  const reply = await ask(ovhFailures, url, { headers }, signal);
  const refusal = reply.status === 200 ? undefined : refusalOf(codeOf(reply), reply.status, access);
  if (refusal) throw new Found(refusal);
  return reply;
}

export const codeOf = ({ body }: Reply): string => Problem.safeParse(body).data?.errorCode ?? '';

function refusalOf(code: string, status: number, { place }: OvhAccess): StepFinding | undefined {
  switch (code) {
    case 'INVALID_KEY':
      return failed(
        `OVHcloud does not know the application key at ${place} (INVALID_KEY).`,
        `Keys of one of OVHcloud's companies mean nothing to the others: check that the account is of ${place}. Else make new ones at ${tokenPage(place)}.`,
      );
    case 'NOT_CREDENTIAL':
      return failed(
        'OVHcloud does not know the consumer key (NOT_CREDENTIAL).',
        `Enter it again, or make a new one at ${tokenPage(place)}.`,
      );
    case 'INVALID_CREDENTIAL':
      return failed(
        'The consumer key has expired, was revoked, or was never confirmed (INVALID_CREDENTIAL).',
        `Make a new one at ${tokenPage(place)} with the validity "Unlimited", and enter it here.`,
      );
    case 'INVALID_SIGNATURE':
      return failed(
        'The application secret does not fit the application key (INVALID_SIGNATURE).',
        `Enter it again. OVHcloud shows it once: where it is lost, make a new application at ${tokenPage(place)}.`,
      );
    case 'QUERY_TIME_OUT':
      return failed(
        'OVHcloud refuses the time of the request, although it was asked for the right one (QUERY_TIME_OUT).',
        skewRemedy,
      );
    default:
      return status === 401
        ? failed('OVHcloud does not accept these keys (status 401).', `Make new ones at ${tokenPage(place)}.`)
        : undefined;
  }
}

/** Access tokens of an hour for a service account. Google's addresses are fixed here: those in a key file do not count. */
import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { gcpFailures } from '../../inventory/gcp/failures.ts';
import type { GcpKey } from '../../inventory/gcp/key.ts';
import { ask, type Reply } from '../ask.ts';
import { federationToken, type GcpFederation, type GcpIdentity } from './identity.ts';

const scope = 'https://www.googleapis.com/auth/cloud-platform';
const tokenAddress = 'https://oauth2.googleapis.com/token';

/** @param endpoint of a stub, which has every host of Google's as a folder */
export const googleUrl = (endpoint: string | undefined, host: string, path: string): string =>
  `${endpoint ? `${endpoint}/` : 'https://'}${host}.googleapis.com${path}`;

/** Google gave no token: where, and in which of its own words, which are never shown to people as they are. */
export class TokenRefusal extends Error {
  readonly stage: 'key' | 'federation' | 'impersonation';
  readonly error: string;
  readonly description: string;

  constructor(
    stage: 'key' | 'federation' | 'impersonation',
    { error, description }: { error: string; description: string },
  ) {
    super(`no token: ${error}`);
    this.stage = stage;
    this.error = error;
    this.description = description;
  }
}

export type GcpToken = { token: string; expiresAt: number };

/** @throws TokenRefusal; AuroraError retryable when Google is away or throttles */
export function gcpToken(identity: GcpIdentity, endpoint: string | undefined, signal: AbortSignal): Promise<GcpToken> {
  return identity.kind === 'key' ? byKey(identity.key, endpoint, signal) : byFederation(identity, endpoint, signal);
}

const OAuthToken = z.object({ access_token: z.string().min(1), expires_in: z.number() });
const Impersonated = z.object({ accessToken: z.string().min(1), expireTime: z.iso.datetime({ offset: true }) });

async function byKey(key: GcpKey, endpoint: string | undefined, signal: AbortSignal): Promise<GcpToken> {
  const assertion = await new SignJWT({ scope })
    .setProtectedHeader({ alg: 'RS256', ...(key.private_key_id ? { kid: key.private_key_id } : {}), typ: 'JWT' })
    .setIssuer(key.client_email)
    .setAudience(tokenAddress)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(createPrivateKey(key.private_key));
  const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const reply = await ask(gcpFailures, googleUrl(endpoint, 'oauth2', '/token'), { form }, signal);
  return tokenIn(reply, 'key');
}

async function byFederation(identity: GcpFederation, endpoint: string | undefined, signal: AbortSignal) {
  const json = {
    audience: identity.audience,
    grantType: 'urn:ietf:params:oauth:grant-type:token-exchange',
    requestedTokenType: 'urn:ietf:params:oauth:token-type:access_token',
    subjectTokenType: 'urn:ietf:params:oauth:token-type:jwt',
    subjectToken: await federationToken(identity),
    scope,
  };
  const exchanged = await ask(gcpFailures, googleUrl(endpoint, 'sts', '/v1/token'), { json }, signal);
  const { token } = tokenIn(exchanged, 'federation');
  const path = `/v1/projects/-/serviceAccounts/${encodeURIComponent(identity.email)}:generateAccessToken`;
  const question = { headers: { authorization: `Bearer ${token}` }, json: { scope: [scope], lifetime: '3600s' } };
  const reply = await ask(gcpFailures, googleUrl(endpoint, 'iamcredentials', path), question, signal);
  const found = Impersonated.safeParse(reply.body);
  if (reply.status === 200 && found.success)
    return { token: found.data.accessToken, expiresAt: Date.parse(found.data.expireTime) };
  if (reply.status === 200) throw gcpFailures.unreachable({ status: 200 });
  throw new TokenRefusal('impersonation', refusalIn(reply));
}

function tokenIn(reply: Reply, stage: 'key' | 'federation'): GcpToken {
  const found = OAuthToken.safeParse(reply.body);
  if (reply.status === 200 && found.success)
    return { token: found.data.access_token, expiresAt: Date.now() + found.data.expires_in * 1000 };
  if (reply.status === 200) throw gcpFailures.unreachable({ status: 200 });
  throw new TokenRefusal(stage, refusalIn(reply));
}

const OAuthError = z.object({ error: z.string(), error_description: z.string().default('') });
const ApiError = z.object({ error: z.object({ status: z.string().default(''), message: z.string().default('') }) });

function refusalIn({ status, body }: Reply): { error: string; description: string } {
  const oauth = OAuthError.safeParse(body).data;
  if (oauth) return { error: oauth.error, description: oauth.error_description };
  const api = ApiError.safeParse(body).data?.error;
  return api ? { error: api.status, description: api.message } : { error: `status ${status}`, description: '' };
}

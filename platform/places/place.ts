/** What every place where people work has to answer: whose word its token is, and what is missing. */
import type { SecretData } from '../secrets/vault.ts';

export const placeKinds = ['github', 'slack'] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** As `IntegrationSettings` of the database. */
export type PlaceSettings = {
  apiUrl?: string;
  github?: { auth: 'token' } | { auth: 'app'; appId: string; installationId: string };
  slack?: { teamId: string; teamName: string; botUserId: string };
};

export type Place = { settings: PlaceSettings; secrets: SecretData };

/** `fetch`: of `makeOutboundFetch`, because `apiUrl` is typed by people. */
export type PlaceCall = { fetch: typeof fetch; signal?: AbortSignal };

/** `who`: for people, such as "aurora in Analytical Engines". `settings`: what it tells of itself, to be kept. */
export type PlaceVerdict =
  | { ok: true; who: string; settings: PlaceSettings }
  /** In words: what was refused or is missing, and what to do. */
  | { ok: false; reason: string };

/** Asks once. @throws AuroraError, retryable: nobody answered, so nothing is known */
export type Verifier = (place: Place, call: PlaceCall) => Promise<PlaceVerdict>;

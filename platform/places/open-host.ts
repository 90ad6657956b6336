import { AuroraError } from '../errors.ts';
import { githubHost } from './github.ts';
import type { Place, PlaceCall, PlaceKind, PlaceVerdict } from './place.ts';
import type { RepositoryHost } from './repository-host.ts';

/** @throws AuroraError `unprocessable` for a place that keeps no repositories */
export async function openHost(
  kind: PlaceKind,
  { settings, secrets }: Place,
  { fetch }: PlaceCall,
): Promise<RepositoryHost> {
  if (kind === 'github') return githubHost(settings, secrets, fetch);
  throw new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: 'Only GitHub keeps repositories for Aurora. Choose an integration of that kind.',
  });
}

/** Asks who the token is. A refusal is an answer; nobody there is an error. */
export async function verifyHost(kind: PlaceKind, place: Place, call: PlaceCall): Promise<PlaceVerdict> {
  try {
    const host = await openHost(kind, place, call);
    const { name } = await host.whoAmI();
    return { ok: true, who: name, settings: {} };
  } catch (error) {
    if (!(error instanceof AuroraError) || error.retryable) throw error;
    return { ok: false, reason: error.userMessage };
  }
}

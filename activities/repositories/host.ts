/** The host of a pull request's repository, with what the integration keeps in Vault. */
import { inOrg } from '../../db/client.ts';
import { findIntegration, markBroken } from '../../db/integrations.ts';
import { AuroraError } from '../../platform/errors.ts';
import { openHost } from '../../platform/places/open-host.ts';
import type { RepositoryHost } from '../../platform/places/repository-host.ts';
import type { OfIntegration } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { recordedSecrets } from '../recorded-secrets.ts';

/** A token that is refused makes the integration broken, in words, for people who can replace it. */
export async function withHost<Result>(
  deps: WorkerDeps,
  { orgId, integrationId }: OfIntegration,
  work: (host: RepositoryHost) => Promise<Result>,
): Promise<Result> {
  const { db, outbound } = deps;
  const row = await inOrg(db, { orgId }, (tx) => findIntegration(tx, integrationId));
  const owners = [{ kind: 'integration', id: integrationId, secretRef: row.secretRef }];
  const secrets = recordedSecrets(deps, { orgId, owners, purpose: 'write' });
  try {
    const place = { settings: row.settings, secrets: await secrets.read(row.secretRef) };
    return await work(await openHost(row.kind, place, { fetch: outbound }));
  } catch (error) {
    if (error instanceof AuroraError && error.code === 'credentials_rejected') {
      await inOrg(db, { orgId }, (tx) => markBroken(tx, integrationId, error.userMessage));
    }
    throw error;
  }
}

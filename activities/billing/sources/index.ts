/** Every kind of source, and how a billing account becomes one that can be asked. */
import { type BillingAccount, findBillingAccount } from '../../../db/billing-accounts.ts';
import { inOrg } from '../../../db/client.ts';
import type { BillingSourceKind } from '../../../db/model/billing.ts';
import type { Connection } from '../../../db/projects.ts';
import { findConnection } from '../../../db/sync-runs.ts';
import { AuroraError, notFound } from '../../../platform/errors.ts';
import { type ReadingKeys, roleFields } from '../../clouds/aws/connection-credentials.ts';
import { credentialFields } from '../../clouds/credential-fields.ts';
import type { WorkerDeps } from '../../deps.ts';
import { makePace } from '../../inventory/pace.ts';
import { recording } from '../../recorded-secrets.ts';
import { costExplorerSource } from './aws-cost-explorer.ts';
import { awsExportSource } from './aws-export.ts';
import { azureExportSource } from './azure-export.ts';
import { azureQuerySource } from './azure-query.ts';
import { bigQuerySource } from './gcp-bigquery.ts';
import { ovhSource } from './ovh.ts';
import { s3FocusSource } from './s3-focus.ts';
import { sandboxSource } from './sandbox/index.ts';
import { holdingsOf } from './sandbox/stored-holdings.ts';
import type { BillingSource, SourceInput } from './source.ts';

/** `upload` has none: its files come through the API. `sandbox` asks nobody. */
const makers: Partial<Record<BillingSourceKind, (input: SourceInput) => BillingSource>> = {
  s3_focus: s3FocusSource,
  aws_export: awsExportSource,
  aws_cost_explorer: costExplorerSource,
  azure_export: azureExportSource,
  azure_query: azureQuerySource,
  gcp_bigquery: bigQuerySource,
  ovh: ovhSource,
};

type Needs = Pick<WorkerDeps, 'db' | 'secrets' | 'config'>;

/**
 * @returns undefined for an account that nothing is fetched for
 * @throws AuroraError `not_found`, `forbidden` for an endpoint that is not allowed, `dependency_unavailable` (retryable)
 */
export async function openSource(
  deps: Needs,
  { orgId, billingAccountId }: { orgId: string; billingAccountId: string },
  signal: AbortSignal,
): Promise<{ account: BillingAccount; source: BillingSource | undefined }> {
  const account = await inOrg(deps.db, { orgId }, (tx) => findBillingAccount(tx, billingAccountId));
  const { settings, connectionId } = account;
  const connection = connectionId
    ? await inOrg(deps.db, { orgId }, (tx) => findConnection(tx, connectionId))
    : undefined;
  if (connectionId && !connection) throw notFound('connection');
  if (account.kind === 'sandbox' && connection) return { account, source: madeUp(deps, account, connection) };
  const make = makers[account.kind];
  if (!make) return { account, source: undefined };
  const owners = [
    { kind: 'billing_account', id: billingAccountId, secretRef: account.secretRef },
    { kind: 'connection', id: connection?.id ?? '', secretRef: connection?.secretRef ?? null },
  ];
  const recorded = recording(deps, { orgId, owners, purpose: 'read' });
  const source = make({
    ...(await secretFor(recorded, account, connection, signal)),
    settings,
    region: settings.region ?? connection?.region ?? 'us-east-1',
    account: connection?.accountId ?? '',
    pace: makePace(deps.db, orgId, `billing:${connectionId ?? billingAccountId}`),
    currency: account.currency,
    endpoint:
      allowed(settings.endpoint, deps.config.BILLING_ENDPOINT_HOSTS) ?? connection?.sandboxEndpoint ?? undefined,
  });
  return { account, source };
}

/** A secret of the billing account's own, or that of the connection that it was made for. */
async function secretFor(
  deps: Needs,
  { secretRef }: BillingAccount,
  connection: Connection | undefined,
  signal: AbortSignal,
): Promise<ReadingKeys> {
  if (secretRef) return { secret: await deps.secrets.read(secretRef, { signal }) };
  if (!connection) return { secret: {} };
  if (connection.credential === 'aws_role') return roleFields(deps, connection, 'aurora-billing', signal);
  const kept = await deps.secrets.read(connection.secretRef, { signal });
  return { secret: await credentialFields(deps.secrets, connection, kept, { signal }) };
}

function madeUp({ db }: Needs, { orgId, createdAt }: BillingAccount, connection: Connection): BillingSource {
  const { id, accountId, region } = connection;
  return sandboxSource({
    account: accountId,
    region,
    opened: createdAt.toISOString().slice(0, 10),
    holdings: () => inOrg(db, { orgId }, (tx) => holdingsOf(tx, id)),
  });
}

/** Asked again here although the API asked: the setting may have changed since. */
function allowed(endpoint: string | undefined, hosts: string[]): string | undefined {
  if (endpoint === undefined || hosts.includes(new URL(endpoint).hostname)) return endpoint;
  throw new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage: 'Costs may not be read from this host. Whoever runs Aurora can allow it with BILLING_ENDPOINT_HOSTS.',
  });
}

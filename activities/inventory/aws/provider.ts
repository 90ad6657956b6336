/** The estate of an AWS account: one scope a listing and region, for the regions that the account has enabled. */
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { AuroraError } from '../../../platform/errors.ts';
import { makeAwsClients } from '../../clouds/aws/client.ts';
import { isDenied } from '../../clouds/aws/failures.ts';
import { withSignal } from '../../clouds/aws/pace.ts';
import { checkRegion } from '../../clouds/aws/regions.ts';
import { credentialsOf } from '../../clouds/credentials.ts';
import type { AskOptions, InventoryProvider, InventoryScope, MakeInventoryProvider } from '../provider.ts';
import { type Arn, parseArn, partitionOf } from './arn.ts';
import { edgesOf } from './edges.ts';
import { inventoryFailure, isGone } from './failures.ts';
import type { AwsAsk, AwsKind } from './kind.ts';
import { awsKinds } from './kinds/index.ts';
import { aggregatorRegion, otherDetail, otherKinds, pageOfExplorer, pageOfTagging } from './others.ts';

/**
 * `everyRegion`: all that are enabled, when people chose none. An emulator says so of all there are, other partitions'
 * too, and to walk those takes the sandbox minutes: there the connection's own region is meant.
 */
export type AwsInventoryOptions = { pageSize?: number; maxAttempts?: number; everyRegion?: boolean };

/** Raise it with each change of a rule or of the ends that it names. */
const edgesVersion = 1;

const kindsByName = new Map(awsKinds.map((kind) => [kind.kind, kind]));
const kindsByType = new Map(awsKinds.map((kind) => [kind.nativeType, kind]));

export const makeAwsInventoryProvider: MakeInventoryProvider = (input) => makeAwsInventory(input);

/**
 * See `InventoryProvider`. A few short throttles of a call are sat out in the SDK, each attempt with leave of the pace:
 * a page of a hundred details would else never come through where every tenth call is throttled.
 */
export function makeAwsInventory(
  { secret, renew, region, endpoint, pace }: Parameters<MakeInventoryProvider>[0],
  { pageSize = 500, maxAttempts = 6, everyRegion = endpoint === undefined }: AwsInventoryOptions = {},
): InventoryProvider {
  checkRegion(region);
  const keys = { ...credentialsOf(secret, 'read', { region, endpoint }), ...(renew ? { renew } : {}) };
  const clients = makeAwsClients(keys, { maxAttempts, pace });
  const partition = partitionOf(region);
  let known: { account: string } | undefined;
  let aggregator: { region: string | null } | undefined;

  /** Runs one step with its failure put into the sync's words; an abort stays the caller's own. */
  async function attempt<T>(what: string, signal: AbortSignal | undefined, work: () => Promise<T>, resumed = false) {
    signal?.throwIfAborted();
    try {
      return await withSignal(signal, work);
    } catch (error) {
      signal?.throwIfAborted();
      throw inventoryFailure(error, what, { resumed });
    }
  }

  async function whose({ signal }: AskOptions = {}): Promise<{ account: string }> {
    known ??= await attempt('asking whose keys these are', signal, async () => {
      const answer = await clients.sts().send(new GetCallerIdentityCommand({}), { abortSignal: signal });
      return { account: answer.Account ?? '' };
    });
    return known;
  }

  /** Keys that were changed in mid-sync to those of another account would else show that everything is gone. */
  async function checkAccount(account: string, options: AskOptions): Promise<void> {
    if ((await whose(options)).account === account) return;
    throw new AuroraError({
      code: 'credentials_rejected',
      retryable: false,
      userMessage: `The keys of this connection now belong to another AWS account than ${account}. Nothing of it is marked as deleted; sync again, or give the connection the keys of the account it had.`,
      details: { provider: 'aws', reason: 'other_account' },
    });
  }

  const askOf = (scope: Pick<InventoryScope, 'account' | 'region'>, cursor: string | null, { signal }: AskOptions) =>
    ({
      clients,
      account: scope.account,
      partition,
      region: scope.region,
      endpointRegion: scope.region === 'global' ? clients.region : checkRegion(scope.region),
      cursor: cursor ?? undefined,
      size: pageSize,
      signal,
    }) satisfies AwsAsk;

  async function enabledRegions(signal: AbortSignal | undefined): Promise<string[] | null> {
    try {
      const { Regions = [] } = await clients.ec2().send(new DescribeRegionsCommand({}), { abortSignal: signal });
      return Regions.flatMap(({ RegionName }) => RegionName ?? []);
    } catch (error) {
      if (isDenied(error)) return null;
      throw error;
    }
  }

  /** In a region that is not enabled AWS takes no keys, which would look like rejected ones. */
  async function regionsOf(wished: string[] | null, { signal }: AskOptions): Promise<string[]> {
    const chosen = wished ?? (everyRegion ? null : [region]);
    const enabled = await attempt('asking for the regions', signal, () => enabledRegions(signal));
    if (!enabled) return (chosen ?? [region]).map(checkRegion);
    return enabled.filter((name) => partitionOf(name) === partition && (!chosen || chosen.includes(name))).sort();
  }

  async function findAggregator({ signal }: AskOptions): Promise<string | null> {
    const ask = askOf({ account: '', region }, null, { signal });
    aggregator ??= await attempt('asking for an index of resources', signal, async () => ({
      region: await aggregatorRegion(ask),
    }));
    return aggregator.region;
  }

  async function pageOf(ask: AwsAsk, scope: InventoryScope, options: AskOptions) {
    if (scope.kind === otherKinds.tagging.kind) {
      // What belongs to no region is told in one of them.
      return pageOfTagging(scope.region === 'global' ? { ...ask, endpointRegion: homeOfGlobal(partition) } : ask);
    }
    if (scope.kind === otherKinds.explorer.kind) {
      const endpointRegion = await findAggregator(options);
      if (!endpointRegion) throw noIndex();
      return pageOfExplorer({ ...ask, endpointRegion });
    }
    return kindOf(scope).page(ask);
  }

  return {
    provider: 'aws',
    edgesVersion,
    async identity(options) {
      const { account } = await whose(options);
      // AWS counts requests by account, whosever keys they are made with.
      return { account, principal: `aws:${account}` };
    },
    async scopes({ regions: chosen }, options = {}) {
      const { account } = await whose(options);
      const regions = await regionsOf(chosen, options);
      const other = (await findAggregator(options)) ? otherKinds.explorer : otherKinds.tagging;
      const inRegions = (kind: string) => regions.map((name) => ({ account, region: name, kind }));
      return [
        ...awsKinds.flatMap(({ kind, place }) =>
          place === 'global' ? [{ account, region: 'global', kind }] : inRegions(kind),
        ),
        { account, region: 'global', kind: other.kind },
        ...inRegions(other.kind),
      ];
    },
    async list(scope, cursor, options = {}) {
      await checkAccount(scope.account, options);
      const ask = askOf(scope, cursor, options);
      const what = `listing ${titleOf(scope)} ${scope.region === 'global' ? 'of all regions' : `in ${scope.region}`}`;
      return attempt(what, options.signal, () => pageOf(ask, scope, options), cursor !== null);
    },
    async detail(resource, options = {}) {
      await checkAccount(resource.account, options);
      const ask = askOf(resource, null, options);
      const kind = kindsByType.get(resource.nativeType);
      const what = `looking at ${parseArn(resource.cloudId)?.resource ?? 'a resource'}`;
      return attempt(what, options.signal, async () => {
        if (!kind) return (await otherDetail(ask, resource.cloudId, await findAggregator(options))) ?? unseen(what);
        return kind.detail(ask, resource.cloudId).catch(nullWhenGone);
      });
    },
    edges: (resource) => edgesOf(resource, kindsByType.get(resource.nativeType)?.rules ?? []),
    close: () => clients.destroy(),
  };
}

function nullWhenGone(error: unknown): null {
  if (isGone(error)) return null;
  throw error;
}

const titleOf = ({ kind }: InventoryScope): string =>
  kindsByName.get(kind)?.title ?? Object.values(otherKinds).find((own) => own.kind === kind)?.title ?? kind;

function kindOf({ kind }: InventoryScope): AwsKind {
  const found = kindsByName.get(kind);
  if (found) return found;
  throw new AuroraError({ code: 'bad_request', retryable: false, userMessage: `AWS has no listing called ${kind}.` });
}

const homeOfGlobal = (partition: Arn['partition']): string =>
  ({ 'aws-cn': 'cn-northwest-1', 'aws-us-gov': 'us-gov-west-1' })[partition] ?? 'us-east-1';

const noIndex = () =>
  new AuroraError({
    code: 'cloud_denied',
    retryable: false,
    userMessage: 'The index of Resource Explorer that showed these resources is gone, so they were not looked for.',
  });

function unseen(what: string): never {
  throw new AuroraError({
    code: 'cloud_failed',
    retryable: false,
    userMessage: `AWS shows this resource in its indexes only, and not now, while ${what}. The next sync tells more.`,
  });
}

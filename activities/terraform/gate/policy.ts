import type { ConnectionProvider } from '../../../db/model/connections.ts';
import { providersOf } from '../cloud-providers.ts';

/** What an organisation allows; without a word from it, little. */
export type GatePolicy = {
  /** `namespace/name`; default hashicorp/aws. The built-in terraform provider is always allowed. */
  allowedProviders?: string[];
  /** `namespace/*` or `namespace/name/provider`; default none. Always at an exact version. */
  allowedModules?: string[];
  /** Accounts in which a provider may assume a role. Default: the sandbox's. */
  ownAccounts?: string[];
  /** Most instances of one resource or module; five times as many in all. Default 1000. */
  maxInstances?: number;
};

export type FullPolicy = Required<GatePolicy>;

/**
 * What a project's connections allow. Without one of AWS, no account there is its own.
 *
 * @param others of other clouds, whose providers are allowed with them
 */
export const policyOf = (
  connection: { accountId: string } | null,
  others: { provider: ConnectionProvider }[] = [],
): GatePolicy => ({
  ownAccounts: connection ? [connection.accountId] : [],
  allowedProviders: [...alwaysAllowed, ...providersOf(others)],
});

const alwaysAllowed = ['hashicorp/aws'];

/** moto's default account, for tests of the gate alone: a run's policy names its connection's account. */
const sandboxAccount = '123456789012';

export const fullPolicy = (given: GatePolicy = {}): FullPolicy => ({
  allowedProviders: given.allowedProviders ?? alwaysAllowed,
  allowedModules: given.allowedModules ?? [],
  ownAccounts: given.ownAccounts ?? [sandboxAccount],
  maxInstances: given.maxInstances ?? 1_000,
});

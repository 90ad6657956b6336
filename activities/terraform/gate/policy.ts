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

/** What a project's connection allows. Without one, no account is its own. */
export const policyOf = (connection: { accountId: string } | null): GatePolicy => ({
  ownAccounts: connection ? [connection.accountId] : [],
});

/** moto's account; a real connection's account comes with the policy. */
const sandboxAccount = '123456789012';

export const fullPolicy = (given: GatePolicy = {}): FullPolicy => ({
  allowedProviders: given.allowedProviders ?? ['hashicorp/aws'],
  allowedModules: given.allowedModules ?? [],
  ownAccounts: given.ownAccounts ?? [sandboxAccount],
  maxInstances: given.maxInstances ?? 1_000,
});

/**
 * Who may do what in the vault: the only place that says so. The embedded stack and the containers write it into the
 * vault at every start; docs/vault.md shows the text for a vault of one's own, and a test keeps the two the same.
 *
 * The API takes credentials from people and never needs them again: it writes what it cannot read. The worker uses
 * them and never changes them. So neither process alone, taken over, is enough to read a credential and to swap it.
 */
export type Capability = 'create' | 'read' | 'update' | 'delete' | 'list';

/** `path` is below the mount. `data`: on values and their versions; `metadata`: `delete` removes all versions. */
export type Rule = { path: string; data: Capability[]; metadata?: Capability[] };

const put: Capability[] = ['create', 'update'];
const putAndRead: Capability[] = ['create', 'read', 'update'];
/** A key is made once: nobody who uses keys may put another in its place. */
const makeOnceAndRead: Capability[] = ['create', 'read'];
const read: Capability[] = ['read'];
const removal: Capability[] = ['delete'];

/** `tools` is for commands of whoever runs Aurora (`npm run ...`) and for tests; it is never given to a server. */
export const policies = {
  api: [
    { path: 'connections/*', data: put, metadata: removal },
    { path: 'billing/*', data: put, metadata: removal },
    { path: 'knowledge/*', data: put, metadata: removal },
    // Hooks are checked with these secrets, and some are changed in part.
    { path: 'integrations/*', data: putAndRead, metadata: removal },
    { path: 'notices/*', data: putAndRead, metadata: removal },
    { path: 'users/*', data: putAndRead, metadata: removal },
    { path: 'keys/access-tokens', data: makeOnceAndRead },
    // External ids of AWS roles are derived from it; see api/actions/connections/external-id.ts.
    { path: 'keys/aws-external-id', data: makeOnceAndRead },
    { path: 'keys/temporal', data: makeOnceAndRead },
  ],
  worker: [
    { path: 'connections/*', data: read },
    { path: 'billing/*', data: read },
    { path: 'knowledge/*', data: read },
    { path: 'integrations/*', data: read },
    { path: 'notices/*', data: read },
    // Aurora's own identities in clouds; put there by whoever runs it.
    { path: 'platform/*', data: read },
    { path: 'keys/plans', data: makeOnceAndRead },
    { path: 'keys/temporal', data: makeOnceAndRead },
    { path: 'keys/audit', data: makeOnceAndRead },
    // Keys of connections by workload identity are derived from it; see activities/clouds/credential-fields.ts.
    { path: 'keys/federation-*', data: makeOnceAndRead },
  ],
  tools: [{ path: '*', data: ['create', 'read', 'update', 'delete'], metadata: ['read', 'list', 'delete'] }],
} satisfies Record<string, Rule[]>;

export type RoleName = keyof typeof policies;

/** The name of the AppRole, and of its policy. */
export const nameOf = (role: RoleName): string => `aurora-${role}`;

/** @returns the policy in HCL, as `bao policy write` takes it */
export function renderPolicy(role: RoleName, mount: string): string {
  const rules: Rule[] = policies[role];
  const line = (kind: string, path: string, capabilities: Capability[]) =>
    `path "${mount}/${kind}/${path}" { capabilities = ${JSON.stringify(capabilities).replaceAll(',', ', ')} }`;
  return rules
    .flatMap(({ path, data, metadata }) => [
      line('data', path, data),
      ...(metadata ? [line('metadata', path, metadata)] : []),
    ])
    .join('\n');
}

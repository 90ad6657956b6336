/**
 * The API of one test file on the real servers that the environment names (`.aurora/env`), with a Temporal
 * namespace of its own and no worker: what the API tells workflows stays in their histories, where tests look.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq, isNull } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import type { Role } from '../../db/model/states.ts';
import { moveRun } from '../../db/runs.ts';
import { billingSyncs, memberships, messages, runs, syncRuns, users } from '../../db/schema/index.ts';
import { readConfig } from '../../platform/config.ts';
import { makeLog } from '../../platform/log.ts';
import { envOfRole } from '../../platform/secrets/testing/role-env.ts';
import { makeSecrets } from '../../platform/secrets/vault.ts';
import { type AppOptions, buildApp } from '../app.ts';
import { type Deps, makeDeps } from '../deps.ts';
import { hashPassword } from '../passwords.ts';
import type { SignedIn } from '../views/auth.ts';

const needed = ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'VAULT_ADDR', 'S3_ENDPOINT'] as const;
const missing = needed.filter((name) => !process.env[name]);

/** False, said aloud, where the servers are not there: `npm test` starts them. */
export function stackIsUp(): boolean {
  if (missing.length > 0) process.stderr.write(`SKIPPED: the API's tests need ${missing.join(', ')}.\n`);
  return missing.length === 0;
}

export type Answer<Body = Record<string, unknown>> = { status: number; body: Body; headers: Record<string, unknown> };

export type Caller = {
  signedIn: z.output<typeof SignedIn>;
  get<Body = Record<string, unknown>>(path: string): Promise<Answer<Body>>;
  send<Body = Record<string, unknown>>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<Answer<Body>>;
};

export type ApiWorld = {
  app: FastifyInstance;
  deps: Deps;
  /** Registers an organisation, and speaks for its admin. */
  newOrg(): Promise<Caller>;
  /** Adds a person to somebody's organisation, and speaks for them. */
  join(caller: Caller, role: Role): Promise<Caller>;
  close(): Promise<void>;
};

export type ApiWorldOptions = AppOptions & { env?: Record<string, string>; namespace?: string };

export const newNamespace = () => `api-${randomUUID().slice(0, 8)}`;

export async function makeApiWorld({ env, namespace, ...options }: ApiWorldOptions = {}): Promise<ApiWorld> {
  const own = namespace ?? newNamespace();
  const config = readConfig({ ...process.env, TEMPORAL_NAMESPACE: own, ...env });
  const deps = makeDeps(config, makeLog('test', process.env.TEST_LOG_LEVEL ?? 'silent'));
  if (!env?.TEMPORAL_ADDRESS) await registerNamespace(deps, own);
  // The app may do in the vault what the product's API may; the test itself looks at everything.
  const app = buildApp({ ...deps, secrets: makeSecrets({ ...config, ...envOfRole('api') }, deps.log) }, options);
  await app.ready();
  const orgs: string[] = [];

  async function newOrg() {
    const caller = await registerOrg(app);
    orgs.push(caller.signedIn.organisation.id);
    return caller;
  }

  async function close() {
    await Promise.all(orgs.map((orgId) => settleOrg(deps, orgId)));
    await app.close();
    await deps.secrets.close();
  }

  return { app, deps, newOrg, join: (caller, role) => joinOrg(app, deps, caller, role), close };
}

const password = 'correct horse battery';

async function registerOrg(app: FastifyInstance): Promise<Caller> {
  const email = `${randomUUID()}@example.test`;
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/auth/register',
    payload: { name: 'Ada', email, password, organisation: 'Analytical Engines' },
  });
  if (answer.statusCode !== 201) throw new Error(`Registration answered ${answer.statusCode}: ${answer.body}`);
  return speakFor(app, answer.json());
}

async function joinOrg(app: FastifyInstance, { db }: Deps, caller: Caller, role: Role): Promise<Caller> {
  const id = randomUUID();
  const email = `${id}@example.test`;
  const orgId = caller.signedIn.organisation.id;
  await inOrg(db, { orgId, userId: id }, async (tx) => {
    await tx.insert(users).values({ id, email, name: role, passwordHash: await hashPassword(password) });
    await tx.insert(memberships).values({ orgId, userId: id, role });
  });
  const answer = await app.inject({ method: 'POST', url: '/api/v1/auth/sign-in', payload: { email, password } });
  return speakFor(app, answer.json());
}

export function speakFor(app: FastifyInstance, signedIn: z.output<typeof SignedIn>): Caller {
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, payload?: unknown) => {
    const answer = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${signedIn.accessToken}` },
      payload: payload as object,
    });
    return { status: answer.statusCode, body: answer.body ? answer.json() : {}, headers: answer.headers };
  };
  return { signedIn, get: (path) => call('GET', path), send: call };
}

/** Leaves nothing that a sweeper of the same database would go on with. */
async function settleOrg({ db }: Deps, orgId: string): Promise<void> {
  await inOrg(db, { orgId }, async (tx) => {
    await tx.delete(messages).where(isNull(messages.turnId));
    const open = await tx.select({ id: runs.id }).from(runs).where(eq(runs.state, 'queued'));
    for (const { id } of open) await moveRun(tx, id, 'cancelled', 'the test is over');
    await tx.update(syncRuns).set({ state: 'cancelled' }).where(eq(syncRuns.state, 'running'));
    await tx.update(billingSyncs).set({ state: 'cancelled' }).where(eq(billingSyncs.state, 'running'));
  });
}

async function registerNamespace({ temporal }: Deps, namespace: string): Promise<void> {
  const { workflowService } = temporal.client.connection;
  const retention = { seconds: 86_400 as never };
  await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention });
  await temporal.attributes.register();
  // The server's frontends learn of a namespace a moment later.
  for (let tries = 0; tries < 150; tries += 1) {
    const known = await workflowService.listWorkflowExecutions({ namespace, pageSize: 1 }).then(
      () => true,
      () => false,
    );
    if (known) return;
    await sleep(100);
  }
  throw new Error(`Temporal does not know the namespace ${namespace} yet.`);
}

/** Names of the signals that a workflow was sent, in order; empty where it was never started. */
export async function signalsOf({ temporal }: Deps, workflowId: string): Promise<string[]> {
  const handle = temporal.client.workflow.getHandle(workflowId);
  const history = await handle.fetchHistory().catch(() => undefined);
  const signals = (history?.events ?? []).map((event) => event.workflowExecutionSignaledEventAttributes?.signalName);
  return signals.filter((name) => name !== undefined && name !== null);
}

export async function hasStarted({ temporal }: Deps, workflowId: string): Promise<boolean> {
  return temporal.client.workflow
    .getHandle(workflowId)
    .describe()
    .then(
      () => true,
      () => false,
    );
}

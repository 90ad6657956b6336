/** A new organisation with its first person, a project and, where there is one, the emulated AWS account. */
import { randomBytes } from 'node:crypto';
import { appendAudit } from '../../db/audit.ts';
import { type Actor, findUserByEmail, type Registration, registerOrganisation } from '../../db/auth.ts';
import { AuroraError, conflict, errorText } from '../../platform/errors.ts';
import type { Parts } from '../parts.ts';
import { hashPassword } from '../passwords.ts';
import { refuseWeak } from './password.ts';
import { beginWithSandbox, connectSandbox, sandboxConnection } from './sandbox-account.ts';
import { type From, openFor } from './sign-in.ts';

type Given = { name: string; email: string; password: string; organisation: string };
type Needs = Pick<Parts, 'db' | 'secrets' | 'settings' | 'temporal' | 'tokens' | 'log'>;

export async function register(parts: Needs, given: Given, from: From) {
  if (parts.settings.REGISTRATION === 'closed') throw closed();
  const { email } = given;
  refuseWeak(given.password, given);
  if (await findUserByEmail(parts.db, email)) throw known();
  const user = { id: crypto.randomUUID(), name: given.name, email, passwordHash: await hashPassword(given.password) };
  await makeOrganisation(parts, given.organisation, user, from);
  return openFor(parts, user.id, 'registration', from);
}

/** Another one, for somebody who has an account. @throws AuroraError `forbidden` where registration is closed */
export async function addOrganisation(parts: Needs, actor: Actor, name: string) {
  if (parts.settings.REGISTRATION === 'closed') throw closed();
  const from = actor.from ?? { requestId: '', address: '' };
  const org = await makeOrganisation(parts, name, { id: actor.userId, name: actor.name }, from);
  return { ...org, role: 'admin' as const };
}

async function makeOrganisation(
  parts: Needs,
  name: string,
  user: Registration['user'],
  from: NonNullable<Actor['from']>,
) {
  const { db, secrets, settings, log } = parts;
  const org = { id: crypto.randomUUID(), name, slug: slugOf(name) };
  const projectId = crypto.randomUUID();
  // Vault first: without the secret the connection would be a lie. What is left over when the rest fails goes again.
  const sandbox = settings.SANDBOX_AWS_ENDPOINT
    ? await sandboxConnection(parts, org.id, user.id, settings.SANDBOX_AWS_ENDPOINT)
    : undefined;
  try {
    await registerOrganisation(db, { org, user, projectId }, async (tx) => {
      if (sandbox) await connectSandbox(tx, sandbox, projectId);
      await appendAudit(tx, org.id, {
        action: 'organisation.register',
        actor: { kind: 'person', id: user.id, name: user.name },
        subject: { kind: 'organisation', id: org.id },
        requestId: from.requestId,
        address: from.address,
      });
    });
  } catch (error) {
    if (sandbox) {
      await secrets
        .remove(sandbox.secretRef)
        .catch((failed) => log.warn({ reason: errorText(failed) }, 'a secret of a failed registration stays in vault'));
    }
    throw error;
  }
  if (sandbox) void beginWithSandbox(parts, sandbox);
  return org;
}

/** Unique by its tail: names of other organisations are not visible, so they cannot be avoided otherwise. */
function slugOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return `${words || 'org'}-${randomBytes(4).toString('hex')}`;
}

const known = () => conflict('There is an account with this e-mail already. Sign in instead.');

const closed = () =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage: 'Registration is closed here. Ask an admin of your organisation for an invitation.',
  });

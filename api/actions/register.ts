/** A new organisation with its first person, a project and, where there is one, the emulated AWS account. */
import { randomBytes } from 'node:crypto';
import { appendAudit } from '../../db/audit.ts';
import { findUserByEmail, registerOrganisation } from '../../db/auth.ts';
import { AuroraError, conflict, errorText } from '../../platform/errors.ts';
import type { Parts } from '../parts.ts';
import { hashPassword } from '../passwords.ts';
import { refuseWeak } from './password.ts';
import { beginWithSandbox, connectSandbox, sandboxConnection } from './sandbox-account.ts';
import { type From, openFor } from './sign-in.ts';

type Given = { name: string; email: string; password: string; organisation: string };
type Needs = Pick<Parts, 'db' | 'secrets' | 'settings' | 'temporal' | 'tokens' | 'log'>;

export async function register(parts: Needs, given: Given, from: From) {
  const { db, secrets, settings, log } = parts;
  if (settings.REGISTRATION === 'closed') throw closed();
  const { email } = given;
  refuseWeak(given.password, given);
  if (await findUserByEmail(db, email)) throw known();

  const org = { id: crypto.randomUUID(), name: given.organisation, slug: slugOf(given.organisation) };
  const user = { id: crypto.randomUUID(), name: given.name, email, passwordHash: await hashPassword(given.password) };
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
        ...from,
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
  return openFor(parts, user.id, 'registration', from);
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

/** Somebody wrote to Aurora: a code that says who they are, or a message of a conversation. */
import { sql } from 'drizzle-orm';
import { v5 } from 'uuid';
import { appendAudit } from '../../db/audit.ts';
import type { Member } from '../../db/auth.ts';
import { findThread, insertThread, threadKey } from '../../db/chat-threads.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import { memberBehind, putIdentityLink, takeLinkCode } from '../../db/identity-links.ts';
import { acceptMessage } from '../../db/messages.ts';
import { mayAct, roleIn } from '../../db/model/states.ts';
import { projectOf } from '../../db/project-of.ts';
import { visibleProjects } from '../../db/projects.ts';
import { projects } from '../../db/schema/index.ts';
import { createSession } from '../../db/sessions.ts';
import { nudgeSession } from '../../platform/nudges.ts';
import { hashOfLinkCode } from '../../platform/places/link-code.ts';
import type { Said } from '../../platform/places/slack-inbound.ts';
import { nudgeSlackThread } from '../../platform/slack-nudges.ts';
import type { WorkerDeps } from '../deps.ts';
import type { OfHook } from './take-press.ts';
import { codeIsNoGood, gone, help, howToLink, mayNotAsk, noProject, notYours } from './words.ts';

type Needs = Pick<WorkerDeps, 'db' | 'temporal' | 'config'>;
/** `tell`: to the person; null where the conversation answers. */
export type Taken = { tell: string | null; note: string };

const linking = /^link\s+([a-z0-9]{6,20})$/i;

export async function takeSaid(deps: Needs, of: OfHook, said: Said): Promise<Taken> {
  const { db, config } = deps;
  const { orgId, integrationId } = of;
  const text = said.text ?? '';
  const [, code] = linking.exec(text) ?? [];
  if (code && said.addressed) return told(await inOrg(db, { orgId }, (tx) => link(tx, of, said, code)));

  const member = await inOrg(db, { orgId }, (tx) => memberBehind(tx, integrationId, said.user));
  // Others talk in the thread as well, and not to us.
  if (typeof member === 'string' && !said.addressed) return { tell: null, note: 'Not from a member.' };
  const refusal = member === 'unlinked' ? howToLink(config.WEB_URL) : member === 'gone' ? gone : null;
  if (refusal !== null || typeof member === 'string') return told(await refuse(deps, of, said, refusal ?? gone));
  if (text === '') return told(help);
  const place = await placeOf(deps, of, said, member);
  if (typeof place === 'string') return told(await refuse(deps, of, said, place));
  return ask(deps, of, said, { ...place, userId: member.userId });
}

const told = (words: string): Taken => ({ tell: words, note: words });

async function refuse({ db }: Needs, { orgId, integrationId }: OfHook, { user }: Said, refusal: string) {
  await inOrg(db, { orgId }, (tx) =>
    appendAudit(tx, orgId, {
      action: 'session.message',
      outcome: 'refused',
      actor: { kind: 'slack', id: user, name: null },
      subject: { kind: 'integration', id: integrationId },
      detail: { refusal },
    }),
  );
  return refusal;
}

async function link(tx: Tx, { orgId, integrationId }: OfHook, { user }: Said, code: string): Promise<string> {
  const userId = await takeLinkCode(tx, integrationId, hashOfLinkCode(code));
  const externalName = user.split(':')[1] ?? user;
  if (userId) {
    await putIdentityLink(tx, { orgId, integrationId, userId, provider: 'slack', externalId: user, externalName });
  }
  const member = userId ? await memberBehind(tx, integrationId, user) : 'unlinked';
  const name = typeof member === 'string' ? null : member.name;
  await appendAudit(tx, orgId, {
    action: 'identity.link',
    outcome: userId ? 'ok' : 'refused',
    actor: { kind: 'slack', id: user, name },
    subject: userId ? { kind: 'user', id: userId } : { kind: 'integration', id: integrationId },
    detail: { integrationId },
  });
  if (!userId) return codeIsNoGood;
  if (typeof member === 'string') return gone;
  return `You are ${member.name} of ${member.organisation.name} now, with the role ${member.role}. ${help}`;
}

type Place = { sessionId: string | null; projectId: string };

/** Where it is asked: in the thread's conversation, or in the project that is named. @returns why this member may not there */
async function placeOf({ db }: Needs, of: OfHook, said: Said, member: Member): Promise<Place | string> {
  const { orgId, integrationId } = of;
  const { userId } = member;
  const { project } = withoutProject(said.text ?? '');
  const thread = await inOrg(db, { orgId }, (tx) => findThread(tx, integrationId, threadKey(said)));
  const sessionId = thread?.sessionId ?? null;
  const projectId = sessionId
    ? await projectOf(db, orgId, 'session', sessionId)
    : await inOrg(db, { orgId, userId }, (tx) => projectNamed(tx, project));
  if (!projectId) return project === null ? noProject : `There is no project named "${project}".`;
  const role = roleIn(member, projectId);
  if (!role) return notYours;
  return mayAct(role, 'operator') ? { sessionId, projectId } : mayNotAsk(role);
}

/** The rows first, all under ids made from where it was said: a repeat finds them. */
async function ask({ db, temporal }: Needs, of: OfHook, said: Said, place: Place & { userId: string }): Promise<Taken> {
  const { orgId, integrationId } = of;
  const { channel, ts } = said;
  const { userId } = place;
  const { text } = withoutProject(said.text ?? '');
  const sessionId = await inOrg(db, { orgId, userId }, async (tx) => {
    const found = place.sessionId ?? (await openThread(tx, of, { ...place, thread: threadKey(said) }));
    const id = v5(`message:${channel}:${ts}`, integrationId);
    await acceptMessage(tx, { id, orgId, sessionId: found, text, authorId: userId, delivery: 'queue' });
    return found;
  });
  await nudgeSession(temporal, { orgId, sessionId });
  await nudgeSlackThread(temporal, { orgId, sessionId });
  return { tell: null, note: `A message of the conversation ${sessionId}.` };
}

type NewThread = { thread: string; projectId: string; userId: string };

async function openThread(tx: Tx, { orgId, integrationId }: OfHook, { thread, projectId, userId }: NewThread) {
  const id = v5(`session:${thread}`, integrationId);
  await createSession(tx, { id, orgId, projectId, title: undefined, model: null, createdBy: userId });
  await insertThread(tx, { orgId, integrationId, thread, sessionId: id });
  return id;
}

const naming = /(?:^|\s)project:(?:"([^"]{1,100})"|(\S{1,100}))/i;

function withoutProject(text: string): { project: string | null; text: string } {
  const found = naming.exec(text);
  if (!found) return { project: null, text };
  const rest = text.replace(found[0], '').trim();
  return { project: found[1] ?? found[2] ?? null, text: rest === '' ? text : rest };
}

async function projectNamed(tx: Tx, name: string | null): Promise<string | undefined> {
  if (name === null) return (await visibleProjects(tx))[0];
  const [row] = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(sql`lower(${projects.name}) = lower(${name}) and ${projects.archivedAt} is null`)
    .limit(1);
  return row?.id;
}

/**
 * The role that counts for a request: the one in the project of each thing that it names, in its path or its body, and
 * else the one in the organisation. So a new route cannot forget to ask.
 */
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../db/auth.ts';
import type { Database } from '../db/client.ts';
import { lesserRole, mayAct, type Role, roleIn } from '../db/model/states.ts';
import { type ProjectThing, projectOf } from '../db/project-of.ts';
import { notFound } from '../platform/errors.ts';

/** What names something that a project may own. */
const things: Record<string, ProjectThing> = {
  projectId: 'project',
  runId: 'run',
  sessionId: 'session',
  pullRequestId: 'pull_request',
  noteId: 'memory_note',
  budgetId: 'budget',
};

export type RoleHere = { role: Role; where: 'organisation' | 'project' };

/**
 * Asks the database only where the person's roles differ from project to project.
 *
 * @throws AuroraError `not_found` for what is not there, and in the very same words for what this person does not see
 */
export async function roleHere(
  db: Database,
  actor: Actor,
  request: Pick<FastifyRequest, 'params' | 'body'>,
): Promise<RoleHere> {
  let here: RoleHere = { role: actor.role, where: 'organisation' };
  if (Object.keys(actor.projectRoles).length === 0) return here;
  for (const [name, id] of namedBy(request)) {
    const kind = things[name];
    if (!kind) continue;
    const projectId = await projectOf(db, actor.orgId, kind, id);
    if (projectId === null) continue;
    const role = projectId === undefined ? null : roleIn(actor, projectId);
    if (!role) throw notFound(kind.replace('_', ' '));
    here = { role: here.where === 'project' ? lesserRole(here.role, role) : role, where: 'project' };
  }
  // What leaves a project for all of them takes the role in the organisation as well.
  const leaves = isOf(request.body) && request.body.projectId === null;
  return leaves && mayAct(here.role, actor.role) ? { role: actor.role, where: 'organisation' } : here;
}

const isOf = (body: unknown): body is { projectId?: unknown } =>
  body !== null && typeof body === 'object' && !Buffer.isBuffer(body);

/** Ids were checked by the route's schema before, in a body as in a path. */
function namedBy({ params, body }: Pick<FastifyRequest, 'params' | 'body'>): [string, string][] {
  const fields = isOf(body) ? body : {};
  const given = [...Object.entries(params as object), ...Object.entries(fields)];
  return given.filter((one): one is [string, string] => typeof one[1] === 'string');
}

import type { Actor } from '../../db/auth.ts';
import type { Tx } from '../../db/client.ts';
import { mayAct, roleIn } from '../../db/model/states.ts';
import { visibleProjects } from '../../db/projects.ts';
import { notFound } from '../../platform/errors.ts';

/** The project that a conversation is about when nobody says: the oldest that they may work in. @throws AuroraError `not_found` */
export async function firstProjectOf(tx: Tx, actor: Actor): Promise<string> {
  for (const projectId of await visibleProjects(tx)) {
    const role = roleIn(actor, projectId);
    if (role && mayAct(role, 'operator')) return projectId;
  }
  throw notFound('project');
}

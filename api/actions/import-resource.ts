/** Keeps the wish to bring a thing under code, then starts the draft of its configuration. */
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { requireProject } from '../../db/projects.ts';
import { askForImport, type ResourceImport } from '../../db/resource-imports.ts';
import { startImport } from '../../platform/nudges.ts';
import { keepAuditOnce } from '../audit.ts';
import type { Parts } from '../parts.ts';
import { scopeOf } from './scope.ts';

export async function importResource(
  { db, temporal }: Pick<Parts, 'db' | 'temporal'>,
  actor: Actor,
  resourceId: string,
  { id, projectId }: { id?: string; projectId: string },
): Promise<ResourceImport> {
  const { orgId, userId } = actor;
  const wish = await inOrg(db, scopeOf(actor), async (tx) => {
    await requireProject(tx, projectId);
    const asked = await askForImport(tx, { id, orgId, resourceId, projectId, requestedBy: userId });
    await keepAuditOnce(tx, actor, {
      action: 'resource.import',
      subject: { kind: 'resource_import', id: asked.id },
      detail: { resourceId, projectId },
    });
    return asked;
  });
  if (wish.state === 'drafting') await startImport(temporal, { orgId, importId: wish.id });
  return wish;
}

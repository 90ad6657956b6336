/** Which engines have to plan what came: those whose files differ from the project's newest revision. */
import type { Tx } from '../../db/client.ts';
import { clusterOfProject } from '../../db/kubernetes.ts';
import { latestRevision } from '../../db/revisions.ts';
import { changedPaths, isManifest, type RevisionFileFacts } from '../../platform/revision-files.ts';
import type { RunEngine } from '../../workflows/messages.ts';

/**
 * Ask before what came is kept. Manifests of a project without a cluster are nobody's to plan.
 *
 * @returns in the order in which they are asked for; each is a run that takes its turn
 */
export async function enginesFor(tx: Tx, projectId: string, files: RevisionFileFacts[]): Promise<RunEngine[]> {
  const latest = await latestRevision(tx, projectId);
  const changed = changedPaths(latest?.files ?? [], files);
  const engines: RunEngine[] = [];
  if (changed.some((path) => !isManifest(path))) engines.push('terraform');
  if (changed.some(isManifest) && (await clusterOfProject(tx, projectId))) engines.push('kubernetes');
  return engines;
}

import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { inOrg } from '../../../../db/client.ts';
import { manifestPolicy } from '../../../../db/kubernetes.ts';
import {
  checkRevisionFiles,
  isManifest,
  manifestsOf,
  type RevisionFiles,
} from '../../../../platform/revision-files.ts';
import { gateManifests } from '../../../kubernetes/gate.ts';
import { inCluster } from '../../../kubernetes/open-cluster.ts';
import { scopeOf } from '../../turn-context.ts';
import { callIdOf } from '../call-id.ts';
import { latestFiles, saveProposal } from '../proposal.ts';
import type { ToolContext } from '../tool-context.ts';

const Input = z.object({
  reason: z.string().min(1).max(500).describe('what it does and why, in one sentence, for the people who decide'),
  files: z
    .record(z.string(), z.string())
    .describe('manifests to write: path (kubernetes/NAME.yaml) to full text; other files of the project are kept'),
  remove: z
    .array(z.string())
    .max(100)
    .default([])
    .describe('manifest files to take out: what was applied from them is then planned as deleted'),
  destroy: z.boolean().default(false).describe('true to delete everything that this project applied to the cluster'),
});

/** Saves a revision and starts its run on the Kubernetes engine. Changes nothing: people decide on its plan. */
export const proposeManifest = (context: ToolContext) =>
  tool(
    async ({ reason, files: given, remove, destroy }, config) => {
      const misplaced = [...Object.keys(given), ...remove].filter((path) => !isManifest(path));
      if (misplaced.length > 0) {
        return {
          ok: false,
          error: `Manifests are kubernetes/NAME.yaml, .yml or .json. These are not: ${misplaced.join(', ')}.`,
        };
      }
      const latest = await latestFiles(context);
      const files = merged(latest.files, given, remove);
      checkRevisionFiles(files);
      const gate = destroy ? { ok: true, findings: [] } : await look(context, files, config.signal);
      if (!gate.ok) return { ok: false, error: 'The gate refuses these manifests.', findings: gate.findings };
      const runId = await saveProposal(context, {
        toolCallId: callIdOf(config),
        reason,
        files,
        baseNumber: latest.number,
        kind: destroy ? 'destroy' : 'apply',
        engine: 'kubernetes',
      });
      return { ok: true, runId };
    },
    {
      name: 'propose_manifest',
      description:
        "Proposes a change of the project's Kubernetes cluster: writes the given manifests into a new revision and starts a run that plans it by a dry run of a server-side apply. People see what exactly changes and decide; this returns when the run has ended, which may take days. Write whole objects with apiVersion, kind, metadata.name and metadata.namespace. Never write values of secrets: refer to a Secret by name. Read the project's files first.",
      schema: Input,
    },
  );

function merged(before: RevisionFiles, given: RevisionFiles, remove: string[]): RevisionFiles {
  const kept = Object.entries(before).filter(([path]) => !remove.includes(path));
  return { ...Object.fromEntries(kept), ...given };
}

/** The run gates again. Looking here as well lets the model mend its proposal without bothering anyone. */
function look({ deps, turn }: ToolContext, files: RevisionFiles, signal: AbortSignal | undefined) {
  return inCluster(
    deps,
    { ...scopeOf(turn), projectId: turn.project.id },
    { mode: 'read', signal },
    async ({ client, connection }) => {
      const policy = await inOrg(deps.db, scopeOf(turn), (tx) => manifestPolicy(tx, connection.id));
      return gateManifests(manifestsOf(files), { policy, kinds: client.kinds });
    },
  );
}

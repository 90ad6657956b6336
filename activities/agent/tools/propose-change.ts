import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { inOrg } from '../../../db/client.ts';
import { otherCloudsOf } from '../../../db/project-clouds.ts';
import { checkRevisionFiles, manifestsOf, terraformFilesOf } from '../../../platform/revision-files.ts';
import { policyOf } from '../../terraform/gate/policy.ts';
import { gateRevision } from '../../terraform/gate.ts';
import { callIdOf } from './call-id.ts';
import { latestFiles, saveProposal } from './proposal.ts';
import type { ToolContext } from './tool-context.ts';

export const proposeToolName = 'propose_change';

const Input = z.object({
  reason: z.string().min(1).max(500).describe('what it does and why, in one sentence, for the people who decide'),
  files: z.record(z.string(), z.string()).describe('every Terraform file of the project: path to full text'),
  destroy: z.boolean().default(false).describe('true to destroy everything that the project manages with Terraform'),
});

/**
 * Saves a revision and starts its run, both under ids made from the call: a retry finds them.
 * Changes nothing in a cloud: the run plans, and waits for people.
 */
export const proposeChange = (context: ToolContext) =>
  tool(
    async ({ reason, files: given, destroy }, config) => {
      // Manifests have a tool of their own: those of the project stay as they are.
      const latest = await latestFiles(context);
      const manifests = manifestsOf(latest.files);
      const files = { ...terraformFilesOf(given), ...manifests };
      checkRevisionFiles(files);
      // The run gates again. Looking here as well lets the model mend its proposal without bothering anyone.
      const { orgId, project, connection } = context.turn;
      const others = await inOrg(context.deps.db, { orgId }, (tx) => otherCloudsOf(tx, project.id));
      const gate = await gateRevision(terraformFilesOf(files), { policy: policyOf(connection, others) });
      if (!gate.ok) return { ok: false, error: 'The gate refuses these files.', findings: gate.findings };
      const kind = destroy ? 'destroy' : 'apply';
      const runId = await saveProposal(context, {
        toolCallId: callIdOf(config),
        reason,
        files,
        // Or a manifest that somebody saved in between would go away without a word.
        ...(Object.keys(manifests).length > 0 ? { baseNumber: latest.number } : {}),
        kind,
        engine: 'terraform',
      });
      return { ok: true, runId };
    },
    {
      name: proposeToolName,
      description:
        'Proposes a change: saves the given Terraform files as a new revision and starts a run that plans it. People then see the exact plan and decide; this returns when the run has ended, which may take days. Nothing changes before they approve. Give every Terraform file of the project, in full. Kubernetes manifests (kubernetes/*.yaml) are kept as they are: use propose_manifest for those.',
      schema: Input,
    },
  );

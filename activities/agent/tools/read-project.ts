import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { inOrg } from '../../../db/client.ts';
import { requireProject } from '../../../db/projects.ts';
import { latestRevision } from '../../../db/revisions.ts';
import { AuroraError } from '../../../platform/errors.ts';
import { getRevision } from '../../../platform/revision-files.ts';
import { readStateFacts } from '../../terraform/state.ts';
import { stateKey } from '../../terraform/workspace.ts';
import { scopeOf } from '../turn-context.ts';
import type { ToolContext } from './tool-context.ts';

export const readProject = ({ deps, turn }: ToolContext) =>
  tool(
    async () => {
      const revision = await inOrg(deps.db, scopeOf(turn), (tx) => latestRevision(tx, turn.project.id));
      const files = revision ? await getRevision(deps.storage, revision.storageKey, revision.filesSha256) : {};
      return { ok: true, project: turn.project, revision: revision?.number ?? null, reason: revision?.reason, files };
    },
    {
      name: 'read_project',
      description:
        "Reads all Terraform files of this project's latest revision, path to text. Cheap. Read it before proposing: a proposal replaces all files.",
      schema: z.object({}),
    },
  );

export const readState = ({ deps, turn }: ToolContext) =>
  tool(
    async () => {
      await inOrg(deps.db, scopeOf(turn), (tx) => requireProject(tx, turn.project.id));
      try {
        const facts = readStateFacts(await deps.storage.stateBucket.getText(stateKey(turn.project.id)));
        const resources = facts.resources.map(({ address, type, id }) => ({ address, type, id }));
        return { ok: true, serial: facts.serial, resources };
      } catch (error) {
        if (error instanceof AuroraError && error.code === 'not_found')
          return { ok: true, serial: null, resources: [] };
        throw error;
      }
    },
    {
      name: 'read_state',
      description:
        "Reads which resources this project's Terraform state manages: address, type, id. Attributes are left out. Cheap.",
      schema: z.object({}),
    },
  );

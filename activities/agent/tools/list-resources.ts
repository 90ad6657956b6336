import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { connectionCredentials } from '../../clouds/aws/connection-credentials.ts';
import { makeAwsReader } from '../../clouds/aws/reader.ts';
import { resourceKinds } from '../../clouds/provider.ts';
import { recording } from '../../recorded-secrets.ts';
import type { ToolContext } from './tool-context.ts';

const limit = 100;

const Input = z.object({
  kind: z.enum(resourceKinds),
  region: z.string().optional().describe("default: the connection's region"),
});

export const listResources = ({ deps, turn }: ToolContext) =>
  tool(
    async ({ kind, region }, config) => {
      const { connection } = turn;
      if (!connection) return { ok: false, error: 'This project is not connected to an AWS account.' };
      const { signal } = config;
      const recorded = recording(deps, {
        orgId: turn.orgId,
        owners: [{ kind: 'connection', id: connection.id, secretRef: connection.secretRef }],
        purpose: 'read',
        by: { kind: 'turn', id: turn.turnId },
        onBehalfOf: turn.user.id,
      });
      const session = { sessionName: `aurora-chat-${turn.sessionId}`, signal };
      const credentials = await connectionCredentials(recorded, connection, 'read', session);
      const reader = makeAwsReader(credentials);
      try {
        const { resources, truncated } = await reader.list(kind, { region, limit, signal });
        return {
          ok: true,
          account: connection.accountId,
          region: region ?? connection.region,
          sandbox: connection.sandboxEndpoint !== null,
          count: resources.length,
          truncated,
          resources,
        };
      } finally {
        reader.close();
      }
    },
    {
      name: 'list_resources',
      description: `Lists what exists right now in the connected AWS account, one kind at a time, read live through the cloud's API (about a second; at most ${limit} resources, then "truncated"). Does not see other accounts.`,
      schema: Input,
    },
  );

import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { makeAwsReader } from '../../clouds/aws/reader.ts';
import { resolveCredentials } from '../../clouds/credentials.ts';
import { resourceKinds } from '../../clouds/provider.ts';
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
      const place = { region: connection.region, endpoint: connection.sandboxEndpoint ?? undefined };
      const credentials = await resolveCredentials(deps.secrets, connection.secretRef, 'read', place, { signal });
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

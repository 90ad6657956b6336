import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { inOrg } from '../../../../db/client.ts';
import { cloudProviders, codificationStates, resourceCategories } from '../../../../db/model/estate.ts';
import { countResources, listResources } from '../../../../db/resource-list.ts';
import { scopeOf } from '../../turn-context.ts';
import type { ToolContext } from '../tool-context.ts';
import { cite, dataNote, lastSyncs, shortTags } from './answers.ts';

const values = z.array(z.string().min(1).max(200)).max(10);

const Input = z.object({
  q: z.string().max(200).optional().describe('words that all stand in the name or the cloud id'),
  provider: z.array(z.enum(cloudProviders)).optional(),
  account: values.optional(),
  region: values.optional().describe('"global" for what belongs to no region'),
  nativeType: values.optional().describe('such as AWS::S3::Bucket'),
  category: z.array(z.enum(resourceCategories)).optional(),
  tag: values.optional().describe('"key" or "key=value"; all are to be met'),
  untagged: z.boolean().optional().describe('true: without any tag'),
  codification: z
    .array(z.enum(codificationStates))
    .optional()
    .describe(
      "codified: in a project's state; drifted: in it but different; unmanaged: in none, also what comes by itself such as a default VPC",
    ),
  changedSince: z.iso.datetime({ offset: true }).optional(),
  deleted: z.enum(['no', 'only']).default('no'),
  sort: z.enum(['name', 'nativeType', 'region', 'lastChangedAt', 'firstSeenAt']).default('name'),
  order: z.enum(['asc', 'desc']).default('asc'),
  limit: z.number().int().min(1).max(50).default(20),
});

export const searchInventory = ({ deps, turn }: ToolContext) =>
  tool(
    async ({ sort, order, limit, ...filter }) =>
      inOrg(deps.db, scopeOf(turn), async (tx) => {
        const { rows } = await listResources(tx, filter, { sort, order, limit });
        const { count, exact } = await countResources(tx, filter);
        return {
          ok: true,
          note: dataNote,
          total: exact ? count : `more than ${count}`,
          shown: rows.length,
          resources: rows.map((row) => ({
            ...cite(row),
            tags: shortTags(row.tags, 8),
            codification: row.codification,
            lastChangedAt: row.lastChangedAt,
          })),
          lastSync: await lastSyncs(tx),
        };
      }),
    {
      name: 'search_inventory',
      description:
        'Searches everything that syncs found in all connected accounts, by filters. Cheap and fast (under a second), at most 50 resources a call with the total count; as fresh as lastSync says. For one kind as it is this second, use list_resources.',
      schema: Input,
    },
  );

/**
 * What people on call find workflows by, in Temporal's own search. These lie in its database in clear, so they are ids and
 * states and nothing else.
 */
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';

const keyword = (name: string) => defineSearchAttributeKey(name, 'KEYWORD');

export const searchAttributes = {
  org: keyword('AuroraOrg'),
  project: keyword('AuroraProject'),
  session: keyword('AuroraSession'),
  run: keyword('AuroraRun'),
  runState: keyword('AuroraRunState'),
};

const byInput = {
  orgId: searchAttributes.org,
  projectId: searchAttributes.project,
  sessionId: searchAttributes.session,
  runId: searchAttributes.run,
};

/** From the one argument that every workflow is started with. */
export function searchAttributesOf(args: readonly unknown[] | undefined): SearchAttributePair[] {
  const input = args?.[0];
  if (typeof input !== 'object' || input === null) return [];
  const ids = input as Record<string, unknown>;
  return Object.entries(byInput).flatMap(([name, key]) => {
    const value = ids[name];
    return typeof value === 'string' ? [{ key, value }] : [];
  });
}

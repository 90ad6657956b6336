import { index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { ManifestPolicy } from '../model/kubernetes.ts';
import { createdAt } from './columns.ts';
import { organisations, users } from './people.ts';
import { connections, projects } from './projects.ts';
import { runs } from './runs.ts';

/**
 * What Aurora applied to a cluster for a project and has not taken away since: the counterpart of a Terraform state.
 * An object that stands here and in no file any more is planned as destroyed.
 */
export const kubernetesObjects = pgTable(
  'kubernetes_objects',
  {
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    /** The uid of the cluster's namespace kube-system. */
    cluster: text().notNull(),
    /** Such as `Deployment/shop/web`. */
    address: text().notNull(),
    connectionId: uuid()
      .notNull()
      .references(() => connections.id),
    apiVersion: text().notNull(),
    kind: text().notNull(),
    namespace: text(),
    name: text().notNull(),
    /** Of the very object: one that somebody made anew under the same name is not ours. */
    uid: text().notNull(),
    runId: uuid()
      .notNull()
      .references(() => runs.id),
    appliedAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.cluster, table.address] }), index().on(table.orgId)],
);

/** What proposals may do in a cluster. No row: nothing beyond the ordinary (`strictPolicy`). */
export const kubernetesPolicies = pgTable('kubernetes_policies', {
  connectionId: uuid()
    .primaryKey()
    .references(() => connections.id),
  orgId: uuid()
    .notNull()
    .references(() => organisations.id),
  policy: jsonb().$type<ManifestPolicy>().notNull(),
  updatedBy: uuid().references(() => users.id),
  updatedAt: createdAt(),
});

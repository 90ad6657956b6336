import type { FastifyPluginAsync } from 'fastify';
import { approvalRoutes } from './approvals.ts';
import { authRoutes } from './auth.ts';
import { codifiedRoutes } from './codified.ts';
import { connectionRoutes } from './connections.ts';
import { eventRoutes } from './events.ts';
import { healthRoutes } from './health.ts';
import { liveTicketRoutes } from './live-tickets.ts';
import { meRoutes } from './me.ts';
import { messageRoutes } from './messages.ts';
import { openapiRoutes } from './openapi.ts';
import { projectRoutes } from './projects.ts';
import { revisionRoutes } from './revisions.ts';
import { runRoutes } from './runs.ts';
import { sessionRoutes } from './sessions.ts';
import { workflowRoutes } from './workflows.ts';

/** Everything under /api/v1. */
export const apiRoutes: FastifyPluginAsync = async (app) => {
  await app.register(authRoutes);
  await app.register(meRoutes);
  await app.register(connectionRoutes);
  await app.register(projectRoutes);
  await app.register(revisionRoutes);
  await app.register(sessionRoutes);
  await app.register(messageRoutes);
  await app.register(runRoutes);
  await app.register(approvalRoutes);
  await app.register(eventRoutes);
  await app.register(liveTicketRoutes);
  await app.register(codifiedRoutes);
  await app.register(workflowRoutes);
  await app.register(healthRoutes);
  await app.register(openapiRoutes);
};

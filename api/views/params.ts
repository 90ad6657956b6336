/** What stands in paths and more than one route's query. */
import { z } from 'zod';
import { Id } from './common.ts';

export const ProjectParams = z.object({ projectId: Id });
export const SessionParams = z.object({ sessionId: Id });
export const RunParams = z.object({ runId: Id });
export const ConnectionParams = z.object({ connectionId: Id });
export const ResourceParams = z.object({ resourceId: Id });
export const SavedViewParams = z.object({ savedViewId: Id });
export const ChannelParams = z.object({ channelId: Id });
export const NoticeRuleParams = z.object({ noticeRuleId: Id });
export const NoticeParams = z.object({ noticeId: Id });
export const DeliveryParams = z.object({ deliveryId: Id });
export const RevisionParams = z.object({
  projectId: Id,
  number: z.union([z.literal('latest'), z.coerce.number().int().min(1).max(2_147_483_647)]),
});

/** A request that was taken in. */
export const Accepted = z.object({ id: Id }).meta({ id: 'Accepted' });

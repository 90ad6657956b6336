import type { QueryClient } from '@tanstack/react-query';
import { hearKnowledge } from './hear-knowledge.ts';
import { hearNews, hearSync } from './hear-sync.ts';
import { keys } from './keys.ts';
import type { AnyEvent } from './types.ts';

type Key = readonly string[];

/**
 * Keeps what an event of the organisation's stream told, for whoever shows it.
 *
 * @returns the names of answers that it made stale
 */
export function hearOrg(queries: QueryClient, event: AnyEvent): Key[] {
  switch (event.type) {
    case 'run.state':
      return [keys.runs, keys.projects, keys.run(event.payload.runId)];
    case 'members.changed':
      // A role may open or close whole projects, and with them whatever is listed; a run says whether one may approve it.
      return [keys.me, keys.people, keys.projects, keys.runs, ['run'], keys.sessions];
    case 'session.updated':
      return [keys.sessions];
    case 'sync.progress':
      return hearSync(queries, event.payload);
    case 'connection.checked':
      // A step is news of this one; its end may be news of the whole list.
      return event.payload.step === null
        ? [keys.connection(event.payload.connectionId), keys.connections, keys.sync(event.payload.connectionId)]
        : [keys.connection(event.payload.connectionId)];
    case 'drift.checked':
      if (event.payload.state === 'complete') hearNews(queries, Math.max(1, event.payload.drifted ?? 0));
      return [keys.resources, ['resource']];
    case 'knowledge.progress':
      return hearKnowledge(queries, event.payload);
    case 'knowledge.index':
      return [keys.knowledgeIndex];
    case 'memory.changed':
      return [keys.memoryNotes];
    case 'delivery.changed':
      // Whether it got through also says whether its channel is in trouble.
      return event.payload.state === 'sending'
        ? [keys.deliveries, keys.invitations]
        : [keys.deliveries, keys.channels, keys.invitations];
    case 'pull_request.changed':
      return [keys.pullRequests];
    default:
      return [];
  }
}

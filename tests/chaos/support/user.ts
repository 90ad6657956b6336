/** A person with an organisation of their own, who uses Aurora through its public API and WebSocket alone. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { ApiProblem, makeApiClient } from '../../../cli/api-client.ts';
import type { RevisionFiles } from '../../../platform/revision-files.ts';
import type { Event, Message, Project, Revision, Run, Session } from '../../../web/lib/api-types.generated.ts';
import { until } from './parts.ts';
import { inLines, openViewer } from './viewer.ts';

type RunState = Run['state'];
const ends: RunState[] = [
  'no_changes',
  'planned',
  'applied',
  'partial',
  'rejected',
  'expired',
  'superseded',
  'stale',
  'cancelled',
  'failed',
];

export type ChaosUser = Awaited<ReturnType<typeof newUser>>;

export async function newUser() {
  const api = makeApiClient(process.env.API_URL ?? '');
  const { organisation } = await api.signIn('/auth/register', {
    name: 'Ada Lovelace',
    email: `chaos-${randomUUID()}@example.test`,
    password: 'correct horse battery',
    organisation: 'Analytical Engines',
  });
  const viewer = openViewer(api);

  /** What a page does while a part is away: the same request with the same id, until it is taken. */
  async function patiently<Answer>(ask: () => Promise<Answer>, withinMs = 60_000): Promise<Answer> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        const away = !(error instanceof ApiProblem) || error.problem.status >= 500;
        if (!away || Date.now() > deadline) throw error;
      }
    }
  }

  const stateIn = ({ event }: Event): RunState | null =>
    event.type === 'run.state' && 'state' in event.payload ? (event.payload.state as RunState) : null;

  const user = {
    api,
    orgId: organisation.id,
    viewer,
    patiently,

    /** @param model `provider:name`; else the default */
    async newSession(model?: string): Promise<string> {
      const { id } = await api.post<Session>('/sessions', { id: randomUUID(), model });
      viewer.follow(`session:${id}`);
      return id;
    },

    async say(sessionId: string, text: string): Promise<void> {
      const message = { id: randomUUID(), text };
      await patiently(() => api.post(`/sessions/${sessionId}/messages`, message));
    },

    /** Waits for the nth end of a turn, and checks that it ended well. */
    async turnEnds(sessionId: string, nth: number, withinMs: number): Promise<void> {
      const stream = `session:${sessionId}`;
      const ended = () =>
        viewer
          .events(stream)
          .filter(({ event }) => event.type === 'turn.state')
          .filter(({ event }) => /completed|failed|stopped/.test(JSON.stringify(event.payload)));
      const holds = () => `${stream} holds\n${inLines(viewer.events(stream))}`;
      await until(`turn ${nth} ends`, () => ended().length >= nth, withinMs, holds);
      expect(JSON.stringify(ended()[nth - 1]?.event.payload), holds()).toContain('"completed"');
    },

    transcript: async (sessionId: string): Promise<Message[]> =>
      (await api.get<{ items: Message[] }>(`/sessions/${sessionId}/messages`)).items,

    /** A project of its own with one revision, and a run of it. */
    async newProject(files: RevisionFiles): Promise<string> {
      const project = await api.post<Project>('/projects', { id: randomUUID(), name: `Chaos ${randomUUID()}` });
      const revision = { id: randomUUID(), contents: files, reason: 'a test', baseNumber: null };
      await api.post<Revision>(`/projects/${project.id}/revisions`, revision);
      return project.id;
    },

    async startRun(projectId: string): Promise<string> {
      const { id } = await api.post<Run>(`/projects/${projectId}/runs`, { id: randomUUID(), kind: 'apply' });
      viewer.follow(`run:${id}`);
      return id;
    },

    readRun: (runId: string) => patiently(() => api.get<Run>(`/runs/${runId}`)),

    async approve(runId: string): Promise<void> {
      const { planSha256 } = await user.readRun(runId);
      const decision = { id: randomUUID(), decision: 'approve', planSha256 };
      await patiently(() => api.post(`/runs/${runId}/approvals`, decision));
    },

    /** Waits until the run has entered this state; another end than that fails with everything that happened. */
    async runIs(runId: string, state: RunState | RunState[], withinMs: number): Promise<Run> {
      const wanted = [state].flat();
      const what = `the run is ${wanted.join(' or ')}`;
      const reached = await viewer.sees(
        `run:${runId}`,
        what,
        (event) => {
          const now = stateIn(event);
          return now !== null && (wanted.includes(now) || ends.includes(now));
        },
        withinMs,
      );
      expect(wanted, `${what}; it holds\n${inLines(viewer.events(`run:${runId}`))}`).toContain(stateIn(reached));
      return user.readRun(runId);
    },

    applyLog: (runId: string): string[] =>
      viewer.events(`run:${runId}`).flatMap(({ event }) => (event.type === 'apply.log' ? [event.payload.message] : [])),

    close: () => viewer.close(),
  };
  return user;
}

/** Every event was delivered once, in order, without a gap, and is the same when it is read again. */
export async function sawEverythingOnce({ api, viewer }: ChaosUser, stream: string): Promise<void> {
  const seen = viewer.events(stream);
  const seqs = seen.map(({ seq }) => seq);
  expect(seqs, inLines(seen)).toEqual(seqs.map((_, index) => index + 1));
  const { items } = await api.get<{ items: Event[] }>(`/events/${stream}?afterSeq=0&limit=500`);
  expect(seen.slice(0, items.length).map(({ event }) => event)).toEqual(items.map(({ event }) => event));
}

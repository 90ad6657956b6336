/** What happens to a conversation when a process dies in the middle of an answer. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tell } from './support/figures.ts';
import { kill } from './support/parts.ts';
import { type ChaosUser, newUser, sawEverythingOnce } from './support/user.ts';
import { inLines } from './support/viewer.ts';

/** The longest answer that the offline model has: some hundred words. */
const longQuestion = 'What can you do?';

export function conversationCases(): void {
  describe('a conversation', { timeout: 120_000 }, () => {
    let user: ChaosUser;
    beforeAll(async () => {
      user = await newUser();
    });
    afterAll(() => user?.close());

    const isDelta = ({ event }: { event: { type: string } }) => event.type === 'message.delta';

    /** Asks, and waits until the first words of the answer are seen. */
    async function askAndBegin(): Promise<string> {
      const sessionId = await user.newSession();
      await user.say(sessionId, longQuestion);
      await user.viewer.sees(`session:${sessionId}`, 'the answer begins', isDelta, 20_000);
      return sessionId;
    }

    /** One question, one answer, whole; each event seen once; nothing of a dead attempt left in the text. */
    async function isWhole(sessionId: string): Promise<void> {
      const stream = `session:${sessionId}`;
      await sawEverythingOnce(user, stream);
      const events = user.viewer.events(stream);
      const messages = await user.transcript(sessionId);
      expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
      const completed = events.flatMap(({ event }) => (event.type === 'message.completed' ? [event.payload] : []));
      expect(completed.map(({ text }) => text)).toEqual([messages[1]?.text]);
      expect(completed[0]?.text).toContain('Create a private S3 bucket');
      const attempts = events.flatMap(({ event }) => (event.type === 'message.started' ? [event.payload.attempt] : []));
      const said = events.flatMap(({ event }) => (event.type === 'message.delta' ? [event.payload] : []));
      const last = said.filter(({ attempt }) => attempt === attempts.at(-1)).map(({ text }) => text);
      expect(last.join(''), inLines(events)).toBe(messages[1]?.text);
    }

    it('is answered once when the worker dies while the model streams', async () => {
      const sessionId = await askAndBegin();
      const back = kill('worker');
      const killedAt = performance.now();
      await user.turnEnds(sessionId, 1, 60_000);
      tell('worker killed while the model streams: killed to answered', performance.now() - killedAt);
      await isWhole(sessionId);
      const started = user.viewer
        .events(`session:${sessionId}`)
        .flatMap(({ event }) => (event.type === 'message.started' ? [event.payload.attempt] : []));
      expect(started, 'the kill came too late to cut the answer').toEqual([1, 2]);
      tell('worker back', await back);
    });

    it('is seen whole, each event once, when the API dies while somebody looks on', async () => {
      const sessionId = await askAndBegin();
      const connections = user.viewer.connections();
      const completed = ({ event }: { event: { type: string } }) => event.type === 'message.completed';
      expect(user.viewer.events(`session:${sessionId}`).some(completed), 'the answer came before the kill').toBe(false);
      const back = kill('api');
      tell('API back', await back);
      await user.turnEnds(sessionId, 1, 60_000);
      expect(user.viewer.connections()).toBeGreaterThan(connections);
      await isWhole(sessionId);
      await user.say(sessionId, 'Hello');
      await user.turnEnds(sessionId, 2, 30_000);
      await sawEverythingOnce(user, `session:${sessionId}`);
    });

    it('takes a message once that is sent while the API is away and repeated until it is taken', async () => {
      const sessionId = await user.newSession();
      const message = { id: randomUUID(), text: 'Hello' };
      const back = kill('api');
      const send = () => user.patiently(() => user.api.post(`/sessions/${sessionId}/messages`, message));
      await Promise.all([send(), send(), send()]);
      await user.turnEnds(sessionId, 1, 60_000);
      await back;
      expect((await user.transcript(sessionId)).map(({ role }) => role)).toEqual(['user', 'assistant']);
      await sawEverythingOnce(user, `session:${sessionId}`);
    });

    it('goes on when Postgres dies in the middle of an answer', async () => {
      const sessionId = await askAndBegin();
      const killedAt = performance.now();
      const back = kill('postgres');
      await user.turnEnds(sessionId, 1, 90_000);
      tell('Postgres killed while the model streams: killed to answered', performance.now() - killedAt);
      tell('Postgres back', await back);
      await sawEverythingOnce(user, `session:${sessionId}`);
      const messages = await user.patiently(() => user.transcript(sessionId));
      expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
      expect(messages[1]?.text).toContain('Create a private S3 bucket');
      await user.say(sessionId, 'Hello');
      await user.turnEnds(sessionId, 2, 60_000);
    });
  });
}

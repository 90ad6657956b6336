import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { limits, makeReader } from './reader.ts';

const idleMs = 20;
const reader = makeReader({ ...limits, idleMs });
afterAll(() => reader.close());

const read = (key: string) => reader.read('owner', { key, bytes: Buffer.from(`# ${key}`) });

it('reads the next document also when the process of the last one has ended meanwhile', {
  timeout: 30_000,
}, async () => {
  await read('first.md');
  await sleep(idleMs * 20);
  await expect(read('second.md')).resolves.toBeDefined();
});

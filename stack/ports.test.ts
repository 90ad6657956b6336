import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import { assignPorts, releasePorts } from './ports.ts';

const open: ReturnType<typeof createServer>[] = [];

function occupy(port = 0): Promise<number> {
  const server = createServer();
  open.push(server);
  return new Promise((done) =>
    server.listen(port, '127.0.0.1', () => done((server.address() as { port: number }).port)),
  );
}

afterEach(() => Promise.all(open.splice(0).map((server) => new Promise((done) => server.close(done)))));

it('takes the well-known port when it is free', async () => {
  const free = await occupy();
  await new Promise((done) => open.pop()?.close(done));
  expect(await assignPorts({ one: free })).toEqual({ one: free });
});

it('moves up from a port that somebody listens on', async () => {
  const taken = await occupy();
  const { one } = await assignPorts({ one: taken });
  expect(one).not.toBe(taken);
  expect(one).toBeGreaterThan(taken);
});

it('keeps the port of last time, and lets no neighbour have it', async () => {
  const base = await occupy();
  const before = await assignPorts({ mine: base });
  releasePorts(before);
  const kept = before.mine ?? 0;
  expect(await assignPorts({ other: kept, mine: base }, before)).toMatchObject({ mine: kept });
});

it('moves from the port of last time when somebody took it', async () => {
  const base = await occupy();
  const taken = await occupy();
  const { mine } = await assignPorts({ mine: base }, { mine: taken });
  expect(mine).not.toBe(taken);
});

it('gives no port twice while its stack runs', async () => {
  const base = await occupy();
  const [a, b] = [await assignPorts({ one: base }), await assignPorts({ one: base })];
  expect(a.one).not.toBe(b.one);
});

it('gives every name a port of its own, even with one well-known port for all', async () => {
  const base = await occupy();
  const ports = await assignPorts({ a: base, b: base, c: base });
  expect(new Set(Object.values(ports)).size).toBe(3);
});

it('gives two stacks that start at the same moment different ports', async () => {
  const base = await occupy();
  const script = `const { assignPorts } = await import('${new URL('./ports.ts', import.meta.url).href}');
    console.log(JSON.stringify(await assignPorts({ a: ${base}, b: ${base} })));
    await new Promise((done) => setTimeout(done, 500));`;
  const start = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const chosen = (await Promise.all([start(), start(), start()])).flatMap(({ stdout }) =>
    Object.values(JSON.parse(stdout) as Record<string, number>),
  );
  expect(new Set(chosen).size).toBe(6);
});

import { describe, expect, it } from 'vitest';
import { misfortunes } from './script.ts';
import { startModelServer } from './server.ts';

const ask = (url: string) =>
  fetch(`${url}/chat/completions`, { method: 'POST', body: JSON.stringify({ model: 'm', messages: [] }) });

describe('the scripted model server', () => {
  it('gives the answers in order and runs out loudly', async () => {
    const server = await startModelServer(['one', 'two']);
    expect(await (await ask(server.urls.openai)).text()).toContain('"content":"one"');
    expect(await (await ask(server.urls.openrouter)).text()).toContain('"content":"two"');
    const third = await ask(server.urls.openai);
    expect(third.status).toBe(400);
    expect(await third.text()).toContain('no answer left (asked 3 times, 2 given)');
    await expect(server.close()).rejects.toThrow('scripted model: no answer left (asked 3 times, 2 given)');
  });

  it('is unlucky in the same way for the same seed, and keeps the answers for later', async () => {
    const draw = (seed: number) =>
      Array.from({ length: 40 }, misfortunes(seed, 0.5)).map((fault) => fault?.kind ?? 'none');
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(new Set(draw(7)).size).toBeGreaterThan(2);

    const server = await startModelServer(['the answer'], { seed: 7, rate: 0.6 });
    for (let tries = 1; ; tries += 1) {
      const text = await ask(server.urls.openai).then(
        (response) => response.text().catch(() => ''),
        () => '',
      );
      if (text.includes(' answer') && text.includes('[DONE]')) break;
      expect(tries).toBeLessThan(50);
    }
    expect(server.asked.length).toBeGreaterThan(1);
    await server.close();
  });
});

import { describe, expect, it } from 'vitest';
import { AuroraError } from './errors.ts';
import { probeHealth } from './health.ts';

describe('a probe of health', () => {
  it('is up with its detail', async () => {
    expect(await probeHealth(async () => 'version 1')).toMatchObject({ ok: true, state: 'up', detail: 'version 1' });
  });

  it('is down in the words meant for people where there are some', async () => {
    const error = new AuroraError({ code: 'dependency_unavailable', retryable: true, userMessage: 'It is sealed.' });
    expect(await probeHealth(() => Promise.reject(error))).toMatchObject({ ok: false, detail: 'It is sealed.' });
    expect(await probeHealth(() => Promise.reject(new Error('boom')))).toMatchObject({ detail: 'boom' });
  });

  it('is down at the limit even when the probe never answers', async () => {
    const health = await probeHealth(() => new Promise(() => {}), 50);
    expect(health).toMatchObject({ ok: false, detail: 'No answer within 50 ms.' });
    expect(health.ms).toBeGreaterThanOrEqual(45);
    expect(health.ms).toBeLessThan(1_000);
  });
});

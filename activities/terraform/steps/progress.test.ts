import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { paced, pacedMs, progressText } from './progress.ts';

it.each([
  [
    '{"@level":"info","@message":"aws_s3_bucket.a: Refreshing state...","hook":{"x":"raw"}}',
    'aws_s3_bucket.a: Refreshing state...',
  ],
  ['{"@level":"info","type":"outputs","outputs":{"password":{"value":"in-clear"}}}', null],
  ['{"@message": 5}', null],
  ['{"@message":"cut off', null],
  ['Initializing the backend...', 'Initializing the backend...'],
  ['  ', null],
])('says the message of a line and nothing else of it: %s', (line, text) => {
  expect(progressText(line)).toBe(text);
});

describe('lines that come faster than people read', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are told as the first of each step and then the newest', () => {
    const said: string[] = [];
    const say = paced((step, text) => said.push(`${step} ${text}`));
    for (const text of ['a', 'b', 'c']) say('init', text);
    expect(said).toEqual(['init a']);
    vi.advanceTimersByTime(pacedMs);
    expect(said).toEqual(['init a', 'init c']);
    say('init', 'd');
    say('plan', 'e');
    vi.advanceTimersByTime(10 * pacedMs);
    expect(said).toEqual(['init a', 'init c', 'plan e']);
  });
});

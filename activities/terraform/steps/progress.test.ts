import { expect, it } from 'vitest';
import { progressText } from './progress.ts';

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

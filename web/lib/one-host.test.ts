import { expect, it } from 'vitest';
import { onOneHost } from './one-host.ts';

const web = 'http://127.0.0.1:3000';

it('moves between the names of one machine, with path, query and hash', () => {
  expect(onOneHost('http://localhost:3000/runs?state=applied#x', web)).toBe(
    'http://127.0.0.1:3000/runs?state=applied#x',
  );
  expect(onOneHost('http://[::1]:3000/', web)).toBe('http://127.0.0.1:3000/');
});

it.each([`${web}/runs`, 'http://aurora.example/', 'http://localhost:4000/'])('stays at %s', (here) => {
  expect(onOneHost(here, web)).toBeNull();
});

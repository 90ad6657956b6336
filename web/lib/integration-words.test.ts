import { expect, it } from 'vitest';
import { hookAddresses, madeUpSecret, secretsOf, slackManifest } from './integration-words.ts';

const names = (...given: Parameters<typeof secretsOf>) => secretsOf(...given).map(({ name }) => name);

it('asks an App for its key where a person gives a token', () => {
  expect(names('github', false)).toEqual(['token', 'webhookSecret']);
  expect(names('github', true)).toEqual(['privateKey', 'webhookSecret']);
});

it('writes the addresses into the manifest that the guide shows', () => {
  const hookUrl = 'https://aurora.example/hooks/slack/1';
  const { settings } = JSON.parse(slackManifest(hookUrl)) as {
    settings: Record<'event_subscriptions' | 'interactivity', { request_url: string }>;
  };
  expect([settings.event_subscriptions.request_url, settings.interactivity.request_url]).toEqual(
    hookAddresses('slack', hookUrl).map(({ url }) => url),
  );
  expect(hookAddresses('github', hookUrl).map(({ url }) => url)).toEqual([hookUrl]);
});

it('makes a secret of 256 bits, another one each time', () => {
  expect(madeUpSecret()).toMatch(/^[0-9a-f]{64}$/);
  expect(madeUpSecret()).not.toBe(madeUpSecret());
});

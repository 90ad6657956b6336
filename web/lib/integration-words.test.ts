import { expect, it } from 'vitest';
import { madeUpSecret, placeKinds, secretsOf, slackManifest } from './integration-words.ts';

const names = (...given: Parameters<typeof secretsOf>) => secretsOf(...given).map(({ name }) => name);

it('asks an App for its key where a person gives a token', () => {
  expect(names('github', false)).toEqual(['token', 'webhookSecret']);
  expect(names('github', true)).toEqual(['privateKey', 'webhookSecret']);
  expect(names('gitlab', true)).toEqual(names('gitlab', false));
});

it('points both addresses of a Slack app at the same hook', () => {
  const { settings } = JSON.parse(slackManifest('https://aurora.example/hooks/slack/1')) as {
    settings: Record<'event_subscriptions' | 'interactivity', { request_url: string }>;
  };
  expect(settings.event_subscriptions.request_url).toBe('https://aurora.example/hooks/slack/1');
  expect(settings.interactivity.request_url).toBe(settings.event_subscriptions.request_url);
});

it('makes a secret of 256 bits, another one each time', () => {
  expect(madeUpSecret()).toMatch(/^[0-9a-f]{64}$/);
  expect(madeUpSecret()).not.toBe(madeUpSecret());
  expect(placeKinds).toContain('slack');
});

/** How each place is looked at when it is connected, and when somebody asks. */
import { verifyHost } from './open-host.ts';
import type { PlaceKind, Verifier } from './place.ts';
import { verifySlack } from './slack.ts';

export const verifiers: Record<PlaceKind, Verifier> = {
  github: (place, call) => verifyHost('github', place, call),
  slack: verifySlack,
};

/** Which secrets each place has; others are refused by name. The first of each list is needed to call it. */
export const secretNames: Record<PlaceKind, readonly string[]> = {
  github: ['token', 'privateKey', 'webhookSecret'],
  slack: ['botToken', 'signingSecret'],
};

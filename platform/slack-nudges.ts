/** Telling what shows things in Slack to look. The row is always written before, so each of these may be repeated. */
import {
  hookReceived,
  type OfIntegration,
  type SlackCardsInput,
  type SlackThreadInput,
  slackNudge,
  startOf,
} from '../workflows/messages.ts';
import { tell } from './tell.ts';
import type { Temporal } from './temporal.ts';

/** Something came in by webhook and waits in `inbound_hooks`. */
export async function nudgeSlackHooks(temporal: Temporal, of: OfIntegration): Promise<void> {
  const start = { ...startOf.slackHooks(of), signal: hookReceived };
  await tell(temporal, () => temporal.client.workflow.signalWithStart('slackHooks', start));
}

/** A conversation has something that its thread was not told. */
export async function nudgeSlackThread(temporal: Temporal, thread: SlackThreadInput): Promise<void> {
  const start = { ...startOf.slackThread(thread), signal: slackNudge };
  await tell(temporal, () => temporal.client.workflow.signalWithStart('slackThread', start));
}

/** A run that people were asked about has moved. */
export async function nudgeSlackCards(temporal: Temporal, run: SlackCardsInput): Promise<void> {
  const start = { ...startOf.slackCards(run), signal: slackNudge };
  await tell(temporal, () => temporal.client.workflow.signalWithStart('slackCards', start));
}

/** Puts one text everywhere a workflow can put one: what Temporal keeps of it is then looked through. */
import {
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  executeChild,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  upsertMemo,
} from '@temporalio/workflow';
import type { ProbeActivities } from './probe-worker.ts';

export const said = defineSignal<[{ text: string }]>('said');
export const heard = defineQuery<string[]>('heard');

const retry = { initialInterval: '100ms', maximumAttempts: 2 } as const;
const regular = proxyActivities<ProbeActivities>({ startToCloseTimeout: '1 minute', heartbeatTimeout: '30s', retry });
const local = proxyLocalActivities<ProbeActivities>({ startToCloseTimeout: '1 minute', retry });

/** Ends with a failure that quotes the text, once it was told `end`. */
export async function probe({ text }: { text: string }): Promise<void> {
  const texts = [text];
  setHandler(said, (signal) => {
    texts.push(signal.text);
  });
  setHandler(heard, () => texts);
  upsertMemo({ about: text });
  await regular.beat({ text });
  await local.repeat({ text });
  await executeChild(failing, { args: [{ text }] }).catch(() => undefined);
  for (let at = 1; texts[at] !== 'end'; at += 1) {
    await condition(() => texts.length > at);
    await regular.repeat({ text: texts[at] ?? '' });
  }
  throw ApplicationFailure.nonRetryable(`It ended with ${text}`, 'probe', { text });
}

export async function failing({ text }: { text: string }): Promise<void> {
  await local.fail({ text });
}

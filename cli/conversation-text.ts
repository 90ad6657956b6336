/** A conversation as text that grows: tokens as they come, each tool call in a line of its own. */
import { styleText } from 'node:util';
import type { Event } from '../web/lib/api-types.generated.ts';
import { clean } from './clean.ts';

const argsShown = 100;

type Streamed = { attempt: number; text: string };

/** @param write gets pieces of text, with the line ends that belong to them */
export function conversationText(write: (text: string) => void): (event: Event['event']) => void {
  const streamed = new Map<string, Streamed>();

  /** A new attempt at the same message replaces the text of the one before it. */
  function grow(messageId: string, attempt: number, text: string) {
    const before = streamed.get(messageId);
    if (before && before.attempt > attempt) return;
    const again = before && before.attempt < attempt && before.text !== '';
    if (again) write(styleText('dim', '\n  [once more]\n'));
    write(clean(text));
    streamed.set(messageId, { attempt, text: before?.attempt === attempt ? before.text + text : text });
  }

  /** What was streamed is most often all of it; else the whole is said again. */
  function complete(messageId: string, text: string, stopped: boolean) {
    const before = streamed.get(messageId)?.text ?? '';
    if (text.startsWith(before)) write(clean(text.slice(before.length)));
    else write(clean(`\n${text}`));
    if (text !== '' || before !== '') write('\n');
    if (stopped) write(styleText('dim', '  [stopped]\n'));
    streamed.delete(messageId);
  }

  return ({ type, payload }) => {
    if (type === 'message.delta') return grow(payload.messageId, payload.attempt, payload.text);
    if (type === 'message.completed') return complete(payload.messageId, payload.text, payload.stopped);
    if (type === 'tool.started') return write(styleText('dim', `  [${payload.name} ${argsText(payload.args)}]\n`));
    if (type === 'tool.completed' && !payload.ok) return write(styleText('red', `  [${payload.name} failed]\n`));
    if (type !== 'turn.state') return;
    if (payload.state === 'failed' || payload.state === 'stopped') {
      write(styleText('red', `\n${clean(payload.reason ?? payload.state)}\n`));
    }
  };
}

function argsText(args: unknown): string {
  const text = clean(JSON.stringify(args) ?? '');
  return text.length > argsShown ? `${text.slice(0, argsShown)}…` : text;
}

import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Event } from '../web/lib/api-types.generated.ts';
import { conversationText } from './conversation-text.ts';

const messageId = '00000000-0000-4000-8000-000000000001';
const turnId = '00000000-0000-4000-8000-000000000002';
const delta = (text: string, attempt = 1): Event['event'] => ({
  type: 'message.delta',
  payload: { messageId, attempt, offset: 0, text },
});
const completed = (text: string, stopped = false): Event['event'] => ({
  type: 'message.completed',
  payload: { messageId, turnId, text, toolCalls: [], stopped },
});

function said(...events: Event['event'][]): string {
  let text = '';
  const show = conversationText((piece) => {
    text += piece;
  });
  for (const event of events) show(event);
  return stripVTControlCharacters(text);
}

describe('a conversation in a terminal', () => {
  it('says each word once: as it comes, and what had not come when it is finished', () => {
    expect(said(delta('Two '), delta('buckets'), completed('Two buckets.'))).toBe('Two buckets.\n');
  });

  it('says all of a message of which no word had come', () => {
    expect(said(completed('Hello'))).toBe('Hello\n');
  });

  it('begins anew where another attempt replaces the one before', () => {
    expect(said(delta('Tw'), delta('Three ', 2), delta('o', 1), completed('Three buckets'))).toBe(
      'Tw\n  [once more]\nThree buckets\n',
    );
  });

  it('says it again where what came is not how it ended', () => {
    expect(said(delta('Two'), completed('Three'))).toBe('Two\nThree\n');
  });

  it('tells what was stopped, what a tool is asked, and why a turn failed', () => {
    const text = said(
      { type: 'tool.started', payload: { turnId, toolCallId: '1', name: 'search', args: { q: 'x'.repeat(300) } } },
      { type: 'tool.completed', payload: { turnId, toolCallId: '1', name: 'search', ok: false, result: {}, ms: 1 } },
      completed('Half', true),
      { type: 'turn.state', payload: { turnId, state: 'failed', reason: 'No model answers.' } },
    );
    expect(text).toMatch(/\[search {"q":"x+…\]\n {2}\[search failed\]\nHalf\n {2}\[stopped\]\n\nNo model answers\.\n/);
    expect(text.length).toBeLessThan(260);
  });

  it('lets no text of others move the cursor or write to the clipboard', () => {
    let text = '';
    const show = conversationText((piece) => {
      text += piece;
    });
    show(delta('a\u001b[2J\u001b]52;c;ZXZpbA==\u0007b\u009b1mc\r'));
    expect(text).toBe('a[2J]52;c;ZXZpbA==b1mc');
  });
});

/**
 * Publishes what a model says while it says it.
 *
 * Tokens are coalesced: the first goes out at once, later ones together every 40 ms. Publishing happens in order and
 * beside the model, which never waits for the database. A new attempt starts its message anew.
 */
import type { Database } from '../../db/client.ts';
import { publishEvent } from '../../db/events.ts';
import type { SessionEvent } from '../../db/model/events.ts';
import { errorText } from '../../platform/errors.ts';
import type { Logger } from '../../platform/log.ts';

const coalesceMs = 40;

export type StreamTarget = { orgId: string; sessionId: string; turnId: string; attempt: number; model: string };

export class TokenStream {
  private readonly db: Database;
  private readonly log: Logger;
  private readonly target: StreamTarget;
  private messageId: string | null = null;
  private pending = '';
  private said = '';
  private timer: NodeJS.Timeout | null = null;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(db: Database, log: Logger, target: StreamTarget) {
    this.db = db;
    this.log = log;
    this.target = target;
  }

  /** What was said so far under `messageId`, also the part that is not published yet. */
  get partial(): { messageId: string; text: string } | null {
    return this.messageId && this.said ? { messageId: this.messageId, text: this.said } : null;
  }

  begin(messageId: string): void {
    this.messageId = messageId;
    this.said = '';
    const { turnId, attempt, model } = this.target;
    this.publish({ type: 'message.started', payload: { messageId, turnId, attempt, model } });
  }

  push(text: string): void {
    if (!text || !this.messageId) return;
    this.pending += text;
    this.said += text;
    if (this.timer) return;
    this.flush();
    this.timer = setTimeout(() => {
      this.timer = null;
      this.flush();
    }, coalesceMs);
  }

  /** Publishes the rest and waits until all is in the database. */
  async end(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.flush();
    await this.queue;
  }

  private flush(): void {
    if (!this.pending || !this.messageId) return;
    const offset = this.said.length - this.pending.length;
    const { attempt } = this.target;
    this.publish({
      type: 'message.delta',
      payload: { messageId: this.messageId, attempt, offset, text: this.pending },
    });
    this.pending = '';
  }

  private publish(event: SessionEvent): void {
    const { orgId, sessionId } = this.target;
    // A delta that cannot be published is no loss: the finished message replaces all of them.
    this.queue = this.queue
      .then(() => publishEvent(this.db, orgId, `session:${sessionId}`, event))
      .catch((error) => this.log.warn({ sessionId }, `a token event was not published: ${errorText(error)}`));
  }
}

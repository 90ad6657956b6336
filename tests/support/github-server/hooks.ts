/** Webhooks as GitHub sends them: signed over the exact bytes, with an id of the delivery that a redelivery keeps. */
import { createHmac, randomUUID } from 'node:crypto';

export type Delivery = { id: string; event: string; body: string; signature: string };

/** Hands one delivery to whoever listens. @returns the status of the answer */
export type SendHook = (headers: Record<string, string>, body: string) => Promise<number>;

export class GithubHooks {
  readonly sent: { delivery: Delivery; status: number }[] = [];
  /** Kept back, for tests that choose order and number themselves. */
  readonly held: Delivery[] = [];
  holding = false;
  private secret = '';
  private send: SendHook = async () => 0;

  listen(secret: string, send: SendHook): void {
    this.secret = secret;
    this.send = send;
  }

  async tell(event: string, payload: object): Promise<void> {
    const body = JSON.stringify(payload);
    const delivery = { id: randomUUID(), event, body, signature: signed(this.secret, body) };
    if (this.holding) this.held.push(delivery);
    else await this.deliver(delivery);
  }

  async deliver(delivery: Delivery): Promise<number> {
    const { id, event, body, signature } = delivery;
    const headers = {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': id,
      'x-hub-signature-256': signature,
    };
    const status = await this.send(headers, body);
    this.sent.push({ delivery, status });
    return status;
  }

  /** By somebody who does not know the secret. */
  forge(event: string, payload: object): Promise<number> {
    const body = JSON.stringify(payload);
    return this.deliver({ id: randomUUID(), event, body, signature: signed('guessed', body) });
  }
}

const signed = (secret: string, body: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

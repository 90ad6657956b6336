/**
 * The one way out: a function for each kind of channel, which makes one attempt at one delivery.
 *
 * Attempts, their pace and their end are not a sender's concern. It sends, or says what it met: an AuroraError whose
 * `retryable` says whether another attempt can help, with `retryAfterMs` where the other side asked for a pause, and a
 * sentence for people that holds no body, token or address with a key in it. Code `gone`: the place does not want
 * anything any more, and its channel is disabled.
 */
import type { ChannelKind, NoticeKind, NoticeLevel, NoticeSubject } from '../../db/model/notices.ts';
import type { OutboundFetch } from '../../platform/outbound.ts';
import type { SecretData } from '../../platform/secrets/vault.ts';
import type { WorkerDeps } from '../deps.ts';

/** Where one delivery goes, as of this attempt. */
export type Place =
  | {
      kind: 'email';
      addresses: string[];
      /** Of an invitation: its link, which is a secret and lives for this attempt alone. */
      invitation?: { path: string; expiresAt: Date };
    }
  | { kind: 'webhook'; url: string }
  | {
      kind: 'slack';
      integrationId: string;
      /** Of Slack's Web API, where it is not the public one. */
      apiUrl: string | null;
      /** `C…` of a channel; `U…` of a person, whose direct message is to be opened. */
      conversation: string;
    };

export type Sending<Kind extends ChannelKind = ChannelKind> = {
  delivery: {
    /** The same in every attempt: what the other side can tell a repeat by. */
    id: string;
    orgId: string;
    /** From 1. */
    attempt: number;
    /**
     * An attempt before this one began, and died before it could say how it ended. A sender that can ask the other side
     * whether that one got through does so first, and answers its receipt.
     */
    mayRepeat: boolean;
    /** Set where it goes to one person by their own rule. */
    userId: string | null;
  };
  notice: {
    id: string;
    kind: NoticeKind;
    level: NoticeLevel;
    text: string;
    /** Absolute: `https://aurora.example/runs/…`. */
    href: string | null;
    subject: NoticeSubject;
    createdAt: Date;
  };
  place: Extract<Place, { kind: Kind }>;
  /** Of a webhook its signing keys; of Slack the integration's `botToken`; of mail nothing. */
  secret: SecretData;
};

/**
 * `receipt`: what the other side calls it; `but`: what did not go well all the same, in words, such as one address of
 * several. `skipped`: nothing can be sent, in words, and that is no failure.
 */
export type Sent = { receipt: string | null; but?: string } | { skipped: string };

export type SenderDeps = WorkerDeps & { outbound: OutboundFetch };

/** Ends when `signal` fires. @throws AuroraError */
export type ChannelSender<Kind extends ChannelKind = ChannelKind> = (
  deps: SenderDeps,
  sending: Sending<Kind>,
  signal: AbortSignal,
) => Promise<Sent>;

export type Senders = { [Kind in ChannelKind]?: ChannelSender<Kind> };

/** What one Slack workspace remembers: messages by conversation, as its Web API answers them. */

export type StoredMessage = {
  ts: string;
  channel: string;
  user: string;
  text: string;
  thread_ts?: string;
  blocks?: Block[];
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
  edited?: boolean;
};

export type Block = {
  type: string;
  text?: { text: string };
  elements?: { action_id?: string; value?: string; text?: string | { text: string } }[];
};

export type Whisper = { channel: string; user: string; text: string; thread_ts?: string };

export type Args = Record<string, string>;
export type Answer = { ok: boolean; error?: string } & Record<string, unknown>;

export type Workspace = ReturnType<typeof makeWorkspace>;

export type WorkspaceOptions = { teamId: string; teamName: string; botUserId: string; scopes: string[] };

const words = (error: string): Answer => ({ ok: false, error });

export function makeWorkspace({ teamId, teamName, botUserId, scopes }: WorkspaceOptions) {
  const messages: StoredMessage[] = [];
  const whispers: Whisper[] = [];
  const channels = new Set<string>();
  let clock = Math.floor(Date.now() / 1_000);
  let count = 0;

  const nextTs = () => {
    clock = Math.max(clock, Math.floor(Date.now() / 1_000));
    count += 1;
    return `${clock}.${String(count).padStart(6, '0')}`;
  };

  const methods: Record<string, (args: Args) => Answer> = {
    'auth.test': () => ({ ok: true, team: teamName, team_id: teamId, user: 'aurora', user_id: botUserId }),
    'users.info': ({ user }) => ({
      ok: true,
      user: { id: user, name: `name-of-${user}`, profile: { display_name: '' } },
    }),
    'conversations.open': ({ users = '' }) => {
      channels.add(`D-${users}`);
      return { ok: true, channel: { id: `D-${users}` } };
    },
    'chat.postMessage'({ channel = '', text = '', thread_ts, blocks, metadata }) {
      if (!channels.has(channel)) return words('channel_not_found');
      const message: StoredMessage = {
        ts: nextTs(),
        channel,
        user: botUserId,
        text,
        ...(thread_ts ? { thread_ts } : {}),
        ...(blocks ? { blocks: JSON.parse(blocks) } : {}),
        ...(metadata ? { metadata: JSON.parse(metadata) } : {}),
      };
      messages.push(message);
      return { ok: true, channel, ts: message.ts, message };
    },
    'chat.update'({ channel, ts, text = '', blocks }) {
      const message = messages.find((one) => one.channel === channel && one.ts === ts);
      if (!message) return words('message_not_found');
      Object.assign(message, { text, edited: true, ...(blocks ? { blocks: JSON.parse(blocks) } : {}) });
      return { ok: true, channel, ts };
    },
    'chat.postEphemeral'({ channel = '', user = '', text = '', thread_ts }) {
      if (!channels.has(channel)) return words('channel_not_found');
      whispers.push({ channel, user, text, ...(thread_ts ? { thread_ts } : {}) });
      return { ok: true, message_ts: nextTs() };
    },
    'conversations.history': (args) =>
      page(messages.filter((one) => !one.thread_ts && isIn(one, args)).reverse(), args),
    'conversations.replies': (args) =>
      page(
        messages.filter((one) => (one.thread_ts === args.ts || one.ts === args.ts) && isIn(one, args)),
        args,
      ),
  };

  const isIn = (message: StoredMessage, { channel, oldest = '0' }: Args) =>
    message.channel === channel && Number(message.ts) >= Number(oldest);

  function page(found: StoredMessage[], { cursor = '0', limit = '100', include_all_metadata }: Args): Answer {
    const [from, size] = [Number(cursor), Math.min(Number(limit), 3)];
    const shown = found.slice(from, from + size).map((one) => ({
      ...one,
      // As Slack does it: who does not ask for it sees no payload.
      metadata: include_all_metadata === 'true' ? one.metadata : undefined,
    }));
    const next = from + size < found.length ? String(from + size) : '';
    return { ok: true, messages: shown, has_more: next !== '', response_metadata: { next_cursor: next } };
  }

  return {
    teamId,
    botUserId,
    scopes,
    messages,
    whispers,
    addChannel: (id: string) => void channels.add(id),
    nextTs,
    call: (method: string, args: Args): Answer => methods[method]?.(args) ?? words('unknown_method'),
    /** What the bot posted in a thread, oldest first. */
    inThread: (channel: string, thread: string) =>
      messages.filter((one) => one.channel === channel && one.thread_ts === thread),
  };
}

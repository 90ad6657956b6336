/** What a scripted provider says, and how it misbehaves. */

export type ToolUse = { name: string; args: Record<string, unknown> };

export type Fault =
  /** An HTTP error before anything is streamed. */
  | {
      kind: 'status';
      status: number;
      message?: string;
      type?: string;
      code?: string;
      headers?: Record<string, string>;
      details?: unknown;
    }
  /** The socket is destroyed after that many pieces. */
  | { kind: 'cut'; after: number }
  /** The response ends politely after that many pieces, without the provider's end marker. */
  | { kind: 'end'; after: number }
  /** That piece is not JSON. */
  | { kind: 'malformed'; at: number }
  /** The provider reports an error inside the stream after that many pieces. */
  | { kind: 'error'; after: number; type: string; message: string }
  /** Milliseconds before each piece. */
  | { kind: 'slow'; ms: number }
  /** Headers never come. */
  | { kind: 'silent' };

export type Answer = {
  text?: string;
  calls?: ToolUse[];
  usage?: { input: number; output: number };
  /** Why the answer ends; `stop` when left out, `calls` when it calls tools. */
  end?: 'stop' | 'calls' | 'length' | 'refused';
  fault?: Fault;
};

/** A piece of an answer, the same for every provider; each protocol writes it its own way. */
export type Piece =
  | { kind: 'text'; text: string }
  | {
      kind: 'call';
      index: number;
      id: string;
      name: string;
      part: 'open' | 'args' | 'close';
      args: string;
      whole: Record<string, unknown>;
    };

/** Text by words, arguments of tool calls in three parts. */
export function pieces(answer: Answer, seed: number): Piece[] {
  const words = (answer.text ?? '').match(/\s*\S+\s*$|\s*\S+/g) ?? [];
  const texts = words.map((text): Piece => ({ kind: 'text', text }));
  const calls = (answer.calls ?? []).flatMap(({ name, args }, index): Piece[] => {
    const json = JSON.stringify(args);
    const third = Math.max(1, Math.ceil(json.length / 3));
    const base = { kind: 'call', index, id: `call_${seed}_${index}`, name, whole: args } as const;
    const parts = [json.slice(0, third), json.slice(third, 2 * third), json.slice(2 * third)].filter(Boolean);
    return [
      { ...base, part: 'open', args: '' },
      ...parts.map((part): Piece => ({ ...base, part: 'args', args: part })),
      { ...base, part: 'close', args: '' },
    ];
  });
  return [...texts, ...calls];
}

export const endOf = (answer: Answer): 'stop' | 'calls' | 'length' | 'refused' =>
  answer.end ?? ((answer.calls ?? []).length > 0 ? 'calls' : 'stop');

export const usageOf = (answer: Answer): { input: number; output: number } => answer.usage ?? { input: 11, output: 7 };

/**
 * Faults by a seed, for tests that must survive any mixture: the same seed gives the same misfortunes.
 * A fault takes the place of a request, not of an answer, so that the story still ends.
 */
export function misfortunes(seed: number, rate: number): () => Fault | undefined {
  const random = generator(seed);
  const kinds: Fault[] = [
    { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 529, type: 'overloaded_error' },
    { kind: 'cut', after: 1 },
    { kind: 'end', after: 1 },
  ];
  return () => (random() < rate ? kinds[Math.floor(random() * kinds.length)] : undefined);
}

/** mulberry32 (public domain, Tommy Ettinger): small, and the same on every machine. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

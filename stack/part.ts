/** What every part of the stack is, and what it is given. */
import type { Config } from '../platform/config.ts';
import type { Env } from './env-file.ts';
import type { Layout } from './layout.ts';
import type { Ports } from './ports.ts';
import type { Secrets } from './secrets.ts';

export type PartName =
  | 'python'
  | 'postgres'
  | 'temporal'
  | 'vault'
  | 's3'
  | 'moto'
  | 'weaviate'
  | 'terraform'
  | 'migrations'
  | 'api'
  | 'worker'
  | 'web-build'
  | 'web';

export type Command = {
  file: string;
  args: string[];
  cwd?: string;
  /** Beside PATH, HOME and the marker of the stack. Secrets go here, never into `args`. */
  env?: Env;
};

export type StackContext = {
  layout: Layout;
  ports: Ports;
  secrets: Secrets;
  /** What other processes need to reach the parts, by the names of platform/config.ts. Grows as parts come up. */
  env: Env;
  /** What a person, or a test, set. */
  wishes: Env;
  /** `env` with `wishes` on top. What the product's own processes are started with. */
  fullEnv(): Env;
  /** Tells people what a part is doing when it takes long. */
  note(part: PartName, text: string): void;
  /** Children must not outlive this process, whatever ends it. */
  leashed: boolean;
  /** Ends when the stack is stopped: pass it to everything that waits. */
  signal: AbortSignal;
};

export type Part = {
  name: PartName;
  title: string;
  /** Parts that must be up before this one is started. */
  needs: PartName[];
  /** Well-known port by name; the first is the one people are shown. */
  ports?: Ports;
  /** The product works without it: its absence is said, and `npm start` is a success. */
  optional?: boolean;
  /** `npm start` does not wait for it. */
  background?: boolean;
  /** The variable by which a person brings a server of their own; then this part is not started. */
  replacedBy?: keyof Config;
  version?(context: StackContext): Promise<string | undefined>;
  /** Before each start. A part without a command is done after it. Must be safe to repeat after kill -9 at any point. */
  prepare?(context: StackContext): Promise<undefined | { skip: string }>;
  command?(context: StackContext): Command | Promise<Command>;
  /** False or a thrown error: not yet. */
  ready?(context: StackContext): Promise<boolean>;
  /** How long a start may take, in ms. */
  readyWithinMs?: number;
  /** After each start: accounts, buckets, unsealing. Must be safe to repeat. */
  settle?(context: StackContext): Promise<void>;
  /**
   * Every 200 ms while it runs: what it needs to stay usable.
   *
   * @returns what people shall know while it does not, shown as the part's note
   */
  tend?(context: StackContext): Promise<string | undefined>;
  /** Variables for other processes. Asked before anything starts, and again when the part is up. */
  env?(context: StackContext): Env;
  url?(context: StackContext): string;
  stop?: { signal: NodeJS.Signals; withinMs: number };
  /** What people can do when it does not start. */
  help?: string;
};

/** The port of that name. A name that no part declares is a mistake in the stack itself. */
export function portOf(context: StackContext, name: string): number {
  const port = context.ports[name];
  if (port === undefined) throw new Error(`no part declares the port "${name}"`);
  return port;
}

/** What every benchmark is given, and what it gives back. */
import type { ApiClient } from '../cli/api-client.ts';
import type { Config } from '../platform/config.ts';
import type { SignedIn } from '../web/lib/api-types.generated.ts';
import type { Report } from './support/report.ts';

export type Bench = {
  /** Variables that the product's processes of this stack are started with. */
  env: Record<string, string>;
  config: Config;
  /** Signed in as the admin of an organisation of its own, whose projects are connected to the sandbox account. */
  api: ApiClient;
  signedIn: SignedIn;
  /** A folder that is gone afterwards. */
  workDir: string;
  /** Says on standard error how far it is. */
  say(progress: string): void;
  /** Aborted by Ctrl-C: what was started must then be closed. */
  signal: AbortSignal;
};

export type Benchmark = (bench: Bench) => Promise<Report>;

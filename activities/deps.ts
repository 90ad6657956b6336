/** What every activity gets: one set of clients a process, made in `worker.ts`, closed there. */
import type { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import type { Database } from '../db/client.ts';
import type { Config } from '../platform/config.ts';
import type { Logger } from '../platform/log.ts';
import type { OutboundFetch } from '../platform/outbound.ts';
import type { Secrets } from '../platform/secrets/vault.ts';
import type { Storage } from '../platform/storage/s3.ts';
import type { Temporal } from '../platform/temporal.ts';
import type { Vectors } from '../platform/vectors/weaviate.ts';
import type { resolveModel } from './agent/models/index.ts';
import type { Verifiers } from './connections/verifiers.ts';
import type { InventoryMakers } from './inventory/providers.ts';
import type { Mail } from './notifications/mail/transport.ts';

export type WorkerDeps = {
  config: Config;
  log: Logger;
  db: Database;
  secrets: Secrets;
  storage: Storage;
  temporal: Temporal;
  /** For addresses that people typed. */
  outbound: OutboundFetch;
  vectors: Vectors;
  saver: PostgresSaver;
  resolveModel: typeof resolveModel;
  inventory: InventoryMakers;
  verifiers: Verifiers;
  /** Undefined where no mail server is configured. */
  mail: Mail | undefined;
};

/** Everything outside the process that the API talks to. Made without a connection: each connects when first used. */
import { type Database, openDatabase } from '../db/client.ts';
import type { Config } from '../platform/config.ts';
import { type EventListener, makeEventListener } from '../platform/events/listener.ts';
import type { Logger } from '../platform/log.ts';
import { makeSecrets, type Secrets } from '../platform/secrets/vault.ts';
import { makeStorage, type Storage } from '../platform/storage/s3.ts';
import { makeTemporal, type Temporal } from '../platform/temporal.ts';
import { makeTemporalCodec } from '../platform/temporal-codec.ts';
import { makeVectors, type Vectors } from '../platform/vectors/weaviate.ts';

export type Deps = {
  config: Config;
  log: Logger;
  db: Database;
  temporal: Temporal;
  secrets: Secrets;
  storage: Storage;
  vectors: Vectors;
  events: LazyListener;
};

/** The LISTEN connection of this process: opened at the first call, the same one afterwards. */
export type LazyListener = { listener(): EventListener; close(): Promise<void> };

function lazyListener(open: () => EventListener): LazyListener {
  let opened: EventListener | undefined;
  return {
    listener: () => {
      opened ??= open();
      return opened;
    },
    close: async () => opened?.close(),
  };
}

export function makeDeps(config: Config, log: Logger): Deps {
  const secrets = makeSecrets(config, log);
  return {
    config,
    log,
    db: openDatabase(config.DATABASE_URL, { name: 'aurora-api', max: 20 }),
    temporal: makeTemporal(config, makeTemporalCodec(secrets, log), log),
    secrets,
    storage: makeStorage(config),
    vectors: makeVectors(config),
    events: lazyListener(() => makeEventListener(config.DATABASE_URL, log)),
  };
}

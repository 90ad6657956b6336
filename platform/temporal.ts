/** The connection to Temporal that the API and activities share. */
import { Client, Connection } from '@temporalio/client';
import type { Config } from './config.ts';
import { AuroraError, errorText } from './errors.ts';
import { type Health, probeHealth } from './health.ts';
import type { Logger } from './log.ts';
import { makeTemporalAttributes, type TemporalAttributes } from './temporal-attributes.ts';
import type { TemporalCodec } from './temporal-codec.ts';
import { makeInterceptor } from './temporal-interceptors.ts';

export type Temporal = {
  client: Client;
  codec: TemporalCodec;
  attributes: TemporalAttributes;
  /** Where operations people look at a workflow. */
  uiUrl(workflowId: string): string;
  health(): Promise<Health>;
  close(): Promise<void>;
};

/** Connects lazily: the first call connects, so that the API starts while Temporal is away. */
export function makeTemporal(config: Config, codec: TemporalCodec, log: Logger): Temporal {
  const connection = Connection.lazy({
    address: config.TEMPORAL_ADDRESS,
    connectTimeout: 5_000,
    // gRPC alone would wait up to two minutes between attempts, long after Temporal is back.
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 },
  });
  const namespace = config.TEMPORAL_NAMESPACE;
  const attributes = makeTemporalAttributes(connection, namespace, log);
  const client = new Client({
    connection,
    namespace,
    dataConverter: codec.forClients,
    interceptors: { workflow: [makeInterceptor(attributes)] },
  });
  return {
    client,
    codec,
    attributes,
    uiUrl: (workflowId) =>
      `${config.TEMPORAL_UI_URL}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`,
    health: () =>
      probeHealth(async () => {
        await connection.withDeadline(Date.now() + 3_000, () => connection.healthService.check({}));
        return `connected to ${config.TEMPORAL_ADDRESS}`;
      }),
    async close() {
      codec.close();
      await connection.close();
    },
  };
}

/**
 * Calls Temporal on behalf of a request whose row is already written.
 *
 * @throws AuroraError `dependency_unavailable`: the row stays, and the next nudge finds it
 */
export async function throughTemporal<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    const why = withoutKey(error);
    throw new AuroraError({
      code: 'dependency_unavailable',
      retryable: true,
      userMessage: why
        ? `Your request is saved, but it cannot be encrypted for the workflow engine right now. ${why} Sending it again changes nothing.`
        : 'Your request is saved, but the workflow engine (Temporal) does not answer right now. It goes on when it is back; sending it again changes nothing.',
      cause: errorText(error),
    });
  }
}

/** What the codec said, which the client wraps: Temporal was not even asked. */
function withoutKey(error: unknown): string | undefined {
  if (error instanceof AuroraError) return error.userMessage;
  return error instanceof Error && error.cause ? withoutKey(error.cause) : undefined;
}

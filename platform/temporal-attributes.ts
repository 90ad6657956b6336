/** Search attributes as Temporal wants them: made known to the namespace once, and never in the way of work. */
import { type ConnectionLike, isGrpcServiceError } from '@temporalio/client';
import proto from '@temporalio/proto';
import { searchAttributes } from '../workflows/messages.ts';
import type { Logger } from './log.ts';

const { INDEXED_VALUE_TYPE_KEYWORD } = proto.temporal.api.enums.v1.IndexedValueType;

/** gRPC's code of something that is there already. */
const alreadyExists = 6;

export type TemporalAttributes = ReturnType<typeof makeTemporalAttributes>;

export function makeTemporalAttributes(connection: ConnectionLike, namespace: string, log: Logger) {
  /** May be repeated. Temporal uses them some seconds later, when its front ends have heard. */
  async function register(): Promise<void> {
    const known = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = Object.values(searchAttributes)
      .map(({ name }) => name)
      .filter((name) => !(name in (known.customAttributes ?? {})));
    if (missing.length === 0) return;
    const wanted = Object.fromEntries(missing.map((name) => [name, INDEXED_VALUE_TYPE_KEYWORD]));
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: wanted }).catch((error) => {
      if (!isGrpcServiceError(error) || Number(error.code) !== alreadyExists) throw error;
    });
  }

  /**
   * Does `call` with attributes. Where Temporal does not know them, they are registered and it is tried again; and where
   * that does not help, the work begins without them: it is more than being found.
   */
  async function tolerant<Result>(call: (withThem: boolean) => Promise<Result>): Promise<Result> {
    try {
      return await call(true);
    } catch (error) {
      if (!isUnknownAttribute(error)) throw error;
    }
    try {
      await register();
      return await call(true);
    } catch (error) {
      log.warn({ err: error }, 'A workflow starts without search attributes: Temporal does not know them yet');
      return call(false);
    }
  }

  return { register, tolerant };
}

function isUnknownAttribute(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isGrpcServiceError(error)) return /search attribute/i.test(error.details);
  return isUnknownAttribute(error.cause);
}

/** Reading the parts of a resource that have a call of their own each. */
import type { CloudResource } from '../provider.ts';
import { awsErrorFacts, isDenied, isUnknownCall } from './failures.ts';

type Gaps = NonNullable<CloudResource['gaps']>;

const gone = /^(NoSuch(Bucket|Entity)|ResourceNotFound|QueueDoesNotExist|.*NonExistentQueue|TableNotFound|NotFound)/;
const unsupported = new Set([
  'NotImplemented',
  'MethodNotAllowed',
  'UnknownOperationException',
  'UnsupportedOperation',
]);

/**
 * Reads one part. What this account may not see, or what went away since it was listed, is a gap in this resource and
 * no reason to fail the whole listing; anything else (throttles, keys, network) is thrown.
 *
 * @param gaps gets an entry under `name` when the part could not be read
 * @param absent error names that mean "there is none", which gives null
 */
export async function readPart<T>(
  gaps: Gaps,
  name: string,
  read: () => Promise<T>,
  absent: readonly string[] = [],
): Promise<T | null | undefined> {
  try {
    return await read();
  } catch (error) {
    const { name: code } = awsErrorFacts(error);
    if (absent.includes(code)) return null;
    const gap = gapOf(error, code);
    if (!gap) throw error;
    gaps[name] = gap;
    return undefined;
  }
}

function gapOf(error: unknown, code: string): Gaps[string] | undefined {
  if (isDenied(error)) return 'access_denied';
  if (gone.test(code)) return 'gone';
  return unsupported.has(code) || isUnknownCall(error) ? 'unsupported' : undefined;
}

/** Gaps as a field, absent when there are none. */
export const withGaps = (gaps: Gaps): { gaps?: Gaps } => (Object.keys(gaps).length === 0 ? {} : { gaps });

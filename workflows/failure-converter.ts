/** Puts messages and stack traces of failures where the payload codec encrypts them. Loaded by path, here and outside. */
import { DefaultFailureConverter } from '@temporalio/common';

export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });

/** Ids that a retry makes again, so that what is stored under them is stored once. */
import { v5 } from 'uuid';

/** The n-th answer of a turn, counted from 0. */
export const answerId = (turnId: string, n: number): string => v5(`answer-${n}`, turnId);

/** The revision and the run that one call of `propose_change` makes. */
export const proposedRevisionId = (turnId: string, toolCallId: string): string => v5(`revision-${toolCallId}`, turnId);
export const proposedRunId = (turnId: string, toolCallId: string): string => v5(`run-${toolCallId}`, turnId);

/** For a model that gives its calls no id. */
export const callId = (answer: string, index: number): string => `call_${v5(`call-${index}`, answer).slice(0, 13)}`;

/** The request by which a newer proposal takes the place of an older one. */
export const supersedeId = (olderRunId: string, newerRunId: string): string =>
  v5(`supersede-${newerRunId}`, olderRunId);

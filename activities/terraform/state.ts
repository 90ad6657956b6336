export type StateResource = {
  address: string;
  type: string;
  provider: string;
  /** The provider's id attribute, if there is one. */
  id?: string;
  attributes: Record<string, unknown>;
};
export type StateFacts = { lineage: string; serial: number; terraformVersion: string; resources: StateResource[] };
export type StateLock = { id: string; owner: string; operation: string; createdAt: string; ageSeconds: number };

/** @param stateJson text of the state object as the S3 backend keeps it (format 4) */
export function readStateFacts(_stateJson: string): StateFacts {
  throw new Error('not built yet');
}
/** @param lockJson text of the `.tflock` object */
export function readLock(_lockJson: string, _now: Date = new Date()): StateLock {
  throw new Error('not built yet');
}

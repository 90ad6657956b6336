/** A member that was written down: never one that every object has, such as `constructor`, whatever name a plan brings. */
export const own = <T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;

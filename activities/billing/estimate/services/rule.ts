/** How the price of one resource type is put together. */
import type { Line } from '../line.ts';
import type { Resource } from '../resource.ts';

/** @returns lines; none for what costs nothing as it is configured; null for what this rule has no price for */
export type Rule = (resource: Resource) => Line[] | null;
export type Rules = Record<string, Rule>;

/** The same lines under a heading, several times over. */
export const under = (lines: Line[], path: string[]): Line[] =>
  lines.map((one) => ({ ...one, path: [...path, ...one.path] }));

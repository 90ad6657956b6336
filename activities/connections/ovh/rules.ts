/** What a consumer key may, as OVHcloud's `/auth/currentCredential` tells it: methods on paths, `*` for anything. */
import { z } from 'zod';

export const Credential = z.object({
  status: z.enum(['expired', 'pendingValidation', 'refused', 'validated']),
  expiration: z.iso.datetime({ offset: true }).nullish(),
  rules: z.array(z.object({ method: z.string(), path: z.string() })).default([]),
});
export type Rule = z.infer<typeof Credential>['rules'][number];

/** What the inventory and Terraform's data sources read most. */
export const readPaths = ['/me', '/cloud/project', '/cloud/project/*', '/domain', '/vps', '/ip', '/vrack'];
const writePath = '/cloud/project/*';
const writeMethods = ['POST', 'PUT', 'DELETE'];

const covers = (pattern: string, path: string): boolean => {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(path);
};

export const grants = (rules: Rule[], method: string, path: string): boolean =>
  rules.some((rule) => rule.method === method && covers(rule.path, path));

export const missingReads = (rules: Rule[]): string[] => readPaths.filter((path) => !grants(rules, 'GET', path));

export const missingWrites = (rules: Rule[]): string[] =>
  ['GET', ...writeMethods]
    .filter((method) => !grants(rules, method, writePath))
    .map((method) => `${method} ${writePath}`);

export const mayChange = (rules: Rule[]): string[] => [
  ...new Set(
    rules.filter(({ method }) => writeMethods.includes(method)).map(({ method, path }) => `${method} ${path}`),
  ),
];

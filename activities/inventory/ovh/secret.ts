/** An OVHcloud application and the consumer key that a customer granted it. */
import { z } from 'zod';
import { ovhFailures } from './failures.ts';

/** Where each of OVHcloud's three separate companies answers, and how its urns spell it. */
export const ovhPlaces = {
  'ovh-eu': { url: 'https://eu.api.ovh.com', code: 'eu' },
  'ovh-ca': { url: 'https://ca.api.ovh.com', code: 'ca' },
  'ovh-us': { url: 'https://api.us.ovhcloud.com', code: 'us' },
} as const;

/** What the connection's secret in Vault holds. */
const OvhSecret = z.object({
  endpoint: z.enum(Object.keys(ovhPlaces) as (keyof typeof ovhPlaces)[]).default('ovh-eu'),
  application_key: z.string().min(1),
  application_secret: z.string().min(1),
  consumer_key: z.string().min(1),
});
export type OvhSecret = z.infer<typeof OvhSecret>;

/** @throws AuroraError `credentials_rejected` that names the fields, never their values */
export function readOvhSecret(secret: Record<string, string>): OvhSecret {
  const parsed = OvhSecret.safeParse(secret);
  if (parsed.success) return parsed.data;
  const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))].join(', ');
  throw ovhFailures.rejected(
    'missing',
    `The OVHcloud credentials of this connection are not complete (${fields}). Enter the application key, its secret and the consumer key again; the endpoint is ${Object.keys(ovhPlaces).join(', ')}.`,
  );
}

/** OVHcloud: an application and the consumer keys that a customer granted it. */
import { z } from 'zod';
import { common, SecretLine } from './fields.ts';

export const OvhApplication = z.object({
  credential: z.literal('ovh_application'),
  settings: z.object({ ...common, ovhEndpoint: z.enum(['ovh-eu', 'ovh-ca', 'ovh-us']), endpoint: z.url().optional() }),
  secret: z.object({
    application_key: SecretLine,
    application_secret: SecretLine,
    consumer_key: SecretLine.describe('granted GET on everything'),
    write_consumer_key: SecretLine.optional().describe('granted all methods'),
  }),
});

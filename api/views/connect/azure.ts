/** Azure: an application that reads and, apart, one that contributes. */
import { z } from 'zod';
import { common, SecretLine } from './fields.ts';

export const AzureServicePrincipal = z.object({
  credential: z.literal('azure_service_principal'),
  settings: z.object({
    ...common,
    tenantId: z.uuid(),
    clientId: z.uuid().describe('of the application that has the role Reader'),
    writeClientId: z.uuid().optional().describe('of the one that has the role Contributor'),
    subscriptionId: z.uuid(),
    endpoint: z.url().optional(),
  }),
  secret: z.object({ client_secret: SecretLine, write_client_secret: SecretLine.optional() }),
});

import { z } from 'zod';
import {
  billingFormats,
  billingImportStates,
  billingLoadStates,
  billingSourceKinds,
  billingSyncStates,
  billingSyncTriggers,
} from '../../db/model/billing.ts';
import { Id, Name, Time } from './common.ts';

const short = z.string().trim().min(1).max(255);
const Decimal = z.string().describe('decimal text, every digit kept');

export const BillingSettings = z
  .strictObject({
    bucket: short.optional(),
    prefix: z.string().max(1_000).optional(),
    region: short.optional(),
    endpoint: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('only hosts that BILLING_ENDPOINT_HOSTS lists'),
    format: z.enum(billingFormats).optional(),
    container: short.optional(),
    storageAccount: z
      .string()
      .regex(/^[a-z0-9]{3,24}$/)
      .optional(),
    scope: z
      .string()
      .regex(/^[0-9A-Za-z/_.-]{1,300}$/)
      .optional()
      .describe('Azure: such as subscriptions/{id}'),
    project: z
      .string()
      .regex(/^[0-9A-Za-z:.-]{1,100}$/)
      .optional(),
    dataset: z
      .string()
      .regex(/^\w{1,255}$/)
      .optional(),
    table: z
      .string()
      .regex(/^\w{1,255}$/)
      .optional(),
    tagKeys: z.array(short).max(20).optional().describe('tags that costs are kept by; counts from the next load on'),
    backfillMonths: z.number().int().min(0).max(36).optional(),
  })
  .meta({ id: 'BillingSettings' });

const Problem = z.object({
  code: z.string(),
  message: z.string(),
  file: z.string().optional(),
  row: z.number().int().optional().describe('from 1, the header left out'),
  column: z.string().optional(),
  value: z.string().optional(),
});

export const BillingAccountView = z
  .object({
    id: Id,
    name: z.string(),
    kind: z.enum(billingSourceKinds),
    connectionId: Id.nullable(),
    settings: BillingSettings,
    currency: z.string(),
    madeUp: z.boolean().describe('costs that nobody pays: made up from list prices for the sandbox account'),
    enabled: z.boolean(),
    createdAt: Time,
    rows: z.number().int().describe('that people see'),
    lastLoadedAt: Time.nullable(),
    newestPeriod: Time.nullable().describe('first instant of the newest billing period there are costs of'),
    problems: z.array(Problem).describe('why the newest import brought nothing, in words'),
  })
  .meta({ id: 'BillingAccount' });

export const CreateBillingAccount = z.object({
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
  name: Name,
  kind: z.enum(billingSourceKinds),
  connectionId: Id.optional().describe('whose read credentials are used'),
  credentials: z
    .record(z.string().regex(/^[a-z_]{1,64}$/), z.string().min(1).max(16_384))
    .optional()
    .describe('goes to Vault and never comes back; docs/billing.md names the fields'),
  settings: BillingSettings.default({}),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('USD'),
});

export const ChangeBillingAccount = z.object({
  name: Name.optional(),
  enabled: z.boolean().optional(),
  settings: BillingSettings.optional(),
});

export const BillingImportView = z
  .object({
    id: Id,
    sourceKey: z.string().describe('a month, a folder or `upload`; the same key again replaces its periods'),
    state: z.enum(billingImportStates),
    format: z.enum(billingFormats),
    focusVersion: z.string().nullable(),
    files: z.array(z.object({ name: z.string(), bytes: z.number().int().nullable() })),
    rowsStaged: z.number().int(),
    rowsTotal: z.number().int().nullable(),
    notes: z.array(z.object({ code: z.string(), message: z.string() })),
    problems: z.array(Problem),
    createdAt: Time,
    finishedAt: Time.nullable(),
    periods: z.array(
      z.object({
        loadId: Id,
        start: Time,
        end: Time,
        state: z.enum(billingLoadStates),
        rows: z.number().int(),
        sums: z
          .record(
            z.string(),
            z.object({
              rows: z.number().int(),
              billed: Decimal,
              effective: Decimal,
              list: Decimal.nullable(),
              contracted: Decimal.nullable(),
            }),
          )
          .describe('by currency'),
        loadedAt: Time.nullable(),
        replacedBy: Id.nullable(),
      }),
    ),
  })
  .meta({ id: 'BillingImport' });

export const BillingSyncView = z
  .object({
    id: Id,
    trigger: z.enum(billingSyncTriggers),
    state: z.enum(billingSyncStates),
    reason: z.string().nullable(),
    startedAt: Time,
    finishedAt: Time.nullable(),
  })
  .meta({ id: 'BillingSync' });

export const StartBillingSync = z.object({
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
});

export const BillingSyncStarted = z
  .object({ workflowId: z.string(), temporalUrl: z.string(), syncId: Id })
  .meta({ id: 'BillingSyncStarted' });

export const UploadQuery = z.object({
  id: Id.describe('made by the client, so that a repeat changes nothing'),
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^/\\\p{Cc}]+$/u)
    .describe('of the file, for people'),
  part: z
    .string()
    .regex(/^[0-9A-Za-z._-]{1,64}$/)
    .default('upload')
    .describe('files of different parts add up; the same part again replaces the periods it holds'),
});

export const BillingAccountParams = z.object({ billingAccountId: Id });

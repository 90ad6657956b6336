/**
 * Every setting of every process, read once from the environment and checked at start.
 *
 * The names, defaults and meanings are repeated for people in `.env.example`; a test holds the two together.
 * `npm start` writes the values of the embedded stack to `.aurora/env`, which `npm` scripts load.
 */
import { z } from 'zod';
import { AuroraError } from './errors.ts';

const url = z.url();
const port = z.coerce.number().int().min(1).max(65_535);
const positive = z.coerce.number().int().positive();
const list = (value: string) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

export const settings = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),

  DATABASE_URL: url.describe('Postgres, as the restricted role that row-level security binds'),
  DATABASE_OWNER_URL: url.optional().describe('Postgres, as the role that owns the tables; for migrations only'),

  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_UI_URL: url.default('http://127.0.0.1:8233'),

  VAULT_ADDR: url.default('http://127.0.0.1:8200'),
  VAULT_ROLE_ID: z.string().default(''),
  VAULT_SECRET_ID: z.string().default(''),
  VAULT_SECRET_ID_FILE: z.string().optional().describe('taken, which removes it, at each log-in; wins over the value'),
  VAULT_KV_MOUNT: z.string().default('aurora'),

  S3_ENDPOINT: url.optional().describe('leave out for AWS itself'),
  S3_REGION: z.string().default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().default(''),
  S3_SECRET_ACCESS_KEY: z.string().default(''),
  S3_BUCKET: z.string().default('aurora').describe('revisions and sealed plans'),
  S3_STATE_BUCKET: z.string().default('terraform-state').describe('Terraform states; versioned'),

  WEAVIATE_URL: url.optional(),
  WEAVIATE_API_KEY: z.string().optional(),
  WEAVIATE_GRPC_PORT: port.default(50_051),

  EMBEDDINGS: z
    .string()
    .default('none')
    .describe('provider:model for search by meaning, such as openai:text-embedding-3-small; none: by words'),
  EMBEDDINGS_BASE_URL: url.optional().describe("another address of the embeddings' provider"),
  OUTBOUND_HOSTS: z
    .string()
    .default('')
    .transform(list)
    .describe('hosts on private addresses that URLs given by people may reach: host or host:port'),

  SMTP_URL: z.string().optional().describe('smtp:// or smtps://user:password@host:port; without it no mail is sent'),
  MAIL_FROM: z.string().default('Aurora <aurora@localhost>'),

  API_HOST: z.string().default('127.0.0.1'),
  API_PORT: port.default(5080),
  API_URL: url.default('http://127.0.0.1:5080').describe('as browsers reach it'),
  WEB_URL: url.default('http://127.0.0.1:3000').describe('as browsers reach it; the only Origin the API accepts'),
  OPERATOR_ORG: z
    .string()
    .optional()
    .describe('slug of the organisation whose admins may read what Temporal keeps; else the oldest'),
  REGISTRATION: z.enum(['open', 'closed']).default('open'),

  RATE_PER_PERSON: positive.default(6_000).describe('requests a minute of one person, in each API process'),
  RATE_PER_TOKEN: positive.default(3_000).describe('requests a minute of one personal token'),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform(list)
    .describe('addresses or CIDR ranges of the web server and proxies whose X-Forwarded-For the API believes'),
  RATE_PER_ADDRESS: positive.default(6_000).describe('requests a minute without a token from one address'),
  RATE_PER_ORG: positive.default(30_000).describe("an organisation's share a minute; heavy requests count many times"),
  LIVE_PER_PERSON: positive.default(50).describe('live connections (tabs) of one person, in each API process'),
  LIVE_PER_ORG: positive.default(2_000).describe('live connections of one organisation'),
  LIVE_PER_ADDRESS: positive.default(500).describe('live connections from one address'),
  LIVE_MESSAGES_PER_SECOND: positive.default(50).describe('requests a second over one live connection'),

  SANDBOX_AWS_ENDPOINT: url.optional().describe('an emulated AWS account that new organisations are connected to'),
  AWS_PRINCIPAL_ARN: z.string().optional().describe("Aurora's own identity in AWS, which customers' roles trust"),
  AWS_PRINCIPAL_REF: z
    .string()
    .optional()
    .describe("where its keys are in Vault; without it the worker's own default chain"),
  AWS_TEMPLATE_URL: url
    .optional()
    .describe('S3 URL of the CloudFormation template, for the link that opens the console'),

  TERRAFORM_BIN: z.string().optional().describe('terraform or tofu; else the first of them on PATH'),
  TF_CLI_CONFIG_FILE: z.string().optional().describe("Terraform's own CLI configuration: where providers come from"),
  WORK_DIR: z.string().default('.aurora/work').describe('where runs are unpacked; may be wiped at any time'),
  RUN_APPROVAL_HOURS: z.coerce.number().positive().default(72).describe('a plan nobody decides on expires'),

  AUDIT_CHECKPOINT_MINUTES: z.coerce
    .number()
    .int()
    .positive()
    .default(60)
    .describe('how often the new entries of each audit log are verified and signed'),

  KUBERNETES_ROLLOUT_MINUTES: z.coerce
    .number()
    .positive()
    .max(25)
    .default(5)
    .describe('how long a run waits for the workloads that it applied to be ready'),

  BILLING_UPLOAD_MAX_MB: z.coerce.number().int().positive().default(5_120).describe('largest cost file by upload'),
  BILLING_ENDPOINT_HOSTS: z
    .string()
    .default('')
    .transform(list)
    .describe("hosts that billing may be read from beside the clouds' own"),
  APPROVAL_COST_DELTA: z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .optional()
    .describe('USD a month: a plan that is expected to cost more than this on top needs a second person'),

  MODEL: z
    .string()
    .optional()
    .describe('provider:name, such as anthropic:claude-sonnet-4-5; else the first with a key'),
  OPENROUTER_API_KEY: z.string().optional(),
  OPENROUTER_BASE_URL: url.optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: url.optional().describe('any endpoint that speaks the OpenAI protocol'),
  ANTHROPIC_API_KEY: z.string().optional(),
  ANTHROPIC_BASE_URL: url.optional(),
  GOOGLE_API_KEY: z.string().optional(),
  GOOGLE_BASE_URL: url.optional(),
  OLLAMA_BASE_URL: url.optional(),
  OFFLINE_MODEL_DELAY_MS: z.coerce.number().min(0).default(12).describe('between the words of the offline model'),

  WORKER_QUEUES: z.string().default('interactive,provisioning,sync,notices').transform(list),
});

export type Config = z.infer<typeof settings>;

/**
 * @throws AuroraError `config_invalid` that names every wrong variable, never its value
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  // An empty variable in an env file means "not set", as people expect of one.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = settings.safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new AuroraError({
    code: 'config_invalid',
    retryable: false,
    userMessage: `The configuration is not usable. ${wrong.join('; ')}. See .env.example for every variable.`,
  });
}

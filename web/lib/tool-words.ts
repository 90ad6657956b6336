/** One line for what a tool did: what it looked at, and what came of it. */
import type { Tool } from './transcript.ts';

const kinds: Record<string, string> = {
  s3_bucket: 'S3 buckets',
  ec2_instance: 'EC2 instances',
  vpc: 'VPCs',
  subnet: 'subnets',
  security_group: 'security groups',
  sqs_queue: 'SQS queues',
  dynamodb_table: 'DynamoDB tables',
  rds_instance: 'RDS instances',
  iam_role: 'IAM roles',
  lambda_function: 'Lambda functions',
};

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

const plain = (name: string) => name.replaceAll('_', ' ');
const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : Object.keys(asRecord(value)).length);

type Sentence = { doing: string; did: string; found: (result: Record<string, unknown>) => string | null };

const sentences: Record<string, (args: Record<string, unknown>) => Sentence> = {
  list_resources: (args) => {
    const what = kinds[String(args.kind)] ?? (args.kind ? plain(String(args.kind)) : 'resources');
    const where = args.region ? ` in ${args.region}` : '';
    return {
      doing: `Looking at ${what}${where}`,
      did: `Looked at ${what}${where}`,
      found: ({ count, truncated }) =>
        typeof count === 'number' ? `${count}${truncated ? ' or more' : ''} found` : null,
    };
  },
  read_project: () => ({
    doing: "Reading the project's files",
    did: "Read the project's files",
    found: ({ files, revision }) =>
      revision === null ? 'none yet' : `${counted(lengthOf(files), 'file')}, revision ${revision}`,
  }),
  read_state: () => ({
    doing: 'Reading the state',
    did: 'Read the state',
    found: ({ resources }) => `${counted(lengthOf(resources), 'resource')} managed`,
  }),
  list_runs: () => ({
    doing: 'Looking at past runs',
    did: 'Looked at past runs',
    found: ({ runs }) => counted(lengthOf(runs), 'run'),
  }),
  read_plan: () => ({
    doing: 'Reading a plan',
    did: 'Read a plan',
    found: ({ state }) => (typeof state === 'string' ? plain(state) : null),
  }),
  estimate_cost: () => ({
    doing: 'Reading the cost estimate',
    did: 'Read the cost estimate',
    found: ({ priceBook }) => {
      const { date } = asRecord(priceBook);
      return typeof date === 'string' ? `prices of ${date}` : null;
    },
  }),
  query_infrastructure: (args) => {
    const what = args.question ? plain(String(args.question)) : 'the database';
    return {
      doing: `Asking Aurora about ${what}`,
      did: `Asked Aurora about ${what}`,
      found: ({ rows }) => counted(lengthOf(rows), 'row'),
    };
  },
  propose_change: (args) => ({
    doing: args.destroy ? 'Proposing to destroy everything' : 'Proposing a change',
    did: args.destroy ? 'Proposed to destroy everything' : 'Proposed a change',
    found: ({ state }) => (typeof state === 'string' ? plain(state) : null),
  }),
};

/** @returns for example "Looked at S3 buckets" and "3 found" */
export function toolWords({ name, args, result, state }: Pick<Tool, 'name' | 'args' | 'result' | 'state'>): {
  title: string;
  outcome: string | null;
} {
  const make = sentences[name];
  const { doing, did, found } = make
    ? make(asRecord(args))
    : { doing: `Using ${plain(name)}`, did: `Used ${plain(name)}`, found: () => null };
  // Its answer is what becomes of the run, which may take days; what it did is done.
  if (state === 'running' && name === 'propose_change')
    return { title: did, outcome: 'waits for the outcome of its plan' };
  if (state === 'running') return { title: doing, outcome: null };
  if (state === 'stopped') return { title: doing, outcome: 'stopped' };
  const facts = asRecord(result);
  if (state === 'failed') return { title: did, outcome: typeof facts.error === 'string' ? facts.error : 'failed' };
  return { title: did, outcome: found(facts) };
}

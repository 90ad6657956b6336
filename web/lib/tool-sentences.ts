/** What each tool does, while it does it and afterwards, and what to say of its answer. */

type Fields = Record<string, unknown>;
export type Sentence = { doing: string; did: string; found: (result: Fields) => string | null };

export const asRecord = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

export const plain = (name: string) => name.replaceAll('_', ' ');
const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : Object.keys(asRecord(value)).length);
const nothing = () => null;

/** Of a thing that the tool looked at: "Reading the state", "Read the state". */
const sentence = (doing: string, did: string, what: string, found: Sentence['found'] = nothing): Sentence => ({
  doing: `${doing} ${what}`,
  did: `${did} ${what}`,
  found,
});

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

const state = ({ state: value }: Fields) => (typeof value === 'string' ? plain(value) : null);
const total = ({ total: value }: Fields) => (value === undefined ? null : `${value} found`);
const titleOf = ({ documents }: Fields) => {
  const { title } = asRecord(Array.isArray(documents) ? documents[0] : null);
  return typeof title === 'string' ? title : null;
};

/** " of web in shop"; empty where nothing was named. */
const where = ({ name, pod, namespace }: Fields) =>
  `${(name ?? pod) ? ` of ${name ?? pod}` : ''}${namespace ? ` in ${namespace}` : ''}`;

export const sentences: Record<string, (args: Fields) => Sentence> = {
  list_resources: ({ kind, region }) => {
    const what = kinds[String(kind)] ?? (kind ? plain(String(kind)) : 'resources');
    return sentence('Looking at', 'Looked at', `${what}${region ? ` in ${region}` : ''}`, ({ count, truncated }) =>
      typeof count === 'number' ? `${count}${truncated ? ' or more' : ''} found` : null,
    );
  },
  search_inventory: ({ text }) =>
    sentence('Searching', 'Searched', `the inventory${text ? ` for “${text}”` : ''}`, total),
  describe_resource: () => sentence('Reading', 'Read', 'what is known of a resource'),
  resource_neighbours: () => sentence('Looking at', 'Looked at', 'what belongs to a resource'),
  blast_radius: () => sentence('Working out', 'Worked out', 'what a resource would take along', total),
  resource_history: () =>
    sentence('Reading', 'Read', 'how a resource changed', ({ history }) => counted(lengthOf(history), 'change')),
  resource_why: () => sentence('Looking up', 'Looked up', 'why a resource exists'),
  read_project: () =>
    sentence('Reading', 'Read', "the project's files", ({ files, revision }) =>
      revision === null ? 'none yet' : `${counted(lengthOf(files), 'file')}, revision ${revision}`,
    ),
  read_state: () =>
    sentence('Reading', 'Read', 'the state', ({ resources }) => `${counted(lengthOf(resources), 'resource')} managed`),
  list_runs: () => sentence('Looking at', 'Looked at', 'past runs', ({ runs }) => counted(lengthOf(runs), 'run')),
  read_plan: () => sentence('Reading', 'Read', 'a plan', state),
  estimate_cost: () =>
    sentence('Reading', 'Read', 'the cost estimate', ({ priceBook }) => {
      const { date } = asRecord(priceBook);
      return typeof date === 'string' ? `prices of ${date}` : null;
    }),
  query_costs: () => sentence('Adding up', 'Added up', 'costs', ({ rows }) => counted(lengthOf(rows), 'line')),
  compare_costs: () => sentence('Comparing', 'Compared', 'costs of two periods'),
  explain_cost_change: () => sentence('Working out', 'Worked out', 'what made costs move'),
  budget_state: () =>
    sentence('Looking at', 'Looked at', 'budgets', ({ budgets }) => counted(lengthOf(budgets), 'budget')),
  query_infrastructure: ({ question }) =>
    sentence('Asking', 'Asked', `Aurora about ${question ? plain(String(question)) : 'the database'}`, ({ rows }) =>
      counted(lengthOf(rows), 'row'),
    ),
  search_documents: ({ question }) =>
    sentence('Searching', 'Searched', `the documents${question ? ` for “${question}”` : ''}`, ({ hits, note }) =>
      lengthOf(hits) > 0 ? counted(lengthOf(hits), 'passage') : typeof note === 'string' ? note : 'nothing found',
    ),
  read_document: ({ section }) =>
    sentence('Reading', 'Read', section ? `“${section}” of a document` : 'a document', titleOf),
  propose_memory_note: () => sentence('Proposing', 'Proposed', 'a note to remember'),
  kubernetes_list: ({ kind, namespace }) =>
    sentence('Looking at', 'Looked at', `${kind ?? 'objects'}${where({ namespace })}`, ({ count }) =>
      typeof count === 'number' ? `${count} found` : null,
    ),
  kubernetes_describe: ({ kind, name, namespace }) =>
    sentence('Reading', 'Read', `${kind ?? 'object'} ${name ?? ''}${where({ namespace })}`),
  kubernetes_events: (args) =>
    sentence('Reading', 'Read', `events${where(args)}`, ({ events }) => counted(lengthOf(events), 'event')),
  kubernetes_logs: (args) =>
    sentence('Reading', 'Read', `the log${where(args)}`, ({ lines }) =>
      typeof lines === 'number' ? counted(lines, 'line') : null,
    ),
  kubernetes_rollouts: (args) =>
    sentence('Looking at', 'Looked at', `rollouts${where(args)}`, ({ ready, total: all }) =>
      typeof ready === 'number' && typeof all === 'number' ? `${ready} of ${all} ready` : null,
    ),
  propose_change: ({ destroy }) =>
    sentence('Proposing', 'Proposed', destroy ? 'to destroy everything' : 'a change', state),
  propose_manifest: ({ destroy }) =>
    sentence(
      'Proposing',
      'Proposed',
      destroy ? 'to delete everything in the cluster' : 'a change of the cluster',
      state,
    ),
};

/** Their answer is what becomes of a run, which may take days. */
export const proposes = (name: string): boolean => name === 'propose_change' || name === 'propose_manifest';

/**
 * What the offline model understands, as data: its own help, the README and the page show this list, and a test
 * asks it every example. It claims nothing that is not here.
 */
export type Ability = { id: string; title: string; examples: readonly string[] };

export const offlineAbilities: readonly Ability[] = [
  {
    id: 'create_s3_bucket',
    title: 'Create a private S3 bucket: encrypted, TLS only, with versioning, lifecycle or access logs',
    examples: [
      'Create a private S3 bucket for our access logs, with versioning',
      'Create an S3 bucket named team-reports that deletes objects after 90 days',
    ],
  },
  {
    id: 'create_sqs_queue',
    title: 'Create an SQS queue, FIFO or with a dead-letter queue',
    examples: ['Create an SQS queue for orders with a dead-letter queue', 'Create a FIFO queue named payments'],
  },
  {
    id: 'create_dynamodb_table',
    title: 'Create a DynamoDB table with its keys, recovery and time to live',
    examples: ['Create a DynamoDB table for sessions with partition key userId and TTL on expiresAt'],
  },
  {
    id: 'create_sns_topic',
    title: 'Create an SNS topic, with e-mail subscriptions',
    examples: ['Create an SNS topic for alerts that sends to oncall@example.com'],
  },
  {
    id: 'create_vpc',
    title: 'Create a VPC with public and private subnets',
    examples: ['Create a VPC with two public and two private subnets'],
  },
  {
    id: 'create_security_group',
    title: 'Create a security group with open ports',
    examples: [
      'Create a security group for the web that allows HTTPS',
      'Create a security group allowing port 5432 from 10.0.0.0/16',
    ],
  },
  {
    id: 'create_ec2_instance',
    title: 'Create an EC2 instance with Amazon Linux and an encrypted disk',
    examples: ['Create a t3.small EC2 instance for the build server with 50 GB'],
  },
  {
    id: 'create_iam_role',
    title: 'Create an IAM role for a service (Lambda, ECS, EC2 and others)',
    examples: ['Create an IAM role for Lambda named report-writer'],
  },
  {
    id: 'create_log_group',
    title: 'Create a CloudWatch log group with a retention',
    examples: ['Create a log group for the api that keeps logs for 30 days'],
  },
  {
    id: 'create_kms_key',
    title: 'Create a KMS key with an alias and rotation',
    examples: ['Create a KMS key for backups'],
  },
  {
    id: 'create_ecr_repository',
    title: 'Create an ECR repository that scans its images',
    examples: ['Create an ECR repository named web/api'],
  },
  {
    id: 'create_ssm_parameter',
    title: 'Create an SSM parameter (for a secret only its place, never its value)',
    examples: ['Create an SSM parameter named /app/log-level with the value info'],
  },
  {
    id: 'create_several',
    title: 'Create several of these at once',
    examples: ['Create an SQS queue and a DynamoDB table for orders'],
  },
  {
    id: 'change',
    title: 'Change what the project manages: one setting, a name, a tag',
    examples: [
      'Turn on versioning for the bucket logs',
      'Set the retention of the log group api to 90 days',
      'Open port 443 on the security group web',
      'Rename the queue jobs to work',
      'Tag the bucket logs with team=core',
    ],
  },
  {
    id: 'delete',
    title: 'Delete what the project manages, with what belongs to it',
    examples: ['Delete the queue jobs', 'Delete everything in this project'],
  },
  {
    id: 'list',
    title: 'List what exists in the connected account right now',
    examples: ['List my S3 buckets', 'Which queues do we have?', 'What do I have in my account?'],
  },
  {
    id: 'search_inventory',
    title: 'Search the inventory of all connected accounts by region, account, tags and whether code manages it',
    examples: [
      'What do we have in eu-central-1?',
      'Find untagged instances',
      'Which buckets are unmanaged?',
      'Show resources tagged team=core',
    ],
  },
  {
    id: 'graph',
    title: 'Tell what breaks or goes too when a resource goes, what stands next to it, and how it changed',
    examples: [
      'What breaks if I delete the bucket team-logs?',
      'What would deleting the VPC main take with it?',
      'What is connected to the queue jobs?',
      'Show the history of team-logs',
      'Describe team-logs',
    ],
  },
  { id: 'files', title: "Show the project's Terraform files", examples: ["Show the project's files"] },
  {
    id: 'runs',
    title: 'Tell about runs and plans: what they change, why they ended, who decides',
    examples: [
      'Show the plan',
      'List the runs',
      'What happened to the last run?',
      'What is waiting for approval?',
      'Who approved the last changes?',
      'What changed recently?',
    ],
  },
  {
    id: 'why',
    title: 'Say why a resource exists: the run that made it, who approved that, and who asked in which words',
    examples: ['Why does the bucket acme-logs exist?', 'Who created the queue jobs?'],
  },
  {
    id: 'knowledge',
    title: "Answer from the team's own documents, in their sentences and with the place of each",
    examples: ['What does our runbook say about restoring the database?', 'How do we rotate the signing keys?'],
  },
  {
    id: 'remember',
    title: 'Propose a note for later conversations, which counts once somebody keeps it',
    examples: ['Remember that our buckets are named team-purpose'],
  },
  {
    id: 'docs',
    title: 'Explain how Aurora works, and how a resource is written, with a link to its documentation',
    examples: ['How does an approval work?', 'How do I write an SQS queue in Terraform?'],
  },
  {
    id: 'kubernetes_read',
    title: "Look into the project's Kubernetes cluster: pods, workloads, roll-outs, logs",
    examples: ['Show pods in shop', 'Show the logs of pod web-1 in shop', 'How are the rollouts in shop?'],
  },
  {
    id: 'kubernetes_change',
    title: "Scale a deployment, or change its image, in the project's manifests",
    examples: ['Scale the deployment web in shop to 3', 'Set the image of deployment web in shop to shop/web:1.3'],
  },
  {
    id: 'cost',
    title: 'Say what the newest plan would cost a month, by which prices, and what has none',
    examples: ['What does this cost?'],
  },
  {
    id: 'spending',
    title: 'Say what was paid, by service, region, account, project or day, why it changed, and whether budgets hold',
    examples: [
      'What did storage cost last month and why did it grow?',
      'What do we spend per service?',
      'What did we spend by region last month?',
      'Are we within budget?',
    ],
  },
  { id: 'help', title: 'Say what it is and what it can do', examples: ['What can you do?', 'Are you an AI?', 'Hello'] },
];

/** The list as Markdown, for the README and for its own help. */
export const abilitiesMarkdown = (): string =>
  offlineAbilities
    .map(({ title, examples }) => `- ${title}: ${examples.map((example) => `*${example}*`).join(', ')}`)
    .join('\n');

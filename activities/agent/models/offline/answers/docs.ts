/** How Aurora works, and how a resource is written: short, and with the place to read on. */
import { isWritable, type Kind, kinds } from '../kinds.ts';
import { recipes } from '../recipes/index.ts';
import { isDeclined } from '../recipes/recipe.ts';
import { type Reply, say } from '../reply.ts';
import { defaultRegion, type Site } from '../site.ts';

const topics: readonly [words: RegExp, text: string][] = [
  [
    /\bapprov\w+|\bdecid\w+|\breject\w*/i,
    'A proposal makes a run, and the run makes a plan. People see exactly what it creates, changes and destroys, and approve or reject that plan and no other: the approval carries its digest. Right before the apply Aurora plans once more, and if the account moved in between, the run is stale and goes back to people.',
  ],
  [
    /\bdrift\b|\bstale\b|\bby hand\b/i,
    'Drift is what was changed outside of Terraform. Aurora finds it at every plan and shows it beside the changes; a plan that was approved before the account moved is not applied, but goes back to people as stale.',
  ],
  [
    /\bplan\b/i,
    'A plan is what Terraform would do to make the account as the files say. Aurora seals it with a digest: only those very bytes are applied, and only after someone approved them.',
  ],
  [
    /\bstate\b|\block(?:s|ed)?\b/i,
    'Terraform keeps in its state which resources a project manages. Aurora holds it in S3 with versions and a lock, one run at a time changes a project, and nobody needs to touch it.',
  ],
  [
    /\brevision\b|\bproject\b/i,
    'A project owns a set of Terraform files, kept as numbered revisions, one state, and one connection to a cloud account. A run takes a revision to reality.',
  ],
  [
    /\bsandbox\b/i,
    'The sandbox is an emulated AWS account that comes with Aurora. Planning, approving and applying are real there, but nothing costs money and nothing is reachable from outside.',
  ],
  [
    /\brun\b/i,
    'A run takes one revision of a project to reality: it checks the files, plans, waits for an approval, checks again, applies, and proves the result.',
  ],
  [
    /\baurora\b|\bterraform\b/i,
    'You say what you want; I look at what exists and write Terraform; people approve the exact plan; Aurora applies it and keeps the account of it. Nothing changes without a decision that can be shown afterwards.',
  ],
];

/** Where a Terraform resource is documented. */
const reference = (kind: Kind) =>
  `https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/${kinds[kind].terraform.replace(/^aws_/, '')}`;

export function docs(of: Kind | null, request: string): Reply {
  const topic = topics.find(([words]) => words.test(request))?.[1];
  if (of === null) return topic === undefined ? unknownTopic() : say(topic);
  const example = isWritable(of) ? exampleOf(of, request) : undefined;
  const head =
    example === undefined
      ? `${kinds[of].one} in Terraform is \`${kinds[of].terraform}\`.`
      : `This is how I would write ${kinds[of].one === 'VPC' ? 'a VPC' : `an example of ${kinds[of].one}`}:`;
  const code = example === undefined ? '' : `\n\n\`\`\`hcl\n${example.trimEnd()}\n\`\`\`\n\n`;
  return {
    text: `${head}${code || ' '}All its arguments are at ${reference(of)}.${example === undefined ? '' : ' Say "create" instead of asking, and I propose it.'}`,
    calls: [],
  };
}

function exampleOf(kind: Kind, request: string): string | undefined {
  if (!isWritable(kind)) return undefined;
  const site: Site = {
    files: {},
    project: null,
    account: null,
    region: defaultRegion,
    sandbox: false,
    live: {},
    unread: [],
  };
  const features =
    /\b(?:with|versioning|encrypt\w*|fifo|dead[- ]?letter\w*|lifecycle|ttl|ports?|https?|ssh|lambda|ecs|ec2|retention)\b/gi;
  const text = `example ${(request.match(features) ?? []).join(' ')}`;
  const written = recipes[kind].write({ text: kind === 'iam_role' ? `${text} lambda` : text, whole: text }, site);
  return isDeclined(written) ? undefined : written.files[written.file];
}

const unknownTopic = () =>
  say(
    'I have only a few pages in my head: how plans, approvals, runs, revisions, state, drift and the sandbox work, and how the resources are written that I can create.',
    'Ask what your documents say, and I look into those. The AWS provider is documented at https://registry.terraform.io/providers/hashicorp/aws/latest/docs.',
  );

import type { RiskFinding } from '../../terraform/risk/finding.ts';
import { isObject } from '../../terraform/values.ts';
import { nodesOf } from '../manifests.ts';
import type { PlannedStep } from '../plan.ts';

type Fields = Record<string, unknown>;

export const specOf = (object: Fields | null): Fields => (isObject(object?.spec) ? object.spec : {});

export function workloadRisks(steps: readonly PlannedStep[]): RiskFinding[] {
  return steps.flatMap((step) =>
    step.after === null ? [] : [...replicas(step), ...images(step), ...guards(step), ...boxes(step)],
  );
}

function replicas({ before, after, address }: PlannedStep): RiskFinding[] {
  const [was, will] = [Number(specOf(before).replicas ?? 0), specOf(after).replicas];
  if (typeof will !== 'number' || will >= was) return [];
  if (will === 0) return [{ level: 'high', reason: `no replica is left: ${address} goes from ${was} to 0` }];
  return will * 2 <= was
    ? [{ level: 'medium', reason: `fewer by half or more: ${address} goes from ${was} to ${will} replicas` }]
    : [];
}

type Container = { name: string; image: string };

/** Of every container in whatever template: an object with a name and an image. */
function containers(object: Fields | null): Map<string, Container> {
  const found = [...nodesOf(object)].flatMap(({ node: { name, image } }) =>
    typeof name === 'string' && typeof image === 'string' ? [{ name, image }] : [],
  );
  return new Map(found.map((container) => [container.name, container]));
}

function images({ before, after, address }: PlannedStep): RiskFinding[] {
  const was = containers(before);
  return [...containers(after).values()].flatMap(({ name, image }): RiskFinding[] => {
    const old = was.get(name)?.image;
    const changed = old !== undefined && old !== image;
    return [
      ...(changed
        ? [
            {
              level: 'medium' as const,
              reason: `another image: ${address}, container ${name}, from ${old} to ${image}`,
            },
          ]
        : []),
      ...(old !== image && isLoose(image)
        ? [
            {
              level: 'medium' as const,
              reason: `no fixed version: ${address} runs ${image}, which may be another image tomorrow`,
            },
          ]
        : []),
    ];
  });
}

/** Without a tag or digest, or with a tag that moves. */
const isLoose = (image: string): boolean => {
  if (image.includes('@sha256:')) return false;
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag === undefined || /^(latest|main|master|edge|stable|nightly|dev)$/.test(tag);
};

const guardNames: Record<string, string> = {
  livenessProbe: 'no longer restarted when it hangs',
  readinessProbe: 'gets traffic before it is ready',
  securityContext: 'runs with fewer bounds',
  resources: 'may take the whole node',
};

function guards({ before, after, address }: PlannedStep): RiskFinding[] {
  if (before === null) return [];
  const has = (object: Fields | null, field: string) =>
    [...nodesOf(object)].some(({ node }) => isObject(node[field]) && Object.keys(node[field]).length > 0);
  return Object.entries(guardNames)
    .filter(([field]) => has(before, field) && !has(after, field))
    .map(([field, words]) => ({ level: 'medium', reason: `${words}: ${address} loses ${field}` }));
}

/** What only a policy lets through: people should see it each time. */
function boxes({ after, address }: PlannedStep): RiskFinding[] {
  const nodes = [...nodesOf(after)].map(({ node }) => node);
  const open = nodes.some(
    (node) => node.privileged === true || node.hostNetwork === true || node.hostPID === true || isObject(node.hostPath),
  );
  const root = nodes.some((node) => node.runAsUser === 0);
  return [
    ...(open ? [{ level: 'high' as const, reason: `has the node's own rights: ${address}` }] : []),
    ...(root ? [{ level: 'medium' as const, reason: `runs as root: ${address}` }] : []),
  ];
}

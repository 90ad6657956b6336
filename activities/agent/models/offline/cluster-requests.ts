/** Requests about a Kubernetes cluster, from words alone. Only with its own words, so that nothing of AWS is meant by it. */

export type ClusterRequest =
  | { ask: 'list'; of: string; namespace: string | null }
  | { ask: 'rollouts'; namespace: string | null }
  | { ask: 'logs'; pod: string; namespace: string | null; previous: boolean }
  | ClusterChange;

export type ClusterChange = { deployment: string; namespace: string | null } & (
  | { ask: 'scale'; replicas: number }
  | { ask: 'image'; image: string }
);

const name = '["\'`]?([a-z0-9](?:[-a-z0-9.]*[a-z0-9])?)["\'`]?';
const places = [
  /\bin (?:the )?(?:namespace )?["'`]?([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)["'`]?/i,
  /\bnamespace ["'`]?([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)["'`]?/i,
  // The answer to "In which namespace?".
  /, "([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)"$/i,
];

/** Kinds by the words that mean nothing but Kubernetes. */
const kinds: [words: RegExp, kind: string][] = [
  [/\bpods?\b/i, 'pods'],
  [/\bdeployments\b/i, 'deployments'],
  [/\bstateful ?sets?\b/i, 'statefulsets'],
  [/\bdaemon ?sets?\b/i, 'daemonsets'],
  [/\bcron ?jobs?\b/i, 'cronjobs'],
  [/\bingress(?:es)?\b/i, 'ingresses'],
  [/\bconfig ?maps?\b/i, 'configmaps'],
  [/\b(?:kubernetes|cluster)(?:'s)? services\b/i, 'services'],
  [/\b(?:kubernetes|cluster)(?:'s)? nodes\b/i, 'nodes'],
  [/\bnamespaces\b/i, 'namespaces'],
];

const scale = new RegExp(`\\bscale (?:the )?deployment ${name}.*?\\bto (\\d{1,4})\\b`, 'i');
const image = new RegExp(
  `\\b(?:set|change|update) (?:the )?image of (?:the )?deployment ${name}.*?\\bto ["'\`]?([\\w./:@-]+[\\w])`,
  'i',
);
const logs = new RegExp(`\\blogs? (?:of|from|for) (?:the )?pod ${name}`, 'i');
const looking = /^(?:show|list|get|which|what|how many|are|see|give me)\b/i;

export function clusterRequest(text: string): ClusterRequest | undefined {
  const scaled = scale.exec(text);
  if (scaled?.[1]) {
    return { ask: 'scale', deployment: scaled[1], replicas: Number(scaled[2]), namespace: namespaceIn(text) };
  }
  const changed = image.exec(text);
  if (changed?.[1] && changed[2]) {
    return { ask: 'image', deployment: changed[1], image: changed[2], namespace: namespaceIn(text) };
  }
  const told = logs.exec(text);
  if (told?.[1]) {
    const previous = /\b(?:previous|before (?:the|its) (?:last )?restart)\b/i.test(text);
    return { ask: 'logs', pod: told[1], namespace: namespaceIn(text), previous };
  }
  if (/\broll-?outs?\b/i.test(text)) return { ask: 'rollouts', namespace: namespaceIn(text) };
  const kind = looking.test(text) ? kinds.find(([words]) => words.test(text))?.[1] : undefined;
  return kind === undefined ? undefined : { ask: 'list', of: kind, namespace: namespaceIn(text) };
}

function namespaceIn(text: string): string | null {
  for (const place of places) {
    const found = place.exec(text)?.[1];
    if (found && !/^(?:the|my|our|this|all|cluster|namespace)$/i.test(found)) return found;
  }
  return null;
}

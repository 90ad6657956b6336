import type { EdgeDraft, InventoryResource } from '../provider.ts';
import { edgesByRules } from '../type-rules.ts';
import { ovhType } from './types.ts';

/** OVHcloud gives the name of what an address leads to, and its type has to be read off the name. */
const nameConfidence = 0.9;

export const ovhEdges = (resource: InventoryResource): EdgeDraft[] => [
  ...containedBy(resource),
  ...edgesByRules('ovh', resource, ovhType(resource.nativeType).edges ?? []),
  ...routedTo(resource),
];

/** `urn:…:publicCloudProject:p/network/n/subnet/s` lies in its network, and the network in its project. */
function containedBy({ cloudId, nativeType }: InventoryResource): EdgeDraft[] {
  if (!nativeType.startsWith('publicCloudProject/')) return [];
  const depth = nativeType.split('/').length === 3 ? 4 : 2;
  const [project = '', ...path] = cloudId.split('/');
  const from = depth === 4 ? [project, ...path.slice(0, -2)].join('/') : project;
  return [
    { kind: 'contains', from, to: cloudId, confidence: 1, rule: `ovh.${nativeType}.parent`, evidence: { cloudId } },
  ];
}

function routedTo({ cloudId, attributes }: InventoryResource): EdgeDraft[] {
  const { routedToUrn, routedTo: name = null } = attributes;
  if (typeof routedToUrn !== 'string') return [];
  const evidence = { 'routedTo.serviceName': name };
  return [
    { kind: 'network', from: routedToUrn, to: cloudId, confidence: nameConfidence, rule: 'ovh.ip.routed_to', evidence },
  ];
}

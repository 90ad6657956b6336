import type { EdgeDraft, InventoryResource } from '../provider.ts';
import { edgesByRules } from '../type-rules.ts';
import { referenceEdges } from './references.ts';

/** A selector says which pods a service may send to, not that they are ready. */
const selectorConfidence = 0.9;

export const kubernetesEdges = (resource: InventoryResource): EdgeDraft[] => [
  ...edgesByRules('kubernetes', resource, referenceEdges),
  ...selectedBy(resource),
];

function selectedBy({ cloudId, attributes }: InventoryResource): EdgeDraft[] {
  const services = Array.isArray(attributes.selectedBy) ? attributes.selectedBy : [];
  return services.flatMap((each) => {
    const { service, selector = null } = each as { service?: string; selector?: Record<string, string> };
    if (!service) return [];
    return [
      {
        kind: 'routes_to' as const,
        from: service,
        to: cloudId,
        confidence: selectorConfidence,
        rule: 'kubernetes.service.selector',
        evidence: { 'spec.selector': selector },
      },
    ];
  });
}

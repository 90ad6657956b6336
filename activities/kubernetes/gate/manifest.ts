/** A manifest that the cluster knows the kind of, and what its rules report with. */
import type { KubernetesObject } from '../../inventory/kubernetes/objects.ts';
import type { ObjectKind } from '../kinds.ts';
import { isBuiltIn } from './known-kinds.ts';

/** Whose an object is: written by Aurora into everything that it applies. */
export const projectAnnotation = 'aurora/project';

export type Manifest = {
  file: string;
  line: number;
  address: string;
  kind: ObjectKind;
  namespace?: string | undefined;
  name: string;
  body: KubernetesObject;
};

export type Finding = (rule: string, message: string) => void;

/** `Deployment/shop/web`, `Namespace/shop`; the kind of another group than Kubernetes' own with it: `Widget.example.com/shop/w`. */
export function addressOf(
  kind: Pick<ObjectKind, 'group' | 'kind'>,
  namespace: string | undefined,
  name: string,
): string {
  const type = isBuiltIn(kind.group) ? kind.kind : `${kind.kind}.${kind.group}`;
  return [type, namespace, name].filter((part) => part !== undefined).join('/');
}

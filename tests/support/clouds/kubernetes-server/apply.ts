/**
 * Server-side apply of a stub cluster: owners of fields, conflicts, fields that go when nobody owns them any more,
 * defaults, dry runs, uids as preconditions. https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
import { randomUUID } from 'node:crypto';
import { fieldText, leavesOf, readField, removeField, writeField } from './fields.ts';
import type { StubKind, StubObject } from './server.ts';

export type ApplyAnswer =
  | { kind: 'stored'; object: StubObject; created: boolean }
  | { kind: 'conflict'; causes: { reason: string; message: string; field: string }[] }
  | { kind: 'other_object' }
  | { kind: 'invalid'; message: string };

type Patch = {
  namespace: string | undefined;
  name: string;
  body: StubObject;
  manager: string;
  force: boolean;
  dryRun: boolean;
};

/** Fields that the server keeps for itself. */
const identity = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
]);

export class AppliedFields {
  /** By uid: which manager owns which leaves. */
  private readonly owners = new Map<string, Map<string, Set<string>>>();
  private revision = 100;

  apply(kind: StubKind, patch: Patch): ApplyAnswer {
    const { namespace, name, body, manager, force, dryRun } = patch;
    const live = kind.items.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
    const wanted = body.metadata?.uid;
    if (wanted !== undefined && live?.metadata.uid !== wanted) return { kind: 'other_object' };
    const invalid = invalidity(kind, body, live);
    if (invalid) return { kind: 'invalid', message: invalid };

    const applied = leavesOf(withoutIdentity(body));
    const owners = this.owners.get(live?.metadata.uid ?? '') ?? new Map<string, Set<string>>();
    const others = [...owners].filter(([other]) => other !== manager);
    const causes = [...applied].flatMap(([key, { path, value }]) =>
      others
        .filter(([, owned]) => owned.has(key) && JSON.stringify(readField(live, path)) !== JSON.stringify(value))
        .map(([other]) => ({
          reason: 'FieldManagerConflict',
          message: `conflict with "${other}" using ${kind.group ? `${kind.group}/` : ''}${kind.version}`,
          field: fieldText(path),
        })),
    );
    if (causes.length > 0 && !force) return { kind: 'conflict', causes };

    const object = structuredClone(live) ?? fresh(kind, namespace, name);
    for (const key of owners.get(manager) ?? []) {
      if (!applied.has(key) && !others.some(([, owned]) => owned.has(key))) removeField(object, JSON.parse(key));
    }
    for (const { path, value } of applied.values()) writeField(object, path, value);
    fillDefaults(kind, object);
    if (live && JSON.stringify(live) !== JSON.stringify(object)) this.touch(object);
    if (dryRun) return { kind: 'stored', object, created: !live };

    owners.set(manager, new Set(applied.keys()));
    this.owners.set(object.metadata.uid, owners);
    object.metadata.managedFields = [...owners.keys()].map((each) => ({ manager: each, operation: 'Apply' }));
    if (live) Object.assign(clear(live), object);
    else kind.items.push(object);
    return { kind: 'stored', object, created: !live };
  }

  /** What somebody else does to an object, as the owner of what they write. */
  edit(object: StubObject, manager: string, fields: Record<string, unknown>): void {
    const owners = this.owners.get(object.metadata.uid) ?? new Map<string, Set<string>>();
    for (const [key, { path, value }] of leavesOf(fields)) {
      writeField(object, path, value);
      for (const owned of owners.values()) owned.delete(key);
      owners.set(manager, (owners.get(manager) ?? new Set()).add(key));
    }
    this.owners.set(object.metadata.uid, owners);
    this.touch(object);
  }

  private touch({ metadata }: StubObject): void {
    this.revision += 1;
    metadata.resourceVersion = String(this.revision);
    metadata.generation = Number(metadata.generation ?? 1) + 1;
  }
}

const clear = (object: StubObject): StubObject => {
  for (const key of Object.keys(object)) delete object[key];
  return object;
};

function withoutIdentity({
  metadata,
  apiVersion: _version,
  kind: _kind,
  ...rest
}: StubObject): Record<string, unknown> {
  const kept = Object.entries(metadata ?? {}).filter(([key]) => !identity.has(key));
  return { ...rest, metadata: Object.fromEntries(kept) };
}

const fresh = (kind: StubKind, namespace: string | undefined, name: string): StubObject => ({
  apiVersion: kind.group ? `${kind.group}/${kind.version}` : kind.version,
  kind: kind.kind,
  metadata: {
    name,
    ...(namespace ? { namespace } : {}),
    uid: randomUUID(),
    resourceVersion: '1',
    generation: 1,
    creationTimestamp: new Date().toISOString(),
  },
});

type Fields = Record<string, unknown>;

/** A few of the defaults that a real server fills in, so that they show and nobody owns them. */
function fillDefaults(kind: StubKind, object: StubObject): void {
  if (kind.kind !== 'Deployment' && kind.kind !== 'StatefulSet') return;
  const spec = object.spec as Fields | undefined;
  if (!spec) return;
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  const pod = (spec.template as Fields | undefined)?.spec as Fields | undefined;
  if (pod) pod.restartPolicy ??= 'Always';
}

const deploymentFields = new Set([
  'replicas',
  'selector',
  'template',
  'strategy',
  'minReadySeconds',
  'revisionHistoryLimit',
  'paused',
  'progressDeadlineSeconds',
]);

function invalidity(kind: StubKind, body: StubObject, live: StubObject | undefined): string | null {
  if (kind.kind !== 'Deployment') return null;
  const spec = (body.spec ?? {}) as Fields;
  const unknown = Object.keys(spec).find((field) => !deploymentFields.has(field));
  if (unknown) return `failed to create typed patch object: .spec.${unknown}: field not declared in schema`;
  const before = (live?.spec as Fields | undefined)?.selector;
  if (before && spec.selector && JSON.stringify(before) !== JSON.stringify(spec.selector))
    return `Deployment.apps "${body.metadata?.name}" is invalid: spec.selector: Invalid value: field is immutable`;
  return null;
}

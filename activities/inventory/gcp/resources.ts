/** From a search result to a resource. */
import type { Json } from '../../clouds/provider.ts';
import { chooseFields, isoTime, readPath, tagsIn } from '../json-fields.ts';
import type { InventoryResource } from '../provider.ts';
import type { SearchResult } from './client.ts';
import { fullName } from './names.ts';
import { fromStruct } from './struct.ts';
import { gcpType, type Reference } from './types.ts';

/** What is asked of each result. `versionedResources` is the resource as its own service tells it. */
export const readMask = [
  'name',
  'assetType',
  'project',
  'displayName',
  'location',
  'labels',
  'kmsKeys',
  'createTime',
  'state',
  'parentFullResourceName',
  'versionedResources',
  'relationships',
];

/** A result, and the resource as its own service tells it: in the newest of its versions. */
export type Found = { result: SearchResult; own: Record<string, Json> };
export const foundOf = (result: SearchResult): Found => ({
  result,
  own: fromStruct(result.versionedResources?.at(-1)?.resource),
});

/** @param accounts full names of service accounts by e-mail address */
export function resourceOf(
  { result, own }: Found,
  account: string,
  accounts: ReadonlyMap<string, string>,
): InventoryResource {
  const cloudId = result.name ?? '';
  const nativeType = result.assetType ?? '';
  const { category, fields = {}, references = {} } = gcpType(nativeType);
  const created = createdAt(result);
  return {
    cloudId,
    account,
    region: result.location || 'global',
    service: nativeType.split('.')[0] ?? '',
    nativeType,
    category,
    name: result.displayName?.split('/').at(-1) || cloudId.split('/').at(-1) || cloudId,
    tags: tagsIn(result.labels),
    attributes: {
      ...(result.state ? { state: result.state } : {}),
      ...shortTypes(chooseFields(own, fields)),
      ...named(own, references),
      ...lists({
        keys: (result.kmsKeys ?? []).flatMap(
          (key) => fullName(key, 'cloudkms.googleapis.com')?.replace(/\/cryptoKeyVersions\/.*/, '') ?? [],
        ),
        accounts: emails(own).flatMap((email) => accounts.get(email) ?? []),
      }),
      ...(result.parentFullResourceName ? { parent: result.parentFullResourceName } : {}),
      ...related(result),
    },
    ...(created ? { createdAt: created } : {}),
  };
}

/** As whom it acts, wherever its type says so. */
export function emails(own: Record<string, Json>): string[] {
  const paths = [
    'serviceAccounts[].email',
    'spec.template.spec.serviceAccountName',
    'serviceConfig.serviceAccountEmail',
  ];
  return paths
    .flatMap((path) => readPath(own, path) ?? [])
    .filter((email): email is string => typeof email === 'string' && email.includes('@'));
}

/** Machine and disk types come as URLs of which the last word says everything. */
const shortTypes = (fields: Record<string, Json>): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' && value.startsWith('https://') ? (value.split('/').at(-1) ?? value) : value,
    ]),
  );

function named(own: Record<string, Json>, references: Record<string, Reference>): Record<string, Json> {
  return lists(
    Object.fromEntries(
      Object.entries(references).map(([attribute, { path, service }]) => {
        const found = readPath(own, path);
        const values = Array.isArray(found) ? found : [found];
        return [
          attribute,
          values.flatMap((value) => (typeof value === 'string' ? (fullName(value, service) ?? []) : [])),
        ];
      }),
    ),
  );
}

const lists = (values: Record<string, string[]>): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, list]) => (list.length > 0 ? [[name, [...new Set(list)].sort()]] : [])),
  );

/** By type of relationship. There only where the organisation has Security Command Center Premium. */
function related({ relationships }: SearchResult): Record<string, Json> {
  const found = Object.entries(relationships ?? {}).map(([type, { relatedResources }]) => [
    type,
    (relatedResources ?? []).flatMap(({ fullResourceName, assetType }) =>
      fullResourceName ? [{ name: fullResourceName, type: assetType ?? '' }] : [],
    ),
  ]);
  return found.length > 0 ? { related: Object.fromEntries(found) } : {};
}

function createdAt({ createTime }: SearchResult): string | undefined {
  const seconds = Number(createTime?.seconds ?? 0);
  return seconds > 0 ? isoTime(new Date(seconds * 1000)) : undefined;
}

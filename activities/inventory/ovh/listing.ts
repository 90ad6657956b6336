/** What a listing of OVHcloud is: where its things are named, and what else has to be asked to know them. */
import type { ResourceGaps } from '../../../db/model/estate.ts';
import type { Json } from '../../clouds/provider.ts';
import type { AskOptions, InventoryScope } from '../provider.ts';
import type { OvhType } from './types.ts';
import type { UrnMaker } from './urns.ts';

export type Item = Record<string, unknown>;

/** What a listing is read with. */
export type Reading = {
  scope: InventoryScope;
  urns: UrnMaker;
  get<Answer>(path: string): Promise<Answer>;
  options: AskOptions;
};

/** `facts` become attributes; `children` are things of their own that only their parent lists. */
export type More = { facts?: Record<string, Json>; gaps?: ResourceGaps; children?: Found[] };

export type Found = { type: OvhType; urn: string; item: Item; name?: string } & Omit<More, 'children'>;

export type Listing = {
  type: OvhType;
  /** `account`: once. `project`: once a public cloud project. `region`: once a region of a project that has `service`. */
  of: 'account' | 'project' | { service: string[] };
  path(scope: InventoryScope): string;
  /** `ids`: the path names things, and each is read by itself. `objects`: the path tells all there is at once. */
  shape: 'ids' | 'objects';
  id(item: Item): string;
  urn(urns: UrnMaker, scope: InventoryScope, id: string): string;
  name?(item: Item): string | undefined;
  /** Asked once a thing. */
  more?(reading: Reading, item: Item, id: string): Promise<More>;
};

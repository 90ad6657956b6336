/** What a customer account has beside public cloud projects, and the projects themselves. */
import { textAt } from '../json-fields.ts';
import type { Item, Listing } from './listing.ts';
import type { OvhType } from './types.ts';

/** Each of these names its services, and tells about one by its name. */
const services = (path: string, type: OvhType, field: string, rest: Partial<Listing> = {}): Listing => ({
  type,
  of: 'account',
  path: () => path,
  shape: 'ids',
  id: (item) => textAt(item, field) ?? '',
  name: (item) => textAt(item, 'displayName') || textAt(item, field),
  urn: (urns, _scope, id) => urns.service(type, id),
  ...rest,
});

export const accountListings: Record<string, Listing> = {
  'account.projects': services('/cloud/project', 'publicCloudProject', 'project_id', {
    name: (item) => textAt(item, 'description') || textAt(item, 'projectName') || textAt(item, 'project_id'),
  }),
  'account.domains': services('/domain', 'domain', 'domain'),
  'account.zones': services('/domain/zone', 'dnsZone', 'name'),
  'account.dedicated': services('/dedicated/server', 'dedicatedServer', 'name'),
  'account.vps': services('/vps', 'vps', 'name'),
  'account.ips': services('/ip', 'ip', 'ip', {
    async more({ urns }, item) {
      const routedTo = urns.ofServiceName(textAt(item, 'routedTo.serviceName') ?? '');
      return routedTo ? { facts: { routedToUrn: routedTo } } : {};
    },
  }),
  'account.vracks': services('/vrack', 'vrack', 'name', {
    // A vrack does not tell its own id: it is put in by the reader.
    name: (item) => textAt(item, 'name') || textAt(item, 'id'),
    id: (item: Item) => textAt(item, 'id') ?? '',
    async more({ get, urns }, _item, id) {
      const projects = await get<string[]>(`/vrack/${encodeURIComponent(id)}/cloudProject`);
      const servers = await get<string[]>(`/vrack/${encodeURIComponent(id)}/dedicatedServer`);
      return {
        facts: {
          ...(projects.length > 0 ? { projectUrns: projects.map(urns.project).sort() } : {}),
          ...(servers.length > 0
            ? { serverUrns: servers.map((name) => urns.service('dedicatedServer', name)).sort() }
            : {}),
        },
      };
    },
  }),
};

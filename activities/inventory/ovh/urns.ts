/**
 * OVHcloud's own urns (`urn:v1:eu:resource:vps:vps-1.vps.ovh.net`). It has them for services as a whole; what lies in a
 * public cloud project is spelled as a path below the project's urn.
 */
export type UrnMaker = ReturnType<typeof urnMaker>;

export const urnMaker = (code: string) => {
  const service = (type: string, name: string) => `urn:v1:${code}:resource:${type}:${name}`;
  const project = (id: string) => service('publicCloudProject', id);
  return {
    service,
    project,
    inProject: (projectId: string, type: string, id: string) => `${project(projectId)}/${type}/${id}`,
    /** What a service's name alone tells of its type; undefined when it could be anything. */
    ofServiceName(name: string): string | undefined {
      if (/^[0-9a-f]{32}$/.test(name)) return project(name);
      if (/^vps[-\d]|\.vps\./.test(name)) return service('vps', name);
      if (/^ns\d+\.|\.ip-\d/.test(name)) return service('dedicatedServer', name);
      return /^loadbalancer-/.test(name) ? service('ipLoadbalancing', name) : undefined;
    },
  };
};

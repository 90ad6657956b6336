/**
 * One cluster, as reading tools and the steps of a run use it.
 *
 * `dry_run` is for planning: the API server asks for the same rights for a dry run as for the deed itself, so it works
 * with the keys that may write, and this client sends no request that would change anything.
 */
import { AuroraError } from '../../platform/errors.ts';
import type { ClusterReply, ClusterRequest, ClusterTransport } from '../clouds/kubernetes/transport.ts';
import { asked, persistently } from '../inventory/asking.ts';
import type { KubernetesObject } from '../inventory/kubernetes/objects.ts';
import type { Pace } from '../inventory/provider.ts';
import { ClusterRefusal, clusterFailure, type Deed } from './failures.ts';
import { clusterKinds, type ObjectKind, pathOf, resourceName } from './kinds.ts';

export type ClusterMode = 'read' | 'dry_run' | 'write';

/** Who applies, for the ownership of fields (`metadata.managedFields`). */
export const fieldManager = 'aurora';

const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

export type ObjectPlace = { kind: ObjectKind; namespace?: string | undefined; name: string };
export type ObjectList = { items: KubernetesObject[]; next?: string; remaining?: number };

export type ClusterClient = ReturnType<typeof clusterClient>;

type Options = { transport: ClusterTransport; pace: Pace; mode: ClusterMode; signal?: AbortSignal };

export function clusterClient({ transport, pace, mode, signal }: Options) {
  async function send(deed: Deed, request: ClusterRequest): Promise<ClusterReply> {
    const call = async () => {
      const reply = await transport.send({ signal, ...request });
      if (reply.status < 300) return reply;
      throw new ClusterRefusal(reply.status, reply.retryAfter, deed, reply.text);
    };
    return persistently(() =>
      asked({ pace, api: 'kubernetes', signal: request.signal ?? signal, failure: clusterFailure }, call),
    );
  }

  const json = async <Answer>(deed: Deed, request: ClusterRequest): Promise<Answer> =>
    JSON.parse((await send(deed, request)).text) as Answer;

  const deedOf = (verb: string, { kind, namespace, name }: Partial<ObjectPlace> & { kind: ObjectKind }): Deed => ({
    verb,
    resource: resourceName(kind),
    namespace,
    name,
  });

  const kinds = clusterKinds(async <Answer>(path: string) => {
    try {
      return await json<Answer>({ verb: 'get', resource: `the API's discovery (${path})` }, { path });
    } catch (error) {
      const status = error instanceof AuroraError ? error.details?.status : undefined;
      // A group whose own server is away answers 503: its kinds are as good as not there.
      if (status === 404 || (status === 503 && path.startsWith('/apis/'))) return null;
      throw error;
    }
  });

  return {
    server: transport.server,
    mode,
    kinds,
    close: transport.close,

    async version(): Promise<string> {
      const { gitVersion = 'unknown' } = await json<{ gitVersion?: string }>(
        { verb: 'get', resource: 'the version (/version)' },
        { path: '/version' },
      );
      return gitVersion;
    },

    /** @returns null when there is none */
    async find(place: ObjectPlace): Promise<KubernetesObject | null> {
      try {
        const path = pathOf(place.kind, place.namespace, place.name);
        return await json<KubernetesObject>(deedOf('get', place), { path });
      } catch (error) {
        if (error instanceof AuroraError && error.code === 'not_found') return null;
        throw error;
      }
    },

    /** @param shape `metadata`: values are not even sent, for kinds whose values are nobody's to read */
    async list(
      kind: ObjectKind,
      namespace: string | undefined,
      query: Record<string, string>,
      shape: 'whole' | 'metadata' = 'whole',
    ): Promise<ObjectList> {
      const answer = await json<{
        items?: KubernetesObject[];
        metadata?: { continue?: string; remainingItemCount?: number };
      }>(deedOf('list', { kind, namespace }), {
        path: pathOf(kind, namespace),
        query,
        ...(shape === 'metadata' ? { accept: metadataOnly } : {}),
      });
      const { continue: next, remainingItemCount: remaining } = answer.metadata ?? {};
      return { items: answer.items ?? [], ...(next ? { next } : {}), ...(remaining ? { remaining } : {}) };
    },

    /** Text of a subresource, such as a pod's `log`. */
    async text(place: ObjectPlace, subresource: string, query: Record<string, string>): Promise<string> {
      const deed = { ...deedOf('get', place), resource: `${resourceName(place.kind)}/${subresource}` };
      const path = `${pathOf(place.kind, place.namespace, place.name)}/${subresource}`;
      return (await send(deed, { path, query, accept: '*/*' })).text;
    },

    /**
     * Server-side apply; never forced, so that no field is taken from another owner.
     *
     * @returns the object as it is afterwards, or would be
     * @throws AuroraError `conflict` that names fields and owners, or another object than the body's uid names
     */
    async apply(place: ObjectPlace, body: KubernetesObject): Promise<KubernetesObject> {
      refuseWhenReading(mode);
      const query = {
        fieldManager,
        force: 'false',
        fieldValidation: 'Strict',
        ...(mode === 'dry_run' ? { dryRun: 'All' } : {}),
      };
      return json<KubernetesObject>(deedOf('patch', place), {
        method: 'PATCH',
        path: pathOf(place.kind, place.namespace, place.name),
        query,
        // JSON is YAML: the body is sent as it was sealed.
        contentType: 'application/apply-patch+yaml',
        body,
      });
    },

    /** @returns false when it was gone already; @throws AuroraError `conflict` when another object has its name now */
    async remove(place: ObjectPlace, uid: string): Promise<boolean> {
      refuseWhenReading(mode);
      const body = {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        preconditions: { uid },
        propagationPolicy: 'Background',
        ...(mode === 'dry_run' ? { dryRun: ['All'] } : {}),
      };
      try {
        const path = pathOf(place.kind, place.namespace, place.name);
        await send(deedOf('delete', place), { method: 'DELETE', path, body });
        return true;
      } catch (error) {
        if (error instanceof AuroraError && error.code === 'not_found') return false;
        throw error;
      }
    },
  };
}

function refuseWhenReading(mode: ClusterMode): void {
  if (mode === 'read') throw new Error('a client that reads was asked to change something');
}

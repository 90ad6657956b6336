/**
 * Cloud Asset's search as a real gRPC server, from the descriptors that @google-cloud/asset ships. It checks the token's
 * signature, pages, and misbehaves on a seed. A lapsed token is refused once: signed anew within a second it is the same.
 */
import type { KeyObject } from 'node:crypto';
import { createRequire } from 'node:module';
import type { protos } from '@google-cloud/asset';
import { GrpcClient, grpc } from 'google-gax';
import { jwtVerify } from 'jose';
import { type Fault, type FaultPlan, Faults } from '../core/faults.ts';
import { pageOf } from '../core/paging.ts';
import { failure } from './status.ts';

export type GcpStubState = {
  publicKey: KeyObject;
  email: string;
  /** Results by scope, such as `projects/shop`. A scope that is not here is denied. */
  results: Record<string, protos.google.cloud.asset.v1.IResourceSearchResult[]>;
  pageSize: number;
  /** The API is switched off: ErrorInfo's reason. */
  deniedReason?: string;
};

type Request = protos.google.cloud.asset.v1.SearchAllResourcesRequest;
type Call = { request: Request; metadata: { get(name: string): unknown[] } };
type Reply = (error: object | null, answer?: object) => void;

const json = createRequire(import.meta.url)('@google-cloud/asset/build/protos/protos.json');

export async function startGcpStub(state: GcpStubState, plan: FaultPlan) {
  const faults = new Faults(plan);
  const requests: { token: string; request: Request }[] = [];

  const search = async ({ request, metadata }: Call, reply: Reply): Promise<void> => {
    const token = String(metadata.get('authorization')[0] ?? '').replace('Bearer ', '');
    requests.push({ token, request });
    if (!(await isSigned(token))) return reply(failure(16, 'expired'));
    const fault = faults.next();
    if (fault) return reply(misbehave(fault));
    const all = state.results[request.scope];
    if (!all) return reply(failure(7, 'denied', { reason: state.deniedReason }));
    const wanted = all
      .filter(({ assetType }) => request.assetTypes.length === 0 || request.assetTypes.includes(assetType ?? ''))
      .filter(({ name }) => request.query === '' || request.query === `name="${name}"`)
      .toSorted((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
    const size = Math.min(request.pageSize, state.pageSize);
    const page = pageOf(wanted, { cursor: request.pageToken || undefined, size, faults });
    if (!page) return reply(failure(3, 'page token'));
    const paths = request.readMask?.paths ?? [];
    reply(null, { results: page.items.map((item) => masked(item, paths)), nextPageToken: page.next ?? '' });
  };

  const isSigned = async (token: string): Promise<boolean> => {
    const verified = await jwtVerify(token, state.publicKey, { issuer: state.email }).catch(() => null);
    return verified !== null;
  };

  const misbehave = (fault: Fault) => {
    if (fault === 'throttle') return failure(8, 'slow down', { retrySeconds: 4 });
    if (fault === 'drop') return failure(14, 'connection lost');
    return failure(16, fault);
  };

  const root = new GrpcClient({ credentials: { client_email: 'stub', private_key: 'stub' } } as never).loadProtoJSON(
    json,
  ) as never;
  const service = (root as { google: { cloud: { asset: { v1: { AssetService: { service: object } } } } } }).google.cloud
    .asset.v1.AssetService.service;
  const server = new grpc.Server();
  server.addService(service as never, { searchAllResources: search } as never);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { url: `http://127.0.0.1:${port}`, requests, faults, state, close: async () => server.forceShutdown() };
}

const masked = (item: object, paths: string[]) =>
  Object.fromEntries(Object.entries(item).filter(([name]) => paths.includes(name) || paths.includes(snake(name))));
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

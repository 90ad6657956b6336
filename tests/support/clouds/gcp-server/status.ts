/** A gRPC status with google.rpc details in its trailer, as Google's servers send it (google/rpc/status.proto). */
import { grpc, protobuf } from 'google-gax';

const field = (type: string, id: number, rule?: 'repeated') => ({ type, id, ...(rule ? { rule } : {}) });
const message = (fields: Record<string, object>) => ({ fields });

const types = protobuf.Root.fromJSON({
  nested: {
    google: {
      nested: {
        protobuf: {
          nested: {
            Any: message({ type_url: field('string', 1), value: field('bytes', 2) }),
            Duration: message({ seconds: field('int64', 1), nanos: field('int32', 2) }),
          },
        },
        rpc: {
          nested: {
            Status: message({
              code: field('int32', 1),
              message: field('string', 2),
              details: field('google.protobuf.Any', 3, 'repeated'),
            }),
            ErrorInfo: message({ reason: field('string', 1), domain: field('string', 2) }),
            RetryInfo: message({ retryDelay: field('google.protobuf.Duration', 1) }),
          },
        },
      },
    },
  },
} as never);

const encode = (name: string, value: object) => {
  const type = types.lookupType(`google.rpc.${name}`);
  return type.encode(type.fromObject(value)).finish();
};
const any = (name: string, value: object) => ({
  type_url: `type.googleapis.com/google.rpc.${name}`,
  value: encode(name, value),
});

export function failure(
  code: number,
  text: string,
  { reason, retrySeconds }: { reason?: string; retrySeconds?: number } = {},
) {
  const details = [
    ...(reason ? [any('ErrorInfo', { reason, domain: 'googleapis.com' })] : []),
    ...(retrySeconds ? [any('RetryInfo', { retryDelay: { seconds: retrySeconds } })] : []),
  ];
  const metadata = new grpc.Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(encode('Status', { code, message: text, details })));
  return { code, details: text, metadata };
}

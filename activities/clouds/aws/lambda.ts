/** Lambda functions. Environment variables come with the listing and are dropped, names and all: secrets live there. */
import {
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  ListFunctionsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-lambda';
import { mapWithLimit } from '../concurrency.ts';
import type { CloudResource } from '../provider.ts';
import { type AwsLister, type AwsPageRequest, awsResource, defined, detailConcurrency, within } from './lister.ts';
import { readPart, withGaps } from './parts.ts';

/** One listing request, and a small one per function. */
export const functions: AwsLister = {
  kind: 'lambda_function',
  title: 'Lambda functions',
  async page(request) {
    const { clients, region, cursor, size, signal } = request;
    // AWS gives at most 50 a page, however many are asked for.
    const command = new ListFunctionsCommand({ MaxItems: within(size, 1, 50), Marker: cursor });
    const answer = await clients.lambda(region).send(command, { abortSignal: signal });
    const resources = await mapWithLimit(answer.Functions ?? [], detailConcurrency, (own) => describe(request, own));
    return { resources, cursor: answer.NextMarker || undefined };
  },
  async find(request, FunctionName) {
    const command = new GetFunctionConfigurationCommand({ FunctionName });
    return describe(
      request,
      await request.clients.lambda(request.region).send(command, { abortSignal: request.signal }),
    );
  },
};

async function describe(request: AwsPageRequest, own: FunctionConfiguration): Promise<CloudResource> {
  const name = own.FunctionName ?? '';
  const arn =
    own.FunctionArn ?? `arn:${request.partition}:lambda:${request.region}:${request.account}:function:${name}`;
  const gaps = {};
  const lambda = request.clients.lambda(request.region);
  const tags = await readPart(gaps, 'tags', () =>
    lambda.send(new ListTagsCommand({ Resource: arn }), { abortSignal: request.signal }),
  );
  return awsResource(request, {
    kind: 'lambda_function',
    id: arn,
    nativeType: 'AWS::Lambda::Function',
    name,
    tags: tags?.Tags ?? {},
    attributes: defined({
      state: own.State,
      runtime: own.Runtime,
      handler: own.Handler,
      packageType: own.PackageType,
      architectures: own.Architectures,
      memoryMb: own.MemorySize,
      timeoutSeconds: own.Timeout,
      codeBytes: own.CodeSize,
      role: own.Role,
      modifiedAt: own.LastModified,
      vpcId: own.VpcConfig?.VpcId || undefined,
      subnetIds: own.VpcConfig?.SubnetIds,
      securityGroupIds: own.VpcConfig?.SecurityGroupIds,
      kmsKey: own.KMSKeyArn,
      deadLetterTarget: own.DeadLetterConfig?.TargetArn,
      tracing: own.TracingConfig?.Mode,
      layers: own.Layers?.flatMap(({ Arn }) => Arn ?? []),
    }),
    ...withGaps(gaps),
  });
}

/** Functions and what calls them. Environment variables are dropped, names and all. */
import {
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { functions as listed } from '../../../clouds/aws/lambda.ts';
import { defined, within } from '../../../clouds/aws/lister.ts';
import { arnOf, lastOf } from '../arn.ts';
import { byArn, byArnOf, byEc2, byKey, type EndOf } from '../edges.ts';
import { awsKind } from '../kind.ts';
import { fromReader } from './reader.ts';
import { inVpc } from './vpc.ts';

export const functions = fromReader({
  lister: listed,
  kind: 'lambda.functions',
  service: 'lambda',
  nativeType: 'AWS::Lambda::Function',
  category: 'serverless',
  // Versions and aliases of a function are no resources of their own here.
  arns: /^lambda:function:/,
  rules: [
    { name: 'aws.lambda.function.role', kind: 'iam', field: 'role', to: byArn },
    { name: 'aws.lambda.function.subnet', kind: 'runs_on', field: 'subnetIds', to: byEc2('subnet') },
    {
      name: 'aws.lambda.function.security_group',
      kind: 'network',
      field: 'securityGroupIds',
      to: byEc2('security-group'),
    },
    inVpc('aws.lambda.function.vpc'),
    { name: 'aws.lambda.function.key', kind: 'iam', field: 'kmsKey', to: byKey },
    { name: 'aws.lambda.function.dead_letters', kind: 'data', field: 'deadLetterTarget', to: byArnOf('sqs', 'sns') },
  ],
});

/** Without a version or alias behind its name, of which there is no row. */
export const byFunction: EndOf = (value, home, resource) =>
  byArnOf('lambda')(value, home, resource)?.split(':').slice(0, 7).join(':');

/** A stream of a table stands for the table. */
const bySource: EndOf = (value, home, resource) =>
  byArn(value, home, resource)?.replace(/(:dynamodb:.*:table\/[^/]+)\/stream\/.*/, '$1');

export const eventSources = awsKind<EventSourceMappingConfiguration>({
  kind: 'lambda.event-sources',
  title: 'event sources of Lambda functions',
  service: 'lambda',
  nativeType: 'AWS::Lambda::EventSourceMapping',
  category: 'serverless',
  place: 'region',
  arns: /^lambda:event-source-mapping:/,
  async list({ clients, endpointRegion, cursor, size, signal }) {
    const command = new ListEventSourceMappingsCommand({ MaxItems: within(size, 1, 100), Marker: cursor });
    const answer = await clients.lambda(endpointRegion).send(command, { abortSignal: signal });
    return { items: answer.EventSourceMappings, cursor: answer.NextMarker };
  },
  one: ({ clients, endpointRegion, signal }, arn) =>
    clients
      .lambda(endpointRegion)
      .send(new GetEventSourceMappingCommand({ UUID: lastOf(arn) }), { abortSignal: signal }),
  resource: (ask, own) => ({
    cloudId: own.EventSourceMappingArn ?? arnOf(ask, 'lambda', `event-source-mapping:${own.UUID}`),
    name: `${lastOf(own.EventSourceArn ?? 'events')} to ${lastOf(own.FunctionArn ?? '')}`,
    tags: {},
    attributes: defined({
      state: own.State,
      source: own.EventSourceArn,
      function: own.FunctionArn,
      batchSize: own.BatchSize,
      onFailure: own.DestinationConfig?.OnFailure?.Destination,
    }),
  }),
  rules: [
    { name: 'aws.lambda.event_source.source', kind: 'data', field: 'source', to: bySource },
    { name: 'aws.lambda.event_source.function', kind: 'routes_to', field: 'function', to: byFunction },
    { name: 'aws.lambda.event_source.on_failure', kind: 'data', field: 'onFailure', to: byArn },
  ],
});

/** Keys that this account made, and their aliases. Those that AWS keeps for its services are left out. */
import {
  type AliasListEntry,
  DescribeKeyCommand,
  GetKeyRotationStatusCommand,
  type KeyListEntry,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import type { ResourceGaps } from '../../../../db/model/estate.ts';
import { defined, isoTime, tagsByKey, within } from '../../../clouds/aws/lister.ts';
import { readPart, withGaps } from '../../../clouds/aws/parts.ts';
import { arnOf, tailOf } from '../arn.ts';
import { byKey } from '../edges.ts';
import { type AwsAsk, awsKind } from '../kind.ts';

const kmsOf = ({ clients, endpointRegion }: AwsAsk) => clients.kms(endpointRegion);

/** Three small requests a key. */
export const keys = awsKind<KeyListEntry>({
  kind: 'kms.keys',
  title: 'KMS keys of this account',
  service: 'kms',
  nativeType: 'AWS::KMS::Key',
  category: 'secrets',
  place: 'region',
  arns: /^kms:key\//,
  async list(ask) {
    const command = new ListKeysCommand({ Limit: within(ask.size, 1, 100), Marker: ask.cursor });
    const { Keys, Truncated, NextMarker } = await kmsOf(ask).send(command, { abortSignal: ask.signal });
    return { items: Keys, cursor: Truncated ? NextMarker : undefined };
  },
  one: async (_, arn) => ({ KeyArn: arn, KeyId: tailOf(arn) }),
  async resource(ask, { KeyArn, KeyId = '' }) {
    const gaps: ResourceGaps = {};
    const options = { abortSignal: ask.signal };
    const kms = kmsOf(ask);
    const answer = await readPart(gaps, 'attributes', () => kms.send(new DescribeKeyCommand({ KeyId }), options));
    const key = answer?.KeyMetadata;
    if (key?.KeyManager === 'AWS' || gaps.attributes === 'gone') return null;
    const rotates = key?.KeySpec === 'SYMMETRIC_DEFAULT' && key.KeyState === 'Enabled';
    const [tags, rotation] = await Promise.all([
      readPart(gaps, 'tags', () => kms.send(new ListResourceTagsCommand({ KeyId }), options)),
      rotates
        ? readPart(gaps, 'rotation', () => kms.send(new GetKeyRotationStatusCommand({ KeyId }), options))
        : undefined,
    ]);
    return {
      cloudId: key?.Arn ?? KeyArn ?? arnOf(ask, 'kms', `key/${KeyId}`),
      name: key?.Description || KeyId,
      tags: tagsByKey(tags?.Tags?.map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue }))),
      createdAt: isoTime(key?.CreationDate),
      ...withGaps(gaps),
      attributes: defined({
        id: KeyId,
        state: key?.KeyState,
        description: key?.Description || undefined,
        usage: key?.KeyUsage,
        spec: key?.KeySpec,
        origin: key?.Origin,
        multiRegion: key?.MultiRegion,
        // What is encrypted with it is lost after that day.
        deletedOn: isoTime(key?.DeletionDate),
        rotation: rotation?.KeyRotationEnabled,
      }),
    };
  },
  rules: [],
});

export const keyAliases = awsKind<AliasListEntry>({
  kind: 'kms.aliases',
  title: 'aliases of KMS keys',
  service: 'kms',
  nativeType: 'AWS::KMS::Alias',
  category: 'secrets',
  place: 'region',
  arns: /^kms:alias\//,
  async list(ask) {
    const command = new ListAliasesCommand({ Limit: within(ask.size, 1, 100), Marker: ask.cursor });
    const { Aliases, Truncated, NextMarker } = await kmsOf(ask).send(command, { abortSignal: ask.signal });
    return { items: Aliases, cursor: Truncated ? NextMarker : undefined };
  },
  async one(ask, arn) {
    // There is no call for one alias; its key knows its aliases, so this is one small listing.
    const { KeyMetadata } = await kmsOf(ask).send(new DescribeKeyCommand({ KeyId: arn }), { abortSignal: ask.signal });
    const command = new ListAliasesCommand({ KeyId: KeyMetadata?.KeyId });
    const { Aliases } = await kmsOf(ask).send(command, { abortSignal: ask.signal });
    return Aliases?.find(({ AliasArn }) => AliasArn === arn);
  },
  resource: (_, alias) =>
    alias.AliasName?.startsWith('alias/aws/')
      ? null
      : {
          cloudId: alias.AliasArn ?? '',
          name: alias.AliasName ?? '',
          tags: {},
          createdAt: isoTime(alias.CreationDate),
          attributes: defined({ kmsKey: alias.TargetKeyId }),
        },
  rules: [{ name: 'aws.kms.alias.key', kind: 'iam', field: 'kmsKey', to: byKey }],
});

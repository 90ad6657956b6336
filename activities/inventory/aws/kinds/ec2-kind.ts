/** What all Describe calls of EC2 have in common: ids, tags, owners, pages of 5 to 1000. */
import type { EC2Client, Filter, Tag } from '@aws-sdk/client-ec2';
import { defined, isoTime, tagsByKey, within } from '../../../clouds/aws/lister.ts';
import type { Json } from '../../../clouds/provider.ts';
import { arnOf, lastOf } from '../arn.ts';
import { type AwsAsk, type AwsKind, awsKind, type Found } from '../kind.ts';

/** `MaxResults` is absent where one thing is asked for by its id. */
export type Ec2Input = { MaxResults?: number; NextToken?: string; Filters?: Filter[] };
export type Ec2Options = { abortSignal: AbortSignal | undefined };

type Ec2Kind<Item> = Pick<AwsKind, 'kind' | 'title' | 'nativeType' | 'category' | 'rules'> & {
  /** As ARNs spell it: `volume`. */
  type: string;
  /** The filter that takes an id: `volume-id`. */
  idFilter: string;
  most?: number;
  ask(ec2: EC2Client, input: Ec2Input, options: Ec2Options): Promise<Found<Item>>;
  /** What is over is listed for a while yet, and an emulator shows what others own. */
  leaveOut?: (item: Item, ask: AwsAsk) => boolean;
  id(item: Item): string | undefined;
  owner?: (item: Item) => string | undefined;
  tags(item: Item): Tag[] | undefined;
  /** Where the thing has a name besides its Name tag. */
  name?: (item: Item) => string | undefined;
  createdAt?: (item: Item) => Date | undefined;
  attributes(item: Item): Record<string, Json | undefined>;
};

export const ec2Kind = <Item>(own: Ec2Kind<Item>): AwsKind =>
  awsKind<Item>({
    kind: own.kind,
    title: own.title,
    service: 'ec2',
    nativeType: own.nativeType,
    category: own.category,
    place: 'region',
    arns: new RegExp(`^ec2:${own.type}/`),
    rules: own.rules,
    list: ({ clients, endpointRegion, cursor, size, signal }) =>
      own.ask(
        clients.ec2(endpointRegion),
        { MaxResults: within(size, 5, own.most ?? 1000), NextToken: cursor },
        { abortSignal: signal },
      ),
    // By filter: what is gone is then an empty answer, where a wrong id is an error of its own for each type.
    async one({ clients, endpointRegion, signal }, arn) {
      const Filters = [{ Name: own.idFilter, Values: [lastOf(arn)] }];
      const { items } = await own.ask(clients.ec2(endpointRegion), { Filters }, { abortSignal: signal });
      return items?.[0];
    },
    resource(ask, item) {
      if (own.leaveOut?.(item, ask)) return null;
      const id = own.id(item) ?? '';
      const tags = tagsByKey(own.tags(item));
      const owner = own.owner?.(item);
      return {
        cloudId: arnOf(ask, 'ec2', `${own.type}/${id}`, owner),
        name: tags.Name || own.name?.(item) || id,
        tags,
        createdAt: isoTime(own.createdAt?.(item)),
        attributes: defined({
          id,
          ...own.attributes(item),
          // Shared with this account by another one.
          ownerAccount: owner && owner !== ask.account ? owner : undefined,
        }),
      };
    },
  });

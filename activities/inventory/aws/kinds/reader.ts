/** The kinds that the agent's live tools list too, told in the inventory's words. */
import type { AwsLister } from '../../../clouds/aws/lister.ts';
import type { CloudResource } from '../../../clouds/provider.ts';
import { lastOf } from '../arn.ts';
import { type AwsAsk, type AwsKind, awsKind } from '../kind.ts';

type Adapted = Pick<AwsKind, 'kind' | 'service' | 'nativeType' | 'category' | 'arns' | 'rules'> & {
  lister: AwsLister;
  title?: string;
  place?: AwsKind['place'];
  /** Attributes that change by themselves: worth a look, and no history. */
  changing?: string[];
  /** Attributes that only the inventory needs, made from the others. */
  more?: (found: CloudResource) => CloudResource['attributes'];
};

export const fromReader = ({ lister, title, place = 'region', changing = [], more, ...facts }: Adapted): AwsKind =>
  awsKind<CloudResource>({
    ...facts,
    title: title ?? lister.title,
    place,
    async list(ask) {
      const { resources, cursor } = await lister.page(requestOf(ask));
      return { items: resources, cursor };
    },
    one: (ask, arn) => lister.find(requestOf(ask), lastOf(arn)),
    resource: (_, found) => ({
      cloudId: found.id,
      name: found.name,
      tags: found.tags,
      createdAt: found.createdAt,
      gaps: found.gaps,
      attributes: {
        ...Object.fromEntries(Object.entries(found.attributes).filter(([name]) => !changing.includes(name))),
        ...more?.(found),
      },
    }),
  });

const requestOf = (ask: AwsAsk) => ({
  ...ask,
  region: ask.endpointRegion,
  onlyRegion: ask.region === 'global' ? undefined : ask.region,
});

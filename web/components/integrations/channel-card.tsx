'use client';

import { Mail, MessageSquare, Send, Webhook } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import type { NoticeChannel } from '@/lib/api-types.generated.ts';
import { counted } from '@/lib/estate-words.ts';
import { useIntegrations } from '@/lib/integration-queries.ts';
import { useArchiveChannel, useChangeChannel, useTestChannel } from '@/lib/notice-queries.ts';
import { channelWords, targetText } from '@/lib/notice-words.ts';
import { ChannelRules } from './channel-rules.tsx';
import { DeliveryLine } from './delivery-line.tsx';
import { EditChannelDialog } from './edit-channel.tsx';
import { RotateSecretDialog } from './rotate-secret.tsx';

const icons = { email: Mail, slack: MessageSquare, webhook: Webhook };

/** One channel: where it sends, what is wrong with it, its rules, and a test with what became of it. */
export function ChannelCard({ channel, admin }: { channel: NoticeChannel; admin: boolean }) {
  const { id, kind, name, enabled, trouble, dead, settings } = channel;
  const place = useIntegrations().data?.items.find((one) => one.id === settings.integrationId);
  const test = useTestChannel(id);
  const Icon = icons[kind];
  return (
    <li data-testid="channel" className="panel grid gap-3 p-3">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <Icon className="mt-1 size-4 shrink-0 text-muted" aria-hidden />
        <div className="min-w-0 flex-1 basis-56">
          <h2 className="flex flex-wrap items-center gap-2">
            <span className="min-w-0 truncate font-medium">{name}</span>
            {enabled ? null : <Badge>Paused</Badge>}
            {trouble ? <Badge tone="bad">Not getting through</Badge> : null}
          </h2>
          <p className="text-muted text-xs [overflow-wrap:anywhere]">
            {channelWords[kind].label}: {targetText(channel, place?.name)}
          </p>
        </div>
        {admin ? (
          <div className="flex flex-wrap gap-2">
            <Button size="sm" disabled={test.isPending} onClick={() => test.mutate()} aria-label={`Test ${name}`}>
              <Send /> Test
            </Button>
            <More channel={channel} />
          </div>
        ) : null}
      </div>
      {trouble ? <p className="text-bad text-sm [overflow-wrap:anywhere]">{trouble}</p> : null}
      {dead > 0 ? (
        <p className="text-xs">
          <Link
            href={`/integrations/deliveries?channel=${id}&state=dead`}
            className="text-bad underline underline-offset-2"
          >
            {counted(dead, 'delivery was', 'deliveries were')} given up
          </Link>
        </p>
      ) : null}
      {test.data ? <DeliveryLine key={test.data.deliveryId} id={test.data.deliveryId} /> : null}
      <ChannelRules channel={channel} admin={admin} />
    </li>
  );
}

function More({ channel }: { channel: NoticeChannel }) {
  const { id, kind, name, enabled } = channel;
  const change = useChangeChannel(id);
  return (
    <>
      <EditChannelDialog channel={channel} />
      {kind === 'webhook' ? <RotateSecretDialog channel={channel} /> : null}
      <Button size="sm" disabled={change.isPending} onClick={() => change.mutate({ enabled: !enabled })}>
        {enabled ? 'Pause' : 'Resume'}
      </Button>
      <Confirm
        title={`Remove ${name}?`}
        description="Nothing is sent there any more, and its rules go with it. What was sent stays in the list of deliveries."
        action="Remove the channel"
        mutation={useArchiveChannel(id)}
      >
        <Button size="sm" look="dangerPlain" aria-label={`Remove ${name}`}>
          Remove
        </Button>
      </Confirm>
    </>
  );
}

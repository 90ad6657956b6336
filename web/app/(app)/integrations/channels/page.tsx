import type { Metadata } from 'next';
import { ChannelsView } from '@/components/integrations/channels-view.tsx';

export const metadata: Metadata = { title: 'Channels' };

export default function ChannelsPage() {
  return <ChannelsView />;
}

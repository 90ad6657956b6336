import type { Metadata } from 'next';
import { ConnectView } from '@/components/connect/connect-view.tsx';

export const metadata: Metadata = { title: 'Connect an account' };

export default function ConnectPage() {
  return <ConnectView />;
}

import type { Metadata } from 'next';
import { StartChat } from '@/components/chat/start-chat.tsx';

export const metadata: Metadata = { title: 'New chat' };

export default function HomePage() {
  return <StartChat />;
}

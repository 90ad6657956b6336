import type { Metadata } from 'next';
import { SessionList } from '@/components/chat/session-list.tsx';

export const metadata: Metadata = { title: 'Chats' };

export default function ChatsPage() {
  return <SessionList />;
}

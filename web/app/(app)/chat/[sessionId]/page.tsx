import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ChatView } from '@/components/chat/chat-view.tsx';
import { isId } from '@/lib/ids.ts';

export const metadata: Metadata = { title: 'Chat' };

export default async function ChatPage({ params }: { params: Promise<{ sessionId: string }> }) {
  const { sessionId } = await params;
  if (!isId(sessionId)) notFound();
  // A conversation is its own state: another one must not begin with the old one's.
  return <ChatView key={sessionId} sessionId={sessionId} />;
}

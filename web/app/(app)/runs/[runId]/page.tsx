import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { RunView } from '@/components/run/run-view.tsx';
import { isId } from '@/lib/ids.ts';

export const metadata: Metadata = { title: 'Run' };

export default async function RunPage({ params }: { params: Promise<{ runId: string }> }) {
  const { runId } = await params;
  if (!isId(runId)) notFound();
  return <RunView key={runId} runId={runId} />;
}

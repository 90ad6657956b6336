import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { SourceView } from '@/components/knowledge/source-view.tsx';
import { isId } from '@/lib/ids.ts';

export const metadata: Metadata = { title: 'Source of documents' };

export default async function SourcePage({ params }: { params: Promise<{ sourceId: string }> }) {
  const { sourceId } = await params;
  if (!isId(sourceId)) notFound();
  return <SourceView key={sourceId} id={sourceId} />;
}

import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ResourceView } from '@/components/resource/resource-view.tsx';
import { isId } from '@/lib/ids.ts';

export const metadata: Metadata = { title: 'Resource' };

export default async function ResourcePage({ params }: { params: Promise<{ resourceId: string }> }) {
  const { resourceId } = await params;
  if (!isId(resourceId)) notFound();
  return <ResourceView key={resourceId} resourceId={resourceId} />;
}

'use client';

import { PageError } from '@/components/page-error.tsx';

export default function ErrorPage(props: { error: Error & { digest?: string }; reset: () => void }) {
  return <PageError {...props} />;
}

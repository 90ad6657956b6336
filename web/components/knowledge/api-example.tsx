'use client';

import Link from 'next/link';
import { CodeLines } from '@/components/ui/code-lines.tsx';
import { useApp } from '@/lib/app.tsx';

/** How a script writes a document, and takes it back. */
export function ApiExample({ sourceId }: { sourceId: string }) {
  const { apiUrl } = useApp();
  const address = `${apiUrl}/api/v1/knowledge/sources/${sourceId}/documents?key=runbooks/database.md`;
  return (
    <section aria-label="For scripts" className="panel grid gap-2 p-3">
      <p className="text-sm">
        A script writes a document under a key of its own; the same key again is its next version. It needs a{' '}
        <Link href="/settings#tokens" className="underline underline-offset-2">
          personal token
        </Link>{' '}
        of the role operator.
      </p>
      <CodeLines
        label="Write a document"
        text={`curl -X PUT -H "Authorization: Bearer $AURORA_TOKEN" \\\n  -H "Content-Type: text/markdown" --data-binary @database.md \\\n  "${address}"`}
      />
      <CodeLines
        label="Take it back"
        text={`curl -X DELETE -H "Authorization: Bearer $AURORA_TOKEN" \\\n  "${address}"`}
      />
    </section>
  );
}

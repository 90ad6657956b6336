'use client';

import { Download, ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { CodeLines } from '@/components/ui/code-lines.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import type { AwsRoleSetup } from '@/lib/api-types.generated.ts';
import { useAwsRoleSetup } from '@/lib/connect-queries.ts';
import { saveFile } from '@/lib/save-file.ts';

/** The roles of a connection: its ExternalId, the template that makes them, and the way into the console. */
export function AwsRoleGuide({ connectionId }: { connectionId: string }) {
  const [write, setWrite] = useState(true);
  const { data, error, refetch } = useAwsRoleSetup(connectionId, write);
  return (
    <div className="grid gap-3">
      <label className="flex items-center gap-2 text-sm">
        <input type="checkbox" checked={write} onChange={(event) => setWrite(event.target.checked)} />
        Also a role that may change things, for approved plans alone
      </label>
      {error && !data ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton className="h-32" /> : null}
      {data ? <Setup setup={data} /> : null}
    </div>
  );
}

const Setup = ({ setup: { consoleUrl, externalId, principalArn, template } }: { setup: AwsRoleSetup }) => (
  <>
    <div className="flex flex-wrap gap-2">
      {consoleUrl ? (
        <Button asChild look="primary">
          <a href={consoleUrl} target="_blank" rel="noreferrer">
            <ExternalLink /> Open in CloudFormation
          </a>
        </Button>
      ) : null}
      <Button onClick={() => saveFile(new Blob([template], { type: 'application/json' }), 'aurora-roles.json')}>
        <Download /> Template
      </Button>
    </div>
    {consoleUrl ? null : (
      <p className="text-muted text-sm">
        In the CloudFormation console choose “Create stack”, “Upload a template file”, and this template.
      </p>
    )}
    <CodeLines label="ExternalId, which the roles ask for" text={externalId} />
    <CodeLines label="Who assumes them" text={principalArn} />
  </>
);

'use client';

import { Unplug } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { Section } from '@/components/section.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import { SavedField } from '@/components/ui/saved-field.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { ConnectionDetails } from '@/lib/api-types.generated.ts';
import type { CredentialKind } from '@/lib/connect-words.ts';
import { useDisconnect, useInProject, useUpdateConnection } from '@/lib/connection-queries.ts';
import { credentialWords } from '@/lib/connection-words.ts';
import { useMay, useProjectsWhere } from '@/lib/use-role.ts';
import { HostKeys } from './host-keys.tsx';
import { RotateDialog } from './rotate-dialog.tsx';

/** What it is called, what it signs in with, who uses it, and its end. */
export function ConnectionSettings({ connection }: { connection: ConnectionDetails }) {
  const { id, name, credential, createdAt, createdBy, settings } = connection;
  const admin = useMay('admin');
  const update = useUpdateConnection(id);
  const mayRotate = (one: ConnectionDetails): one is ConnectionDetails & { credential: CredentialKind } =>
    one.credential !== 'sandbox';
  return (
    <Section title="Connection">
      <div className="panel grid gap-4 p-3">
        <SavedField
          key={name}
          label="Name"
          before={name}
          disabled={!admin || update.isPending}
          save={(text) => update.mutate({ name: text })}
        />
        <div className="grid gap-1 text-sm">
          <span className="font-medium text-xs">Signs in with</span>
          <span>{credentialWords[credential]}</span>
          <Facts settings={settings} />
          <span className="text-muted text-xs">
            Connected <TimeText at={createdAt} />
            {createdBy ? ` by ${createdBy.name}` : ''}
          </span>
          {admin && mayRotate(connection) ? (
            <div className="mt-1">
              <RotateDialog connection={connection} />
            </div>
          ) : null}
        </div>
        {settings.hosts ? <HostKeys connectionId={id} hosts={settings.hosts} admin={admin} /> : null}
        <Projects connection={connection} />
        {admin ? <Disconnect connection={connection} /> : null}
      </div>
    </Section>
  );
}

const shown = [
  ['readRoleArn', 'Reads as'],
  ['writeRoleArn', 'Changes as'],
  ['externalId', 'ExternalId'],
  ['tenantId', 'Tenant'],
  ['subscriptionId', 'Subscription'],
  ['clientId', 'Reads as'],
  ['writeClientId', 'Changes as'],
  ['gcpProjectId', 'Project'],
  ['serviceAccountEmail', 'Reads as'],
  ['writeServiceAccountEmail', 'Changes as'],
  ['ovhEndpoint', 'Endpoint'],
  ['server', 'Server'],
  ['endpoint', 'Address'],
] as const;

const Facts = ({ settings }: { settings: ConnectionDetails['settings'] }) => (
  <dl className="grid gap-1 empty:hidden">
    {shown.map(([name, label]) =>
      settings[name] ? (
        <div key={name} className="text-xs">
          <dt className="text-muted">{label}</dt>
          <dd className="font-mono [overflow-wrap:anywhere]">{settings[name]}</dd>
        </div>
      ) : null,
    )}
  </dl>
);

/** Who administers a project says what it uses, whoever may change the connection itself. */
function Projects({ connection }: { connection: ConnectionDetails }) {
  const { id, provider, projects } = connection;
  const administered = useProjectsWhere('admin');
  const change = useInProject(id);
  const others = administered?.filter(({ id: projectId }) => !projects.some((one) => one.id === projectId)) ?? [];
  return (
    <div className="grid gap-1 text-sm">
      <span className="font-medium text-xs">Projects that use it</span>
      {projects.length === 0 ? <span className="text-muted">None.</span> : null}
      <ul className="grid gap-1">
        {projects.map((project) => (
          <li key={project.id} className="flex items-center justify-between gap-2">
            <Link href={`/projects/${project.id}`} className="min-w-0 truncate hover:underline">
              {project.name}
            </Link>
            {administered?.some((one) => one.id === project.id) ? (
              <Button
                size="sm"
                look="quiet"
                disabled={change.isPending}
                onClick={() => change.mutate({ projectId: project.id, provider, use: false })}
              >
                Take out
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {others.length > 0 ? (
        <Select
          label="Use it in a project"
          value=""
          placeholder="Use it in a project"
          disabled={change.isPending}
          onChange={(projectId) => change.mutate({ projectId, provider, use: true })}
          options={others.map((project) => ({ value: project.id, label: project.name }))}
        />
      ) : null}
    </div>
  );
}

function Disconnect({ connection: { id, name, projects } }: { connection: ConnectionDetails }) {
  const router = useRouter();
  const disconnect = useDisconnect(id);
  const users = projects.length === 1 ? 'One project uses it' : `${projects.length} projects use it`;
  return (
    <div>
      <Confirm
        title={`Disconnect ${name}?`}
        description={`Its credentials are destroyed, and nothing is looked at or changed there any more. What is known of it stays. ${projects.length > 0 ? `${users}, and cannot plan or apply there afterwards.` : ''}`}
        action="Disconnect"
        keep="Keep it"
        mutation={disconnect}
        onDone={() => router.push('/accounts')}
      >
        <Button size="sm" look="dangerPlain">
          <Unplug /> Disconnect
        </Button>
      </Confirm>
    </div>
  );
}

'use client';

import { SavedField } from '@/components/ui/saved-field.tsx';
import type { ConnectionDetails } from '@/lib/api-types.generated.ts';
import { useCheckNow, useUpdateConnection } from '@/lib/connection-queries.ts';

type Hosts = NonNullable<ConnectionDetails['settings']['hosts']>;
type HostKeysProps = { connectionId: string; hosts: Hosts; admin: boolean };

/** The fingerprint that each host has to show. Kept by a person who compared it on the host, and checked at once. */
export function HostKeys({ connectionId, hosts, admin }: HostKeysProps) {
  const update = useUpdateConnection(connectionId);
  const check = useCheckNow(connectionId);

  function accept(at: number, fingerprint: string) {
    const changed = hosts.map((host, n) => (n === at ? { ...host, hostKeySha256: fingerprint || null } : host));
    update.mutate({ hosts: changed }, { onSuccess: () => check.mutate() });
  }

  return (
    <div className="grid gap-3">
      {hosts.map(({ user, host, port, hostKeySha256 }, at) => (
        <SavedField
          key={`${user}@${host}:${port} ${hostKeySha256}`}
          label={`Host key of ${user}@${host}:${port}`}
          hint="The check shows it. Compare on the host: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub"
          before={hostKeySha256 ?? ''}
          placeholder="SHA256:…"
          disabled={!admin || update.isPending}
          save={(fingerprint) => accept(at, fingerprint)}
        />
      ))}
    </div>
  );
}

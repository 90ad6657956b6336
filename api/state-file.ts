/** What a Terraform state says it manages. Addresses, types and ids only: attributes may hold secrets. */
import { z } from 'zod';
import { AuroraError } from '../platform/errors.ts';

// State format version 4, as Terraform and OpenTofu write it (internal to them, unchanged since Terraform 0.12):
// https://github.com/hashicorp/terraform/blob/main/internal/states/statefile/version4.go
const StateV4 = z.object({
  version: z.literal(4),
  serial: z.number().int(),
  resources: z
    .array(
      z.object({
        module: z.string().optional(),
        mode: z.enum(['managed', 'data']),
        type: z.string(),
        name: z.string(),
        instances: z.array(
          z.object({
            index_key: z.union([z.string(), z.number()]).optional(),
            attributes: z.looseObject({ id: z.unknown() }).nullish(),
            deposed: z.string().optional(),
          }),
        ),
      }),
    )
    .nullish(),
});

export type ManagedResource = { address: string; type: string; id: string | null };

export const stateKey = (projectId: string) => `projects/${projectId}/terraform.tfstate`;

/** @throws AuroraError `unprocessable` for something that is no state of a version we know */
export function readState(text: string): { serial: number; resources: ManagedResource[] } {
  const state = StateV4.safeParse(parseJson(text));
  if (!state.success) throw unreadable();
  const resources = (state.data.resources ?? [])
    .filter(({ mode }) => mode === 'managed')
    .flatMap(({ module, type, name, instances }) =>
      instances
        .filter(({ deposed }) => deposed === undefined)
        .map(({ index_key, attributes }) => {
          const id = attributes?.id;
          const address = `${module ? `${module}.` : ''}${type}.${name}${indexOf(index_key)}`;
          return { address, type, id: typeof id === 'string' ? id : null };
        }),
    );
  return { serial: state.data.serial, resources };
}

const indexOf = (key: string | number | undefined): string => (key === undefined ? '' : `[${JSON.stringify(key)}]`);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const unreadable = () =>
  new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: 'The stored state of this project is not a Terraform state of a version that Aurora reads (4).',
  });

/** Reads the state object and the lock object of Terraform's S3 backend. Only reads: Terraform alone writes them. */
import { AuroraError } from '../../platform/errors.ts';
import { type LockInfo, toLockInfo } from './lock-info.ts';
import { maskAttributes } from './state-masks.ts';

export type StateResource = {
  address: string;
  type: string;
  /** registry.terraform.io/hashicorp/aws */
  provider: string;
  /** The provider's id of the object, if it has one. */
  id?: string;
  /** Sensitive ones masked. */
  attributes: Record<string, unknown>;
  /** An object that could not be created or destroyed to the end. */
  tainted: boolean;
  /** Which of the root's provider blocks made it: `provider["registry.terraform.io/hashicorp/aws"].west`. */
  providerConfig: string;
  /** What it needs, also through others: addresses as written, without an index. */
  dependencies: string[];
};

export type StateFacts = { lineage: string; serial: number; terraformVersion: string; resources: StateResource[] };

export type StateLock = LockInfo;

type RawInstance = {
  index_key?: string | number;
  status?: string;
  deposed?: string;
  attributes?: Record<string, unknown>;
  sensitive_attributes?: unknown;
  dependencies?: string[];
};
type RawState = {
  version?: number;
  lineage?: string;
  serial?: number;
  terraform_version?: string;
  resources?: {
    module?: string;
    mode?: string;
    type: string;
    name: string;
    provider: string;
    instances?: RawInstance[];
  }[];
};

/**
 * @param stateJson text of the state object, format 4; managed resources only are answered
 * @throws AuroraError `unprocessable` when it is no state
 */
export function readStateFacts(stateJson: string): StateFacts {
  const raw = parse<RawState>(stateJson, 'state');
  if (raw.version !== 4 || typeof raw.lineage !== 'string' || typeof raw.serial !== 'number')
    throw unreadable('state', `its format is ${String(raw.version)}, and 4 is known`);
  const resources = (raw.resources ?? [])
    .filter(({ mode }) => mode === 'managed')
    .flatMap((resource) =>
      (resource.instances ?? []).map((instance): StateResource => {
        const { attributes = {}, sensitive_attributes: marked } = instance;
        return {
          address: addressOf(resource, instance),
          type: resource.type,
          provider: /\["(.+)"\]/.exec(resource.provider)?.[1] ?? resource.provider,
          ...(typeof attributes.id === 'string' ? { id: attributes.id } : {}),
          attributes: maskAttributes(attributes, marked),
          tainted: instance.status === 'tainted',
          providerConfig: resource.provider,
          dependencies: instance.dependencies ?? [],
        };
      }),
    );
  return { lineage: raw.lineage, serial: raw.serial, terraformVersion: raw.terraform_version ?? '', resources };
}

function addressOf(
  resource: { module?: string; type: string; name: string },
  { index_key: key, deposed }: RawInstance,
): string {
  const index = key === undefined ? '' : typeof key === 'number' ? `[${key}]` : `[${JSON.stringify(key)}]`;
  const module = resource.module ? `${resource.module}.` : '';
  return `${module}${resource.type}.${resource.name}${index}${deposed ? ` (deposed ${deposed})` : ''}`;
}

/**
 * @param lockJson text of the object beside the state, `KEY.tflock`
 * @throws AuroraError `unprocessable` when it is no lock
 */
export function readLock(lockJson: string, now = new Date()): StateLock {
  return toLockInfo(parse<Parameters<typeof toLockInfo>[0]>(lockJson, 'state lock'), now);
}

function parse<T>(text: string, what: string): T {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as T;
  } catch {
    // Answered below, without the text: it can hold secrets.
  }
  throw unreadable(what, 'it is no JSON object');
}

const unreadable = (what: string, why: string) =>
  new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: `The project's ${what} cannot be read: ${why}.`,
  });

/** From what was typed to what the API takes. */
import { type CredentialKind, connectWords } from './connect-words.ts';
import { filled, isFilled, type TextFieldOf, type Texts } from './text-fields.ts';

export type Typed = { settings: Texts; secrets: Texts };

export type Credentials = {
  credential: CredentialKind;
  settings: Record<string, unknown>;
  secret: Texts;
};

export const nothingTyped: Typed = { settings: {}, secrets: {} };

/** Whether all is there that the kind asks for. What is wrong with it is the API's to say. */
export function isComplete(kind: CredentialKind, { settings, secrets }: Typed): boolean {
  const words = connectWords[kind];
  return isFilled(words.settings, settings) && isFilled(words.secrets, secrets);
}

export function credentialsOf(kind: CredentialKind, { settings, secrets }: Typed): Credentials {
  const words = connectWords[kind];
  const { regions, hosts, ...rest } = filled(words.settings, settings);
  return {
    credential: kind,
    settings: {
      ...rest,
      ...(regions ? { regions: regions.split(/[\s,]+/).filter(Boolean) } : {}),
      ...(hosts ? { hosts: hostsOf(hosts) } : {}),
    },
    secret: Object.fromEntries(
      words.secrets.flatMap((field) => {
        const value = secretOf(field, secrets[field.name] ?? '');
        return value === '' ? [] : [[field.name, value]];
      }),
    ),
  };
}

/** A file stays as it is, because a key without its last line end is another key to some; a line loses its blanks. */
const secretOf = ({ look }: TextFieldOf, value: string): string =>
  look === 'long' && value.trim() !== '' ? value : value.trim();

/** `user@host` or `user@host:port` a line; IPv6 addresses in brackets. */
function hostsOf(text: string) {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter(Boolean).map((line) => {
    const [, user = '', bracketed, plain, port] = /^(?:([^@]*)@)?(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(line) ?? [];
    return { user, host: bracketed ?? plain ?? line, ...(port ? { port: Number(port) } : {}) };
  });
}

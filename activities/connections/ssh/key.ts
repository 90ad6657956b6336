/** The private key of a connection, judged before it is shown to any host. */
import { createPublicKey } from 'node:crypto';
import ssh from 'ssh2';
import { Found, failed } from '../looking.ts';

const leastRsaBits = 2048;
const newKey =
  'Make one with: ssh-keygen -t ed25519 -f aurora, enter the file "aurora" here, and add "aurora.pub" to ~/.ssh/authorized_keys of the user on each host.';

/** @throws Found when no host should, or would, take it */
export function judgeKey({ private_key: text, passphrase }: Record<string, string>): { kind: string } {
  if (!text) throw new Found(failed('The private key is missing.', newKey));
  const parsed = parse(text, passphrase);
  if (!parsed.isPrivateKey())
    throw new Found(
      failed('This is a public key: nobody can sign in with it.', 'Enter the private key, the file without ".pub".'),
    );
  if (parsed.type === 'ssh-dss')
    throw new Found(failed('This is a DSA key. Hosts no longer take those, because they can be broken.', newKey));
  if (parsed.type !== 'ssh-rsa') return { kind: parsed.type.replace(/^ssh-/, '') };
  const bits = createPublicKey(parsed.getPublicPEM()).asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits >= leastRsaBits) return { kind: `rsa with ${bits} bits` };
  throw new Found(failed(`This RSA key has ${bits} bits; fewer than ${leastRsaBits} can be broken.`, newKey));
}

function parse(text: string, passphrase: string | undefined): ssh.ParsedKey {
  const parsed = ssh.utils.parseKey(text, passphrase);
  // The library's own text is matched, never shown: it was made from the key.
  if (parsed instanceof Error) throw new Found(unreadable(parsed.message, text, passphrase));
  const [first] = [parsed].flat();
  if (first) return first;
  throw new Found(failed('There is no key in this text.', newKey));
}

function unreadable(message: string, text: string, passphrase: string | undefined) {
  if (/encrypted.*no passphrase/i.test(message))
    return failed(
      'The private key is encrypted, and the connection has no passphrase for it.',
      'Enter the passphrase with the key, or a key without one: ssh-keygen -p -f KEY removes it.',
    );
  if (passphrase && /passphrase|integrity|decrypt|bad/i.test(message))
    return failed('The passphrase does not open the private key.', 'Enter the key and its passphrase again.');
  if (/BEGIN (SSH2 )?PUBLIC KEY|^ssh-/.test(text))
    return failed(
      'This is a public key: nobody can sign in with it.',
      'Enter the private key, the file without ".pub".',
    );
  return failed(
    'This is no private key that can be read.',
    `Enter the whole file, first and last line included. ${newKey}`,
  );
}

/**
 * The emulated AWS account of each organisation. Ids of AWS' access keys say whose account they open, and moto makes its
 * own by the same rule (`generate_access_key_id_from_account_id`); stack/parts/moto-server.py reads ours by it. So two
 * organisations on one emulator see nothing of each other, as on AWS itself.
 */
import { createHash, randomInt } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** What AWS counts accounts from in key ids. */
const offset = 549_755_813_888n;
/** All of ours begin so. Keys of other accounts, and keys made up by hand, stay in moto's default account. */
const prefix = '900';

/** @returns 12 digits, the same each time: what an organisation left in its account is there when it comes back */
export function sandboxAccountOf(orgId: string): string {
  const digest = createHash('sha256').update(`sandbox:${orgId}`).digest();
  return `${prefix}${String(digest.readUInt32BE() % 1_000_000_000).padStart(9, '0')}`;
}

/** @returns a new id in the form that clients check: `AKIA` and 16 of A-Z and 2-7 */
export function newSandboxKeyId(account: string): string {
  const number = BigInt(account);
  const half = number / 2n + offset;
  const digits = Array.from({ length: 8 }, (_, place) => alphabet[Number((half >> BigInt(35 - 5 * place)) & 31n)]);
  const parity = alphabet[Number(number % 2n) * 16 + randomInt(16)];
  const rest = Array.from({ length: 7 }, () => alphabet[randomInt(alphabet.length)]);
  return ['AKIA', ...digits, parity, ...rest].join('');
}

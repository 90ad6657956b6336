/** Passwords: argon2id, with the parameters OWASP's Password Storage Cheat Sheet names (19 MiB, 2 passes, 1 lane). */
import { hash, verify } from '@node-rs/argon2';

// argon2id is the library's default algorithm; its enum cannot be imported under isolated modules.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, cost);

/** Whether it was hashed with other parameters than today's: then the next right sign-in hashes it anew. */
export const isOutdated = (stored: string): boolean => {
  const { memoryCost, timeCost, parallelism } = cost;
  return !stored.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
};

/** @returns why a new password will not do, in words, or null. How long it has to be says `Password` (api/views). */
export function weakness(password: string, { email, name }: { email: string; name: string }): string | null {
  const plain = password.toLowerCase();
  const own = [email.toLowerCase(), email.toLowerCase().split('@', 1)[0] ?? '', name.trim().toLowerCase()];
  if (own.some((part) => part.length >= 4 && plain.includes(part) && plain.length < part.length + 10)) {
    return 'The password is little more than your e-mail address or your name. Choose another one.';
  }
  return new Set(plain).size < 5 ? 'The password repeats a few characters only. Choose another one.' : null;
}

/** Compared with when the e-mail is unknown, so that the answer takes as long as for a known one. */
const nobody = hashPassword(crypto.randomUUID());

/** @param stored undefined where there is no such person: the same work, and never true */
export async function checkPassword(password: string, stored: string | undefined): Promise<boolean> {
  const right = await verify(stored ?? (await nobody), password);
  return right && stored !== undefined;
}

/** Passwords: argon2id, with the parameters OWASP's Password Storage Cheat Sheet names (19 MiB, 2 passes, 1 lane). */
import { hash, verify } from '@node-rs/argon2';

// argon2id is the library's default algorithm; its enum cannot be imported under isolated modules.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, cost);

/** Compared with when the e-mail is unknown, so that the answer takes as long as for a known one. */
const nobody = hashPassword(crypto.randomUUID());

/** @param stored undefined where there is no such person: the same work, and never true */
export async function checkPassword(password: string, stored: string | undefined): Promise<boolean> {
  const right = await verify(stored ?? (await nobody), password);
  return right && stored !== undefined;
}

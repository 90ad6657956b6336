import type { Actor } from '../../db/auth.ts';

/** Whose rows a person's transaction may see. */
export const scopeOf = ({ orgId, userId }: Actor) => ({ orgId, userId });

import { z } from 'zod';

export const Alive = z.object({ ok: z.literal(true) }).meta({ id: 'Alive' });

const Part = z.object({ ok: z.boolean(), detail: z.string(), ms: z.number() });

export const Readiness = z
  .object({
    ok: z.boolean(),
    parts: z.object({ postgres: Part, temporal: Part, vault: Part, s3: Part, weaviate: Part }),
  })
  .meta({ id: 'Readiness' });

/** Temporal's codec server protocol: payloads as in its JSON, bytes in base64. */
import { z } from 'zod';

const Bytes = z.base64().max(4_000_000);

export const TemporalPayload = z.object({
  metadata: z.record(z.string().max(200), Bytes).optional(),
  data: Bytes.optional(),
});

export const TemporalPayloads = z
  .object({ payloads: z.array(TemporalPayload).max(2_000) })
  .meta({ id: 'TemporalPayloads' });

export const CodecHeaders = z.object({ 'x-namespace': z.string().max(200).optional() });

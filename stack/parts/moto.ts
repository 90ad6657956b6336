/** The sandbox: an emulated AWS account (moto). It lives in memory; moto-server.py keeps a journal and replays it. */
import { join } from 'node:path';
import { type Part, portOf, type StackContext } from '../part.ts';
import { httpStatus } from '../probe.ts';
import { venvBin } from '../python.ts';

const motoUrl = (context: StackContext) => `http://127.0.0.1:${portOf(context, 'moto')}`;

export const moto: Part = {
  name: 'moto',
  title: 'Sandbox AWS (moto)',
  replacedBy: 'SANDBOX_AWS_ENDPOINT',
  needs: ['python'],
  ports: { moto: 5566 },
  command: (context) => ({
    file: venvBin('python'),
    args: [
      join(import.meta.dirname, 'moto-server.py'),
      ...['--port', String(portOf(context, 'moto'))],
      ...['--recording', join(context.layout.dataDir, 'moto-recording.jsonl')],
    ],
    // What moto makes must not look at the user's own account, nor wait for the metadata address of a cloud.
    env: { AWS_ACCESS_KEY_ID: 'sandbox', AWS_SECRET_ACCESS_KEY: 'sandbox', AWS_EC2_METADATA_DISABLED: 'true' },
  }),
  // 503 until the whole recording is replayed.
  ready: async (context) => (await httpStatus(`${motoUrl(context)}/aurora/ready`)) === 200,
  readyWithinMs: 300_000,
  version: async () => '5.2.1',
  env: (context) => ({ SANDBOX_AWS_ENDPOINT: motoUrl(context) }),
  url: motoUrl,
  stop: { signal: 'SIGTERM', withinMs: 5000 },
  optional: true,
};

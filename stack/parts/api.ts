/** The API and its WebSocket. */
import { type Part, portOf, type StackContext } from '../part.ts';
import { httpStatus } from '../probe.ts';
import { productPorts } from '../product-env.ts';
import { absent, ownCommand } from './own-process.ts';
import { vaultRole } from './vault.ts';

const script = 'api/server.ts';
const apiUrl = (context: StackContext) => `http://127.0.0.1:${portOf(context, 'api')}`;

export const api: Part = {
  name: 'api',
  title: 'API',
  needs: ['migrations', 'temporal', 'vault', 's3'],
  ports: { api: productPorts.api },
  prepare: async (context) => absent(context, script),
  command: (context) => ownCommand(context, script, [], vaultRole(context, 'api')),
  ready: async (context) => (await httpStatus(`${apiUrl(context)}/api/v1/openapi.json`)) === 200,
  url: apiUrl,
  stop: { signal: 'SIGTERM', withinMs: 15_000 },
  help: 'A variable may be wrong (its log names it), or the port is taken: set API_PORT in .env.',
};

/** Temporal and its web pages, from PyPI, on a SQLite file. */
import { join } from 'node:path';
import { execa } from 'execa';
import { type Part, portOf, type StackContext } from '../part.ts';
import { httpStatus } from '../probe.ts';
import { venvBin } from '../python.ts';

/**
 * The default of 20 polls a second per shard costs 50 ms on every hop: a three-activity turn takes 150 ms with it
 * and 46 ms with this (measured for the design). deploy/ sets the same for containers and clusters.
 */
const dynamicConfig = ['history.transferProcessorMaxPollRPS=5000', 'system.enableActivityEagerExecution=true'];

/** WAL with NORMAL loses nothing when the process is killed; only a power cut may take the last commits. */
const pragmas = ['journal_mode=WAL', 'synchronous=NORMAL'];

/** So that they are there before the first workflow is; `workflows/search-attributes.ts` has the same. */
const searchAttributes = ['AuroraOrg', 'AuroraProject', 'AuroraSession', 'AuroraRun', 'AuroraRunState'];

const uiUrl = (context: StackContext) => `http://127.0.0.1:${portOf(context, 'temporal-ui')}`;

async function versions() {
  const { stdout } = await execa(venvBin('temporal'), ['--version']);
  return /Server ([\d.]+)/.exec(stdout)?.[1];
}

export const temporal: Part = {
  name: 'temporal',
  title: 'Temporal',
  replacedBy: 'TEMPORAL_ADDRESS',
  needs: ['python'],
  ports: { temporal: 7233, 'temporal-ui': 8233, 'temporal-http': 7243, 'temporal-metrics': 7253 },
  command: (context) => ({
    file: venvBin('temporal'),
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--log-level', 'warn', '--ui-disable-news-fetch'],
      ...['--port', String(portOf(context, 'temporal')), '--ui-port', String(portOf(context, 'temporal-ui'))],
      ...['--http-port', String(portOf(context, 'temporal-http'))],
      ...['--metrics-port', String(portOf(context, 'temporal-metrics'))],
      // Where the page has payloads decrypted, for who is signed in to Aurora and may.
      ...['--ui-codec-endpoint', `${context.fullEnv().WEB_URL}/api/temporal-codec`],
      ...['--db-filename', join(context.layout.dataDir, 'temporal.sqlite')],
      ...pragmas.flatMap((value) => ['--sqlite-pragma', value]),
      ...dynamicConfig.flatMap((value) => ['--dynamic-config-value', value]),
      ...searchAttributes.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ],
  }),
  // Answers only when the front end serves and the namespace is there.
  ready: async (context) =>
    (await httpStatus(`http://127.0.0.1:${portOf(context, 'temporal-http')}/api/v1/namespaces/default`)) === 200,
  version: versions,
  env: (context) => ({
    TEMPORAL_ADDRESS: `127.0.0.1:${portOf(context, 'temporal')}`,
    TEMPORAL_UI_URL: uiUrl(context),
  }),
  url: uiUrl,
  stop: { signal: 'SIGTERM', withinMs: 10_000 },
};

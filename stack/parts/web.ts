/** The pages: built once for a state of the sources, then served by Next. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { AuroraError } from '../../platform/errors.ts';
import { type Part, portOf, type StackContext } from '../part.ts';
import { httpStatus } from '../probe.ts';
import { productPorts } from '../product-env.ts';
import { lastLines } from '../run-part.ts';
import { absent, ownCommand } from './own-process.ts';

const next = 'node_modules/next/dist/bin/next';
const webUrl = (context: StackContext) => `http://127.0.0.1:${portOf(context, 'web')}`;
const markOf = (context: StackContext) => join(context.layout.root, 'web', '.next', 'aurora-build');

/** Everything the build reads: sources, styles, the types from OpenAPI, and the versions of all packages. */
function sourceDigest(root: string): string {
  const skipped = (path: string) => /(^|\/)(\.next|node_modules|monaco)$/.test(path) || path.endsWith('next-env.d.ts');
  const files = globSync('web/**/*.{ts,tsx,css,mjs,json,svg,ico,txt}', { cwd: root, exclude: skipped }).sort();
  const digest = createHash('sha256');
  for (const file of [...files, 'platform/scrub.ts', 'package-lock.json'])
    digest.update(file).update(readFileSync(join(root, file)));
  return digest.digest('hex');
}

async function build(context: StackContext): Promise<undefined | { skip: string }> {
  const missing = absent(context, 'web/next.config.ts') ?? absent(context, 'web/app');
  if (missing) return missing;
  const wanted = sourceDigest(context.layout.root);
  const deadline = Date.now() + 300_000;
  while (builtDigest(context) !== wanted) {
    context.note('web-build', 'builds the pages (about a minute, once for each version)');
    if (await buildOnce(context, wanted)) return undefined;
    if (context.signal.aborted || Date.now() > deadline || !anotherBuilds(context)) throw buildFailed();
    context.note('web-build', 'waits for another build of this checkout');
    await sleep(1000);
  }
  return undefined;
}

function builtDigest(context: StackContext): string | undefined {
  try {
    return readFileSync(markOf(context), 'utf8');
  } catch {
    return undefined;
  }
}

async function buildOnce(context: StackContext, digest: string): Promise<boolean> {
  const log = { file: join(context.layout.logs, 'web-build.log'), append: true };
  rmSync(markOf(context), { force: true });
  const { file, args, env } = ownCommand(context, next, ['build', 'web'], { NEXT_TELEMETRY_DISABLED: '1' });
  const options = { cwd: context.layout.root, env, stdout: log, stderr: log, reject: false } as const;
  const { failed } = await execa(file, args, { ...options, cancelSignal: context.signal });
  if (failed) return false;
  writeFileSync(markOf(context), digest);
  return true;
}

const anotherBuilds = (context: StackContext) =>
  /another .*build|unable to acquire lock/i.test(lastLines(join(context.layout.logs, 'web-build.log')) ?? '');

const buildFailed = () =>
  new AuroraError({ code: 'internal', retryable: false, userMessage: 'The pages could not be built.' });

/** A part of its own, so that it runs while the servers start. */
export const webBuild: Part = {
  name: 'web-build',
  title: 'Web pages (build)',
  needs: [],
  prepare: build,
  help: 'The API and npm run demo work without the pages.',
};

export const web: Part = {
  name: 'web',
  title: 'Web',
  needs: ['web-build', 'postgres'],
  ports: { web: productPorts.web },
  prepare: async (context) => absent(context, 'web/next.config.ts') ?? absent(context, 'web/.next/BUILD_ID'),
  command: (context) =>
    ownCommand(context, next, ['start', 'web', '-H', '127.0.0.1', '-p', String(portOf(context, 'web'))], {
      NEXT_TELEMETRY_DISABLED: '1',
    }),
  // Any page, redirects included, that is not an error.
  ready: async (context) => {
    const status = await httpStatus(`${webUrl(context)}/`);
    return status > 0 && status < 500;
  },
  url: webUrl,
  stop: { signal: 'SIGTERM', withinMs: 5000 },
  help: 'npm run demo does the same from a terminal.',
};

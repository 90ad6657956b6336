/** The workflows as one script for Temporal's sandbox. Making it takes seconds, so it is kept beside the packages. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { failureConverterPath } from '../platform/temporal-codec.ts';

const root = new URL('..', import.meta.url).pathname;
const workflowsDir = join(root, 'workflows');
const cacheDir = join(root, 'node_modules/.cache/aurora');

export async function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  const file = join(cacheDir, `workflows-${await sourcesDigest()}.json`);
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept) return JSON.parse(kept) as WorkflowBundleWithSourceMap;
  const bundle = await bundleWorkflowCode({
    workflowsPath: join(workflowsDir, 'index.ts'),
    failureConverterPath,
    workflowInterceptorModules: [join(workflowsDir, 'interceptors.ts')],
    logger: quiet as never,
  });
  await keep(file, bundle);
  return bundle;
}

/** Workflows import themselves and packages, nothing else (biome.json), so these files decide what the bundle is. */
async function sourcesDigest(): Promise<string> {
  const names = (await readdir(workflowsDir, { recursive: true })).filter((name) => name.endsWith('.ts')).sort();
  const files = [...names.map((name) => join(workflowsDir, name)), join(root, 'package-lock.json')];
  const hash = createHash('sha256').update(process.version);
  for (const file of files) hash.update(`\0${file.slice(root.length)}\0`).update(await readFile(file));
  return hash.digest('hex').slice(0, 32);
}

/** Whole or not at all, since other workers read it; a read-only installation simply bundles at each start. */
async function keep(file: string, bundle: WorkflowBundleWithSourceMap): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await mkdir(cacheDir, { recursive: true });
    await writeFile(draft, JSON.stringify(bundle));
    await rename(draft, file);
  } catch {
    // Only the next start is slower.
  }
}

const quiet = { ...console, trace() {}, debug() {}, info() {}, log() {} };

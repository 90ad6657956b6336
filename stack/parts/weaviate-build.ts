/** Gets the Weaviate server: from the user's cache, else by building the pinned version with Go. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { AuroraError } from '../../platform/errors.ts';
import type { StackContext } from '../part.ts';
import { weaviateSum, weaviateVersion } from '../versions.ts';

const module = 'github.com/weaviate/weaviate';

export async function weaviateBinary(context: StackContext): Promise<{ file: string } | { skip: string }> {
  const name = `weaviate-${weaviateVersion}-${process.platform}-${process.arch}`;
  const file = join(context.layout.cacheDir, 'weaviate', name);
  if (existsSync(file)) return { file };
  if (!(await hasGo())) {
    return {
      skip: 'left out, because Go, which builds it, was not found. Install Go or set WEAVIATE_URL. Only document search needs it.',
    };
  }
  await build(context, file);
  return { file };
}

async function hasGo(): Promise<boolean> {
  return !(await execa('go', ['version'], { reject: false })).failed;
}

/**
 * Built inside the module's own folder, as its authors do: their `replace` lines and their go.sum count there.
 * The sum of the module itself is compared with the one in versions.ts.
 */
async function build(context: StackContext, file: string): Promise<void> {
  const log = { file: join(context.layout.logs, 'weaviate.log'), append: true };
  const options = { stderr: log, cancelSignal: context.signal, forceKillAfterDelay: 1000 } as const;
  const temporary = `${file}.${process.pid}`;
  context.note('weaviate', `is built from source, ${weaviateVersion} (3 min or more, once; nothing waits for it)`);
  mkdirSync(join(file, '..'), { recursive: true });
  try {
    // Outside any module: a go.mod above the checkout must not have a say.
    const cwd = join(file, '..');
    const { stdout } = await execa('go', ['mod', 'download', '-json', `${module}@${weaviateVersion}`], {
      ...options,
      cwd,
    });
    const { Dir, Sum } = JSON.parse(stdout) as { Dir: string; Sum: string };
    if (Sum !== weaviateSum) throw wrongSum(Sum);
    // Lowest priority: people work with the product while this takes all cores.
    const go = [
      'go',
      'build',
      '-trimpath',
      '-buildvcs=false',
      '-ldflags=-s -w',
      '-o',
      temporary,
      './cmd/weaviate-server',
    ];
    await execa('nice', ['-n', '19', ...go], {
      ...options,
      stdout: log,
      cwd: Dir,
      env: { CGO_ENABLED: '0', GOWORK: 'off' },
    });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    if (error instanceof AuroraError) throw error;
    throw buildFailed(error);
  }
}

const wrongSum = (got: string) =>
  new AuroraError({
    code: 'dependency_unavailable',
    retryable: false,
    userMessage: `The sources of Weaviate ${weaviateVersion} are not those that were pinned (${got}). They are not built.`,
  });

const buildFailed = (cause: unknown) =>
  new AuroraError({
    code: 'dependency_unavailable',
    retryable: false,
    userMessage: 'Weaviate could not be built. The end of its log says why.',
    cause,
  });

/** What is searched: the project's own documents, and those that a package of ours brings along (fastify, MIT licence). */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type CorpusDocument = { key: string; title: string; text: string };

const root = new URL('../..', import.meta.url).pathname;
/** Read where npm puts it, never copied. */
const fastifyDocs = join(root, 'node_modules/fastify/docs');

export async function readCorpus(): Promise<CorpusDocument[]> {
  const own = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...(await markdownIn(join(root, 'docs'), 'docs'))];
  const theirs = await Promise.all(
    ['Guides', 'Reference'].map((folder) => markdownIn(join(fastifyDocs, folder), `fastify/${folder}`)),
  );
  return Promise.all([...own, ...theirs.flat()].map(readOne));
}

const markdownIn = async (folder: string, as: string): Promise<string[]> =>
  (await readdir(folder))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${as}/${name}`);

async function readOne(key: string): Promise<CorpusDocument> {
  const path = key.startsWith('fastify/') ? join(fastifyDocs, key.slice('fastify/'.length)) : join(root, key);
  const text = await readFile(path, 'utf8');
  return { key, title: /^#{1,2} (.+)$/m.exec(text)?.[1] ?? key, text };
}

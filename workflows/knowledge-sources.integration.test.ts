/** Sources that Aurora reads by itself: addresses and repositories, asked for what changed and told of what is wrong. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../db/client.ts';
import { changeSource } from '../db/knowledge-sources.ts';
import { type DocumentServer, git, startDocumentServer } from '../tests/support/document-server.ts';
import { type Library, makeLibrary } from '../tests/support/knowledge.ts';
import { weaviateReady } from '../tests/support/weaviate.ts';
import { makeWorld, quietRuntime, type World } from '../tests/support/world.ts';

describe.skipIf(!(await weaviateReady()))('documents of a source', () => {
  let world: World;
  let library: Library;
  let server: DocumentServer;
  let folder: string;

  beforeAll(async () => {
    quietRuntime();
    folder = await mkdtemp(join(tmpdir(), 'aurora-git-'));
    server = await startDocumentServer(join(folder, 'bare'));
    world = await makeWorld({ env: { OUTBOUND_HOSTS: server.host, WORK_DIR: join(folder, 'work') } });
    library = makeLibrary(world);
  });
  afterAll(async () => {
    await world.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const states = async (sourceId: string) =>
    (await library.documents(sourceId)).map(({ key, state }) => `${key.replace(server.url, '')} ${state}`);
  const reasonOf = async (sourceId: string, key: string) =>
    (await library.documents(sourceId)).find((one) => one.key.endsWith(key))?.reason;

  describe('at addresses', () => {
    it('are fetched again only when they changed, and go when they are off the list', async () => {
      server.pages.set('/a', { body: '<html><main><h1>Alpha</h1><p>First text.</p></main></html>', etag: '"1"' });
      server.pages.set('/b.md', { body: '# Beta', etag: '"1"' });
      const urls = [`${server.url}/a`, `${server.url}/b.md`];
      const sourceId = await library.source('urls', { urls });
      expect(await library.ingest(sourceId)).toMatchObject({ state: 'complete', documentsTotal: 2, documentsDone: 2 });
      expect(await states(sourceId)).toEqual(['/a ready', '/b.md ready']);

      server.answered.length = 0;
      expect(await library.ingest(sourceId)).toMatchObject({ state: 'complete', documentsTotal: 0, chunksAdded: 0 });
      expect(server.answered).toEqual(['/a 304', '/b.md 304']);

      server.pages.set('/a', { body: '<html><main><h1>Alpha</h1><p>Second text.</p></main></html>', etag: '"2"' });
      expect(await library.ingest(sourceId)).toMatchObject({ documentsDone: 1, chunksAdded: 1, chunksRemoved: 1 });

      await inOrg(world.deps.db, world, (tx) => changeSource(tx, sourceId, { settings: { urls: urls.slice(0, 1) } }));
      await library.ingest(sourceId);
      expect(await states(sourceId)).toEqual(['/a ready', '/b.md removed']);
      expect(await library.found('Beta')).toEqual([]);
    });

    it('say each what is wrong, count in each look, and stay searched as they were', async () => {
      let broken = false;
      server.pages.set('/flaky', () => (broken ? { body: 'x', status: 500 } : { body: 'The flaky walrus.' }));
      server.pages.set('/large', { body: Buffer.alloc(50 * 1024 * 1024 + 1, 'a') });
      server.pages.set('/private', { body: 'no', status: 403 });
      server.pages.set('/away', { body: '', status: 302, headers: { location: 'http://127.0.0.1:9/secret' } });
      const paths = ['/flaky', '/large', '/missing', '/private', '/away'];
      const urls = [...paths.map((path) => server.url + path), 'http://169.254.169.254/latest/meta-data'];
      const sourceId = await library.source('urls', { urls });
      expect(await library.ingest(sourceId)).toMatchObject({ state: 'partial', documentsDone: 1, documentsFailed: 5 });
      expect(await reasonOf(sourceId, '/large')).toContain('50 MB');
      expect(await reasonOf(sourceId, '/missing')).toContain('HTTP 404');
      expect(await reasonOf(sourceId, '/private')).toContain('refuses');
      expect(await reasonOf(sourceId, '/away')).toContain('not a public address');
      expect(await reasonOf(sourceId, '/meta-data')).toContain('not a public address');

      broken = true;
      expect(await library.ingest(sourceId)).toMatchObject({ state: 'partial', documentsFailed: 6 });
      expect(await reasonOf(sourceId, '/flaky')).toContain('HTTP 500');
      expect(await library.found('walrus')).toHaveLength(1);
      broken = false;
      expect(await library.ingest(sourceId)).toMatchObject({ documentsFailed: 5 });
      expect(await reasonOf(sourceId, '/flaky')).toBeNull();
    });
  });

  describe('in a repository', () => {
    async function repository(name: string, files: Record<string, string>) {
      const work = join(folder, name);
      const bare = join(folder, 'bare', `${name}.git`);
      await mkdir(work, { recursive: true });
      await git(work, 'init', '-q', '-b', 'main');
      await git(folder, 'init', '-q', '--bare', '-b', 'main', bare);
      const commit = async (more: Record<string, string | null>) => {
        for (const [path, text] of Object.entries(more)) {
          await mkdir(dirname(join(work, path)), { recursive: true });
          if (text === null) await rm(join(work, path));
          else if (text.startsWith('-> ')) await symlink(text.slice(3), join(work, path));
          else await writeFile(join(work, path), text);
        }
        await git(work, 'add', '-A');
        await git(work, 'commit', '-q', '-m', 'x');
        await git(work, 'push', '-q', bare, 'main');
      };
      await commit(files);
      return { url: `${server.url}/git/${name}.git`, commit };
    }
    const source = (url: string, folderIn = '', branch: string | null = null) =>
      library.source('git', { git: { url, branch, folder: folderIn } });

    it('are those of the folder, followed as it changes, and no code, links or pointers', async () => {
      const repo = await repository('docs', {
        'docs/guide.md': '# Guide\n\nHow the badger digs.',
        'docs/deep/faq.txt': 'Why? Because.',
        'docs/tool.ts': 'export {};',
        'docs/link.md': '-> guide.md',
        'docs/big.pdf': 'version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 1\n',
        'other.md': '# Elsewhere',
      });
      const sourceId = await source(repo.url, 'docs');
      expect(await library.ingest(sourceId)).toMatchObject({ state: 'partial', documentsDone: 2, documentsFailed: 2 });
      expect(await states(sourceId)).toEqual([
        'docs/big.pdf failed',
        'docs/deep/faq.txt ready',
        'docs/guide.md ready',
        'docs/link.md failed',
      ]);
      expect(await reasonOf(sourceId, 'link.md')).toContain('symlink');
      expect(await reasonOf(sourceId, 'big.pdf')).toContain('Git LFS');

      await repo.commit({ 'docs/guide.md': '# Guide\n\nHow the otter swims.', 'docs/deep/faq.txt': null });
      expect(await library.ingest(sourceId)).toMatchObject({ documentsDone: 1, chunksAdded: 1, chunksRemoved: 2 });
      expect(await library.found('badger')).toEqual([]);
      expect(await library.found('otter')).toHaveLength(1);
    });

    it('fail as a whole, in words and with a notice, when they cannot be looked at, and take nothing away', async () => {
      const repo = await repository('secret', { 'a.md': '# The quokka' });
      const sourceId = await source(repo.url);
      expect(await library.ingest(sourceId)).toMatchObject({ state: 'complete' });
      server.token = 'right';
      const failed = await library.ingest(sourceId);
      server.token = undefined;
      expect(failed).toMatchObject({ state: 'failed', reason: expect.stringContaining('refuses to be read') });
      expect(await library.found('quokka')).toHaveLength(1);
      const notice = await world.until(`org:${world.orgId}`, ({ type }) => type === 'notice');
      expect(notice.payload).toMatchObject({ noticeKey: `knowledge_failed:${failed.id}`, level: 'error' });
    });

    it.each([
      ['a branch', '', 'nowhere', 'no branch nowhere'],
      ['a folder', 'nowhere', null, 'no folder "nowhere"'],
    ])('say that there is no such %s', async (what, folderIn, branch, words) => {
      const repo = await repository(what.replace(' ', '-'), { 'a.md': '# A' });
      const sourceId = await source(repo.url, folderIn, branch);
      expect(await library.ingest(sourceId)).toMatchObject({ state: 'failed', reason: expect.stringContaining(words) });
    });
  });
});

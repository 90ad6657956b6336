import { expect, it } from 'vitest';
import { emptyDraft, newSourceOf, urlsOf, wrongUrl } from './source-form.ts';

const made = (more: Partial<typeof emptyDraft>) => newSourceOf('id', { ...emptyDraft, name: ' Runbooks ', ...more });

it('asks nothing but a name of sources that are given documents', () => {
  expect(made({ kind: 'upload' })).toEqual({
    id: 'id',
    name: 'Runbooks',
    kind: 'upload',
    settings: {},
    intervalMinutes: null,
  });
  expect(made({ name: ' ' })).toBeNull();
});

it('takes addresses apart however they are pasted, and names the one that is none', () => {
  expect(urlsOf('https://a.example, https://b.example\nhttps://a.example')).toEqual([
    'https://a.example',
    'https://b.example',
  ]);
  expect(wrongUrl('https://a.example ftp://b.example')).toBe('ftp://b.example');
  expect(made({ kind: 'urls', urls: 'https://a.example nonsense' })).toBeNull();
  expect(made({ kind: 'urls', urls: 'https://a.example' })?.intervalMinutes).toBe(1_440);
});

it('sends the token of a repository only where there is one, and no branch where none was named', () => {
  const git = { kind: 'git' as const, gitUrl: 'https://git.example/docs.git', folder: '/runbooks/' };
  expect(made(git)?.settings.git).toEqual({ url: git.gitUrl, branch: null, folder: 'runbooks' });
  expect(made(git)).not.toHaveProperty('credentials');
  expect(made({ ...git, token: 'secret' })?.credentials).toEqual({ token: 'secret' });
  expect(made({ ...git, minutes: '' })?.intervalMinutes).toBeNull();
});

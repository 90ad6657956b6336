import { afterAll, describe, expect, it } from 'vitest';
import { docx, paragraph, table } from '../../../tests/support/documents/docx.ts';
import { pdf } from '../../../tests/support/documents/pdf.ts';
import { zip } from '../../../tests/support/documents/zip.ts';
import { extract } from './extract.ts';
import { makeReader } from './reader.ts';

const textOf = async (bytes: Uint8Array, key = 'x.txt') => (await extract(bytes, key)).text;

describe('reading a document', () => {
  it('finds pages and title of a PDF', async () => {
    const pages = [
      ['Restore a database', 'Stop the writers first, then restore the snapshot.'],
      ['Check the result', 'Compare the counts of both sides before traffic returns.'],
    ];
    const read = await extract(pdf(pages, { title: 'Restore guide' }), 'whatever.docx');
    expect(read).toMatchObject({ format: 'pdf', title: 'Restore guide' });
    expect(read.pieces.map(({ start, end, place }) => [place.page, read.text.slice(start, end)])).toEqual([
      [1, 'Restore a database\nStop the writers first, then restore the snapshot.'],
      [2, 'Check the result\nCompare the counts of both sides before traffic returns.'],
    ]);
  });

  it('finds headings, lists and tables of a DOCX', async () => {
    const body = [
      paragraph('Rotate the keys', 'Heading1'),
      paragraph('Every ninety days the on-call engineer rotates the keys.'),
      paragraph('Steps', 'Heading2'),
      paragraph('Make the new key.', 'ListBullet'),
      paragraph('Remove the old key.', 'ListBullet'),
      table([
        ['Key', 'Owner'],
        ['billing', 'Ada'],
      ]),
    ];
    const { format, title, text } = await extract(docx(body.join('')), 'x');
    expect([format, title]).toEqual(['docx', 'Rotate the keys']);
    expect(text).toContain('## Steps\n\n- Make the new key.\n- Remove the old key.');
    expect(text).toMatch(/\| billing \| Ada {3}\|/);
  });

  it('reads what people read of a page', async () => {
    const page = `<!doctype html><title>Paging</title><nav>Home</nav><script>alert(1)</script>
      <main><h1>Page <em>somebody</em></h1><p>Call the <a href="/duty">duty manager</a> first. ${'And wait. '.repeat(30)}</p>
      <pre><code>aurora page</code></pre><table><tr><th>A</th></tr><tr><td>1</td></tr></table></main><footer>Imprint</footer>`;
    const { format, title, text } = await extract(Buffer.from(page), 'index.php');
    expect([format, title]).toEqual(['html', 'Paging']);
    expect(text).toContain('# Page *somebody*');
    expect(text).toContain('```\naurora page\n```');
    expect(text).not.toMatch(/alert|Home|Imprint/);
  });

  it.each([
    ['UTF-8 with a mark', Buffer.from('\ufeffGröße 漢字')],
    ['UTF-16 with a mark', Buffer.from([0xff, 0xfe, ...Buffer.from('Größe 漢字', 'utf16le')])],
    ['UTF-16, the other order', Buffer.from([0xfe, 0xff, ...Buffer.from('Größe 漢字', 'utf16le').swap16()])],
  ])('reads %s', async (_, bytes) => {
    expect(await textOf(bytes)).toBe('Größe 漢字');
  });

  it('reads UTF-16 without a mark, and Latin-1 as Windows writes it', async () => {
    expect(await textOf(Buffer.from('Plain words of some length', 'utf16le'))).toBe('Plain words of some length');
    expect(await textOf(Buffer.from([0x47, 0x72, 0xf6, 0xdf, 0x65, 0x20, 0x80]))).toBe('Größe €');
  });

  it('stores no NUL, no half pair and one kind of line end', async () => {
    expect(await textOf(Buffer.from('a\r\nb\rc', 'utf8'))).toBe('a\nb\nc');
  });

  it.each([
    ['a PDF with a password', pdf([['Secret']], { locked: true }), 'protected by a password'],
    ['a scan', pdf([[]]), 'OCR'],
    ['a broken PDF', Buffer.from('%PDF-1.4 nothing'), 'damaged'],
    ['an empty text', Buffer.from('  \n '), 'no text'],
    ['a picture that calls itself text', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'image/png'],
    ['an archive', zip([['a.txt', Buffer.from('x')]]), 'application/zip'],
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, ...Buffer.alloc(60)]), 'application/x-elf'],
    ['noise', Buffer.from(Array.from({ length: 500 }, (_, at) => (at * 7_919) % 256)), 'neither text nor'],
    ['an old Office file', Buffer.from(`d0cf11e0a1b11ae1${'00'.repeat(600)}`, 'hex'), 'old Office file'],
  ])('says in words why it cannot read %s', async (_, bytes, words) => {
    await expect(extract(bytes, 'x.md')).rejects.toThrow(words);
  });
});

describe('the process that reads', () => {
  const reader = makeReader({ ms: 12_000, heapMb: 256, residentMb: 512, idleMs: 15_000 });
  afterAll(() => reader.close());
  const read = (bytes: Uint8Array, key = 'x.md') => reader.read('org', { bytes, key });
  const limits = /within the limits of one document/;

  it('ends at a document that never ends, and reads the next one', async () => {
    await expect(read(Buffer.from(`${'>'.repeat(200_000)} x`))).rejects.toThrow(limits);
    expect((await read(Buffer.from('# Fine'))).title).toBe('Fine');
  }, 120_000);

  it('ends at a document that unpacks to more than memory', async () => {
    const bomb = docx('<w:p><w:r><w:t>aaaaaaaaaaaaaaaaaaaaaaaa</w:t></w:r></w:p>'.repeat(4_000_000));
    expect(bomb.length).toBeLessThan(2_000_000);
    await expect(read(bomb, 'x.docx')).rejects.toThrow(limits);
  }, 120_000);

  it('ends at a page nested too deep', async () => {
    await expect(read(Buffer.from(`<html>${'<div>'.repeat(100_000)}`))).rejects.toThrow(
      /too intricate|within the limits/,
    );
  }, 120_000);
});

/** A PDF of lines of text, one list a page, written out by hand (ISO 32000-1, 7.5). A page without lines is like a scan. */

export type PdfOptions = {
  title?: string;
  /** Says that it is encrypted, by a password that nobody has (7.6.3: the values of O and U belong to none). */
  locked?: boolean;
};

/** @param pages lines without parentheses or backslashes */
export function pdf(pages: string[][], { title = '', locked = false }: PdfOptions = {}): Buffer {
  const pageAt = (index: number) => 5 + index * 2;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${pageAt(index)} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< /Title (${title}) >>`,
    ...pages.flatMap((lines, index) => {
      const text = `BT /F1 12 Tf 14 TL 72 720 Td ${lines.map((line) => `(${line}) Tj T*`).join(' ')} ET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${pageAt(index) + 1} 0 R >>`,
        `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
      ];
    }),
  ];
  const value = `<${'5a'.repeat(32)}>`;
  const encrypt = locked ? `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O ${value} /U ${value} >> ` : '';
  return assemble(objects, `/Root 1 0 R /Info 4 0 R /ID [<00> <00>] ${encrypt}`);
}

function assemble(objects: string[], trailer: string): Buffer {
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const at = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const start = file.length;
  const entries = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
  file += `trailer\n<< /Size ${objects.length + 1} ${trailer}>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

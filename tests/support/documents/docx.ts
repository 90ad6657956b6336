/** A Word document of paragraphs and tables, with the few parts that one has to have (ECMA-376, part 1). */
import { zip } from './zip.ts';

const openXml = 'http://schemas.openxmlformats.org';
const word = `${openXml}/wordprocessingml/2006/main`;
const office = `${openXml}/officeDocument/2006/relationships`;
const ofType = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

export type ParagraphStyle = 'Heading1' | 'Heading2' | 'ListBullet';

const styles: Record<ParagraphStyle, string> = {
  Heading1: 'heading 1',
  Heading2: 'heading 2',
  ListBullet: 'List Bullet',
};

/** @param body of `paragraph` and `table`; their texts must need no escaping */
export function docx(body: string): Buffer {
  const bullets = `<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>`;
  const named = Object.entries(styles).map(
    ([id, name]) => `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`,
  );
  const parts: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="${openXml}/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="${ofType}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${ofType}.styles+xml"/><Override PartName="/word/numbering.xml" ContentType="${ofType}.numbering+xml"/></Types>`,
    '_rels/.rels': relations({ officeDocument: 'word/document.xml' }),
    'word/_rels/document.xml.rels': relations({ styles: 'styles.xml', numbering: 'numbering.xml' }),
    'word/styles.xml': `<w:styles xmlns:w="${word}">${named.join('')}</w:styles>`,
    'word/numbering.xml': `<w:numbering xmlns:w="${word}">${bullets}<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>`,
    'word/document.xml': `<w:document xmlns:w="${word}"><w:body>${body}</w:body></w:document>`,
  };
  return zip(Object.entries(parts).map(([name, xml]) => [name, Buffer.from(`<?xml version="1.0"?>${xml}`)]));
}

const inList = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>';

function relations(targets: Record<string, string>): string {
  const each = Object.entries(targets).map(
    ([type, target]) => `<Relationship Id="${type}" Type="${office}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${openXml}/package/2006/relationships">${each.join('')}</Relationships>`;
}

export function paragraph(text: string, style?: ParagraphStyle): string {
  const properties = style ? `<w:pPr><w:pStyle w:val="${style}"/>${style === 'ListBullet' ? inList : ''}</w:pPr>` : '';
  return `<w:p>${properties}<w:r><w:t>${text}</w:t></w:r></w:p>`;
}

export function table(rows: string[][]): string {
  const cells = (row: string[]) => row.map((text) => `<w:tc>${paragraph(text)}</w:tc>`).join('');
  return `<w:tbl>${rows.map((row) => `<w:tr>${cells(row)}</w:tr>`).join('')}</w:tbl>`;
}

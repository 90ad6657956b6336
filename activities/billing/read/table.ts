/** A file on disk as a table of DuckDB: what it is shows in its first bytes, not in its name. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { errorText } from '../../../platform/errors.ts';
import { refuse } from '../refusal.ts';
import { literal, type Reader } from './duckdb.ts';

type Column = { name: string; type: string };

/** `from` is what follows FROM. Columns in the file's order, with DuckDB's types. */
export type FileTable = { name: string; from: string; columns: Column[] };

/** 1 MB: lines with all their tags stay far below, a broken quote swallows no more, and DuckDB's buffers are 16 of it. */
const longestLine = 1_048_576;

/**
 * @param name what people call the file
 * @throws ImportRefused for what is neither CSV nor Parquet
 */
export async function openTable(reader: Reader, path: string, name: string): Promise<FileTable> {
  const start = await firstBytes(path);
  if (start.length === 0) throw refuse('empty_file', `${name} is empty.`, { file: name });
  if (start.subarray(0, 4).toString('latin1') === 'PAR1') return parquetTable(reader, path, name);
  const compressed = start[0] === 0x1f && start[1] === 0x8b;
  if (!compressed && start.includes(0)) {
    throw refuse('unknown_format', `${name} is neither CSV, CSV.gz nor Parquet.`, { file: name });
  }
  return csvTable(path, name, compressed);
}

async function parquetTable(reader: Reader, path: string, name: string): Promise<FileTable> {
  const from = `read_parquet(${literal(path)})`;
  try {
    const columns = await reader.rows(`select column_name, column_type from (describe select * from ${from})`);
    const described = columns.map((column) => ({ name: column.column_name ?? '', type: column.column_type ?? '' }));
    return { name, from, columns: described };
  } catch (error) {
    throw unreadable(error, name);
  }
}

/** Nothing is guessed: a reader that does would take `#` for a comment, or a broken line for another dialect. */
async function csvTable(path: string, name: string, compressed: boolean): Promise<FileTable> {
  const columns = distinctNames(await headerOf(path, name, compressed));
  const types = columns.map((column) => `${literal(column)}: 'VARCHAR'`).join(', ');
  // Some exporters write the word NULL for a value that is not there.
  const from = `read_csv(${literal(path)}, auto_detect = false, columns = {${types}}, header = true, delim = ',',
    quote = '"', escape = '"', nullstr = ['', 'NULL', 'null'], compression = '${compressed ? 'gzip' : 'none'}',
    max_line_size = ${longestLine}, strict_mode = true)`;
  return { name, from, columns: columns.map((column) => ({ name: column, type: 'VARCHAR' })) };
}

async function headerOf(path: string, name: string, compressed: boolean): Promise<string[]> {
  const file = createReadStream(path, { highWaterMark: 65_536 });
  const bytes = compressed ? file.pipe(createGunzip()) : file;
  try {
    const records = bytes.pipe(parse({ to: 1, bom: true, trim: true, max_record_size: longestLine }));
    bytes.on('error', (error: Error) => records.destroy(error));
    for await (const record of records) return record as string[];
    throw refuse('empty_file', `${name} is empty.`, { file: name });
  } catch (error) {
    if (/^(CSV_|Z_)/.test(String((error as { code?: unknown }).code))) {
      throw refuse('unreadable_file', `The first line of ${name} cannot be read as the names of columns.`, {
        file: name,
      });
    }
    throw error;
  } finally {
    file.destroy();
  }
}

/** A name that comes twice, in any case, is another column the second time. */
function distinctNames(names: string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name.toLowerCase()) ?? 0) + 1;
    seen.set(name.toLowerCase(), count);
    const shown = name === '' ? 'column' : name;
    return count === 1 ? shown : `${shown} (${count})`;
  });
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4_096), 0, 4_096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** DuckDB names the line of what it cannot parse; the header is line 1. */
export function unreadable(error: unknown, name: string): Error {
  const text = errorText(error);
  if (/out of memory/i.test(text)) {
    return refuse('too_wide', `${name} cannot be read in the memory that a load may take.`, { file: name });
  }
  if (!/CSV Error|Invalid Input|Invalid unicode|parquet|gzip|Conversion|IO Error|Binder/i.test(text)) {
    return error instanceof Error ? error : new Error(text);
  }
  const line = /Line: (\d+)/.exec(text)?.[1];
  const why = /Expected Number of Columns: \d+ Found: \d+|unterminated quote|not utf-8 encoded|invalid unicode/i.exec(
    text,
  )?.[0];
  const row = line === undefined ? undefined : Math.max(1, Number(line) - 1);
  const where = row === undefined ? name : `Row ${row} of ${name}`;
  return refuse('unreadable_file', `${where} cannot be read as a table${why ? `: ${why.toLowerCase()}` : ''}.`, {
    file: name,
    ...(row === undefined ? {} : { row }),
  });
}

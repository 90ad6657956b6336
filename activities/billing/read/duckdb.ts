/**
 * DuckDB as a reader: it parses CSV, CSV.gz and Parquet in a few blocks at a time, whatever a file's size, and keeps
 * decimals as they are. Everything is taken as text; Postgres alone makes numbers of it.
 */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** Bounds of one reader. The worker's own memory comes on top, about 150 MB. */
const settings = {
  memory_limit: '160MB',
  threads: '1',
  // Rows have to come in the file's order: a killed load goes on by their number.
  preserve_insertion_order: 'true',
  // A file names other files only through us, and nothing is installed at run time.
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  temp_directory: '',
};

export type Reader = {
  /** All rows, for answers that are small. */
  rows(sql: string): Promise<Record<string, string | null>[]>;
  /** The first column of every row, as it comes, in pieces of about 2,000. */
  column(sql: string): AsyncGenerator<string[]>;
  close(): void;
};

export async function openReader(): Promise<Reader> {
  const instance = await DuckDBInstance.create(':memory:', settings);
  const connection = await instance.connect();
  return {
    rows: async (sql) => {
      const answer = await connection.runAndReadAll(sql);
      return answer.getRowObjectsJson() as Record<string, string | null>[];
    },
    column: (sql) => firstColumn(connection, sql),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function* firstColumn(connection: DuckDBConnection, sql: string): AsyncGenerator<string[]> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    const values = chunk.getColumnVector(0);
    yield Array.from({ length: chunk.rowCount }, (_, row) => String(values.getItem(row)));
  }
}

/** A name or text of ours in SQL. File names are made by us; column names come from files. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

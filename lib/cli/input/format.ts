import { open, stat } from 'node:fs/promises';

/** What rows are read from, one after the other. */
export type Format = 'csv' | 'ndjson';

/** What a file may hold. */
type Content = Format | 'parquet';

const ENDINGS: Readonly<Record<string, Content>> = {
  ...{ csv: 'csv', tsv: 'csv', tab: 'csv', psv: 'csv' },
  ...{ ndjson: 'ndjson', jsonl: 'ndjson', json: 'ndjson', jsonlines: 'ndjson' },
  ...{ parquet: 'parquet', pq: 'parquet' },
};

/** What a name says of the content, packed or not. */
export function formatOfName(path: string): Content | undefined {
  const [, ending = ''] = /\.([a-z0-9]+)(?:\.(?:gz|gzip|zst|zstd))?$/i.exec(path) ?? [];
  const known = ending.toLowerCase();
  return Object.hasOwn(ENDINGS, known) ? ENDINGS[known] : undefined;
}

/** What content looks like: by its mark, as a JSON object, or as a first line of several cells. */
export function formatOfContent(head: Buffer): Content | undefined {
  const text = head.toString('latin1');
  if (text.startsWith('PAR1')) return 'parquet';
  if (/^\s*[{[]/.test(text) || /^\s*$/.test(text)) return 'ndjson';
  const [line = ''] = text.split(/[\r\n]/, 1);
  const isText = head.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d));
  return isText && /[,;\t|]/.test(line) ? 'csv' : undefined;
}

/** Whether a file holds Parquet, which is read from its end: as an option says, its name or its content. */
export async function holdsParquet(path: string, format: string | undefined): Promise<boolean> {
  const said = format ?? formatOfName(path);
  if (said !== undefined || path === '-') return said === 'parquet';
  try {
    if (!(await stat(path)).isFile()) return false; // a pipe is opened once only
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
      return buffer.toString('latin1', 0, bytesRead) === 'PAR1';
    } finally {
      await file.close();
    }
  } catch {
    return false; // who opens it says why it cannot be read
  }
}

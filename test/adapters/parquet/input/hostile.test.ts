import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { openDuckDb, sqlText } from '../../../../lib/adapters/duckdb/duckdb.ts';
import {
  ParquetError,
  type ParquetRow,
  readParquet,
} from '../../../../lib/adapters/parquet/input/read-parquet.ts';
import { readWallClock } from '../../../support/parquet/parquet-input.ts';
import { runs } from '../../../support/property.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const GOLDEN = join(import.meta.dirname, '../../../golden/parquet-input');
const bytesOf = (name: string): Buffer => readFileSync(join(GOLDEN, `${name}.parquet`));
const goldens = readdirSync(GOLDEN).filter((name) => name.endsWith('.parquet'));

function fileOf(bytes: Uint8Array, name = 'hostile.parquet'): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const rowsOf = (path: string, maxRecordBytes = 1_000_000): Generator<ParquetRow> =>
  readParquet({ path, columns: undefined, maxRecordBytes, times: readWallClock });

/** The message of the failure that reading ends with; none if all rows were read. */
function messageOf(path: string): string | undefined {
  try {
    for (const { row } of rowsOf(path)) if (row > 10_000) return undefined;
    return undefined;
  } catch (error) {
    if (!(error instanceof ParquetError)) throw error;
    return error.message.replaceAll(folder, '…');
  }
}

async function written(name: string, select: string, options = ''): Promise<string> {
  const path = join(folder, name);
  const duckdb = await openDuckDb();
  await duckdb.query(`COPY (${select}) TO ${sqlText(path)} (FORMAT parquet ${options})`);
  duckdb.close();
  return path;
}

describe('a file that is no Parquet', () => {
  const whole = bytesOf('int96');

  test.each([
    ['empty', Buffer.alloc(0), 'got a file of 0 bytes, expected a Parquet file, which begins'],
    ['text', Buffer.from('a,b\n1,2\nand more of it\n'), 'got "a,b\\n" at its beginning'],
    ['cut', whole.subarray(0, -30), 'at its end, as if it was cut'],
    [
      'with a footer that is longer than it is',
      Buffer.concat([whole.subarray(0, -8), Buffer.from('ffffff7f', 'hex'), Buffer.from('PAR1')]),
      'got a footer of 2147483647 bytes in a file of 509, expected one inside of it',
    ],
    [
      'encrypted',
      Buffer.concat([whole.subarray(0, -4), Buffer.from('PARE')]),
      'got an encrypted file',
    ],
  ])('but %s is named with what is wrong', (_, bytes, what) => {
    const message = messageOf(fileOf(bytes));

    expect(message).toContain(`…/hostile.parquet: the file cannot be read; `);
    expect(message).toContain(what);
    expect(message).toMatch(/; fetch or write the file again \[INPUT_UNREADABLE\]$/);
  });

  test('but a folder is said to be none', () => {
    mkdirSync(join(folder, 'folder.parquet'));

    expect(messageOf(join(folder, 'folder.parquet'))).toContain('got no plain file, expected one');
  });
});

describe('a Parquet file that is damaged', () => {
  test('is never read beyond what is sound, wherever it was cut or changed', () => {
    const damage = fc.record({
      name: fc.constantFrom(...goldens),
      cut: fc.option(fc.nat(10_000), { freq: 5 }),
      changes: fc.array(fc.tuple(fc.nat(20_000), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      isAtEnd: fc.boolean(),
    });
    fc.assert(
      fc.property(damage, ({ name, cut, changes, isAtEnd }) => {
        const bytes = readFileSync(join(GOLDEN, name)).subarray(0, cut ?? undefined);
        for (const [at, byte] of changes) {
          const place = isAtEnd ? bytes.length - 1 - (at % 2_000) : at;
          if (place >= 0 && place < bytes.length) bytes[place] = byte;
        }

        // anything but a ParquetError is thrown on
        expect(() => messageOf(fileOf(bytes))).not.toThrow();
      }),
      runs(300),
    );
  });

  test('in a page is noticed by its checksum, with column and row group', () => {
    const bytes = bytesOf('checksums');
    const chunk = parquetMetadata(bytes).row_groups[0]?.columns.at(-1)?.meta_data;
    const begin = chunk?.dictionary_page_offset ?? chunk?.data_page_offset;
    const end = Number(begin) + Number(chunk?.total_compressed_size);
    bytes.writeUInt8(bytes.readUInt8(end - 1) ^ 1, end - 1);

    expect(messageOf(fileOf(bytes))).toBe(
      '…/hostile.parquet › column "s" › row group 1 › after row 20: the file cannot be read on; got a page that its checksum does not fit, expected the bytes that were written; fetch or write the file again [INPUT_UNREADABLE]',
    );
  });

  test('gives the rows before, and says after which it cannot be read on', async () => {
    const path = await written(
      'groups.parquet',
      "SELECT 'value ' || i AS s FROM range(10000) t(i)",
      ', ROW_GROUP_SIZE 2048, COMPRESSION uncompressed',
    );
    const bytes = readFileSync(path);
    const at = bytes.indexOf('value 5000');
    bytes.writeUInt32LE(2 ** 31, at - 4);
    copyFileSync(path, join(folder, 'copy.parquet'));
    const rows: number[] = [];

    const reading = (): void => {
      for (const { row } of rowsOf(fileOf(bytes))) rows.push(row);
    };

    expect(reading).toThrow(
      /row group 3 › after row 5000: the file cannot be read on; got a text /,
    );
    expect(rows).toHaveLength(5_000);
  });

  test('lies about its rows in vain', () => {
    const bytes = bytesOf('prefixes');
    const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
    const rows = Buffer.from([0x16, 48]); // an i64 field that says 24
    const places = [bytes.indexOf(rows, footer), bytes.lastIndexOf(rows)];
    for (const place of places) bytes[place + 1] = 0x32; // 25

    expect(messageOf(fileOf(bytes))).toMatch(/got (a column that ends too early|24 rows|25 rows)/);
  });
});

describe('a Parquet file that is much larger than its bytes', () => {
  test('is read without room for its rows', async () => {
    const path = await written(
      'bomb.parquet',
      "SELECT 'same' AS s, 1 AS i, NULL::INTEGER AS n, range(3) AS l FROM range(3000000)",
      ', ROW_GROUP_SIZE 3000000, COMPRESSION zstd',
    );
    const before = process.memoryUsage();

    const rows = rowsOf(path);
    for (let i = 0; i < 1_000; i++) rows.next();

    const { heapUsed, arrayBuffers } = process.memoryUsage();
    rows.return(undefined);
    expect(heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(
      30_000_000,
    );
  });

  test('has rows that are too large, which are not held', async () => {
    const path = await written(
      'lists.parquet',
      "SELECT i, CASE i WHEN 1 THEN range(2000000) ELSE [i] END AS l, repeat('x', i * 1000) AS s FROM range(4) t(i)",
    );

    const rows = [...rowsOf(path, 2_500)].map(({ content }) =>
      content === 'too large' ? content : (content as { i: bigint }).i,
    );

    expect(rows).toEqual([0n, 'too large', 2n, 'too large']);
  });
});

import { describe, expect, test } from '@jest/globals';
import type { ColumnMetaData } from 'hyparquet';
import { converterOf } from '../../../../lib/adapters/parquet/input/convert.ts';
import type { FileBytes } from '../../../../lib/adapters/parquet/input/file-bytes.ts';
import { MAX_FOOTER_BYTES, readFooter } from '../../../../lib/adapters/parquet/input/footer.ts';
import { MAX_PAGE_BYTES, pagesOf } from '../../../../lib/adapters/parquet/input/pages.ts';
import { TooLarge, Unsound } from '../../../../lib/adapters/parquet/input/unsound.ts';
import { DecodeFailure } from '../../../../lib/core/schema/decode-failure.ts';

/** A file of these bytes, which may say that it is larger. */
const fileOf = (bytes: Buffer, size = bytes.length): FileBytes => ({
  size,
  read: (from, length) =>
    from === 0 ? bytes.subarray(0, length) : bytes.subarray(bytes.length - (size - from)),
  close: () => {},
});

/** A whole number as Thrift writes it. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value * 2;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

function pageOf(unpacked: number, packed: number): Buffer {
  const header = [0x15, 0, 0x15, ...varint(unpacked), 0x15, ...varint(packed), 0];
  return Buffer.concat([Buffer.from(header), Buffer.alloc(16)]);
}

function pagesIn(bytes: Buffer): () => unknown {
  const chunk = {
    codec: 'SNAPPY',
    data_page_offset: 0n,
    total_compressed_size: BigInt(bytes.length),
  };
  return () => [...pagesOf(fileOf(bytes), chunk as ColumnMetaData)];
}

describe('limits of a Parquet file', () => {
  test('a page that is too large is refused before there is room for it', () => {
    const larger = `a page of ${MAX_PAGE_BYTES + 1} bytes`;

    expect(pagesIn(pageOf(MAX_PAGE_BYTES + 1, 16))).toThrow(
      new TooLarge(larger, `at most ${MAX_PAGE_BYTES}`),
    );
    expect(pagesIn(pageOf(16, MAX_PAGE_BYTES + 1))).toThrow(TooLarge);
    expect(pagesIn(pageOf(16, MAX_PAGE_BYTES))).toThrow(
      new Unsound('16 bytes', `${MAX_PAGE_BYTES}`),
    );
  });

  test('a footer that is too large is not read', () => {
    const tail = Buffer.from('PAR1....PAR1');
    const size = 2 * MAX_FOOTER_BYTES;
    tail.writeUInt32LE(MAX_FOOTER_BYTES + 1, 4);

    expect(() => readFooter(fileOf(tail, size))).toThrow(TooLarge);
  });

  test.each([
    [64, '-1.00'],
    [65, 'NUMBER_OUT_OF_RANGE'],
  ])('a decimal of %i bytes is %s', (length, expected) => {
    const element = { name: 'd', type: 'BYTE_ARRAY', converted_type: 'DECIMAL', scale: 2 } as const;
    const read = converterOf(element, {
      field: 'd',
      type: { kind: 'decimal', scale: 2 },
      times: undefined,
    });
    const stored = Buffer.alloc(length, 0xff);
    stored[length - 1] = 256 - 100;

    const value = read(stored);

    expect(value instanceof DecodeFailure ? value.reason : value).toBe(expected);
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { csvReader, type RawRecord } from '../../../lib/cli/input/csv-rows.ts';
import { type Row, RowFault, tooLarge } from '../../../lib/cli/input/row.ts';
import { DecodeFailure } from '../../../lib/core/schema/decode-failure.ts';
import { runs } from '../../support/property.ts';

const records = (...texts: (string | Buffer | RowFault)[]): RawRecord[] =>
  texts.map((text, i) => ({
    line: i + 1,
    bytes: text instanceof RowFault ? text : Buffer.from(text),
  }));

const reader = (hasHeader = true, columns?: readonly string[]) =>
  csvReader({ name: 'a.csv', needed: [], dialect: { hasHeader, columns } });

/** A row as its cells, or as the code of what is wrong. */
const shown = ({ content }: Row): unknown => {
  if (content instanceof RowFault) return content.code;
  return content instanceof DecodeFailure ? content.reason : content;
};

describe('records of CSV', () => {
  test('are rows by the names in the first one, each with its line', () => {
    const read = reader();

    const rows = [...read(records('a,b', '1,2')), ...read([{ line: 9, bytes: Buffer.from('3,') }])];

    expect(rows).toEqual([
      { line: 2, content: { a: '1', b: '2' } },
      { line: 9, content: { a: '3', b: '' } },
    ]);
  });

  test('are all rows where there is no header', () => {
    const rows = [...reader(false, ['a', 'b'])(records('1,2', '3,4'))];

    expect(rows.map(shown)).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
  });

  test('keep what is quoted, whatever it is, also where another record of the batch is broken', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'ü') });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell)), fc.boolean(), (cells, hasBroken) => {
        const sound = cells.map(([a, b]) => `${quoted(a)},${quoted(b)}`);
        const broken = hasBroken ? ['"not closed,x'] : [];

        const rows = [...reader()(records('a,b', ...sound, ...broken))];

        expect(rows.map(shown)).toEqual([
          ...cells.map(([a, b]) => ({ a, b })),
          ...broken.map(() => 'INPUT_QUOTES_INVALID'),
        ]);
      }),
      runs(),
    );
  });

  test.each([
    ['1', 'INPUT_ROW_LENGTH', /fewer cells .* got 1, expected 2;/],
    ['1,2,3', 'INPUT_ROW_LENGTH', /more cells .* got 3, expected 2;/],
    ['1,2,3,', 'INPUT_ROW_LENGTH', /more cells .* got 4, expected 2;/],
    ['1,"2', 'INPUT_QUOTES_INVALID', /got a quote that does not close,/],
    ['1,"2"3', 'INPUT_QUOTES_INVALID', /got text behind a closing quote,/],
  ])('that cannot be read are said to be so: %s', (text, code, problem) => {
    const [row] = [...reader()(records('a,b', text))];

    expect(row?.content).toMatchObject({ code, problem: expect.stringMatching(problem) });
  });

  test('may have empty cells behind the last column, and quotes inside of a cell', () => {
    const rows = [...reader()(records('a,b', '1,2,,', '5" disk,2'))];

    expect(rows.map(shown)).toEqual([
      { a: '1', b: '2' },
      { a: '5" disk', b: '2' },
    ]);
  });

  test('come in their order around one that is no text', () => {
    const bad = Buffer.from([0x31, 0x2c, 0xfc]);

    const rows = [...reader()(records('a,b', '1,2', bad, '3,4', tooLarge(9), '5,6'))];

    expect(rows.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6]);
    expect(rows.map(shown)).toEqual([
      ...[{ a: '1', b: '2' }, 'UTF8_INVALID', { a: '3', b: '4' }],
      ...['INPUT_RECORD_TOO_LARGE', { a: '5', b: '6' }],
    ]);
    expect(rows[1]?.content).toMatchObject({ got: '0xfc', offset: 2 });
  });

  test.each([
    ['is no UTF-8', Buffer.from([0x61, 0xfc]), /0xfc at byte 1 is not UTF-8; convert/],
    ['does not close a quote', '"a,b', /a quote that does not close/],
    ['is too large', tooLarge(9), /more than 9 bytes/],
  ])('are nothing if the header %s', (_, header, why) => {
    expect(() => [...reader()(records(header, '1,2'))]).toThrow(why);
  });
});

import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { columnsFor } from '../../../lib/cli/input/columns.ts';
import { eventMaker } from '../../../lib/cli/input/events.ts';
import { readingOf } from '../../../lib/cli/input/input-options.ts';
import { rowsOf } from '../../../lib/cli/input/rows.ts';
import { pushCsv } from '../../../lib/cli/run/push-csv.ts';
import { compileDecoder } from '../../../lib/core/json/decoder.ts';
import { DecodeFailure } from '../../../lib/core/schema/decode-failure.ts';
import {
  bigint,
  boolean,
  decimal,
  double,
  instant,
  int,
  json,
  optional,
  pipeline,
  schema,
  string,
} from '../../../lib/index.ts';
import { runs } from '../../support/property.ts';

const fields = {
  k: string(),
  at: instant(),
  n: optional(int()),
  x: optional(double()),
  money: optional(decimal(2)),
  big: optional(bigint()),
  yes: optional(boolean()),
  any: optional(json()),
  text: optional(string()),
};

const sourceOf = (id?: 'k' | 'text') => {
  const made = pipeline('p', (p) => {
    const options = { key: 'k', time: 'at' } as const;
    const all = id === 'text' ? { ...fields, text: string() } : fields;
    p.stream('s', schema(all), id === undefined ? options : { ...options, id })
      .groupBy('k')
      .view('v');
  });
  const [stream] = made.streams;
  if (stream === undefined) throw new Error('no stream');
  return stream;
};

const hostile = [
  '',
  ' ',
  '"',
  '""',
  '","',
  '\\',
  '\t',
  'é',
  '\u0000',
  ',"k":"x"',
  '}{',
  "'",
  ';',
  '1,2',
];
const cell = (...usual: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...usual) },
    { weight: 2, arbitrary: fc.constantFrom(...hostile) },
    { weight: 1, arbitrary: fc.string({ maxLength: 5 }) },
  );
const aRow = fc.record({
  k: cell('a', 'b c', 'ü', 'x'.repeat(300)),
  at: cell(
    '2026-03-01T10:00:00Z',
    '2026-03-01 10:00:00+01',
    '1772366400000',
    '2026-03-01 10:00:00',
    '20260301',
  ),
  n: cell('1', '-1', '-0', '01', '+1', '1.0', '1e2', '9007199254740993', ' 2 ', '0x1'),
  x: cell('0.5', '-0', '1e400', '.5', '5.', 'NaN', '1e-7', '00'),
  money: cell('12.5', '12.50', '0.125', '1e1', '-0.00', '99999999999999999'),
  big: cell('1', '123456789012345678901234567890', '1.5', '-5'),
  yes: cell('true', 'false', 'True', 't', '1', '0', 'yes'),
  any: cell('{"a":1}', '[1,2]', 'null', 'x', '1'),
  text: cell('plain', 'it"s', 'a\nb', 'quo""te', '  spaced '),
});
/** As writers quote, or as careless ones do not. */
const written = (text: string, isQuoted: boolean): string =>
  isQuoted ? `"${text.replaceAll('"', '""')}"` : text;

const aFile = fc
  .record({
    rows: fc.array(
      fc.tuple(aRow, fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }), fc.nat(20)),
      {
        maxLength: 6,
      },
    ),
    without: fc.constantFrom<(keyof typeof fields)[]>([], ['text'], ['any', 'n']),
    end: fc.constantFrom('\n', '\r\n'),
  })
  .map(({ rows, without, end }) => {
    const names = (Object.keys(fields) as (keyof typeof fields)[]).filter(
      (name) => !without.includes(name),
    );
    const lines = rows.map(([row, quotes, odd]) => {
      const cells = names.map((name, i) => written(row[name], quotes[i] === true));
      if (odd === 0) cells.pop();
      if (odd === 1) cells.push('more');
      if (odd === 2) cells.push('');
      return cells.join(',');
    });
    return [names.join(','), ...lines].join(end) + end;
  });

const options = { format: 'csv', header: true, utc: false };
const reading = { plain: readingOf(options), utc: readingOf({ ...options, utc: true }) };

interface Given {
  readonly events: unknown[];
  readonly bad: unknown[];
}

/** What the whole parser makes of the file. */
async function slowly(
  bytes: Buffer,
  of: ReturnType<typeof sourceOf>,
  how: 'plain' | 'utc',
): Promise<Given> {
  const given: Given = { events: [], bad: [] };
  const decode = compileDecoder(of.schema);
  const make = eventMaker(of, { input: 'f', idsFrom: '/f', times: reading[how].times });
  const input = {
    ...({ name: 'f', format: 'csv', size: undefined, read: () => 0 } as const),
    bytes: Readable.from([bytes], { objectMode: false }),
  };
  const csv = { ...columnsFor(of), dialect: reading[how].dialect, maxBytes: 1_000 };
  for await (const row of rowsOf(input, csv)) {
    const made = make(row);
    if ('data' in made) given.events.push(decode(made.data, 0, made.data.length));
    else given.bad.push([made.line, made.message]);
  }
  return given;
}

async function quickly(bytes: Buffer, of: ReturnType<typeof sourceOf>, how: 'plain' | 'utc') {
  const given: Given & { plain: number } = { events: [], bad: [], plain: 0 };
  const decode = compileDecoder(of.schema);
  const input = {
    pushBytes: (data: Uint8Array) => void given.events.push(decode(data, 0, data.length)),
    takesBytes(data: Uint8Array, from: number, to: number) {
      const event = decode(data, from, to);
      if (event instanceof DecodeFailure) return false;
      given.plain++;
      given.events.push(event);
      return true;
    },
  };
  await pushCsv(input, Readable.from([bytes]), {
    ...{
      stream: of,
      name: 'f',
      idsFrom: '/f',
      reading: reading[how],
      partition: {},
      maxBytes: 1_000,
    },
    bad: ({ line, message }) => void given.bad.push([line, message]),
  });
  return given;
}

describe('rows of CSV that are given to a run', () => {
  test.each([
    ['without an id', undefined, 'plain'],
    ['without an id, with a zone', undefined, 'utc'],
    ['with an id of the file', 'text', 'plain'],
  ] as const)('are those that the whole parser gives, %s', async (_, id, how) => {
    const of = sourceOf(id);
    await fc.assert(
      fc.asyncProperty(aFile, async (text) => {
        const bytes = Buffer.from(text);
        const { plain: _plain, ...quick } = await quickly(bytes, of, how);

        expect(quick).toEqual(await slowly(bytes, of, how));
      }),
      runs(400),
    );
  });

  test('are read without it if they are plain, and by it if not', async () => {
    const text = [
      'k,at,money,yes,text,other',
      'a,2026-03-01T10:00:00Z,12.50,true,"x, y",ü',
      'a,2026-03-01T10:00:00Z,12.50,True,x,',
      'a,2026-03-01T10:00:00Z,,,say ""hi"",',
      '',
    ].join('\n');
    const given = await quickly(Buffer.from(text), sourceOf(), 'plain');

    expect(given.events).toHaveLength(3);
    expect(given.plain).toBe(1);
  });

  test('are not read if the header cannot be, which is said with the name of the file', async () => {
    const given = quickly(Buffer.from('k,at,v\xff\na,b,c\n', 'latin1'), sourceOf(), 'plain');

    await expect(given).rejects.toThrow(
      /^f: the input cannot be read on .* a header .*INPUT_UNREADABLE/,
    );
  });
});

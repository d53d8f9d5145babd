import { gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { seededRandom } from '../../lib/cli/produce/seeded-random.ts';

/** A file that somebody may have, by mistake or in order to harm. */
export interface HostileFile {
  readonly name: string;
  readonly bytes: Buffer;
  /** Options of the command line that it is read with. */
  readonly options: readonly string[];
}

type Random = () => number;

const CELLS = [
  ...['a', 'b', 'ümläut', '日本', '𝄞', '', ' ', 'null', 'NaN', '-0', '1', '1.5', '1e400', '0x1f'],
  ...['9007199254740993', '.5', '1,5', '+1', '1_000', 'TRUE', 't', 'Infinity', '__proto__'],
  ...['2026-03-01T10:00:00Z', '1772359200000', '2026-03-01 10:00', '1969-12-31T23:59:59.999Z'],
];
const JSON_VALUES = [
  ...['"a"', '1', '-0', '1.50', 'null', 'true', '[]', '{}', '[1,[2,{"a":"\\ud83d"}]]', '1e400'],
  ...[
    '"2026-03-01T10:00:00Z"',
    '1772359200000',
    '""',
    '"\\u0000"',
    '"\\ud800"',
    '123456789012345678901',
  ],
];
const FIELDS = ['k', 'at', 'v', 'd', 'n', 'j', 'ok', 'id', '__proto__', 'k'];

/** What readers trip over, put somewhere. */
const TOKENS = [
  ...['"', '""', "'", '\\', '{', '}', '[', ']', ',', ';', '\t', '\n', '\r', '\r\n', '\0', ':'],
  ...['\ufeff', '\u2028', '\\u', '\\ud800', 'PAR1', '}{', '[[', ']]', '"\n"', ',,,,', '\n\n\n'],
].map((text) => Buffer.from(text));
const RAW = [[0xff], [0xfe, 0xff], [0xff, 0xfe], [0xc3], [0xed, 0xa0, 0x80], [0x1f, 0x8b, 8]];
const ALL_TOKENS = [...TOKENS, ...RAW.map((bytes) => Buffer.from(bytes))];

const OPTIONS: readonly (readonly string[])[] = [
  ...[[], [], [], ['--utc'], ['--time-zone', 'Europe/Berlin'], ['--time-format', 'seconds']],
  ...[['--max-record-bytes', '300'], ['--delimiter', ';'], ['--delimiter', '||'], ['--no-header']],
  ...[
    ['--columns', 'k,at,v'],
    ['--decimal-comma', '--null', 'null'],
    ['--format', 'csv'],
    ['--format', 'ndjson'],
    ['--format', 'parquet'],
  ],
];

/** The file of a seed: a sound one of some format, damaged before it is packed, after it, or not at all. */
export function hostileFile(seed: number): HostileFile {
  const random = seededRandom(seed);
  const kind = oneOf(random, ['csv', 'ndjson', 'json', 'parquet'] as const);
  const sound = { csv, ndjson, json, parquet: parquetFile }[kind](random);
  const plain = random() < 0.25 ? sound : damaged(sound, random);
  const packing = kind === 'parquet' ? '' : oneOf(random, ['', '', '.gz', '.zst'] as const);
  const packed =
    packing === '' ? plain : packing === '.gz' ? gzipSync(plain) : zstdCompressSync(plain);
  const bytes = packing !== '' && random() < 0.4 ? damaged(packed, random) : packed;
  const ending = random() < 0.1 ? '' : `.${kind}${random() < 0.2 ? '' : packing}`;
  return { name: `hostile-${seed}${ending}`, bytes, options: oneOf(random, OPTIONS) };
}

const upTo = (random: Random, most: number): number => Math.floor(random() * (most + 1));

const oneOf = <T>(random: Random, all: readonly T[]): T => all[upTo(random, all.length - 1)] as T;

const many = (random: Random, most: number, make: () => string): string[] =>
  Array.from({ length: upTo(random, most) }, make);

function csv(random: Random): Buffer {
  const by = oneOf(random, [',', ',', ';', '\t', '|']);
  const end = oneOf(random, ['\n', '\n', '\r\n', '\r']);
  const cell = (): string => {
    const text = oneOf(random, CELLS);
    return random() < 0.2 ? `"${text}${random() < 0.3 ? '""\n' : ''}"` : text;
  };
  const more = FIELDS.slice(2, upTo(random, FIELDS.length));
  const row = (): string => {
    const cells = ['a', '2026-03-01T10:00:00Z', ...more.map(() => (random() < 0.7 ? '' : cell()))];
    return cells.slice(0, random() < 0.9 ? cells.length : upTo(random, cells.length)).join(by);
  };
  const head = ['k', 'at', ...more].join(by);
  return Buffer.from([head, ...many(random, 30, row)].join(end));
}

function jsonEvent(random: Random): string {
  const more = many(random, 6, () => `"${oneOf(random, FIELDS)}":${oneOf(random, JSON_VALUES)}`);
  return `{${['"k":"a"', '"at":"2026-03-01T10:00:00Z"', ...more].slice(0, upTo(random, 8)).join()}}`;
}

const ndjson = (random: Random): Buffer =>
  Buffer.from(many(random, 30, () => jsonEvent(random)).join('\n'));

const json = (random: Random): Buffer =>
  Buffer.from(`[${many(random, 30, () => jsonEvent(random)).join(',\n ')}]`);

function parquetFile(random: Random): Buffer {
  const rows = 1 + upTo(random, 40);
  const column = <T>(make: () => T): T[] => Array.from({ length: rows }, make);
  const nullable = random() < 0.5;
  const codec = oneOf(random, ['SNAPPY', 'UNCOMPRESSED'] as const);
  const columnData = [
    { name: 'k', data: column(() => oneOf(random, ['a', 'b', 'ü'])), nullable },
    { name: 'at', data: column(() => new Date(1_772_359_200_000 + upTo(random, 9_999))) },
    { name: 'v', data: column(() => upTo(random, 99)), nullable },
    { name: 'f', data: column(random) },
    { name: 'j', data: column(() => ({ a: [upTo(random, 9)] })), type: 'JSON' as const },
    { name: 'ok', data: column(() => random() < 0.5), type: 'BOOLEAN' as const },
  ];
  return Buffer.from(parquetWriteBuffer({ columnData, codec, rowGroupSize: 1 + upTo(random, 30) }));
}

/** One to six changes, each of some bytes. */
function damaged(bytes: Buffer, random: Random): Buffer {
  let all = bytes;
  for (let left = random() < 0.5 ? 1 : 1 + upTo(random, 5); left > 0; left--)
    all = changed(all, random);
  return all;
}

function changed(bytes: Buffer, random: Random): Buffer {
  const at = upTo(random, bytes.length);
  const length = upTo(random, Math.min(bytes.length - at, random() < 0.8 ? 8 : 1_000));
  const [before, part, after] = [
    bytes.subarray(0, at),
    bytes.subarray(at, at + length),
    bytes.subarray(at + length),
  ];
  switch (upTo(random, 7)) {
    case 0:
      return Buffer.concat([before, after]);
    case 1:
      return Buffer.concat([before, part, part, after]);
    case 2:
      return Buffer.concat([after, part, before]);
    case 3:
      return random() < 0.3 ? before : bytes;
    case 4:
      return Buffer.concat([
        before,
        Buffer.from(part.map((byte) => byte ^ (1 << upTo(random, 7)))),
        after,
      ]);
    case 5:
      return Buffer.concat([
        before,
        Buffer.alloc(upTo(random, 20_000), oneOf(random, ALL_TOKENS)),
        after,
      ]);
    case 6:
      return Buffer.concat([before, Buffer.from(part.map(() => upTo(random, 255))), after]);
    default:
      return Buffer.concat([before, oneOf(random, ALL_TOKENS), after]);
  }
}

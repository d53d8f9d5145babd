import { isUtf8 } from 'node:buffer';
import type { Fields, FieldType } from '../../core/field-type.ts';
import type { TimeReader } from './times.ts';

const QUOTE = 0x22;

/** Bytes that hold no more characters than a partition key may have. */
const PLAIN_KEY_BYTES = 128;

/** The longest text of a time in milliseconds, or of two quotes. */
const TIME_BYTES = 20;

/** How a cell becomes the value of a member. */
type Writing = 'text' | 'time' | 'number' | 'boolean' | 'slow';

const WRITING: Readonly<Record<FieldType['kind'], Writing>> = {
  ...{ string: 'text', instant: 'text', boolean: 'boolean', json: 'slow' },
  ...{ int: 'number', double: 'number', decimal: 'number', bigint: 'number' },
};

/** A column that is read: the start of its member, and how its cells are written. */
interface Column {
  readonly start: Buffer;
  readonly writing: Writing;
  /** Most bytes of a cell that is plain. */
  readonly most: number;
  /** Whether a row without it is not plain. */
  readonly isNeeded: boolean;
}

export interface CsvJsonOptions {
  readonly fields: Fields;
  /** Field of the partition key; what may be too long for one is not plain. */
  readonly key: string;
  /** Field of the id; a row whose cell of it is empty is not plain. */
  readonly id: string | undefined;
  /** Ways to read times beside those that every event may hold. */
  readonly times: Pick<TimeReader, 'text'> | undefined;
  /** Columns that are read: their place, and their name. */
  readonly columns: readonly (readonly [at: number, name: string])[];
  /** How many columns there are. */
  readonly width: number;
  readonly delimiter: string;
}

/** JSON of a row of CSV, in bytes that are lent until the next one. */
export interface CsvJson {
  /** Holds the text from 0 on. */
  readonly bytes: Buffer;
  /**
   * Writes the JSON of a row.
   *
   * @param more - Members behind those of the row, such as `,"id":"a:7"`.
   * @returns its length; 0 for a row that a whole parser has to look at
   */
  write(record: Buffer, more: Buffer | undefined): number;
}

/**
 * Turns plain rows of CSV into JSON without making texts or objects of them.
 *
 * Plain is a row in UTF-8 of the right number of cells, each without quotes or wholly in them, whose texts need no
 * escape in JSON and whose numbers hold only what numbers are written with. No cell can say more than a
 * value so. Whatever else there is, also what the types refuse, is left to the parser that knows all of CSV.
 *
 * @returns `undefined` for a file that it can do nothing for
 */
export function csvJson(options: CsvJsonOptions): CsvJson | undefined {
  const { fields, columns, width, delimiter, times } = options;
  const by = delimiter.charCodeAt(0);
  if (delimiter.length !== 1 || by > 0x7e) return undefined;
  const places: (Column | undefined)[] = Array.from({ length: width }, () => undefined);
  for (const [at, name] of columns) {
    const kind = Object.hasOwn(fields, name) ? fields[name]?.type.kind : undefined;
    if (kind === undefined) continue;
    places[at] = {
      start: Buffer.from(`,${JSON.stringify(name)}:`),
      writing: kind === 'instant' && times !== undefined ? 'time' : WRITING[kind],
      most: name === options.key ? PLAIN_KEY_BYTES : Number.POSITIVE_INFINITY,
      isNeeded: name === options.id,
    };
  }
  const room = 2 + places.reduce((sum, place) => sum + (place?.start.length ?? 0) + TIME_BYTES, 0);
  const writer = { bytes: Buffer.allocUnsafe(1 << 16), write };

  function write(record: Buffer, more: Buffer | undefined): number {
    const most = record.length + room + (more?.length ?? 0);
    if (most > writer.bytes.length) writer.bytes = Buffer.allocUnsafe(2 * most);
    const out = writer.bytes;
    const end = record.length;
    let to = 0;
    let from = 0;
    for (let cell = 0; cell < width; cell++) {
      if (from > end) return 0; // fewer cells than columns
      const isQuoted = record[from] === QUOTE;
      if (isQuoted) from++;
      let next = from;
      const stop = isQuoted ? QUOTE : by;
      while (next < end && record[next] !== stop) {
        if (record[next] === QUOTE) return 0;
        next++;
      }
      const place = places[cell];
      if (place !== undefined && next === from && place.isNeeded) return 0;
      if (place !== undefined && next > from) {
        if (next - from > place.most) return 0;
        const written = put(record, from, next, { out, to, place, times });
        if (written === 0) return 0;
        to = written;
      }
      if (isQuoted) {
        if (next >= end) return 0; // a quote that does not close
        next++;
        if (next < end && record[next] !== by) return 0;
      }
      from = next + 1;
    }
    if (from <= end || !isUtf8(record)) return 0; // more cells than columns
    if (more !== undefined) to += more.copy(out, to);
    if (to === 0) return 0;
    out[0] = 0x7b;
    out[to] = 0x7d;
    return to + 1;
  }

  return writer;
}

interface Target {
  readonly out: Buffer;
  readonly to: number;
  readonly place: Column;
  readonly times: Pick<TimeReader, 'text'> | undefined;
}

/** @returns where the next member begins; 0 if the cell is not plain */
function put(record: Buffer, from: number, end: number, target: Target): number {
  const { out, to, place, times } = target;
  const { start, writing } = place;
  let at = to;
  for (let i = 0; i < start.length; i++) out[at++] = start[i] as number;
  if (writing === 'time') {
    const ms = times?.text(record.toString('utf8', from, end).trim());
    if (ms !== undefined) return at + out.write(`${ms}`, at, 'latin1');
  }
  if (writing === 'text' || writing === 'time') {
    out[at++] = QUOTE;
    for (let i = from; i < end; i++) {
      const byte = record[i] as number;
      if (byte < 0x20 || byte === 0x5c) return 0;
      out[at++] = byte;
    }
    out[at++] = QUOTE;
    return at;
  }
  if (writing === 'number') {
    for (let i = from; i < end; i++) {
      const byte = record[i] as number;
      if (!isOfNumber(byte)) return 0;
      out[at++] = byte;
    }
    return at;
  }
  const text = writing === 'boolean' ? record.toString('latin1', from, end) : '';
  if (text !== 'true' && text !== 'false') return 0;
  return at + out.write(text, at, 'latin1');
}

/** Digits, a sign, a point, an exponent: whoever reads the number judges their order. */
const isOfNumber = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  byte === 0x2d ||
  byte === 0x2e ||
  byte === 0x2b ||
  byte === 0x65 ||
  byte === 0x45;

import type { Field } from '../field-type.ts';
import { isEventTime } from '../instant.ts';
import { greatest } from '../many.ts';
import { isHeldDouble } from '../schema/exact-number.ts';
import { Unreadable } from '../schema/read-value.ts';
import { readText } from './careful-decoder.ts';
import { emitScanner } from './emit-scanner.ts';
import type { Slot } from './emit-value.ts';
import { instantAt } from './instant-bytes.ts';
import type { Layout } from './layout.ts';
import { skipCharacter, skipNumber, skipSpace, skipString } from './scan.ts';
import { skipValue } from './skip-value.ts';
import type { StringCache } from './string-cache.ts';
import { decodeUtf8 } from './utf8.ts';

/** Reads an event, or gives up: then it may be wrong, or only out of the ordinary. */
export type Scan = (
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
) => object | undefined;

/** What a scanner needs beside its layout. */
export interface ScannerParts {
  readonly slots: ReadonlyMap<string, Slot>;
  readonly strings: StringCache;
  /** Called for each member that the layout did not predict. */
  readonly onUnknown: () => void;
}

/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, i) => 10 ** i);

/**
 * A scanner generated for a layout.
 *
 * Generated because it was measured: with keys and types in its code it reads 1.5 times as many
 * events per second as the same scanner with a table of them (ADR 0002).
 *
 * @throws EvalError where the platform forbids to generate code.
 */
export function compileScanner(layout: Layout, parts: ScannerParts): Scan {
  const helpers = helpersOf(parts);
  const names = Object.keys(helpers);
  const make = new Function(...names, emitScanner(layout, parts.slots));
  return make(...Object.values(helpers)) as Scan;
}

/** What generated code calls, by the names that it uses. */
function helpersOf({ slots, strings, onUnknown }: ScannerParts): Readonly<Record<string, unknown>> {
  const fields = [...slots.values()].map(({ field }) => field);
  return {
    POWERS,
    text: strings.plain,
    escaped: strings.escaped,
    number: (from: number, to: number) => {
      const value = Number(strings.ascii(from, to));
      return isHeldDouble(value) ? value : Number.NaN;
    },
    special: skipCharacter,
    skipNumber,
    skipSpace,
    skipValue,
    instantAt,
    inTime: (ms: number) => (isEventTime(ms) ? ms : Number.NaN),
    other: (index: number, from: number, to: number) => {
      const value = readText(fields[index] as Field, strings.utf8(from, to));
      return value instanceof Unreadable ? undefined : value;
    },
    unknown: unknownMember(slots, onUnknown),
  };
}

const QUOTE = 0x22;
const BACKSLASH = '\\';
const COLON = 0x3a;

type SkipMember = (bytes: Uint8Array, at: number, end: number, separator: number) => number;

/**
 * Past a member that was not predicted, from the `{` or `,` before it; negative if it may be a
 * declared one in disguise (other spaces, an escape in its key), or is wrong.
 */
function unknownMember(slots: ReadonlyMap<string, Slot>, onUnknown: () => void): SkipMember {
  const longest = greatest([...slots.keys()].map((name) => name.length));
  return (bytes, at, end, separator) => {
    let p = skipSpace(bytes, at, end);
    if (p >= end || bytes[p] !== separator) return -1;
    const keyAt = skipSpace(bytes, p + 1, end);
    const keyEnd = keyAt < end && bytes[keyAt] === QUOTE ? skipString(bytes, keyAt, end) : -1;
    if (keyEnd < 0) return -1;
    if (keyEnd - keyAt - 2 <= 6 * longest) {
      const key = decodeUtf8(bytes, keyAt + 1, keyEnd - 1);
      if (slots.has(key) || key.includes(BACKSLASH)) return -1;
    }
    p = skipSpace(bytes, keyEnd, end);
    if (p >= end || bytes[p] !== COLON) return -1;
    onUnknown();
    return skipValue(bytes, skipSpace(bytes, p + 1, end), end);
  };
}

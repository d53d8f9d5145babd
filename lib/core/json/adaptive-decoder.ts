import type { Fields } from '../field-type.ts';
import { DecodeFailure } from '../schema/decode-failure.ts';
import { decodeCarefully } from './careful-decoder.ts';
import type { Slot } from './emit-value.ts';
import { type Layout, mergeLayouts, observe, sameSpaces } from './layout.ts';
import { compileScanner, type Scan } from './scanner.ts';
import { stringCache } from './string-cache.ts';
import type { Utf8Decoder } from './utf8.ts';

/** Most scanners of one decoder: one for each way in which its producers write spaces. */
const MAX_SCANNERS = 4;

/** Most layouts that are learned in the life of a decoder, so that odd input cannot keep it busy. */
const MAX_LESSONS = 10;

interface Learned {
  layout: Layout;
  scan: Scan;
}

export type AdaptiveDecode = (bytes: Uint8Array, start: number, end: number) => object;

/**
 * A decoder that learns how its producers write events and generates a scanner for that.
 *
 * The prediction decides about speed only: what a scanner gives up on is decoded carefully. After
 * the first event it learns again whenever the number of events that were not as predicted has
 * grown fourfold.
 */
export function adaptiveDecoder(
  fields: Fields,
  wanted: Fields,
  decodeUtf8: Utf8Decoder,
): AdaptiveDecode {
  const slots = new Map<string, Slot>();
  for (const [index, [name, field]] of Object.entries(fields).entries()) {
    slots.set(name, { name, field, index, wanted: Object.hasOwn(wanted, name) });
  }
  const strings = stringCache(decodeUtf8);
  const scanners: Learned[] = [];
  let surprises = 0;
  let nextLesson = 1;
  let lessons = 0;
  let attached: Uint8Array | undefined;
  let view: DataView = new DataView(new ArrayBuffer(0));
  const onUnknown = (): void => {
    surprises++;
  };

  const learn = (bytes: Uint8Array, start: number, end: number): void => {
    const seen = observe(bytes, start, end);
    if (seen === undefined) return;
    const known = scanners.find(({ layout }) => sameSpaces(layout, seen));
    const layout = known === undefined ? seen : mergeLayouts(known.layout, seen);
    if (known !== undefined && layout.members.length === known.layout.members.length) return;
    const scan = compileScanner(layout, { slots, strings, onUnknown });
    if (known !== undefined) Object.assign(known, { layout, scan });
    else if (scanners.length < MAX_SCANNERS) scanners.unshift({ layout, scan });
  };

  /** Once per event that was not as predicted: its layout, if lessons are left. */
  const surprised = (bytes: Uint8Array, start: number, end: number): void => {
    if (lessons >= MAX_LESSONS) return;
    lessons++;
    nextLesson *= 4;
    learn(bytes, start, end);
  };

  const pick = factory(Object.keys(wanted));
  const carefully = (bytes: Uint8Array, start: number, end: number): object => {
    for (let i = 1; i < scanners.length; i++) {
      const learned = scanners[i] as Learned;
      const event = learned.scan(bytes, view, start, end);
      if (event === undefined) continue;
      scanners.splice(i, 1);
      scanners.unshift(learned);
      return event;
    }
    const event = decodeCarefully(fields, { bytes, start, end });
    if (event instanceof DecodeFailure) return event;
    if (++surprises >= nextLesson) surprised(bytes, start, end);
    return pick(event);
  };

  return (bytes, start, end) => {
    if (bytes !== attached) {
      attached = bytes;
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      strings.attach(bytes, view);
    }
    const event = scanners[0]?.scan(bytes, view, start, end);
    if (event === undefined) return carefully(bytes, start, end);
    if (surprises >= nextLesson) surprised(bytes, start, end);
    return event;
  };
}

/** Copies the wanted fields into an object of the shape that scanners make. */
function factory(names: readonly string[]): (event: object) => object {
  const properties = names.map((name) => `${JSON.stringify(name)}:e.${name}`);
  return new Function('e', `return{${properties.join()}}`) as (event: object) => object;
}

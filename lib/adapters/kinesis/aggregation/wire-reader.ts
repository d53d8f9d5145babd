/** A position in a protobuf message. Reading moves `at`, never past `end`. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  end: number;
}

/** Why reading stopped. Negative, so that one number carries either a value or a fault. */
export const FAULT = {
  truncated: -1,
  varintOverflow: -2,
  tagInvalid: -3,
  group: -4,
} as const;

const MAX_TAG = 0xffff_ffff;

/**
 * The next varint as a number, or a negative {@link FAULT}, with the cursor left where it was.
 *
 * Values from 2^53 on are rounded: nothing here has that many of anything, so all that matters is
 * that they stay out of range. Longer than 10 bytes or above 2^64 − 1 is an overflow.
 *
 * Source: https://protobuf.dev/programming-guides/encoding/#varints
 */
export function readVarint(cursor: Cursor): number {
  const { bytes, end } = cursor;
  let { at } = cursor;
  let value = 0;
  let scale = 1;
  for (let length = 1; length <= 10; length++) {
    if (at >= end) return FAULT.truncated;
    const byte = bytes[at++] as number;
    if (byte < 0x80) {
      if (length === 10 && byte > 1) return FAULT.varintOverflow;
      cursor.at = at;
      return value + byte * scale;
    }
    value += (byte & 0x7f) * scale;
    scale *= 128;
  }
  return FAULT.varintOverflow;
}

/** The length of a delimited field, which lies whole before `end`; or a negative {@link FAULT}. */
export function readLength(cursor: Cursor): number {
  const length = readVarint(cursor);
  return length > cursor.end - cursor.at ? FAULT.truncated : length;
}

/**
 * Skips the value of a field nobody here knows, by the wire type in its tag.
 *
 * Groups are refused: they are deprecated, the format has none, and skipping one means recursion.
 *
 * @returns Something negative, a {@link FAULT}, if it cannot be skipped.
 */
export function skipField(cursor: Cursor, tag: number): number {
  if (tag < 0) return tag;
  if (tag < 8 || tag > MAX_TAG) return FAULT.tagInvalid;
  switch (tag & 7) {
    case 0:
      return readVarint(cursor);
    case 1:
      return skipBytes(cursor, 8);
    case 2:
      return skipBytes(cursor, readLength(cursor));
    case 5:
      return skipBytes(cursor, 4);
    case 3:
    case 4:
      return FAULT.group;
    default:
      return FAULT.tagInvalid;
  }
}

function skipBytes(cursor: Cursor, count: number): number {
  if (count < 0) return count;
  if (count > cursor.end - cursor.at) return FAULT.truncated;
  cursor.at += count;
  return 0;
}

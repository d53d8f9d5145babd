import { skipSpace, skipString } from './scan.ts';
import { skipValue } from './skip-value.ts';

/** What the value of a member began with when it was seen: decides which case is tried first. */
export type Seen = 'string' | 'number' | 'word' | 'nested';

/** A member as a producer writes it. */
export interface Member {
  /** Bytes of the key between its quotes; never with an escape. */
  readonly key: string;
  readonly seen: Seen;
}

/**
 * How a producer writes its events: which spaces, and which keys in which order.
 *
 * Only a prediction. A scanner compiled from it reads such events fast, and any other correctly.
 */
export interface Layout {
  /** Spaces behind `{` or `,`, behind a key, behind `:`, and before `}`. */
  readonly spaces: readonly [open: string, key: string, colon: string, close: string];
  readonly members: readonly Member[];
}

/** Most keys that are predicted; others are looked up one by one. */
export const MAX_MEMBERS = 64;
const MAX_KEY_BYTES = 255;

const BACKSLASH = '\\';
const CLOSE_OBJECT = 0x7d;

/** Bytes as text with one character per byte, which is not their meaning but their identity. */
const raw = (bytes: Uint8Array, from: number, to: number): string => {
  let text = '';
  for (let p = from; p < to; p++) text += String.fromCharCode(bytes[p] as number);
  return text;
};

/** The layout of an event that is known to be a JSON object; none if it has no members. */
export function observe(bytes: Uint8Array, start: number, end: number): Layout | undefined {
  const members: Member[] = [];
  let spaces: Layout['spaces'] = ['', '', '', ''];
  let p = skipSpace(bytes, start, end);
  while (p < end) {
    const keyAt = skipSpace(bytes, p + 1, end);
    if (bytes[keyAt] === CLOSE_OBJECT) return undefined;
    const keyEnd = skipString(bytes, keyAt, end);
    const colonAt = skipSpace(bytes, keyEnd, end);
    const valueAt = skipSpace(bytes, colonAt + 1, end);
    const valueEnd = skipValue(bytes, valueAt, end);
    const next = skipSpace(bytes, valueEnd, end);
    const key = keyEnd - keyAt < MAX_KEY_BYTES ? raw(bytes, keyAt + 1, keyEnd - 1) : BACKSLASH;
    if (members.length < MAX_MEMBERS && !key.includes(BACKSLASH)) {
      members.push({ key, seen: seenAt(bytes[valueAt]) });
    }
    spaces = [
      raw(bytes, p + 1, keyAt),
      raw(bytes, keyEnd, colonAt),
      raw(bytes, colonAt + 1, valueAt),
      raw(bytes, valueEnd, next),
    ];
    if (bytes[next] === CLOSE_OBJECT) return { spaces, members };
    p = next;
  }
  return undefined;
}

function seenAt(byte: number | undefined): Seen {
  if (byte === 0x22) return 'string';
  if (byte === 0x7b || byte === 0x5b) return 'nested';
  return byte === 0x74 || byte === 0x66 || byte === 0x6e ? 'word' : 'number';
}

/** Whether two layouts use the same spaces, so that one scanner can read both. */
export const sameSpaces = (a: Layout, b: Layout): boolean =>
  a.spaces.every((space, i) => space === b.spaces[i]);

/**
 * A layout with the keys of both. New keys go behind the key that they followed, so that events
 * which leave out some of their keys still find the others in one pass.
 */
export function mergeLayouts(known: Layout, seen: Layout): Layout {
  const members = [...known.members];
  let at = 0;
  for (const member of seen.members) {
    const found = members.findIndex(({ key }) => key === member.key);
    if (found >= 0) at = found + 1;
    else if (members.length < MAX_MEMBERS) members.splice(at++, 0, member);
  }
  return { spaces: known.spaces, members };
}

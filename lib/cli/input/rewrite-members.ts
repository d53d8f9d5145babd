import { formatInstant } from '../../core/instant.ts';
import { membersOf } from '../../core/json/careful-decoder.ts';
import type { TimeReader } from './times.ts';

/** What an event is given beside what its producer wrote. */
export interface Rewriting {
  /** Members that an event gets if it lacks them, or has null for them: JSON by name. */
  readonly defaults: Readonly<Record<string, string>>;
  /** Members that are times. */
  readonly instants: readonly string[];
  readonly times: TimeReader | undefined;
}

interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const OPEN = 0x7b;

/**
 * The text of an event with what it lacks, and with its times as every event may hold them. All else keeps
 * its bytes: what was written twice, or in an odd way, is for the decoder to judge.
 */
export function rewriteMembers(json: Uint8Array, rewriting: Rewriting): Uint8Array {
  const bytes = Buffer.from(json.buffer, json.byteOffset, json.length);
  const members = membersOf({ bytes, start: 0, end: bytes.length });
  if (members === undefined) return json;
  const { defaults, instants, times } = rewriting;
  const textOf = (name: string): string | undefined => {
    const span = members.get(name);
    return span === undefined ? undefined : bytes.toString('utf8', span.from, span.to);
  };
  const changes: Change[] = [];
  const added: string[] = [];
  for (const [name, text] of Object.entries(defaults)) {
    const span = members.get(name);
    if (span === undefined) added.push(`${JSON.stringify(name)}:${text}`);
    else if (textOf(name) === 'null') changes.push({ ...span, text });
  }
  for (const name of times === undefined ? [] : instants) {
    const span = members.get(name);
    const text = span && times && timeIn(textOf(name) ?? '', times);
    if (span !== undefined && text !== undefined) changes.push({ ...span, text });
  }
  if (added.length > 0) {
    const from = bytes.indexOf(OPEN) + 1;
    changes.push({ from, to: from, text: added.join() + (members.size > 0 ? ',' : '') });
  }
  return changes.length === 0 ? json : changed(bytes, changes);
}

function timeIn(text: string, times: TimeReader): string | undefined {
  const isText = text.startsWith('"');
  const at = isText ? times.text(JSON.parse(text) as string) : times.number(text);
  if (at === undefined) return undefined;
  return isText ? `"${formatInstant(at)}"` : `${at}`; // of the type that it had: a schema may insist
}

function changed(bytes: Buffer, changes: readonly Change[]): Uint8Array {
  const parts: Buffer[] = [];
  let done = 0;
  for (const { from, to, text } of changes.toSorted((a, b) => a.from - b.from)) {
    parts.push(bytes.subarray(done, from), Buffer.from(text));
    done = to;
  }
  return Buffer.concat([...parts, bytes.subarray(done)]);
}

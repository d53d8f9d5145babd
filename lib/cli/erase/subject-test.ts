import { keyOf, parseKey } from '../../core/key.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import type { ArchivedRecord } from '../../ports/lake-file.ts';
import type { Subject } from '../../runtime/erasure/carriers.ts';

/** Whether a payload is of the subject. */
export type SubjectTest = (row: ArchivedRecord) => boolean;

/**
 * Tells payloads of a subject: an event by its field; what is no event if its text gives the field the
 * subject's value, or if it came under the subject's partition key.
 */
export function subjectTest({ streams }: Pipeline, subject: Subject): SubjectTest {
  const { stream: name, field, value } = subject;
  const stream = streams.find((each) => each.name === name);
  const type = stream?.schema.fields[field]?.type;
  const isKey = stream?.key === field;
  return ({ kind, event, record }) => {
    if (event !== null) return type !== undefined && keyOf([event[field]], [type]) === value;
    if (kind === 'heartbeat') return false;
    if (isKey && record.partitionKey === value) return true;
    return gives(Buffer.from(record.data.subarray(record.start, record.end)).toString(), subject);
  };
}

/**
 * Whether text that may be JSON, or JSON within JSON, gives the field this value.
 *
 * Nothing less will do: what cannot be decoded is not erased because a number occurs in it.
 */
export function gives(text: string, { field, value }: Subject): boolean {
  const quote = '\\\\*"';
  const [name, content] = [field, JSON.stringify(value).slice(1, -1)].map(literal);
  // nothing of any length may stand first: each place of a long text would be tried to its end
  return new RegExp(`"${name}${quote}\\s*:\\s*(?:${quote})?${content}(?![\\w.])`).test(text);
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** The subject's value as stores may have it: the text of a key, and a number of units or milliseconds. */
export function textsOf({ streams }: Pipeline, { stream, field, value }: Subject): Set<string> {
  const type = streams.find(({ name }) => name === stream)?.schema.fields[field]?.type;
  const held = type === undefined ? undefined : parseKey(value, [type])?.[0];
  const shown = type?.kind === 'decimal' ? [String(Number(value))] : [];
  return new Set([value, ...(held === undefined ? [] : [String(held)]), ...shown]);
}

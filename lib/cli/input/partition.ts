import type { Fields } from '../../core/field-type.ts';
import { formatInstant } from '../../core/instant.ts';
import { own } from '../../core/own.ts';
import type { TimeReader } from './times.ts';

/** Texts by the names of fields. */
export type Texts = Readonly<Record<string, string>>;

const NUMBERS = ['int', 'double', 'decimal', 'bigint'];

/** What Hive writes for a value that there is not. */
const ABSENT = '__HIVE_DEFAULT_PARTITION__';

/** What the folders of a path say of its events: `dt=2026-03-01/hour=07`. */
export function partitionOf(path: string): Texts {
  const named = path
    .split('/')
    .slice(0, -1)
    .map((part) => /^([^=]+)=(.*)$/.exec(part))
    .filter((match) => match !== null)
    .map(([, name = '', value = '']) => [decoded(name), decoded(value)] as const);
  return Object.fromEntries(named.filter(([, value]) => value !== ABSENT && value !== ''));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The same as an event can hold it: numbers without zeros in front, times with their zone. */
export function partitionTexts(
  fields: Fields,
  partition: Texts,
  times: TimeReader | undefined,
): Texts {
  const entries = Object.entries(partition).map(([name, text]) => {
    const kind = own(fields, name)?.type.kind ?? 'string';
    if (NUMBERS.includes(kind)) return [name, text.replace(/^(-?)0+(?=\d)/, '$1')];
    const at = kind === 'instant' ? times?.text(text) : undefined;
    return [name, at === undefined ? text : formatInstant(at)];
  });
  return Object.fromEntries(entries) as Texts;
}

/** JSON of the texts, in the types of their fields. */
export const membersOfTexts = (fields: Fields, texts: Texts): Texts =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const kind = own(fields, name)?.type.kind ?? 'string';
      const isBare = NUMBERS.includes(kind) && /^-?\d+(\.\d+)?$/.test(text);
      return [name, isBare || kind === 'boolean' ? text : JSON.stringify(text)];
    }),
  );

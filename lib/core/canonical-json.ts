import { isExactNumber } from './schema/exact-json.ts';

/** Text of a JSON value that is the same for equal values: members by name, no blanks, 0 for −0. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null || isExactNumber(value)) {
    return JSON.stringify(value) ?? 'null';
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`);
  return `{${members.join(',')}}`;
}

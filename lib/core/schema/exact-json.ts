import { isSameNumber } from './exact-number.ts';

/** What JavaScript engines have, and TypeScript does not know yet. */
interface ExactJson {
  rawJSON(text: string): unknown;
  isRawJSON(value: unknown): boolean;
  parse(
    text: string,
    reviver: (name: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
}

const engine = JSON as unknown as ExactJson;

/** A double holds every number of 15 digits. */
const MAY_BE_INEXACT = /\d[\d.]{15}/;

/** A whole number without an exponent: an id more often than an amount. */
const WHOLE = /^-?\d+$/;

/**
 * As `JSON.parse`, but a whole number that no double holds keeps its digits: it is what `JSON.rawJSON` gives,
 * which `JSON.stringify` writes as it was. Fractions are doubles, as those who wrote them had mostly.
 *
 * @throws SyntaxError
 */
export const parseJson = (text: string): unknown => parsed(text, (source) => WHOLE.test(source));

/**
 * As {@link parseJson}, of text that `JSON.stringify` has made of exact values: fractions that no double
 * holds keep their digits, too.
 *
 * @throws SyntaxError
 */
export const parseExactJson = (text: string): unknown => parsed(text, () => true);

function parsed(text: string, keeps: (source: string) => boolean): unknown {
  if (!MAY_BE_INEXACT.test(text)) return JSON.parse(text);
  return engine.parse(text, (_, value, { source }) => {
    if (typeof value !== 'number' || source === undefined || !Number.isFinite(value)) return value;
    return !keeps(source) || isSameNumber(source, `${value}`) ? value : exactNumber(source);
  });
}

/** A number that `JSON.stringify` writes as it stands here, where a double would lose digits. */
export const exactNumber = (text: string): unknown => engine.rawJSON(text);

/** Whether a value is a number that was kept as it was written. */
export const isExactNumber = (value: unknown): boolean => engine.isRawJSON(value);

/** Whether a value holds one anywhere. */
export function holdsExactNumber(value: unknown): boolean {
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined || open.length > 0; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if (isExactNumber(next)) return true;
    for (const inner of Object.values(next)) open.push(inner);
  }
  return false;
}

/** As `JSON.stringify`, but a bigint is a number with all its digits. */
export const stringifyExactly = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? engine.rawJSON(`${each}`) : each,
  );

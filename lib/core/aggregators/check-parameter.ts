import { DefinitionError } from '../../errors/definition-error.ts';

interface Range {
  readonly at: string;
  readonly from: number;
  readonly to: number;
}

/** @throws {@link DefinitionError} `AGGREGATE_INVALID` unless it is a whole number in the range. */
export function wholeNumber(given: number, { at, from, to }: Range): void {
  if (Number.isInteger(given) && given >= from && given <= to) return;
  throw outOfRange(given, at, `a whole number from ${from} to ${to}`);
}

/** @throws {@link DefinitionError} `AGGREGATE_INVALID` unless it is one of the words. */
export function oneOf(given: string, words: readonly string[], at: string): void {
  if (words.includes(given)) return;
  throw new DefinitionError('AGGREGATE_INVALID', {
    at,
    problem: 'is not known',
    given: `"${given}"`,
    expected: words.join(' or '),
    fix: 'write one of them',
  });
}

/** @throws {@link DefinitionError} `AGGREGATE_INVALID` unless it is a number in the range. */
export function numberWithin(given: number, { at, from, to }: Range): void {
  if (typeof given === 'number' && given >= from && given <= to) return;
  throw outOfRange(given, at, `a number from ${from} to ${to}`);
}

const outOfRange = (given: number, at: string, expected: string): DefinitionError =>
  new DefinitionError('AGGREGATE_INVALID', {
    at,
    problem: 'is out of range',
    given: String(given),
    expected,
    fix: 'give one in that range',
  });

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

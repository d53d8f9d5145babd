import type { Overload } from '../typed.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { CONVERSIONS } from './conversions.ts';
import { MATHS } from './maths.ts';
import { TEXTS } from './texts.ts';
import { TIMES } from './times.ts';

const BY_NAME: ReadonlyMap<string, readonly Overload[]> = Map.groupBy(
  [...ARITHMETIC, ...CONVERSIONS, ...MATHS, ...TEXTS, ...TIMES],
  ({ name }) => name,
);

/** Every meaning of a name; none if there is no such function. */
export const overloadsOf = (name: string): readonly Overload[] => BY_NAME.get(name) ?? [];

/** Names of all functions, without operators. */
export const functionNames = (): string[] =>
  [...BY_NAME.keys()].filter((name) => !name.startsWith('_') && !name.startsWith('-'));

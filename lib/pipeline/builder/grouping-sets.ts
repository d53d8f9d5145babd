import { type Fields, int, withOptional } from '../../core/field-type.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import { freeName } from '../definition/names.ts';
import type { Flow, KeyedFlow } from '../definition/operator.ts';
import { keyedBy } from './key-fields.ts';
import { behind } from './reshape.ts';

/** Most groups that an event may be in. */
export const MAX_SETS = 256;

/** The field that says which keys a group leaves out. */
const GROUPING_ID = 'groupingId';

/**
 * Events, each in the group of each set of keys; the keys that a set leaves out are missing.
 *
 * @throws {@link DefinitionError} `STEP_INVALID`, `FIELD_UNKNOWN`, `NAME_TAKEN`
 */
export function keyedBySets(flow: Flow, sets: readonly (readonly string[])[]): KeyedFlow {
  const keys = [...new Set(sets.flat())];
  keyedBy(flow, keys);
  freeName(GROUPING_ID, Object.keys(flow.fields), GROUPING_ID);
  const names = sets.map((set) => JSON.stringify([...new Set(set)].sort()));
  const twice = sets.find((_, i) => names.indexOf(names[i] ?? '') !== i);
  if (twice !== undefined || sets.length === 0 || sets.length > MAX_SETS) {
    throw new DefinitionError('STEP_INVALID', {
      at: 'sets',
      problem: 'is not a list of sets of keys',
      given: twice === undefined ? `${sets.length} sets` : `(${twice.join(', ')}) twice`,
      expected: `1 to ${MAX_SETS} different sets`,
      fix: "write [['country', 'city'], ['country'], []]",
    });
  }
  const always = (key: string): boolean => sets.every((set) => set.includes(key));
  const fields: Fields = {
    ...withOptional(flow.fields, (name) => keys.includes(name) && !always(name)),
    [GROUPING_ID]: int(),
  };
  return {
    flow: behind(flow, { kind: 'sets', keys, sets }, { fields }),
    groupBy: [...keys, GROUPING_ID],
  };
}

/** All sets that can be made of the keys. */
export function cubeOf(keys: readonly string[]): string[][] {
  const [first, ...others] = keys;
  if (first === undefined) return [[]];
  const rest = cubeOf(others);
  return [...rest.map((set) => [first, ...set]), ...rest];
}

/** The keys, and those that are left when the last ones are left out one by one. */
export const rollupOf = (keys: readonly string[]): string[][] =>
  Array.from({ length: keys.length + 1 }, (_, i) => keys.slice(0, keys.length - i));

/**
 * Refuses aggregates of a key that a set leaves out: in that group it is missing.
 *
 * @throws {@link DefinitionError} `AGGREGATE_INVALID`
 */
export function checkNoKeyOfSets({ flow }: KeyedFlow, read: readonly string[], at: string): void {
  const step = flow.steps.at(-1);
  if (step?.kind !== 'sets') return;
  const key = read.find(
    (name) => step.keys.includes(name) && !step.sets.every((set) => set.includes(name)),
  );
  if (key === undefined) return;
  throw new DefinitionError('AGGREGATE_INVALID', {
    at,
    problem: 'is of a key that some of the groups leave out',
    given: `"${key}"`,
    expected: 'a field that is no key of the sets',
    fix: `derive another field from it before: .derive('${key}_value', '${key}')`,
  });
}

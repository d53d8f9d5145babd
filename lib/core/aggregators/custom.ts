import { DefinitionError } from '../../errors/definition-error.ts';
import { Decimal } from '../decimal.ts';
import type { FieldType } from '../field-type.ts';
import type { Value } from '../value.ts';
import type { AnyAggregator } from './aggregator.ts';
import { wholeNumber } from './check-parameter.ts';
import type { CustomAggregator } from './spec.ts';

const STABLE_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

const FUNCTIONS = ['create', 'add', 'combine', 'present', 'encode', 'decode'] as const;

/**
 * The aggregator that an author wrote.
 *
 * @param of.type - Of its values; decimals are given as {@link Decimal}.
 * @throws {@link DefinitionError} `AGGREGATE_INVALID` if a function is missing, or name or version
 *   cannot be part of an encoding's name.
 */
export function customAggregator(
  implementation: CustomAggregator | undefined,
  { type, at }: { readonly type: FieldType; readonly at: string },
): AnyAggregator {
  const missing = FUNCTIONS.filter((name) => typeof implementation?.[name] !== 'function');
  if (implementation === undefined || missing.length > 0) {
    throw new DefinitionError('AGGREGATE_INVALID', {
      at,
      problem: 'a custom aggregate lacks functions',
      given: `no ${missing.join(', no ')}`,
      expected: `the functions ${FUNCTIONS.join(', ')}`,
      fix: 'write custom({ name, version, create, add, … }, field); a plan alone does not hold them',
    });
  }
  const { name, version } = implementation;
  if (!STABLE_NAME.test(name)) {
    throw new DefinitionError('AGGREGATE_INVALID', {
      at: `${at} › name`,
      problem: 'the name cannot be part of stored state',
      given: `"${name}"`,
      expected: 'lower-case letters, digits and single hyphens, starting with a letter',
      fix: 'call it something like "longest-run"',
    });
  }
  wholeNumber(version, { at: `${at} › version`, from: 1, to: 1_000_000 });
  return {
    encoding: `custom-${name}/${version}`,
    create: () => implementation.create(),
    add:
      type.kind === 'decimal'
        ? (acc, units, time, label) =>
            implementation.add(acc, Decimal.ofUnits(units as number, type.scale), time, label)
        : (acc, value, time, label) => implementation.add(acc, value, time, label),
    combine: (into, from) => implementation.combine(into, from),
    present: (acc) => implementation.present(acc) as Value,
    encode: (acc) => implementation.encode(acc),
    decode: (encoded) => implementation.decode(encoded),
    isCapped: (acc) => implementation.isCapped?.(acc) ?? false,
  };
}

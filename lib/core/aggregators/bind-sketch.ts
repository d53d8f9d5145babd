import { DefinitionError } from '../../errors/definition-error.ts';
import type { FieldType } from '../field-type.ts';
import { approxDistinct, precisionFor } from './approx-distinct.ts';
import type { Bound } from './bound.ts';
import { numberWithin } from './check-parameter.ts';
import { AGGREGATE_DEFAULTS, AGGREGATE_LIMITS } from './defaults.ts';
import { COMPARABLE, NUMERIC } from './known-field.ts';
import { quantileName } from './quantile-name.ts';
import { quantiles } from './quantiles.ts';
import type { NamedSpec } from './spec.ts';

type SketchSpec = Extract<NamedSpec, { readonly fn: 'approxDistinct' | 'quantile' | 'quantiles' }>;

type TypeOf = (field: string, kinds: readonly FieldType['kind'][]) => FieldType;

/**
 * Binds the aggregates that are approximate.
 *
 * @throws {@link DefinitionError} `AGGREGATE_INVALID`
 */
export function bindSketch(spec: SketchSpec, typeOf: TypeOf, at: string): Bound {
  if (spec.fn === 'approxDistinct') {
    const [from, to] = AGGREGATE_LIMITS.distinctError;
    const error = spec.error ?? AGGREGATE_DEFAULTS.distinctError;
    numberWithin(error, { at: `${at} › error`, from, to });
    const aggregator = approxDistinct(typeOf(spec.field, COMPARABLE), precisionFor(error));
    return { spec: { ...spec, error }, aggregator, output: { kind: 'int' } };
  }
  const [from, to] = AGGREGATE_LIMITS.quantileAccuracy;
  const accuracy = spec.accuracy ?? AGGREGATE_DEFAULTS.quantileAccuracy;
  numberWithin(accuracy, { at: `${at} › accuracy`, from, to });
  const type = typeOf(spec.field, NUMERIC);
  if (spec.fn === 'quantile') {
    numberWithin(spec.q, { at: `${at} › q`, from: 0, to: 1 });
    const aggregator = quantiles(type, { q: [spec.q], accuracy }, ([value]) => value ?? null);
    return { spec: { ...spec, accuracy }, aggregator, output: type };
  }
  const names = quantileNames(spec.q, `${at} › q`);
  const aggregator = quantiles(type, { q: spec.q, accuracy }, (values) =>
    Object.fromEntries(names.map((name, i) => [name, values[i] ?? null])),
  );
  const fields = Object.fromEntries(names.map((name) => [name, type]));
  return { spec: { ...spec, accuracy }, aggregator, output: { kind: 'struct', fields } };
}

function quantileNames(q: readonly number[], at: string): string[] {
  const list = Array.isArray(q) ? q : [];
  for (const one of list) numberWithin(one, { at, from: 0, to: 1 });
  const names = list.map(quantileName);
  const most = AGGREGATE_LIMITS.quantiles;
  const isUsable = names.length > 0 && names.length <= most && new Set(names).size === names.length;
  if (isUsable) return names;
  throw new DefinitionError('AGGREGATE_INVALID', {
    at,
    problem: 'the quantiles cannot all be shown',
    given: JSON.stringify(q),
    expected: `1 to ${most} numbers, all different`,
    fix: 'give each quantile once',
  });
}

import { DefinitionError } from '../../errors/definition-error.ts';
import type { FieldType } from '../field-type.ts';
import { bits, truth } from './bits.ts';
import type { Bound } from './bound.ts';
import { numberWithin, oneOf, wholeNumber } from './check-parameter.ts';
import { correlation, covariance, skewness } from './co-moments.ts';
import { AGGREGATE_DEFAULTS, AGGREGATE_LIMITS } from './defaults.ts';
import { mode, percentile, sumDistinct } from './exact-values.ts';
import { ANY, NUMERIC } from './known-field.ts';
import type { NamedSpec } from './spec.ts';

type StatisticsSpec = Extract<
  NamedSpec,
  {
    readonly fn:
      | ('percentile' | 'mode' | 'sumDistinct' | 'covarPop' | 'covarSamp' | 'corr' | 'skewness')
      | ('bitAnd' | 'bitOr' | 'bitXor' | 'every' | 'some');
  }
>;

type TypeOf = (field: string, kinds: readonly FieldType['kind'][]) => FieldType;

const DOUBLE = { kind: 'double' } as const;

/**
 * Binds the aggregates of statistics that are exact, and those of bits and truth.
 *
 * @throws {@link DefinitionError} `AGGREGATE_INVALID`
 */
export function bindStatistics(spec: StatisticsSpec, typeOf: TypeOf, at: string): Bound {
  switch (spec.fn) {
    case 'percentile':
      return bindPercentile(spec, typeOf(spec.field, NUMERIC), at);
    case 'mode': {
      const [type, cap] = [typeOf(spec.field, ANY), capOf(spec, at)];
      return { spec: { ...spec, cap }, aggregator: mode(type, cap), output: type };
    }
    case 'sumDistinct': {
      const [type, cap] = [typeOf(spec.field, NUMERIC), capOf(spec, at)];
      const output: FieldType = type.kind === 'int' ? { kind: 'bigint' } : type;
      return { spec: { ...spec, cap }, aggregator: sumDistinct(type, cap), output };
    }
    case 'corr': {
      const [x, y] = [typeOf(spec.field, NUMERIC), typeOf(spec.with, NUMERIC)];
      return { spec, aggregator: correlation(x, y), output: DOUBLE };
    }
    case 'covarPop':
    case 'covarSamp': {
      const [x, y] = [typeOf(spec.field, NUMERIC), typeOf(spec.with, NUMERIC)];
      const of = spec.fn === 'covarPop' ? 'population' : 'sample';
      return { spec, aggregator: covariance(x, y, of), output: DOUBLE };
    }
    case 'skewness': {
      const of = spec.of ?? AGGREGATE_DEFAULTS.varianceOf;
      oneOf(of, ['sample', 'population'], `${at} › of`);
      const aggregator = skewness(typeOf(spec.field, NUMERIC), of);
      return { spec: { ...spec, of }, aggregator, output: DOUBLE };
    }
    case 'bitAnd':
    case 'bitOr':
    case 'bitXor': {
      const aggregator = bits(typeOf(spec.field, ['int', 'bigint']), spec.fn);
      return { spec, aggregator, output: { kind: 'bigint' } };
    }
    case 'every':
    case 'some': {
      const output = typeOf(spec.field, ['boolean']);
      return { spec, aggregator: truth(spec.fn), output };
    }
  }
}

function bindPercentile(
  spec: Extract<StatisticsSpec, { readonly fn: 'percentile' }>,
  type: FieldType,
  at: string,
): Bound {
  const { exact = true, ...data } = spec as typeof spec & { readonly exact?: unknown };
  if (exact !== true) {
    throw new DefinitionError('AGGREGATE_INVALID', {
      at: `${at} › exact`,
      problem: 'a percentile is exact',
      given: String(exact),
      expected: 'true',
      fix: 'leave it out, or write quantile(field, q) for an approximate one',
    });
  }
  numberWithin(spec.p, { at: `${at} › p`, from: 0, to: 1 });
  const { method = 'continuous' } = spec;
  oneOf(method, ['continuous', 'discrete'], `${at} › method`);
  const cap = capOf(spec, at);
  const aggregator = percentile(type, { p: spec.p, method, cap });
  const output = method === 'continuous' ? DOUBLE : type;
  return { spec: { ...data, method, cap }, aggregator, output };
}

function capOf({ cap = AGGREGATE_DEFAULTS.valuesCap }: { readonly cap?: number }, at: string) {
  wholeNumber(cap, { at: `${at} › cap`, from: 1, to: AGGREGATE_LIMITS.valuesCap });
  return cap;
}

import { DefinitionError } from '../../errors/definition-error.ts';
import { isTerm } from '../cel/build.ts';
import { conditionOn } from '../condition.ts';
import type { Condition } from '../expression.ts';
import type { Fields, FieldType } from '../field-type.ts';
import { bindRows } from './bind-rows.ts';
import { bindSequence } from './bind-sequence.ts';
import { bindSketch } from './bind-sketch.ts';
import { bindStatistics } from './bind-statistics.ts';
import type { Bound, BoundAggregate } from './bound.ts';
import { oneOf, wholeNumber } from './check-parameter.ts';
import { count } from './count.ts';
import { customAggregator } from './custom.ts';
import { AGGREGATE_DEFAULTS, AGGREGATE_LIMITS } from './defaults.ts';
import { distinct } from './distinct.ts';
import { extreme } from './extreme.ts';
import { ANY, COMPARABLE, knownField, NUMERIC, typeFor } from './known-field.ts';
import { meanOf } from './mean.ts';
import type { OutputType } from './output-type.ts';
import type { AggregateSpec, NamedSpec } from './spec.ts';
import { sumOf } from './sum.ts';
import { topK } from './top-k.ts';
import { varianceOf } from './variance.ts';

export type { AggregateSpec, BoundAggregate };

const FUNCTIONS =
  'count, sum, min, max, mean, variance, first, last, nth, collectList, collectSet, stringAgg, topK, topRows, ' +
  'distinct, approxDistinct, quantile, quantiles, percentile, mode, sumDistinct, corr, covarPop, covarSamp, skewness, ' +
  'bitAnd, bitOr, bitXor, every, some or custom';

/**
 * Checks an aggregate against the fields of a stream and makes it ready to run.
 *
 * @param at - Where in the definition, in the author's words.
 * @throws {@link DefinitionError} `FIELD_UNKNOWN`, `AGGREGATE_TYPE_MISMATCH`, `AGGREGATE_INVALID`
 */
export function bindAggregate(spec: AggregateSpec, fields: Fields, at: string): BoundAggregate {
  const label = 'label' in spec ? spec.label : 'with' in spec ? spec.with : undefined;
  const plain = { row: undefined, needsTime: false, needsOrder: false, takesNull: false };
  const { where, ...ofAll } = spec;
  const bound = bind(ofAll, fields, at);
  if (where === undefined) return { field: spec.field, label, where, ...plain, ...bound };
  const condition = dataOf(where, `${at} › where`);
  const { type } = knownField(fields, condition.field, `${at} › where`);
  const held = conditionOn(condition, type, `${at} › where`);
  const described = { ...bound, spec: { ...bound.spec, where: condition } };
  return { field: spec.field, label, where: held, ...plain, ...described };
}

/** @throws {@link DefinitionError} `AGGREGATE_INVALID` for what is no condition on a field */
function dataOf(where: NonNullable<AggregateSpec['where']>, at: string): Condition {
  if (typeof where !== 'object' || where === null || isTerm(where)) {
    throw new DefinitionError('AGGREGATE_INVALID', {
      at,
      problem: 'is no condition as data',
      given: typeof where,
      expected: "where('field', '>', 0), or text of CEL such as 'amount > 50.00'",
      fix: 'write it so, or filter the stream before',
    });
  }
  return where;
}

function bind(spec: NamedSpec, fields: Fields, at: string): Bound {
  const typeOf = (field: string, kinds: readonly FieldType['kind'][]): FieldType =>
    typeFor(fields, field, { at, use: spec.fn, kinds });
  switch (spec.fn) {
    case 'count':
      if (spec.field !== undefined) knownField(fields, spec.field, at);
      return { spec, aggregator: count, output: { kind: 'int' } };
    case 'sum': {
      const type = typeOf(spec.field, NUMERIC);
      const output: FieldType = type.kind === 'int' ? { kind: 'bigint' } : type;
      return { spec, aggregator: sumOf(type), output };
    }
    case 'mean': {
      const aggregator = meanOf(typeOf(spec.field, NUMERIC));
      return { spec, aggregator, output: { kind: 'double' } };
    }
    case 'variance': {
      const of = spec.of ?? AGGREGATE_DEFAULTS.varianceOf;
      oneOf(of, ['sample', 'population'], `${at} › of`);
      const aggregator = varianceOf(typeOf(spec.field, NUMERIC), of);
      return { spec: { ...spec, of }, aggregator, output: { kind: 'double' } };
    }
    case 'min':
    case 'max': {
      const type = typeOf(spec.field, COMPARABLE);
      return { spec, aggregator: extreme(type, spec.fn), output: type };
    }
    case 'first':
    case 'last':
    case 'nth':
    case 'collectList':
    case 'collectSet':
    case 'stringAgg':
      return bindSequence(spec, typeOf, at);
    case 'topK': {
      const { k } = spec;
      wholeNumber(k, { at: `${at} › k`, from: 1, to: AGGREGATE_LIMITS.k });
      const value = typeOf(spec.field, COMPARABLE);
      const label = spec.label === undefined ? undefined : typeOf(spec.label, COMPARABLE);
      const of: OutputType =
        label === undefined ? value : { kind: 'struct', fields: { value, label } };
      return { spec, aggregator: topK({ value, k, label }), output: { kind: 'list', of } };
    }
    case 'topRows':
      return bindRows(spec, fields, typeOf, at);
    case 'distinct': {
      const cap = spec.cap ?? AGGREGATE_DEFAULTS.distinctCap;
      wholeNumber(cap, { at: `${at} › cap`, from: 1, to: AGGREGATE_LIMITS.distinctCap });
      const aggregator = distinct(typeOf(spec.field, ANY), cap);
      return { spec: { ...spec, cap }, aggregator, output: { kind: 'int' } };
    }
    case 'approxDistinct':
    case 'quantile':
    case 'quantiles':
      return bindSketch(spec, typeOf, at);
    case 'percentile':
    case 'mode':
    case 'sumDistinct':
    case 'corr':
    case 'covarPop':
    case 'covarSamp':
    case 'skewness':
    case 'bitAnd':
    case 'bitOr':
    case 'bitXor':
    case 'every':
    case 'some':
      return bindStatistics(spec, typeOf, at);
    case 'custom': {
      const { implementation, ...data } = spec;
      const type = typeOf(spec.field, COMPARABLE);
      const aggregator = customAggregator(implementation, { type, at });
      return { spec: data, aggregator, output: implementation?.output ?? { kind: 'json' } };
    }
    default:
      throw new DefinitionError('AGGREGATE_INVALID', {
        at,
        problem: 'there is no such aggregate',
        given: `"${(spec as { fn: unknown }).fn}"`,
        expected: FUNCTIONS,
        fix: 'correct the name, or write one of your own with custom',
      });
  }
}

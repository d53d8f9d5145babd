import { DefinitionError } from '../../errors/definition-error.ts';
import type { Fields, FieldType } from '../field-type.ts';
import type { AnyAggregator } from './aggregator.ts';
import { wholeNumber } from './check-parameter.ts';
import { count } from './count.ts';
import { AGGREGATE_DEFAULTS, AGGREGATE_LIMITS } from './defaults.ts';
import { distinct } from './distinct.ts';
import { extreme } from './extreme.ts';
import { knownField, typeFor } from './known-field.ts';
import { meanOf } from './mean.ts';
import type { OutputType } from './output-type.ts';
import type { AggregateData, AggregateSpec } from './spec.ts';
import { sumOf } from './sum.ts';

export type { AggregateData, AggregateSpec, OutputType };

/** An aggregate that fits the fields of a stream. */
export interface BoundAggregate {
  /** Plain data, with the defaults filled in. */
  readonly spec: AggregateData;
  /** Field whose value is added; without one, every event is, as `undefined`. */
  readonly field: string | undefined;
  /** Field whose value is the label. */
  readonly label: string | undefined;
  /** Whether `add` needs the event time. */
  readonly needsTime: boolean;
  readonly aggregator: AnyAggregator;
  /** What rows show. */
  readonly output: OutputType;
}

const NUMBERS = ['int', 'decimal', 'double', 'bigint'] as const;
const ORDERED = [...NUMBERS, 'instant', 'string', 'boolean'] as const;

/** What binding one kind of aggregate gives; the rest follows. */
type Bound = Pick<BoundAggregate, 'spec' | 'aggregator' | 'output'> & { readonly needsTime?: true };

/**
 * Checks an aggregate against the fields of a stream and makes it ready to run.
 *
 * @param at - Where in the definition, in the author's words.
 * @throws {@link DefinitionError} `FIELD_UNKNOWN`, `AGGREGATE_TYPE_MISMATCH`, `AGGREGATE_INVALID`
 */
export function bindAggregate(spec: AggregateSpec, fields: Fields, at: string): BoundAggregate {
  const label = 'label' in spec ? spec.label : undefined;
  return { field: spec.field, label, needsTime: false, ...bind(spec, fields, at) };
}

function bind(spec: AggregateSpec, fields: Fields, at: string): Bound {
  const typeOf = (field: string, kinds: readonly FieldType['kind'][]): FieldType =>
    typeFor(fields, field, { at, use: spec.fn, kinds });
  switch (spec.fn) {
    case 'count':
      if (spec.field !== undefined) knownField(fields, spec.field, at);
      return { spec, aggregator: count, output: { kind: 'int' } };
    case 'sum': {
      const type = typeOf(spec.field, NUMBERS);
      const output: FieldType = type.kind === 'int' ? { kind: 'bigint' } : type;
      return { spec, aggregator: sumOf(type), output };
    }
    case 'mean':
      return {
        spec,
        aggregator: meanOf(typeOf(spec.field, NUMBERS)),
        output: { kind: 'double' },
      };
    case 'min':
    case 'max': {
      const type = typeOf(spec.field, ORDERED);
      return { spec, aggregator: extreme(type, spec.fn), output: type };
    }
    case 'distinct': {
      const type = typeOf(spec.field, ORDERED);
      const cap = spec.cap ?? AGGREGATE_DEFAULTS.distinctCap;
      wholeNumber(cap, { at: `${at} › cap`, from: 1, to: AGGREGATE_LIMITS.distinctCap });
      const filled = { ...spec, cap };
      return { spec: filled, aggregator: distinct(type, cap), output: { kind: 'int' } };
    }
    default:
      throw new DefinitionError('AGGREGATE_INVALID', {
        at,
        problem: 'there is no such aggregate',
        given: `"${spec.fn}"`,
        expected: 'count, sum, min, max, mean or distinct',
        fix: 'correct the name',
      });
  }
}

import { DefinitionError } from '../../errors/definition-error.ts';
import type { FieldType } from '../field-type.ts';
import type { AnyAggregator } from './aggregator.ts';
import type { Bound } from './bound.ts';
import { oneOf, wholeNumber } from './check-parameter.ts';
import { collectSet } from './collect-set.ts';
import { collected } from './collected.ts';
import { AGGREGATE_DEFAULTS, AGGREGATE_LIMITS } from './defaults.ts';
import { firstLast } from './first-last.ts';
import { ANY } from './known-field.ts';
import type { OutputType } from './output-type.ts';
import type { InSequence, NamedSpec } from './spec.ts';

type SequenceSpec = Extract<
  NamedSpec,
  { readonly fn: 'first' | 'last' | 'nth' | 'collectList' | 'collectSet' | 'stringAgg' }
>;

type TypeOf = (field: string, kinds: readonly FieldType['kind'][]) => FieldType;

/**
 * Binds the aggregates that look at the order of events.
 *
 * @throws {@link DefinitionError} `AGGREGATE_INVALID`
 */
export function bindSequence(spec: SequenceSpec, typeOf: TypeOf, at: string): Bound {
  const { nulls, order } = checked(spec, at);
  const type = typeOf(spec.field, spec.fn === 'stringAgg' ? ['string'] : ANY);
  const list: OutputType = { kind: 'list', of: type };
  const inOrder = (aggregator: AnyAggregator, output: OutputType, filled: SequenceSpec): Bound => ({
    ...{ spec: filled, aggregator, output },
    ...{ needsTime: true, needsOrder: true, takesNull: nulls === 'keep' },
  });
  switch (spec.fn) {
    case 'first':
    case 'last': {
      const { fn, n } = spec;
      if (n === undefined && spec.nulls === undefined && spec.order === undefined) {
        return { spec, aggregator: firstLast(type, fn), output: type, needsTime: true };
      }
      wholeNumber(n ?? 1, { at: `${at} › n`, from: 1, to: AGGREGATE_LIMITS.collectCap });
      const keeping = { from: fn, most: n ?? 1, isCap: false, order } as const;
      const filled = { ...spec, nulls, order };
      if (n === undefined) {
        const one = collected(type, keeping, ([value]) => value ?? null);
        return inOrder(one, type, filled);
      }
      return inOrder(
        collected(type, keeping, (values) => values),
        list,
        filled,
      );
    }
    case 'nth': {
      const { i } = spec;
      wholeNumber(i, { at: `${at} › i`, from: 1, to: AGGREGATE_LIMITS.collectCap });
      const keeping = { from: 'first', most: i, isCap: false, order } as const;
      const nth = collected(type, keeping, (values) => values[i - 1] ?? null);
      return inOrder(nth, type, { ...spec, nulls, order });
    }
    default: {
      const cap = spec.cap ?? AGGREGATE_DEFAULTS.collectCap;
      wholeNumber(cap, { at: `${at} › cap`, from: 1, to: AGGREGATE_LIMITS.collectCap });
      const keeping = { from: 'first', most: cap, isCap: true, order } as const;
      if (spec.fn === 'stringAgg') {
        const { separator } = spec;
        const text = collected(type, keeping, (values) =>
          values.length === 0 ? null : values.join(separator),
        );
        return inOrder(text, type, { ...spec, order, cap });
      }
      if (spec.fn === 'collectSet') {
        return inOrder(collectSet(type, { cap, order }), list, { ...spec, nulls, order, cap });
      }
      const all = collected(type, keeping, (values) => values);
      return inOrder(all, list, { ...spec, nulls, order, cap });
    }
  }
}

function checked(spec: SequenceSpec, at: string): Required<InSequence> {
  const { nulls = 'drop', order = 'time' }: InSequence = spec;
  oneOf(nulls, ['keep', 'drop'], `${at} › nulls`);
  oneOf(order, ['time', 'arrival'], `${at} › order`);
  if (spec.fn === 'stringAgg' && typeof spec.separator !== 'string') {
    throw new DefinitionError('AGGREGATE_INVALID', {
      at: `${at} › separator`,
      problem: 'is no text',
      given: String(spec.separator),
      expected: 'what stands between two values',
      fix: "write stringAgg('field', ', ')",
    });
  }
  return { nulls, order };
}

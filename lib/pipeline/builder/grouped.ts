import type { Event } from '../../core/event.ts';
import { fieldOf } from '../../core/expression.ts';
import type { PatternDefinition } from '../../core/pattern/pattern-chain.ts';
import { DefinitionError, within } from '../../errors/definition-error.ts';
import type { Grouped } from '../definition/grouped.ts';
import type { KeyedFlow, Operator } from '../definition/operator.ts';
import type {
  JoinOptions,
  Matching,
  PartnerOptions,
  TableJoinOptions,
} from '../definition/options.ts';
import type { Stream } from '../definition/stream.ts';
import type { Table } from '../definition/table.ts';
import { type BuilderContext, flowAfter } from './context.ts';
import { asOfJoinOf, intervalJoinOf, partnerJoinOf, tableJoinOf } from './join.ts';
import { patternMatchOf } from './match.ts';
import { checkedView } from './view.ts';
import { windowed } from './windowed.ts';

type Partners = PartnerOptions & Matching<Event, Event>;

/** Events with a key. */
export function grouped<E, K extends keyof E & string>(
  keyed: KeyedFlow,
  context: BuilderContext,
): Grouped<E, K> {
  const at = keyed.flow.source.name;
  const after = <T>(step: string, make: () => Operator): Stream<T> =>
    within(`${at} › ${step}`, () => context.streamOf<T>(flowAfter(make(), keyed.flow)));

  const partners = (type: 'semi' | 'anti', other: KeyedFlow, options: Partners): Stream<E> =>
    after(`${type}Join`, () => {
      needsOwn(context, other);
      return partnerJoinOf(keyed, other, { ...options, type });
    });

  return {
    keyed,
    window: (windows, options = {}) => windowed(keyed, { windows, options }, context),
    join: (other, options) =>
      after('join', () => {
        needsOwn(context, other.keyed);
        return intervalJoinOf(keyed, other.keyed, options as JoinOptions & Matching<Event, Event>);
      }),
    semiJoin: (other, options) => partners('semi', other.keyed, options as Partners),
    antiJoin: (other, options) => partners('anti', other.keyed, options as Partners),
    joinAsOf: (other, options) =>
      after('joinAsOf', () => {
        needsOwn(context, other.keyed);
        return asOfJoinOf(keyed, other.keyed, options);
      }),
    table: ({ removedWithout } = {}): Table<E> => {
      if (removedWithout !== undefined) {
        fieldOf(keyed.flow.fields, removedWithout, `${at} › table › removedWithout`);
      }
      return { keyed, removedWithout: removedWithout ?? null };
    },
    joinTable: (table, options) =>
      after('joinTable', () => {
        needsOwn(context, table.keyed);
        const given = options as TableJoinOptions & Matching<Event, Event>;
        return tableJoinOf(keyed, table as unknown as Table<never>, given);
      }),
    match: (pattern, options = {}) =>
      after('match', () =>
        patternMatchOf(keyed, pattern as unknown as PatternDefinition<Event>, options),
      ),
    sorted: () =>
      after('sorted', () => {
        const { fields, time } = keyed.flow;
        return { kind: 'sorted', input: keyed, fields, time };
      }),
    view(name, options = {}) {
      within(name, () => {
        const { fields, time } = keyed.flow;
        const operator: Operator = { kind: 'records', input: keyed, fields, time };
        context.addView({ kind: 'operator', ...checkedView(name, options), operator });
      });
    },
  };
}

/** @throws {@link DefinitionError} `STEP_INVALID` for a flow of another pipeline */
export function needsOwn(context: BuilderContext, { flow }: Pick<KeyedFlow, 'flow'>): void {
  if (context.owns(flow)) return;
  throw new DefinitionError('STEP_INVALID', {
    at: flow.source.name,
    problem: 'belongs to another pipeline',
    given: `the stream "${flow.source.name}"`,
    expected: 'a stream of this pipeline',
    fix: 'declare both streams in one pipeline',
  });
}

import { compileCondition, eventWith } from '../../core/cel/expression.ts';
import type { Event } from '../../core/event.ts';
import { type Fields, instant, withOptional } from '../../core/field-type.ts';
import { checkMatch, type Match } from '../../core/pair-condition.ts';
import { checkFieldName } from '../../core/schema/field-name.ts';
import { type DurationMs, duration } from '../../core/time.ts';
import { DefinitionError, within } from '../../errors/definition-error.ts';
import type { IntervalJoin, KeyedFlow, PairCondition, TableJoin } from '../definition/operator.ts';
import type {
  AsOfOptions,
  JoinOptions,
  Matching,
  PartnerOptions,
  SignedDuration,
  TableJoinOptions,
} from '../definition/options.ts';
import type { Table } from '../definition/table.ts';
import { pairTestOf } from './author-functions.ts';
import { sameKeys } from './key-fields.ts';

/** What a table does unless it says otherwise. */
export const TABLE_DEFAULTS = { history: '1d' } as const;

/**
 * A join of two streams.
 *
 * @throws {@link DefinitionError} `JOIN_INVALID`, `DURATION_INVALID`
 */
export function intervalJoinOf(
  left: KeyedFlow,
  right: KeyedFlow,
  options: JoinOptions & Matching<Event, Event>,
): IntervalJoin {
  const { type = 'inner', as } = options;
  const near = nearOf(left, right, options);
  return {
    ...{ kind: 'join', type, as, ...near },
    fields: {
      ...prefixed(left.flow.fields, as[0], type === 'right' || type === 'full'),
      ...prefixed(right.flow.fields, as[1], type === 'left' || type === 'full'),
      time: instant(),
    },
    time: checkPrefixes(as),
  };
}

/**
 * A choice of the left events that have a partner, or that have none.
 *
 * @throws {@link DefinitionError} `JOIN_INVALID`, `DURATION_INVALID`, `CONDITION_INVALID`
 */
export function partnerJoinOf(
  left: KeyedFlow,
  right: KeyedFlow,
  {
    type,
    ...options
  }: PartnerOptions & Matching<Event, Event> & { readonly type: 'semi' | 'anti' },
): IntervalJoin {
  const { fields, time } = left.flow;
  return { kind: 'join', type, as: null, ...nearOf(left, right, options), fields, time };
}

/** Which events of the two sides are partners. */
function nearOf(
  left: KeyedFlow,
  right: KeyedFlow,
  options: PartnerOptions & Matching<Event, Event>,
) {
  sameKeys(left, right);
  const { lowerInclusive = true, upperInclusive = true } = options;
  const from = signed(options.lower, 'lower') + (lowerInclusive ? 0 : 1);
  const to = signed(options.upper, 'upper') + (upperInclusive ? 1 : 0);
  if (from >= to) {
    throw invalid('bounds', 'hold no instant, so nothing can ever be joined', {
      given: `${lowerInclusive ? '' : 'more than '}${options.lower} to ${upperInclusive ? '' : 'less than '}${options.upper}`,
      expected: 'a lower bound that is not after the upper one',
      fix: 'exchange the two, or make them inclusive',
    });
  }
  const allowedLateness = duration(options.allowedLateness ?? 0, 'allowedLateness');
  return { left, right, from, to, allowedLateness, ...whereOf(left, right, options) };
}

/** The condition on both sides, if there is one. */
function whereOf(
  { flow: left }: KeyedFlow,
  { flow: right }: KeyedFlow,
  { where, as = ['left', 'right'] }: Matching<Event, Event> & Partial<Pick<JoinOptions, 'as'>>,
): { readonly where?: PairCondition } {
  if (where === undefined) return {};
  if (typeof where === 'string') {
    const events = [left, right].map(({ fields }, i) => [as[i] ?? '', eventWith(fields)]);
    const expression = within('where', () => compileCondition(where, Object.fromEntries(events)));
    return { where: { expression, sides: as } };
  }
  if (typeof where === 'function') return { where: { accept: pairTestOf(left, right, where) } };
  const all = Array.isArray(where) ? (where as readonly Match[]) : [where as Match];
  for (const each of all) checkMatch(each, left.fields, right.fields);
  return { where: { all } };
}

/**
 * A join of a stream with a table.
 *
 * @throws {@link DefinitionError} `JOIN_INVALID`, `DURATION_INVALID`
 */
export function tableJoinOf(
  stream: KeyedFlow,
  table: Table<never>,
  options: TableJoinOptions & Matching<Event, Event>,
): TableJoin {
  sameKeys(stream, table.keyed);
  const { as, type = 'inner', asOf } = options;
  const grace = options.grace === undefined ? null : duration(options.grace, 'grace');
  const history = duration(options.history ?? TABLE_DEFAULTS.history, 'history');
  if (grace !== null && asOf === 'arrival') {
    throw invalid('grace', 'has no meaning for a row as of arrival', {
      given: `grace ${grace} ms`,
      expected: 'none',
      fix: "leave it out, or join as of 'eventTime'",
    });
  }
  if (grace !== null && grace > history) {
    throw invalid('grace', 'is longer than the table remembers', {
      given: `grace ${grace} ms, history ${history} ms`,
      expected: 'grace ≤ history',
      fix: 'give a longer history',
    });
  }
  return {
    kind: 'tableJoin',
    ...{ stream, table: table.keyed, removedWithout: table.removedWithout },
    ...{ asOf, grace, history, type, as },
    ...whereOf(stream, table.keyed, options),
    fields: {
      ...prefixed(stream.flow.fields, as[0], false),
      ...prefixed(table.keyed.flow.fields, as[1], true),
      time: instant(),
    },
    time: checkPrefixes(as),
  };
}

/**
 * A join of each event with the newest one of another stream that is not after it.
 *
 * @throws {@link DefinitionError} `JOIN_INVALID`, `DURATION_INVALID`
 */
export function asOfJoinOf(left: KeyedFlow, right: KeyedFlow, options: AsOfOptions): TableJoin {
  const { tolerance, ...rest } = options;
  const table = { keyed: right, removedWithout: null } as Table<never>;
  return {
    ...tableJoinOf(left, table, { ...rest, asOf: 'eventTime', grace: 1 }),
    ...(tolerance === undefined ? {} : { tolerance: duration(tolerance, 'tolerance') }),
  };
}

/** @returns the name of the time field of what is joined. */
function checkPrefixes([a, b]: readonly [string, string]): string {
  for (const prefix of [a, b]) checkFieldName(prefix);
  if (a !== b) return 'time';
  throw invalid('as', 'the fields of the two sides would have the same names', {
    given: `"${a}" twice`,
    expected: 'two prefixes',
    fix: "name each side, such as ['bid', 'auction']",
  });
}

const prefixed = (fields: Fields, prefix: string, mayBeMissing: boolean): Fields =>
  Object.fromEntries(
    Object.entries(withOptional(fields, () => mayBeMissing)).map(([name, field]) => [
      `${prefix}_${name}`,
      field,
    ]),
  );

function signed(input: SignedDuration, at: string): DurationMs {
  if (typeof input === 'number') return Math.sign(input) * duration(Math.abs(input), at) + 0;
  return input.startsWith('-') ? -duration(input.slice(1), at) + 0 : duration(input, at);
}

const invalid = (
  at: string,
  problem: string,
  say: { readonly given: string; readonly expected: string; readonly fix: string },
): DefinitionError => new DefinitionError('JOIN_INVALID', { at, problem, ...say });
